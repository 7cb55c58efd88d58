-- 引用数字: figures that a person keeps from a report of this or another place, apart from counted ones. Withdrawn, not deleted.

create table stated_figures (
  id integer generated always as identity primary key,
  city_id integer not null,
  document_id integer not null references documents,
  start_at integer not null,                                    -- offsets in the document's clean_text (UTF-16), end exclusive
  end_at integer not null,
  words text not null,                                          -- as printed: 9400余万元
  sentence text not null,
  phrase text not null,                                         -- what the text says is counted; may be empty
  metric text not null check (char_length(metric) between 1 and 60),  -- the name under which it is compared
  metric_key text not null,                                     -- that name without blanks and fillers, and the unit
  value double precision not null,                              -- in the base unit; of a range its lower end
  high double precision,                                        -- upper end of a range
  unit text not null,
  approx boolean not null,
  qualifier text,
  bound text check (bound in ('min', 'max')),
  period text check (char_length(period) between 1 and 60),
  place text not null check (char_length(place) between 1 and 60),
  region_id integer references regions,                         -- where the place stands in the tree of this city
  kept_post_id integer not null references posts,
  kept_person_id integer not null references people,
  kept_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_post_id integer references posts,
  version integer not null default 1,
  check (end_at > start_at),
  check ((withdrawn_at is null) = (withdrawn_post_id is null))
);
create unique index stated_figures_place on stated_figures (document_id, start_at) where withdrawn_at is null;
create index stated_figures_metric on stated_figures (city_id, metric_key) where withdrawn_at is null;

-- What was printed stays as it was printed; only what a person says about it may change.
create function keep_stated_figure() returns trigger language plpgsql as $$
begin
  if (old.document_id, old.start_at, old.end_at, old.words, old.sentence, old.phrase, old.value, old.high, old.unit, old.approx,
      old.qualifier, old.bound, old.kept_post_id, old.kept_person_id, old.kept_at) is distinct from (new.document_id,
      new.start_at, new.end_at, new.words, new.sentence, new.phrase, new.value, new.high, new.unit, new.approx, new.qualifier,
      new.bound, new.kept_post_id, new.kept_person_id, new.kept_at) or old.withdrawn_at is not null then
    raise exception 'a stated figure stays as printed' using errcode = 'check_violation', constraint = 'stated_figure_stays';
  end if;
  return new;
end $$;
create trigger stated_figure_stays before update on stated_figures for each row execute function keep_stated_figure();

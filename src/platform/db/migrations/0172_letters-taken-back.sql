-- 撤回误记 of letters: whoever marks letters leaves a mark, and each line keeps which marks it bears and how it stood before the last of
-- them, so that a mark is taken back as a whole. Lines marked before bear none and stay as they are.
create table letter_marks (
  id integer generated always as identity primary key,
  city_id integer not null,
  round_id integer not null references letter_rounds,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  step text not null check (step in ('sent', 'returned', 'stopped')),
  on_day date not null,
  letters integer not null check (letters >= 0),
  unit_id integer not null references units,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_on date not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_post_id integer references posts,
  undone_reason text check (char_length(undone_reason) between 1 and 200),
  check ((undone_at is null) = (undone_post_id is null) and (undone_at is null) = (undone_reason is null))
);
create index letter_marks_round on letter_marks (round_id, id);

alter table letter_items add column mark_ids integer[] not null default '{}';
alter table letter_items add column was jsonb;
alter table letter_items add constraint letter_items_was_with_mark check ((mark_ids = '{}') = (was is null));

-- 撤回这一批: opened by mistake, before anything was sent. It keeps how many letters it held; its lines, of which none went, are given up.
alter table letter_rounds add column withdrawn_on date;
alter table letter_rounds add column withdrawn_letters integer check (withdrawn_letters >= 0);
alter table letter_rounds add column withdrawn_reason text check (char_length(withdrawn_reason) between 1 and 200);
alter table letter_rounds add constraint letter_rounds_withdrawn_is_closed
  check ((withdrawn_on is null) = (withdrawn_reason is null) and (withdrawn_on is null) = (withdrawn_letters is null)
    and (withdrawn_on is null or closed_on is not null and frozen is null));
-- 重开: what a round came to when it ended before, each with the day, and who opened it again and why.
alter table letter_rounds add column endings jsonb not null default '[]';

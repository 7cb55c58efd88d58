-- Figures: how many finished matters stand under each head that figures and totals are asked by. Finished matters are most of
-- a ledger and change seldom; open ones are counted where they stand. A change adds lines (+1, -1) in its own transaction and
-- locks nothing; a job brings lines of one head together (matters/store/tallies.ts). Equal to a recount at every moment.

create table matter_tallies (
  id bigint generated always as identity primary key,
  city_id integer not null,
  region_id integer not null,
  region_path text collate "C" not null,
  parent_region_path text collate "C",                           -- of a part: the place of the matter above it
  year integer not null,
  kind text not null,
  direction text,
  state text not null,
  lead_unit_id integer,
  document_id integer,
  part text,
  marks text[] not null,
  matters integer not null                                       -- how many more, or fewer
);
create index matter_tallies_year on matter_tallies (year, region_path);

create function tally_added() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
      document_id, part, marks, matters)
    select city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id, document_id, part,
      marks, count(*)
    from added where is_done and dropped_at is null
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;
  return null;
end $$;
create trigger matters_tally_added after insert on matters
  referencing new table as added for each statement execute function tally_added();

create function tally_changed() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if old.is_done and old.dropped_at is null then
    insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
        document_id, part, marks, matters)
      values (old.city_id, old.region_id, old.region_path, old.parent_region_path, old.year, old.kind, old.direction, old.state,
        old.lead_unit_id, old.document_id, old.part, old.marks, -1);
  end if;
  if tg_op = 'UPDATE' then
    if new.is_done and new.dropped_at is null then
      insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state,
          lead_unit_id, document_id, part, marks, matters)
        values (new.city_id, new.region_id, new.region_path, new.parent_region_path, new.year, new.kind, new.direction, new.state,
          new.lead_unit_id, new.document_id, new.part, new.marks, 1);
    end if;
  end if;
  return null;
end $$;
create trigger matters_tally_changed after update on matters for each row
  when ((old.is_done or new.is_done) and (old.city_id, old.region_id, old.region_path, old.parent_region_path, old.year, old.kind,
      old.direction, old.state, old.lead_unit_id, old.document_id, old.part, old.marks, old.dropped_at)
    is distinct from (new.city_id, new.region_id, new.region_path, new.parent_region_path, new.year, new.kind,
      new.direction, new.state, new.lead_unit_id, new.document_id, new.part, new.marks, new.dropped_at))
  execute function tally_changed();
create trigger matters_tally_gone after delete on matters for each row when (old.is_done) execute function tally_changed();

insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
    document_id, part, marks, matters)
  select city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id, document_id, part,
    marks, count(*)
  from matters where is_done and dropped_at is null group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;

-- What a post owes and what waits for it is looked for among what is open.
create index matters_open on matters (region_path, state) where not is_done;
create index matters_lead_post on matters (lead_post_id) where lead_post_id is not null and not is_done;

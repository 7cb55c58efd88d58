-- Totals ask how many matters stand in a place, whatever their light: open ones are tallied now as finished ones are (migration
-- 0040), under their state. Drafts are nobody's but their writer's and stay out. Lights of open matters depend on the day and are
-- still counted where they stand.
create or replace function tally_added() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
      document_id, part, marks, matters)
    select city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id, document_id, part,
      marks, count(*)
    from added where state <> 'draft' and dropped_at is null
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;
  return null;
end $$;

create or replace function tally_changed() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if old.state <> 'draft' and old.dropped_at is null then
    insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
        document_id, part, marks, matters)
      values (old.city_id, old.region_id, old.region_path, old.parent_region_path, old.year, old.kind, old.direction, old.state,
        old.lead_unit_id, old.document_id, old.part, old.marks, -1);
  end if;
  if tg_op = 'UPDATE' then
    if new.state <> 'draft' and new.dropped_at is null then
      insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state,
          lead_unit_id, document_id, part, marks, matters)
        values (new.city_id, new.region_id, new.region_path, new.parent_region_path, new.year, new.kind, new.direction, new.state,
          new.lead_unit_id, new.document_id, new.part, new.marks, 1);
    end if;
  end if;
  return null;
end $$;

drop trigger matters_tally_changed on matters;
create trigger matters_tally_changed after update on matters for each row
  when ((old.city_id, old.region_id, old.region_path, old.parent_region_path, old.year, old.kind,
      old.direction, old.state, old.lead_unit_id, old.document_id, old.part, old.marks, old.dropped_at)
    is distinct from (new.city_id, new.region_id, new.region_path, new.parent_region_path, new.year, new.kind,
      new.direction, new.state, new.lead_unit_id, new.document_id, new.part, new.marks, new.dropped_at))
  execute function tally_changed();
drop trigger matters_tally_gone on matters;
create trigger matters_tally_gone after delete on matters for each row execute function tally_changed();

insert into matter_tallies (city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id,
    document_id, part, marks, matters)
  select city_id, region_id, region_path, parent_region_path, year, kind, direction, state, lead_unit_id, document_id, part,
    marks, count(*)
  from matters where not is_done and state <> 'draft' and dropped_at is null group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;

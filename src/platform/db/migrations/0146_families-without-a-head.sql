-- 待定户主, 在册无人: a household whose head died or moved away while others are left asks for a new one (lacks_head, set with the head's
-- name whenever persons are written); one of which nobody is left asks whether it ends. Both are found by the list.
alter table households add column lacks_head boolean not null default false;

update households h set lacks_head = true
  where h.person_count > 0
    and not exists (select 1 from household_persons p where p.household_id = h.id and p.relation = 'head' and p.state = 'present')
    and exists (select 1 from household_persons p where p.household_id = h.id and p.relation = 'head' and p.state <> 'present');

create index households_unsettled on households (region_path, id) where state = 'present' and (lacks_head or person_count = 0);

-- A plaque keeps hanging for a family: of a household of which nobody is left none is owed (plaques/rules.ts, no-one-registered).
update plaque_cards k set claim = 'none', clause = 'no-one-registered', household_person_id = null, may_replace = false, grounds = 0,
    place = case when k.hanging > 0 then 'hung-not-owed' else 'none' end, version = k.version + 1
  from households h
  where h.id = k.household_id and h.state = 'present' and h.person_count = 0 and k.clause <> 'withdrawn'
    and exists (select 1 from household_persons p where p.household_id = h.id);

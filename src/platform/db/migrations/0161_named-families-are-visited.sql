-- Who names families has visited at least so many: amounts of before that do not say so. What is filled in from now on is made so
-- when it is written (facts/rules.ts, withNamedFamilies). Frozen figures keep their value, as with every later entry.
insert into fact_quantities (fact_id, key, value, unit, qualifier)
  select f.id, 'households', count(*), '户', null
  from facts f join fact_households h on h.fact_id = f.id
  where f.kind = 'visit' and f.direction in ('to-families', 'to-border', 'to-needy')
    and not exists (select 1 from fact_quantities q where q.fact_id = f.id and q.key = 'households')
  group by f.id;

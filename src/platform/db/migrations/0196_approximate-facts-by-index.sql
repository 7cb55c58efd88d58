-- 近似 stands on the fact itself, written with its amounts: a list of those is read by an index (docs/adr/0063).
alter table facts add column is_approximate boolean not null default false;
update facts set is_approximate = true
  where exists (select 1 from fact_quantities q where q.fact_id = facts.id and q.qualifier is not null);
create index facts_approximate on facts (starts_on desc, id desc) where is_approximate;

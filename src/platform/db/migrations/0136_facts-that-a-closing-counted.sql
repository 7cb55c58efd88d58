-- What a closing counted, fact by fact, as it stood then. A day of a place is closed once: a closing over a longer time or a wider place
-- takes over what closings before it held, so that no two closed figures of one place and period differ (docs/adr/0049).
create table fact_period_facts (
  period_id integer not null references fact_periods on delete cascade,
  fact_id integer not null references facts on delete cascade,
  kind text not null,
  region_id integer not null references regions,                -- of the fact, as it stood then
  ends_on date not null,
  is_checked boolean not null,
  amounts jsonb not null,                                       -- of then: key, unit, value
  held_from integer references fact_periods,                    -- the earlier closing that it was taken over from
  primary key (period_id, fact_id)
);
create index fact_period_facts_fact on fact_period_facts (fact_id);
create index fact_period_facts_held on fact_period_facts (held_from);
create index fact_period_facts_region on fact_period_facts (region_id);

-- Of a period closed before, the program looks once for the facts of then (facts/periods/older.ts) and notes that it did.
alter table fact_periods add column keeps_each boolean not null default false;
alter table fact_periods alter column keeps_each set default true;
update fact_periods set keeps_each = true where state = 'planned';
alter table fact_periods add column each_sought_at timestamptz;

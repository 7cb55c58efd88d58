-- What each measure counted of which fact on the day of closing: so that a closed figure has its rows, and its parts by month and by
-- place add up to it at every level that the closing covers.
create table measure_closed_facts (
  period_id integer not null references fact_periods on delete cascade,
  key text not null,
  fact_id integer not null references facts on delete cascade,
  region_id integer not null references regions,                -- of the fact, as it stood then
  ends_on date not null,
  amount numeric not null,
  approximate numeric not null,                                 -- 近似
  is_checked boolean not null,
  is_late boolean not null,                                     -- 补记, of periods that had closed before
  primary key (period_id, key, fact_id)
);
create index measure_closed_facts_fact on measure_closed_facts (fact_id);

-- Of a period that was closed before, nobody knows which facts were counted: its measures stay open until it is closed anew.
alter table fact_periods add column keeps_facts boolean not null default false;
alter table fact_periods alter column keeps_facts set default true;
update fact_periods set keeps_facts = true where state = 'planned';

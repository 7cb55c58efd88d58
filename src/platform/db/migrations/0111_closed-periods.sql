-- 闭账: an office closes a quarter, a month or a year of its place on a stated day. The figures of that day are kept and never
-- change; what is recorded afterwards is 补记 and changes open figures alone.
create table fact_periods (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  kind text not null check (kind in ('month', 'quarter', 'year')),
  starts_on date not null,
  ends_on date not null,
  state text not null check (state in ('planned', 'closed', 'reopened', 'dropped')),
  closes_on date not null,                                      -- the stated day
  closed_at timestamptz,
  post_id integer not null references posts,                    -- who stated it
  person_id integer not null references people,
  reopened_at timestamptz,
  reopen_reason text,
  version integer not null default 1,
  check (starts_on <= ends_on and closes_on > ends_on),
  check ((state in ('closed', 'reopened')) = (closed_at is not null)),
  check ((state = 'reopened') = (reopened_at is not null))
);
create unique index fact_periods_once on fact_periods (region_id, kind, starts_on) where state in ('planned', 'closed');
create index fact_periods_place on fact_periods (region_path, starts_on desc);

-- Of each kind how many facts and how much of each amount, as they stood.
create table fact_period_figures (
  period_id integer not null references fact_periods on delete cascade,
  kind text not null,
  key text not null,                                            -- `count`, or the key of an amount
  unit text not null,
  value numeric not null,
  unchecked numeric not null,                                   -- 其中未核
  primary key (period_id, kind, key)
);

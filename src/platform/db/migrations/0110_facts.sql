-- 实绩: what happened, written down once. A kind is a file of the program and needs no migration: its own fields are `fields`,
-- its amounts rows of `fact_quantities`. What a fact proves (`starts_on` to `ends_on`) is not when it was written (`recorded_on`).
create table facts (
  id integer generated always as identity primary key,
  city_id integer not null,
  code text unique,                                             -- SJ-2026-0001; null until it is recorded
  region_id integer not null references regions,                -- where it happened
  region_path text collate "C" not null references regions (path) on update cascade,
  kind text not null,
  direction text,                                               -- of kinds that have directions
  state text not null check (state in ('draft', 'recorded', 'returned', 'checked', 'withdrawn', 'replaced')),
  title text not null,
  body text not null default '',
  venue text not null default '',
  starts_on date not null,
  ends_on date not null,
  fields jsonb not null default '{}',
  ledgers text[] not null default '{}',                         -- 台账 it stands in, as its kind says
  campaign_id integer references facts,                         -- 专题活动 it belongs to
  promise text,                                                 -- 承诺 made on the occasion, with its day
  promise_on date,
  channel text not null default 'form' check (channel in ('form', 'sentence', 'phone', 'sheet', 'photos')),
  entered_unit_id integer not null references units,            -- who wrote it down
  entered_post_id integer not null references posts,
  entered_person_id integer not null references people,
  entered_path text collate "C" not null references regions (path) on update cascade,
  for_unit_id integer references units,                         -- 代录: the unit that it was written down for
  units int[] not null default '{}',                            -- every unit named in it, the writing one too
  recorded_at timestamptz,
  recorded_on date,
  is_late boolean not null default false,                       -- 迟录: written long after it happened
  is_after_close boolean not null default false,                -- 补记: its period was closed when it was recorded
  checked_at timestamptz,
  checked_post_id integer references posts,
  checked_person_id integer references people,
  correction_asked_at timestamptz,                              -- 申请更正 of a checked fact, while it waits
  correction_reason text,
  replaces_id integer references facts,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  version integer not null default 1,
  is_counted boolean not null generated always as (state in ('recorded', 'checked')) stored,
  grams text[] not null generated always as (bigrams(title || ' ' || venue || ' ' || body)) stored,
  check (starts_on <= ends_on),
  check ((state = 'draft') = (recorded_at is null) or state = 'withdrawn'),
  check ((recorded_at is null) = (recorded_on is null) and (recorded_at is null) = (code is null)),
  check ((correction_asked_at is null) = (correction_reason is null)),
  check (promise is not null or promise_on is null)
);
create index facts_days on facts (starts_on desc, id desc);
create index facts_place on facts (region_path, starts_on desc, id desc);
create index facts_kind on facts (kind, starts_on desc, id desc);
create index facts_units on facts using gin (units);
create index facts_grams on facts using gin (grams);
create index facts_waiting on facts (region_path, entered_path, id) where state = 'recorded';
create index facts_campaign on facts (campaign_id) where campaign_id is not null;
create unique index facts_replaced on facts (replaces_id) where replaces_id is not null;

create table fact_units (
  fact_id integer not null references facts on delete cascade,
  unit_id integer not null references units,
  part text not null check (part in ('host', 'join', 'object')), -- 主办, 参加, 对象
  primary key (fact_id, unit_id, part)
);
create index fact_units_unit on fact_units (unit_id, fact_id);

create table fact_quantities (
  fact_id integer not null references facts on delete cascade,
  key text not null,
  value numeric not null check (value >= 0),
  unit text not null,
  qualifier text check (qualifier in ('近', '余', '约')),         -- approximate stays approximate
  primary key (fact_id, key)
);

create table fact_files (
  fact_id integer not null references facts on delete cascade,
  file_id integer not null references files,
  caption text not null default '',
  sort integer not null,
  added_at timestamptz not null,
  primary key (fact_id, file_id)
);
create index fact_files_file on fact_files (file_id);

-- Its life, step by step.
create table fact_entries (
  id integer generated always as identity primary key,
  fact_id integer not null references facts on delete cascade,
  at timestamptz not null,
  step text not null,
  from_state text,
  to_state text not null,
  post_id integer not null references posts,
  person_id integer not null references people,
  unit_id integer not null references units,
  text text not null default ''
);
create index fact_entries_fact on fact_entries (fact_id, id);

create table fact_numbers (
  city_id integer not null,
  year integer not null,
  last integer not null,
  primary key (city_id, year)
);

-- 帮扶: what a family asks for or somebody finds, with the opinions of village, township and county, what was given and whether it
-- served. Health data are closed and have no place here: what is to be done is written, never an illness.
create table help_cases (
  id integer generated always as identity primary key,
  city_id integer not null,
  code text not null,                                           -- BF-2026-0001
  household_id integer not null references households,
  source text not null check (source in ('asked', 'found')),
  kind text not null check (kind in ('medical', 'housing', 'living', 'legal')),
  needs text not null check (char_length(needs) between 1 and 500),
  came_on date not null,
  due_on date,
  state text not null check (state in ('village', 'township', 'county', 'giving', 'given', 'done', 'refused', 'withdrawn')),
  since_on date not null,
  unit_id integer not null references units,                    -- who wrote it down
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  version integer not null default 1,
  unique (city_id, code)
);
create index help_cases_household on help_cases (household_id);
create index help_cases_state on help_cases (state, id desc);

create table help_steps (
  id integer generated always as identity primary key,
  case_id integer not null references help_cases,
  step text not null check (step in ('open', 'village', 'township', 'county', 'give', 'serve', 'again', 'withdraw')),
  on_day date not null,
  agrees boolean,                                               -- of an opinion
  words text not null default '',
  yuan integer check (yuan >= 0),                               -- of what was given, where it was money
  post_id integer not null references posts,
  person_id integer not null references people,
  unit_id integer not null references units,
  at timestamptz not null
);
create index help_steps_case on help_steps (case_id, id);

-- An open one is a matter of its own kind.
alter table matters drop constraint matters_kind_check;
alter table matters add constraint matters_kind_check check (kind in ('task', 'need', 'case'));

create table matter_cases (
  matter_id integer primary key references matters on delete cascade,
  help_id integer not null references help_cases
);
create unique index matter_cases_help on matter_cases (help_id);

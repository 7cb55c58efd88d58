-- 立功受奖送喜报: a report from the day it comes to the day the family was told and the troops heard of it. What for is never kept,
-- nor the unit that sent it.

create table merit_reports (
  id integer generated always as identity primary key,
  city_id integer not null,
  code text not null,                                           -- XB-2026-0001
  region_id integer not null references regions,                -- where it is to be delivered; the office's own place until that is known
  region_path text collate "C" not null references regions (path) on update cascade,
  household_id integer references households,
  soldier_name text not null check (char_length(soldier_name) between 1 and 30),
  honoured text not null check (honoured in ('soldier', 'civilian-staff', 'reservist')),
  grade text not null check (grade in ('august-first-medal', 'honorary-title', 'first-merit', 'second-merit', 'third-merit',
    'four-haves')),
  award_year smallint not null check (award_year between 1950 and 2100),
  came_by text not null check (came_by in ('armed-forces-department', 'post', 'upper', 'brought')),
  received_on date not null,
  state text not null check (state in ('received', 'registered', 'verified', 'delivered', 'fed-back', 'returned')),
  since_on date not null,                                       -- day of the last step
  has_doubt boolean not null default false,                     -- 地址不符
  delivered_on date,
  delivered_level text check (delivered_level in ('province', 'city', 'county', 'township')),
  bonus_yuan integer check (bonus_yuan >= 0),
  bonus_table_id integer,
  version integer not null default 1,
  unique (city_id, code),
  check ((delivered_on is null) = (delivered_level is null)),
  check ((state in ('delivered', 'fed-back')) = (delivered_on is not null)),
  check (state not in ('verified', 'delivered', 'fed-back') or household_id is not null)
);
create index merit_reports_place on merit_reports (region_path, id);
create index merit_reports_household on merit_reports (household_id) where household_id is not null;

create table merit_report_steps (
  id integer generated always as identity primary key,
  report_id integer not null references merit_reports,
  step text not null check (step in ('receive', 'register', 'verify', 'doubt', 'readdress', 'deliver', 'feed-back', 'return',
    'take-again')),
  on_day date not null,
  reason text not null default '',
  region_id integer references regions,                         -- where it was sent to by this step
  civil_words text,                                             -- 送达: who came, by post
  military_words text,
  post_id integer not null references posts,
  person_id integer not null references people,
  at timestamptz not null
);
create index merit_report_steps_report on merit_report_steps (report_id, id);

create table merit_report_files (
  step_id integer not null references merit_report_steps,
  file_id integer not null references files,
  primary key (step_id, file_id)
);
create index merit_report_files_file on merit_report_files (file_id);

-- 奖励金: a dated local table of a place; a later one takes its place from its day.
create table merit_bonus_tables (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  from_on date not null,
  amounts jsonb not null,                                       -- yuan by grade
  source text not null,
  is_verified boolean not null default false,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  withdrawn_at timestamptz,
  version integer not null default 1
);
create unique index merit_bonus_tables_day on merit_bonus_tables (region_id, from_on) where withdrawn_at is null;

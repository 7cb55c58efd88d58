-- 光荣牌: one card for a household, what was done about its plaque step by step, and frozen accounts of a place. What a card says
-- is reckoned from persons and steps by the rules (registers/plaques/rules.ts) and never typed.

create table register_numbers (
  city_id integer not null,
  prefix text not null,                                         -- GP 光荣牌对账单, XB 喜报, BF 帮扶
  year smallint not null,
  last integer not null,
  primary key (city_id, prefix, year)
);

create table plaque_cards (
  id integer generated always as identity unique,
  household_id integer primary key,
  city_id integer not null,
  region_path text collate "C" not null,                        -- of the household, which it follows
  claim text not null check (claim in ('owed', 'on-application', 'none')),
  clause text not null,
  household_person_id integer references household_persons,     -- on whom the answer stands
  may_replace boolean not null,
  grounds smallint not null,                                    -- persons who would each be enough: 一户一牌
  place text not null check (place in ('hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'none')),
  hanging smallint not null check (hanging >= 0),
  hung_on date,
  last_on date,
  -- 校验码 over the steps that make the status, sealed to this row: a change past the program is told.
  code_sealed bytea,
  code_key text,
  version integer not null default 1,
  foreign key (household_id, region_path) references households (id, region_path) on update cascade,
  check ((code_sealed is null) = (code_key is null)),
  -- 应挂 ＝ 已挂 ＋ 待挂 ＋ 家属谢绝 ＋ 查找不到, card by card, so that no sum of cards can break it.
  check ((claim = 'owed') = (place in ('hung', 'waiting', 'declined', 'not-found'))),
  check ((place in ('hung', 'hung-not-owed')) = (hanging > 0))
);
create index plaque_cards_place on plaque_cards (region_path, place, household_id);

create table plaque_steps (
  id integer generated always as identity primary key,
  household_id integer not null,
  city_id integer not null,
  region_path text collate "C" not null,
  step text not null check (step in ('lack', 'apply', 'grant', 'deny', 'hang', 'replace', 'decline', 'not-found', 'reopen',
    'withdraw', 'collect', 'restore', 'apart', 'together', 'count')),
  on_day date not null,
  hung_count smallint check (hung_count between 0 and 9),       -- 清点: how many hang
  signed_by text check (signed_by in ('head', 'kin', 'village')),  -- 签字: 户主, 家属, 村干部; the slip is kept on paper or as a file
  reason text not null default '',
  post_id integer not null references posts,
  person_id integer not null references people,
  at timestamptz not null,
  undone_at timestamptz,
  undone_post_id integer references posts,
  undone_reason text,
  foreign key (household_id, region_path) references households (id, region_path) on update cascade,
  check ((step = 'count') = (hung_count is not null)),
  check ((undone_at is null) = (undone_post_id is null) and (undone_at is null) = (undone_reason is null))
);
create index plaque_steps_household on plaque_steps (household_id, id);
create index plaque_steps_place on plaque_steps (region_path, on_day);

create table plaque_step_files (
  step_id integer not null references plaque_steps,
  file_id integer not null references files,
  primary key (step_id, file_id)
);
create index plaque_step_files_file on plaque_step_files (file_id);

-- 对账单: once frozen, its rows are never changed; the role of the program may insert here and nothing else.
create table plaque_statements (
  id integer generated always as identity primary key,
  city_id integer not null,
  number text not null,                                         -- GP-2026-01
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  place_name text not null,                                     -- as it was called then
  unit_id integer not null references units,
  figures jsonb not null,
  places jsonb not null,                                        -- figures of the places below, in official order
  post_id integer not null references posts,
  person_id integer not null references people,
  frozen_at timestamptz not null,
  frozen_on date not null,
  unique (city_id, number)
);
create index plaque_statements_place on plaque_statements (region_path, id);

-- No name stands in a line: who reads it is shown the household as the register has it, or masked.
create table plaque_statement_lines (
  statement_id integer not null references plaque_statements,
  household_id integer not null references households,
  region_id integer not null references regions,
  place text not null,
  clause text not null,
  hanging smallint not null,
  hung_on date,
  primary key (statement_id, household_id)
);
create index plaque_statement_lines_household on plaque_statement_lines (household_id);

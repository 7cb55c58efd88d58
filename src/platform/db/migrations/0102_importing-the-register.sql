-- 导入底册: a sheet of up to 300,000 rows is read in a process of its own, its closed values sealed before they reach the staging
-- table, checked set-wise, and taken in by one transaction (docs/adr/0039). The import stays, with what it made; its rows go.
create table register_imports (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_path text collate "C" not null references regions (path) on update cascade,  -- the place whose office imports
  unit_id integer not null references units,
  post_id integer not null references posts,
  person_id integer not null references people,
  file_id integer references files,
  file_name text not null,
  file_sha256 char(64) not null,
  keeps_file boolean not null default false,                    -- kept on purpose after the run
  state text not null default 'reading' check (state in ('reading', 'checked', 'taking', 'taken', 'taking-back', 'taken-back',
    'cancelled', 'failed')),
  job_id bigint,
  rows_read integer not null default 0,
  rows_new integer not null default 0,
  rows_known integer not null default 0,                        -- held already, and passed over
  rows_differ integer not null default 0,                       -- of those: with other open values than the register
  rows_wrong integer not null default 0,
  rows_passed integer not null default 0,                       -- totals and notes under the table
  households_new integer not null default 0,
  notes text[] not null default '{}',                           -- sheets and columns that were not read
  fault text,                                                   -- why the file could not be read, or the run not ended
  leaves_out_wrong boolean not null default false,
  content_hash text,                                            -- of number and version of every row it made
  made_at timestamptz not null,
  checked_at timestamptz,
  taken_at timestamptz,
  taken_on date,
  taken_back_at timestamptz,
  taken_back_post_id integer references posts,
  taken_back_reason text,
  version integer not null default 1
);
create index register_imports_unit on register_imports (unit_id, id desc);

-- Staging. Unlogged: it never reaches the write-ahead log, and after a crash the file is read once more.
create unlogged table register_import_rows (
  import_id integer not null,
  line integer not null,                                        -- sheets one after the other, each from a million on
  state text not null default 'new' check (state in ('new', 'known', 'differ', 'wrong')),
  row_id integer not null,                                      -- the number drawn for the person; sealed values are bound to it
  home_id integer not null,                                     -- the number drawn for a household, should this row begin one
  household_id integer,                                         -- the household in which it ends up
  region_id integer,
  region_path text collate "C",
  household_mark text not null,                                 -- 户号, or the head's name
  head_name text not null,
  name text not null,
  relation text not null,
  gender text,
  birth_year smallint,
  birth_month smallint,
  categories text[] not null,
  kin text,
  joined_year smallint,
  left_year smallint,
  discharge text,
  care text,
  benefit_code text,
  honours text[] not null,                                      -- third-merit:2019
  address_sealed bytea,
  address_key text,
  resident_sealed bytea,
  resident_key text,
  resident_digest bytea,
  phone_sealed bytea,
  phone_key text,
  phone_digest bytea,
  bank_sealed bytea,
  bank_key text,
  certificate_id integer,
  certificate_kind text,
  number_sealed bytea,
  number_key text,
  number_digest bytea
);
create index register_import_rows_import on register_import_rows (import_id, line);

create unlogged table register_import_faults (
  import_id integer not null,
  line integer not null,
  sheet text not null,
  header text not null,                                         -- the column
  words text not null,                                          -- a sentence; it tells no closed value and no name
  is_wrong boolean not null                                     -- false: held already, and another value stands in the register
);
create index register_import_faults_import on register_import_faults (import_id, line);

-- What a taken-back import deletes is looked for by these.
create index households_merged_into on households (merged_into_id) where merged_into_id is not null;
create index household_persons_merged_into on household_persons (merged_into_id) where merged_into_id is not null;
create index person_merges_all_merged on person_merges (merged_id);
create index person_merges_kept_household on person_merges (kept_household_id);
create index person_merges_merged_household on person_merges (merged_household_id);
create index person_distinctions_high on person_distinctions (high_id);

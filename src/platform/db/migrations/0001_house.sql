-- The house: who acts, what was changed, which files are held. Row policies are made from main/permissions.ts at start.

create table regions (
  id integer generated always as identity primary key,
  code char(12) not null unique,
  name text not null,
  short_name text not null,
  level smallint not null check (level between 1 and 5),        -- 1 province, 2 city, 3 county, 4 township, 5 village
  parent_id integer references regions,
  path text collate "C" not null unique,                        -- '1.5.27.': ids from the root, each closed by a dot
  mark text check (mark in ('park', 'zone', 'virtual', 'functional')),
  sort integer not null,                                        -- 建制顺序 among its siblings
  from_on date not null default date '2000-01-01',
  to_on date,
  version integer not null default 1,
  check (to_on is null or to_on > from_on)
);
create index regions_parent on regions (parent_id, sort);

create table units (
  id integer generated always as identity primary key,
  region_id integer not null references regions,
  name text not null,
  short_name text not null,
  aliases text[] not null default '{}',
  kind text not null check (kind in ('office', 'group', 'member', 'troop', 'station', 'government')),
  side text not null check (side in ('civil', 'military')),
  sort integer not null,
  closed_on date,
  version integer not null default 1,
  unique (region_id, name)
);
create index units_region on units (region_id, sort);

create table duties (
  id integer generated always as identity primary key,
  unit_id integer not null references units on delete cascade,
  phrase text not null,
  words text[] not null default '{}',
  source text not null,
  is_verified boolean not null default false,
  version integer not null default 1,
  unique (unit_id, phrase)
);

create table people (
  id integer generated always as identity primary key,
  login text not null unique,
  name text not null,
  password_hash text not null,
  must_change_password boolean not null default true,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  version integer not null default 1
);

create table posts (
  id integer generated always as identity primary key,
  name text not null,
  role text not null check (role in ('office', 'liaison', 'station', 'troop', 'leader', 'sysadmin', 'secadmin', 'auditor')),
  unit_id integer not null references units,
  region_id integer not null references regions,
  sort integer not null default 0,
  closed_on date,
  version integer not null default 1,
  unique (unit_id, name)
);
create index posts_unit on posts (unit_id, sort);

create table post_holders (
  id integer generated always as identity primary key,
  post_id integer not null references posts,
  person_id integer not null references people,
  from_on date not null,
  to_on date,
  check (to_on is null or to_on >= from_on)
);
create index post_holders_person on post_holders (person_id);
create index post_holders_post on post_holders (post_id);

create table sessions (
  id text primary key,                                          -- SHA-256 of the cookie's session id, never the id itself
  person_id integer references people on delete cascade,
  data jsonb not null,
  expires_at timestamptz not null
);
create index sessions_expiry on sessions (expires_at);

create table settings (
  key text primary key,
  value jsonb not null,
  version integer not null default 1
);

create table calendar_notices (
  year integer primary key check (year between 2000 and 2200),
  days_off date[] not null,
  workdays date[] not null,
  source text not null,
  version integer not null default 1
);

create table audit_rows (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person_id integer,                                            -- no foreign keys: audit rows outlive what they tell of
  post_id integer,
  address text,
  request_id text,
  action text not null,
  record text not null,
  record_id text not null,
  before jsonb,
  after jsonb,
  digest text not null                                          -- SHA-256 of the row's content, hex
);
create index audit_rows_record on audit_rows (record, record_id);

create table files (
  id integer generated always as identity primary key,
  city_id integer not null,
  sha256 char(64) not null,
  original_sha256 char(64) not null,                            -- as it arrived, before position data was removed
  name text not null,
  kind text not null,
  mime text not null,
  size integer not null check (size > 0),
  width integer,
  height integer,
  pages integer,
  post_id integer not null references posts,
  person_id integer not null references people,
  unit_id integer not null references units,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create index files_original on files (original_sha256);
create index files_post on files (post_id);

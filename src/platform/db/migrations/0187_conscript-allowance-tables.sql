-- 义务兵家庭优待金本地标准: a dated local table of a place; a later one takes its place from its day. Everything in it is local.
create table conscript_tables (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  from_on date not null,
  base numeric(12, 2) not null check (base > 0),                -- yuan a year
  base_words text not null,                                     -- what the base is
  percent numeric(6, 2) not null check (percent > 0),
  areas jsonb not null,                                         -- [{ name, times }]: multiples for hard areas
  schooling jsonb not null,                                     -- [{ name, yuan }]: once at enlistment
  merits jsonb not null,                                        -- [{ name, percent }]: added for honours
  years smallint not null check (years between 1 and 10),
  source text not null check (source <> ''),
  is_verified boolean not null default false,
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null,
  withdrawn_at timestamptz,
  version integer not null default 1
);
create unique index conscript_tables_day on conscript_tables (region_id, from_on) where withdrawn_at is null;

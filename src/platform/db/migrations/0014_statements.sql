-- 对账: a statement between an office and one troop unit (or over all of them), per direction. Once frozen, its rows are never
-- changed: the role of the program may insert here and nothing else.
create table statements (
  id integer generated always as identity primary key,
  city_id integer not null,
  number text not null,                                         -- DZ-2026-01
  round integer not null,                                       -- 第几期 of this account, without gaps
  office_unit_id integer not null references units,
  region_path text collate "C" not null,
  unit_id integer references units,                             -- null: all troop units together
  from_on date not null,
  until_on date not null,
  figures jsonb not null,                                       -- per direction, as counted from the lines
  post_id integer not null references posts,
  person_id integer not null references people,
  frozen_at timestamptz not null,
  frozen_on date not null,
  unique (city_id, number),
  check (from_on <= until_on and until_on <= frozen_on)
);
create unique index statements_account on statements (office_unit_id, coalesce(unit_id, 0), round);
create index statements_region on statements (region_path);

create table statement_lines (
  statement_id integer not null references statements on delete cascade,
  sort integer not null,
  direction text not null check (direction in ('military-asks', 'locality-asks')),
  term text not null,                                           -- opening, new …, closing
  matter_id integer not null references matters,
  on_day date,                                                  -- of the movement
  code text not null,
  title text not null,
  asker text not null,
  lead text,
  state text not null,
  due_on date,
  light text not null,
  flags text[] not null default '{}',
  primary key (statement_id, sort)
);
create index statement_lines_matter on statement_lines (matter_id);

create table statement_signatures (
  statement_id integer not null references statements on delete cascade,
  side text not null check (side in ('office', 'unit')),
  post_id integer not null references posts,                    -- who signed on screen, or who put the signed paper in
  person_id integer not null references people,
  at timestamptz not null,
  signed_on date not null,
  signer text,                                                  -- 代签: post of who signed the paper
  primary key (statement_id, side)
);

create table statement_files (
  statement_id integer not null references statements on delete cascade,
  file_id integer not null references files,
  primary key (statement_id, file_id)
);
create index statement_files_file on statement_files (file_id);

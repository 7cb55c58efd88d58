-- 区划变更: what happened to a place, from which day and by which document; former names stay findable.

create table region_changes (
  id integer generated always as identity primary key,
  city_id integer not null,
  kind text not null check (kind in ('open', 'merge', 'split', 'rename', 'move', 'close')),
  region_id integer not null references regions,                -- the place in which it happened: whoever keeps it registers it
  effective_on date not null,
  doc_number text not null,
  reason text not null,
  moved jsonb not null default '{}',                            -- how much went along: places, units, posts, records of each room
  post_id integer not null references posts,
  created_at timestamptz not null default now()
);
create index region_changes_place on region_changes (region_id, id);
create index region_changes_order on region_changes (city_id, effective_on desc, id desc);

create table region_change_parts (
  change_id integer not null references region_changes,
  part text not null check (part in ('subject', 'source', 'result', 'from', 'to')),
  region_id integer not null references regions,
  name text not null,                                           -- as it was called before that day
  name_after text,                                              -- 更名: as it is called from that day on
  primary key (change_id, part, region_id)
);
create index region_change_parts_region on region_change_parts (region_id);

create table region_former_names (
  id integer generated always as identity primary key,
  region_id integer not null references regions,
  name text not null,
  short_name text not null,
  from_on date not null,
  until_on date not null,                                       -- the first day of the next name
  check (until_on > from_on),
  unique (region_id, until_on)
);

-- Open places are listed far more often than closed ones.
create index regions_open on regions (parent_id, sort) where to_on is null;

-- 存为视图: what a post looks at again and again. A view holds filters, never rows: whoever opens it sees his own.

create table ledger_views (
  id integer generated always as identity primary key,
  city_id integer not null,
  name text not null,
  sharing text not null check (sharing in ('mine', 'unit', 'region')),
  post_id integer not null references posts,
  unit_id integer not null references units,
  region_path text collate "C" not null references regions (path) on update cascade,
  layout text not null check (layout in ('list', 'board', 'calendar')),
  search jsonb not null,                                        -- the filters as they stand in the address
  columns text[] not null default '{}',                         -- empty: the columns of the program
  sort integer not null,
  dropped_at timestamptz,
  version integer not null default 1
);
create index ledger_views_post on ledger_views (post_id, sort);
create index ledger_views_unit on ledger_views (unit_id, sort) where sharing = 'unit';
create index ledger_views_region on ledger_views (region_path) where sharing = 'region';

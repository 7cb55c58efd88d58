-- 区划调整: a township attached to a functional zone from a day; the rows that carry a region's path follow it.

create table region_moves (
  id integer generated always as identity primary key,
  region_id integer not null references regions,
  from_parent_id integer not null references regions,
  to_parent_id integer not null references regions,
  from_on date not null                                         -- the day from which the new parent counts
);
create index region_moves_region on region_moves (region_id, id);
create index region_moves_to on region_moves (to_parent_id, id);

-- Copies of a path follow the region in the same transaction, whoever holds them.
alter table documents add foreign key (region_path) references regions (path) on update cascade;
alter table matters add foreign key (region_path) references regions (path) on update cascade;

-- How sure a duty points to its unit, from the data file; 1 where it says nothing.
alter table duties add column weight real not null default 1 check (weight > 0 and weight <= 1);

-- A region's path holds its own id, so a post that adds one draws the id first.
grant usage on sequence regions_id_seq to tongxin_app;

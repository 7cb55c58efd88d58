-- A unit goes over with its place on a 区划变更; where it stood on an earlier day stays known, for the coverage of that day.
create table unit_moves (
  id integer generated always as identity primary key,
  unit_id integer not null references units,
  from_region_id integer not null references regions,
  to_region_id integer not null references regions,
  from_on date not null                                         -- the day from which it stands in the new place
);
create index unit_moves_unit on unit_moves (unit_id, from_on, id);
create index unit_moves_from on unit_moves (from_region_id);

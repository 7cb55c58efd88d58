-- 覆盖: which townships and villages have an office, a station, a liaison. A place may be left out of the city's own count
-- (a virtual village), and the city's own figures stand beside those of the statistical codes, with their source.

alter table regions add column is_counted boolean not null default true;

alter table units drop constraint units_kind_check;
alter table units add constraint units_kind_check
  check (kind in ('office', 'group', 'member', 'troop', 'station', 'government', 'workstation'));

create table own_counts (
  city_id integer not null references regions,
  level smallint not null check (level between 3 and 5),
  value integer not null check (value >= 0),
  source text not null,
  on_day date not null,
  version integer not null default 1,
  primary key (city_id, level)
);

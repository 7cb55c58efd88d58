-- 国防教育年度计划: what a place plans for schools, cadres and troops, quarter by quarter; what took place stands in the facts.
create table education_plans (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  region_path text collate "C" not null references regions (path) on update cascade,
  year integer not null check (year between 2000 and 2100),
  audience text not null check (audience in ('schools', 'cadres', 'troops')),
  sessions integer[] not null check (cardinality(sessions) = 4),
  hours numeric(6, 1)[] not null check (cardinality(hours) = 4),
  content text not null default '' check (char_length(content) <= 500),
  post_id integer not null references posts,
  person_id integer not null references people,
  changed_at timestamptz not null,
  version integer not null default 1,
  unique (region_id, year, audience)
);
create index education_plans_place on education_plans (region_path, year);

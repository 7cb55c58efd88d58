-- 军地合署: the second tree. Units of the military side have a superior among military units, and a published body (军分区,
-- 人武部, 武装部) faces each place. Both count from a day and stay as history. Strength, garrison and designation have no column.

create table military_superiors (
  id integer generated always as identity primary key,
  city_id integer not null,
  unit_id integer not null references units,
  superior_id integer references units,                         -- null: the superior lies outside this city
  from_on date not null,
  to_on date,                                                   -- the first day on which it no longer counts
  post_id integer references posts,                             -- null: came with the city or with the unit
  created_at timestamptz not null default now(),
  check (to_on is null or to_on > from_on),
  check (superior_id <> unit_id)
);
create unique index military_superiors_standing on military_superiors (unit_id) where to_on is null;
create unique index military_superiors_day on military_superiors (unit_id, from_on);
create index military_superiors_below on military_superiors (superior_id);

create table military_bodies (
  id integer generated always as identity primary key,
  city_id integer not null,
  region_id integer not null references regions,
  unit_id integer not null references units,
  is_joint boolean not null default false,                      -- 军地合署办公: the office of the place is run by both sides
  doc_number text not null default '',                          -- 依据文号
  from_on date not null,
  to_on date,
  post_id integer references posts,
  created_at timestamptz not null default now(),
  check (to_on is null or to_on > from_on),
  check (not is_joint or doc_number <> '')
);
create unique index military_bodies_standing on military_bodies (region_id) where to_on is null;
create unique index military_bodies_day on military_bodies (region_id, from_on);
create index military_bodies_unit on military_bodies (unit_id);

-- Both ends are military, and nobody stands above himself; whoever writes.
create function keep_military_side() returns trigger language plpgsql as $$
begin
  if exists (select 1 from units where id in (new.unit_id, (to_jsonb(new) ->> 'superior_id')::int) and side <> 'military') then
    raise exception 'unit % is not of the military side', new.unit_id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger military_superiors_side before insert or update on military_superiors
  for each row execute function keep_military_side();
create trigger military_bodies_side before insert or update on military_bodies
  for each row execute function keep_military_side();

create function refuse_military_loop() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.to_on is null and new.superior_id is not null and exists (
    with recursive up as (
      select new.superior_id as id
      union select s.superior_id from up join military_superiors s on s.unit_id = up.id and s.to_on is null
        where s.superior_id is not null)
    select 1 from up where id = new.unit_id) then
    raise exception 'unit % would stand above itself', new.unit_id using errcode = '23514';
  end if;
  return new;
end $$;
create trigger military_superiors_loop after insert or update on military_superiors
  for each row execute function refuse_military_loop();

-- What is known already: a military member unit faces the place where it is entered.
insert into military_bodies (city_id, region_id, unit_id, from_on)
  select distinct on (u.region_id) coalesce((select c.id from regions c where c.level = 2 and starts_with(r.path, c.path)), r.id),
    u.region_id, u.id, u.from_on
  from units u join regions r on r.id = u.region_id
  where u.side = 'military' and u.kind = 'member' and u.closed_on is null and r.to_on is null and r.level between 2 and 4
  order by u.region_id, u.sort, u.id;

-- 下级改动: with the lists of leading groups, the liaisons and the military side.
drop index audit_rows_organisation;
create index audit_rows_organisation on audit_rows (id desc)
  where record in ('regions', 'region_changes', 'units', 'duties', 'posts', 'post_holders', 'people', 'invitations',
    'group_papers', 'liaisons', 'own_counts', 'military_superiors', 'military_bodies');

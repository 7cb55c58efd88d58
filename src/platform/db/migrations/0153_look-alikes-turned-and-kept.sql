-- 相似照片: mirrored and turned by quarters as well (docs/adr/0044), and what a picture was found to look like when it came is kept with
-- it, so that who checks a fact is told though the picture was put beside it all the same.
alter table picture_marks add column alike integer[] not null default '{}';
create index picture_marks_alike on picture_marks using gin (alike);

drop function look_alikes(integer, bigint, integer[], bigint[], integer[], integer);

/*
 * Pictures of the city that look like the one asked for, the most alike first. It reads past the row policies: of what the
 * asking post may not see, only the year and the kind of unit are ever told. Turned ones are looked up by their probes
 * against whole pictures, and by their bands as they are against parts.
 */
create function look_alikes(of_city integer, asked_whole bigint, whole_probes integer[], asked_parts bigint[],
  part_probes integer[], asked_turned bigint[], turned_probes integer[], turned_bands integer[], most_different integer, most_turned integer)
returns table (file_id integer, year integer, unit_kind text, differs integer)
language sql stable security definer set search_path = public, pg_temp as $$
  with near as (
    select m.file_id, m.whole, m.parts from picture_marks m
      where m.city_id = of_city and m.part_bands && (whole_probes || turned_bands)
    union
    select m.file_id, m.whole, m.parts from picture_marks m
      where m.city_id = of_city and m.whole_bands && (part_probes || turned_probes)
  ), told as (
    select n.file_id, least(
      bit_count((n.whole # asked_whole)::bit(64)),
      (select min(bit_count((part # asked_whole)::bit(64))) from unnest(n.parts) part),
      (select min(bit_count((n.whole # part)::bit(64))) from unnest(asked_parts) part))::integer as straight,
      (select min(bit_count((part # way)::bit(64))) from unnest(n.parts || n.whole) part cross join unnest(asked_turned) way)::integer as turned
    from near n
  )
  select t.file_id, extract(year from f.created_at)::integer, u.kind, least(t.straight, t.turned)
  from told t join files f on f.id = t.file_id join units u on u.id = f.unit_id
  where (t.straight <= most_different or t.turned <= most_turned) and f.removed_at is null
  order by least(t.straight, t.turned), t.file_id desc limit 20
$$;

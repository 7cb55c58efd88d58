-- 相似照片: what a picture looks like, in 64 bits of the whole and of each part that croppings leave (docs/adr/0044). Two pictures
-- are alike where one whole differs from the other, or from a part of it, in a few bits; they are looked up by bands of 16 bits.
create table picture_marks (
  file_id integer primary key references files,
  city_id integer not null,
  whole bigint not null,
  parts bigint[] not null,
  whole_bands integer[] not null,
  part_bands integer[] not null                                 -- of the whole and of its parts
);
create index picture_marks_whole on picture_marks using gin (whole_bands);
create index picture_marks_parts on picture_marks using gin (part_bands);

/*
 * Pictures of the city that look like the one asked for, the most alike first. It reads past the row policies: of what the
 * asking post may not see, only the year and the kind of unit are ever told.
 */
create function look_alikes(of_city integer, asked_whole bigint, whole_probes integer[], asked_parts bigint[],
  part_probes integer[], most_different integer)
returns table (file_id integer, year integer, unit_kind text, differs integer)
language sql stable security definer set search_path = public, pg_temp as $$
  with near as (
    select m.file_id, m.whole, m.parts from picture_marks m
      where m.city_id = of_city and m.part_bands && whole_probes
    union
    select m.file_id, m.whole, m.parts from picture_marks m
      where m.city_id = of_city and m.whole_bands && part_probes
  ), told as (
    select n.file_id, least(
      bit_count((n.whole # asked_whole)::bit(64)),
      (select min(bit_count((part # asked_whole)::bit(64))) from unnest(n.parts) part),
      (select min(bit_count((n.whole # part)::bit(64))) from unnest(asked_parts) part))::integer as differs
    from near n
  )
  select t.file_id, extract(year from f.created_at)::integer, u.kind, t.differs
  from told t join files f on f.id = t.file_id join units u on u.id = f.unit_id
  where t.differs <= most_different and f.removed_at is null
  order by t.differs, t.file_id desc limit 20
$$;

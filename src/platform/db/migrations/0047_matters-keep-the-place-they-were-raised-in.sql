-- A matter goes with its place when that one is merged; where it was raised stays, so that it is shown under the name of its day.
alter table matters add column filed_region_id integer references regions;
update matters set filed_region_id = region_id;

create function keep_filed_region() returns trigger language plpgsql as $$
begin
  new.filed_region_id := case tg_op when 'INSERT' then new.region_id else old.filed_region_id end;
  return new;
end $$;
create trigger matters_filed_region before insert or update of filed_region_id on matters
  for each row execute function keep_filed_region();
-- A name a place had on a day: the first of its former names that ended after it, else the present one.
create function name_of_place(place integer, on_day date) returns text language sql stable as $$
  select coalesce(
    (select f.name from region_former_names f where f.region_id = place and f.until_on > on_day order by f.until_on limit 1),
    (select r.name from regions r where r.id = place))
$$;

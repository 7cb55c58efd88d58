-- 来文新版: a document may take the place of an older version; both stay readable.

alter table documents add column revises_id integer references documents;
alter table documents add constraint documents_revise_another check (revises_id <> id);
-- A version has one successor at most.
create unique index documents_revises on documents (revises_id) where revises_id is not null;

-- Versions are kept by one place, and their chain never closes.
create function check_revision() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if new.revises_id is null then return new; end if;
  if not exists (select 1 from documents d where d.id = new.revises_id and d.region_id = new.region_id) then
    raise exception 'versions of a document are kept by one place' using errcode = 'check_violation';
  end if;
  if exists (
    with recursive older(id) as (
      select new.revises_id
      union select d.revises_id from documents d join older o on o.id = d.id where d.revises_id is not null
    ) select 1 from older where id = new.id
  ) then
    raise exception 'versions of a document do not form a circle' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger documents_check_revision before insert or update of revises_id on documents
  for each row execute function check_revision();

-- A sentence of the newer version that stands as a matter already (its code) is not proposed again.
alter table proposals add column stands_as text;

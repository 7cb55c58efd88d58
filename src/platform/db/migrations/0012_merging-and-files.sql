-- 并入: a matter raised twice ends in the other one; taken back, it stands where it stood.

alter table matters
  add column merged_into_id integer references matters,
  add column merged_from_state text,
  add check ((merged_into_id is null) = (merged_from_state is null)),
  add check (merged_into_id <> id);
create index matters_merged on matters (merged_into_id) where merged_into_id is not null;

-- Only who may read a file puts it beside a matter: as who writes, so the row policies of files decide.
create function readable_file() returns trigger language plpgsql set search_path = public as $$
begin
  if not exists (select 1 from files f where f.id = new.file_id) then
    raise exception 'file % is not readable', new.file_id using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger matter_files_readable before insert on matter_files for each row execute function readable_file();

-- Whoever reads a row reads the files it holds: so only who may read a file puts it beside a fact, a step of the registers, a
-- statement or a document, as it holds for matters already. As who writes, so the row policies of files decide.
create trigger fact_files_readable before insert or update of file_id on fact_files
  for each row execute function readable_file();
create trigger merit_report_files_readable before insert on merit_report_files for each row execute function readable_file();
create trigger plaque_step_files_readable before insert on plaque_step_files for each row execute function readable_file();
create trigger statement_files_readable before insert on statement_files for each row execute function readable_file();
create trigger documents_file_readable before insert or update of file_id on documents
  for each row when (new.file_id is not null) execute function readable_file();

-- A part (分解件) counts in the matter above it: only under one that who hands down sees.
create function seen_parent() returns trigger language plpgsql set search_path = public as $$
begin
  if not exists (select 1 from matters m where m.id = new.parent_id) then
    raise exception 'no parent %', new.parent_id using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger matters_seen_parent before insert or update of parent_id on matters
  for each row when (new.parent_id is not null) execute function seen_parent();

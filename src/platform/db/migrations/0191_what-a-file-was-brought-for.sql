-- What a file was brought for. The sheet of a register's import is numbers of persons from end to end and is judged cell by cell as it
-- is read in, not as a whole: it is no evidence, is beside no record, and is given to nobody (main/visibility/house.ts).
alter table files
  add column brought_for text not null default 'evidence' check (brought_for in ('evidence', 'reading', 'register'));

-- Those of imports until now, where no record took them up beside it.
update files f set brought_for = 'register'
where exists (select 1 from register_imports i where i.file_id = f.id)
  and not exists (select 1 from matter_files o where o.file_id = f.id)
  and not exists (select 1 from fact_files o where o.file_id = f.id)
  and not exists (select 1 from documents o where o.file_id = f.id)
  and not exists (select 1 from statement_files o where o.file_id = f.id)
  and not exists (select 1 from plaque_step_files o where o.file_id = f.id)
  and not exists (select 1 from merit_report_files o where o.file_id = f.id)
  and not exists (select 1 from impact_assessments o where o.file_id = f.id);

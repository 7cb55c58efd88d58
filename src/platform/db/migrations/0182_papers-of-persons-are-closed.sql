-- Papers of a person beside a step (an application, the paper of a withdrawal, what was signed, the paper of a merit) are closed: who keeps
-- the register opens one with a reason. What is no paper is a picture: of the door, of the delivery.
alter table plaque_step_files add column is_paper boolean not null default true;
update plaque_step_files sf set is_paper = false from plaque_steps s, files f
  where s.id = sf.step_id and f.id = sf.file_id and s.step not in ('apply', 'withdraw') and s.signed_by is null and f.kind = 'picture';
alter table merit_report_files add column is_paper boolean not null default true;
update merit_report_files mf set is_paper = false from merit_report_steps s, files f
  where s.id = mf.step_id and f.id = mf.file_id and s.step = 'deliver' and f.kind = 'picture';

-- Whether a file is held as such a paper: then not even the post that brought it opens it without a reason.
create function is_closed_paper(file integer) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from plaque_step_files f where f.file_id = file and f.is_paper)
    or exists (select 1 from merit_report_files f where f.file_id = file and f.is_paper)
$$;

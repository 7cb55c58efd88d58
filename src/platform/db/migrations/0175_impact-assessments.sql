-- 个人信息保护影响评估: recorded before a function that handles sensitive data is enabled (PIPL 55, 56), kept three years at least.
create table impact_assessments (
  id integer generated always as identity primary key,
  city_id integer not null,
  functions text[] not null check (cardinality(functions) > 0
    and functions <@ array['closed-persons', 'medical-help', 'scans', 'minors']),
  what text not null check (char_length(what) between 1 and 1000),
  necessity text not null check (char_length(necessity) between 1 and 1000),
  risks text not null check (char_length(risks) between 1 and 1000),
  measures text not null check (char_length(measures) between 1 and 1000),
  assessed_by text not null check (char_length(assessed_by) between 1 and 100), -- an office or a post
  assessed_on date not null,
  file_id integer references files,                              -- the paper of the assessment
  post_id integer not null references posts,
  person_id integer not null references people,
  made_at timestamptz not null
);
create index impact_assessments_city on impact_assessments (city_id, id);

-- Under fourteen: the consent of the guardian, or the duty by which it is registered without.
alter table household_persons
  add column guardian_basis text check (guardian_basis in ('consent', 'duty')),
  add column guardian text check (guardian in ('father', 'mother', 'other')),
  add column guardian_on date,
  add constraint household_persons_guardian check ((guardian_basis is null) = (guardian_on is null)
    and (guardian_basis is distinct from 'consent' or guardian is not null));
alter table register_import_rows add column guardian_basis text, add column guardian text, add column guardian_on date;

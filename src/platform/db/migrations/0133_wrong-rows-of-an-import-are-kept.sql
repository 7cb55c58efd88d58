-- What was wrong in a sheet whose other rows came in: kept alone in a sealed file of its own, to be corrected and sent again, and gone
-- after the days that untaken imports have (docs/adr/0065).
alter table register_imports
  add column wrong_file_id integer references files,
  add column wrong_rows_kept integer not null default 0,         -- rows in that file
  add column wrong_state text check (wrong_state in ('making', 'kept', 'cleared'));

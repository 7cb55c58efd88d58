-- Lists of a large city are read by an index: how many stand in a place by state and kind (in the index alone), and what few rows carry.
create index facts_counts on facts (region_path, state, kind) include (ledgers) where code is not null;
create index facts_ends on facts (ends_on);
create index facts_late on facts (starts_on desc, id desc) where is_late;
create index facts_asked on facts (starts_on desc, id desc) where correction_asked_at is not null;
-- A number is found as it begins, with its letters or without, or by its last figures.
create index facts_code_begins on facts ((code collate "C"));
create index facts_code_year on facts ((substr(code, 4) collate "C"));
create index facts_code_number on facts (ltrim(substr(code, 9), '0'));

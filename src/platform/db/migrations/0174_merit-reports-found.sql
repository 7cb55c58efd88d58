-- 喜报 are found by the name of the soldier, by characters or spelling, and by number.
alter table merit_reports add column search_keys text[] not null
  generated always as (bigrams(soldier_name) || letter_pairs(soldier_name)) stored;
create index merit_reports_search on merit_reports using gin (search_keys);
create index merit_reports_code on merit_reports (code);

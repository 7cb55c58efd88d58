-- 到期清单 takes in 喜报 whose way ended years ago: the name of the soldier and what was written go.
alter table retention_items
  add column merit_report_id integer references merit_reports,
  drop constraint retention_items_check,
  add constraint retention_items_check check (num_nonnulls(household_person_id, help_id, merit_report_id) = 1);
create unique index retention_items_merit on retention_items (merit_report_id) where state <> 'cleared';

-- 合并: when a household goes with its person, what was done for it goes to the household that stays: steps of the plaque, reports of merit,
-- letters of rounds that still run. The merge notes which rows, so that taking it back gives them back.
alter table person_merges
  add column plaque_step_ids integer[] not null default '{}',
  add column merit_report_ids integer[] not null default '{}',
  add column letter_round_ids integer[] not null default '{}';

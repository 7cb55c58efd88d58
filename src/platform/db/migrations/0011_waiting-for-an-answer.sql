-- 催办、请上级岗位答复、逾期未确认: what the program did about a report that nobody answers; empty again once it is answered.

alter table matters
  add column reminders smallint not null default 0,
  add column reminded_on date,
  add column superior_asked_on date,
  add column superior_posts int[] not null default '{}',         -- posts above the asker that may answer in its place
  add column is_closable boolean not null default false;         -- the office may close it as 逾期未确认
create index matters_unanswered on matters (reported_on) where state = 'reported';

-- Entries that the program itself makes have nobody behind them.
alter table matter_entries
  alter column post_id drop not null,
  alter column person_id drop not null,
  alter column unit_id drop not null,
  add check ((post_id is null) = (person_id is null) and (post_id is null) = (unit_id is null));

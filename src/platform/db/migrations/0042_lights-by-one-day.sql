-- The light of a matter follows from what is stored and from today. What is stored is brought to one day and one word here, so
-- that counting tens of thousands compares one day instead of following a dozen columns: 逾期 once the day is past, 临近 once
-- it is near, else the word. What was reported is judged by the day of its report, and no longer by its parts.
alter table matters
  add column light_day date not null generated always as (case
    when state in ('closed', 'declined', 'withdrawn') or is_hung then date 'infinity'
    when reported_on is not null then case when due_on < reported_late_before then date '-infinity' else date 'infinity' end
    when parts_late then date '-infinity'
    else coalesce(least(due_on, parts_due_on), date 'infinity') end) stored,
  add column light_else text not null generated always as (case
    when state in ('closed', 'declined', 'withdrawn') then 'done'
    when is_hung then 'hung'
    when reported_on is not null then case when due_on is null then 'none' else 'ok' end
    when parts_hung then 'hung'
    when due_on is null or parts_undated then 'none'
    else 'ok' end) stored;

-- 退回上级: an office that has no family for a 喜报 hands it back to the office above, which sends it on to another county or returns it to
-- the side that issued it. It stands in the place of the office that handed it back until then, 待转送.
alter table merit_reports drop constraint merit_reports_state_check;
alter table merit_reports add constraint merit_reports_state_check check (state in ('received', 'registered', 'verified', 'delivered',
  'fed-back', 'handed-back', 'returned'));
alter table merit_report_steps drop constraint merit_report_steps_step_check;
alter table merit_report_steps add constraint merit_report_steps_step_check check (step in ('receive', 'register', 'verify', 'doubt',
  'readdress', 'deliver', 'undeliver', 'feed-back', 'hand-back', 'send-on', 'return', 'take-again'));

-- One that waits to be sent on is open still.
create or replace function merit_lines(state text, grade text, received_on date, since_on date, delivered_on date, bonus_yuan integer)
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql immutable as $$
  select 'received', grade, null::integer, date_trunc('month', received_on::timestamp)::date, 1::numeric
  union all select 'open', grade, null, date_trunc('month', received_on::timestamp)::date, 1
    where state in ('received', 'registered', 'verified', 'handed-back')
  union all select 'delivered', grade, null, date_trunc('month', delivered_on::timestamp)::date, 1 where delivered_on is not null
  union all select state, grade, null, date_trunc('month', since_on::timestamp)::date, 1 where state in ('fed-back', 'returned')
  union all select 'bonus', grade, null, date_trunc('month', delivered_on::timestamp)::date, bonus_yuan
    where delivered_on is not null and bonus_yuan is not null
$$;

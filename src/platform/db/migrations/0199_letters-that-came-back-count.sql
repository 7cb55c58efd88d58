-- 退回慰问信 counts the letters that came back, those that were sent again since too: a head of its own beside the state of today.
create function letter_lines(of_round integer, state text, category text, came_back integer)
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql stable as $$
  select h.head, category, r.id, date_trunc('month', r.opened_on::timestamp)::date, 1::numeric
  from letter_rounds r cross join (values ('owed'), (state), (case when came_back > 0 or state = 'returned' then 'came-back' end)) h (head)
  where r.id = of_round and h.head is not null
$$;

drop trigger letter_items_tally_added on letter_items;
drop trigger letter_items_tally_moved on letter_items;
drop trigger letter_items_tally_gone on letter_items;
create trigger letter_items_tally_added after insert on letter_items referencing new table as new_rows for each statement
  execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category, n.came_back)');
create trigger letter_items_tally_moved after update on letter_items referencing old table as old_rows new table as new_rows
  for each statement execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category, n.came_back)');
create trigger letter_items_tally_gone after delete on letter_items referencing old table as old_rows for each statement
  execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category, n.came_back)');

create or replace function register_lines_anew() returns table (city_id integer, region_path text, source text, head text, part text,
    round_id integer, month date, amount numeric) language sql stable as $$
  select n.city_id, n.region_path, 'household', l.* from households n
    cross join lateral household_lines(n.state, n.person_count, n.categories) l
  union all select n.city_id, n.region_path, 'plaque', l.* from plaque_cards n
    cross join lateral plaque_lines(n.claim, n.place, n.hanging) l
  union all select n.city_id, n.region_path, 'merit', l.* from merit_reports n
    cross join lateral merit_lines(n.state, n.grade, n.received_on, n.since_on, n.delivered_on, n.bonus_yuan) l
  union all select n.city_id, n.region_path, 'letter', l.* from letter_items n
    cross join lateral letter_lines(n.round_id, n.state, n.category, n.came_back) l
$$;
drop function letter_lines(integer, text, text);

insert into register_tallies (city_id, region_path, source, head, part, round_id, month, amount, rows)
  select n.city_id, n.region_path, 'letter', l.head, l.part, l.round_id, l.month, sum(l.amount), count(*)
  from letter_items n cross join lateral letter_lines(n.round_id, n.state, n.category, n.came_back) l
  where l.head = 'came-back' group by 1, 2, 4, 5, 6, 7;

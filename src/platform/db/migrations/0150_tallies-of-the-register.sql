-- Figures of 底册: how many families, plaques, 喜报 and letters stand under each head that figures are asked by. A statement that changes
-- rows adds lines in its own transaction (more or fewer) and locks nothing; a job brings lines of one head together
-- (metrics/measures/register-store.ts). Equal to a recount at every moment (docs/adr/0053).

create table register_tallies (
  id bigint generated always as identity primary key,
  city_id integer not null,
  region_path text collate "C" not null,
  source text not null check (source in ('household', 'plaque', 'merit', 'letter')),
  head text not null,                                           -- what it counts among its source
  part text not null,                                           -- category or grade; empty: none
  round_id integer,                                             -- source letter: of which round
  month date,                                                   -- first day of the month it is counted in; null: as it stands now
  amount numeric not null,                                      -- how many more, or fewer
  rows integer not null                                         -- of how many rows more, or fewer
);
create index register_tallies_head on register_tallies (source, head, region_path);

create function household_lines(state text, person_count smallint, categories text[])
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql immutable as $$
  select 'present', '', null::integer, null::date, 1::numeric where state = 'present'
  union all select 'persons', '', null, null, person_count where state = 'present' and person_count > 0
  union all select 'category', c, null, null, 1 from unnest(categories) c where state = 'present'
$$;

create function plaque_lines(claim text, place text, hanging smallint)
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql immutable as $$
  select 'owed', '', null::integer, null::date, 1::numeric where claim = 'owed'
  union all select 'on-application', '', null, null, 1 where claim = 'on-application'
  union all select place, '', null, null, 1 where place <> 'none'
  union all select 'double', '', null, null, 1 where hanging > 1
$$;

create function merit_lines(state text, grade text, received_on date, since_on date, delivered_on date, bonus_yuan integer)
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql immutable as $$
  select 'received', grade, null::integer, date_trunc('month', received_on::timestamp)::date, 1::numeric
  union all select 'open', grade, null, date_trunc('month', received_on::timestamp)::date, 1
    where state in ('received', 'registered', 'verified')
  union all select 'delivered', grade, null, date_trunc('month', delivered_on::timestamp)::date, 1 where delivered_on is not null
  union all select state, grade, null, date_trunc('month', since_on::timestamp)::date, 1 where state in ('fed-back', 'returned')
  union all select 'bonus', grade, null, date_trunc('month', delivered_on::timestamp)::date, bonus_yuan
    where delivered_on is not null and bonus_yuan is not null
$$;

create function letter_lines(of_round integer, state text, category text)
    returns table (head text, part text, round_id integer, month date, amount numeric) language sql stable as $$
  select h.head, category, r.id, date_trunc('month', r.opened_on::timestamp)::date, 1::numeric
  from letter_rounds r cross join (values ('owed'), (state)) h (head) where r.id = of_round
$$;

-- By the statement and not by the row, so that an import of 200,000 rows adds a line for each head of each village and no more.
-- Its arguments: the source, and the lines that a row named n brings.
create function register_tallied() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  brought text := 'select n.city_id, n.region_path, l.head, l.part, l.round_id, l.month, %s l.amount as amount, %s as rows
    from %s n cross join lateral ' || tg_argv[1] || ' l';
  lines text;
begin
  if tg_op = 'INSERT' then lines := format(brought, '', '1', 'new_rows');
  elsif tg_op = 'DELETE' then lines := format(brought, '-', '-1', 'old_rows');
  else lines := format(brought, '-', '-1', 'old_rows') || ' union all ' || format(brought, '', '1', 'new_rows');
  end if;
  execute format('insert into register_tallies (city_id, region_path, source, head, part, round_id, month, amount, rows)
    select city_id, region_path, %L, head, part, round_id, month, sum(amount), sum(rows) from (%s) brought
    group by city_id, region_path, head, part, round_id, month having sum(amount) <> 0 or sum(rows) <> 0', tg_argv[0], lines);
  return null;
end $$;

create trigger households_tally_added after insert on households referencing new table as new_rows for each statement
  execute function register_tallied('household', 'household_lines(n.state, n.person_count, n.categories)');
create trigger households_tally_moved after update on households referencing old table as old_rows new table as new_rows
  for each statement execute function register_tallied('household', 'household_lines(n.state, n.person_count, n.categories)');
create trigger households_tally_gone after delete on households referencing old table as old_rows for each statement
  execute function register_tallied('household', 'household_lines(n.state, n.person_count, n.categories)');

create trigger plaque_cards_tally_added after insert on plaque_cards referencing new table as new_rows for each statement
  execute function register_tallied('plaque', 'plaque_lines(n.claim, n.place, n.hanging)');
create trigger plaque_cards_tally_moved after update on plaque_cards referencing old table as old_rows new table as new_rows
  for each statement execute function register_tallied('plaque', 'plaque_lines(n.claim, n.place, n.hanging)');
create trigger plaque_cards_tally_gone after delete on plaque_cards referencing old table as old_rows for each statement
  execute function register_tallied('plaque', 'plaque_lines(n.claim, n.place, n.hanging)');

create trigger merit_reports_tally_added after insert on merit_reports referencing new table as new_rows for each statement
  execute function register_tallied('merit',
    'merit_lines(n.state, n.grade, n.received_on, n.since_on, n.delivered_on, n.bonus_yuan)');
create trigger merit_reports_tally_moved after update on merit_reports referencing old table as old_rows new table as new_rows
  for each statement execute function register_tallied('merit',
    'merit_lines(n.state, n.grade, n.received_on, n.since_on, n.delivered_on, n.bonus_yuan)');
create trigger merit_reports_tally_gone after delete on merit_reports referencing old table as old_rows for each statement
  execute function register_tallied('merit',
    'merit_lines(n.state, n.grade, n.received_on, n.since_on, n.delivered_on, n.bonus_yuan)');

create trigger letter_items_tally_added after insert on letter_items referencing new table as new_rows for each statement
  execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category)');
create trigger letter_items_tally_moved after update on letter_items referencing old table as old_rows new table as new_rows
  for each statement execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category)');
create trigger letter_items_tally_gone after delete on letter_items referencing old table as old_rows for each statement
  execute function register_tallied('letter', 'letter_lines(n.round_id, n.state, n.category)');

-- Every line that the rows themselves bring now: what a recount holds the lines against.
create function register_lines_anew() returns table (city_id integer, region_path text, source text, head text, part text,
    round_id integer, month date, amount numeric) language sql stable as $$
  select n.city_id, n.region_path, 'household', l.* from households n
    cross join lateral household_lines(n.state, n.person_count, n.categories) l
  union all select n.city_id, n.region_path, 'plaque', l.* from plaque_cards n
    cross join lateral plaque_lines(n.claim, n.place, n.hanging) l
  union all select n.city_id, n.region_path, 'merit', l.* from merit_reports n
    cross join lateral merit_lines(n.state, n.grade, n.received_on, n.since_on, n.delivered_on, n.bonus_yuan) l
  union all select n.city_id, n.region_path, 'letter', l.* from letter_items n
    cross join lateral letter_lines(n.round_id, n.state, n.category) l
$$;

insert into register_tallies (city_id, region_path, source, head, part, round_id, month, amount, rows)
  select city_id, region_path, source, head, part, round_id, month, sum(amount), count(*) from register_lines_anew()
  group by 1, 2, 3, 4, 5, 6, 7;

-- For who may not open the rows (docs/adr/0052): families of a county and a whole year in fives, each county and the city's own
-- apart, so that no sum, difference or complement of figures tells more than these do. No part, no bonus, nothing below a county.
create function told_register_figures(of_year integer) returns table (source text, head text, place text, amount numeric)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  city text;
  levels integer;
  scope text := current_setting('tx.scope', true);
begin
  select path into city from regions where id = nullif(current_setting('tx.city', true), '')::integer;
  if city is null or scope is null or coalesce(current_setting('tx.role', true), '') not in
    ('office', 'leader', 'station', 'liaison', 'troop') then return; end if;
  levels := array_length(string_to_array(rtrim(city, '.'), '.'), 1);
  return query
    select a.source, a.head, a.place, floor(sum(a.amount) / 5) * 5 from (
      select t.source, t.head, array_to_string((string_to_array(rtrim(t.region_path, '.'), '.'))[1:levels + 1], '.') || '.' as place,
        t.amount
      from register_tallies t
      where t.region_path >= city and t.region_path < rtrim(city, '.') || '/' and t.head not in ('bonus', 'category')
        and (t.month is null or (t.month >= make_date(of_year, 1, 1) and t.month <= make_date(of_year, 12, 31)))) a
    where a.place >= scope and a.place < rtrim(scope, '.') || '/'
    group by 1, 2, 3 having sum(a.amount) >= 5;
end $$;

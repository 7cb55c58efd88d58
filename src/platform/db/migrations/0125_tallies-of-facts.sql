-- Figures of 实绩: how many facts and how much of what stand under each head that figures are asked by. A change adds lines (more or
-- fewer) in its own transaction and locks nothing; a job brings lines of one head together (metrics/measures/store.ts). Equal to
-- a recount at every moment (docs/adr/0046).

create table fact_tallies (
  id bigint generated always as identity primary key,
  city_id integer not null,
  region_id integer not null,
  region_path text collate "C" not null,
  month date not null,                                           -- first day of the month in which the fact ends
  kind text not null,
  direction text,
  is_checked boolean not null,
  is_after_close boolean not null,
  what text not null,                                            -- key of an amount; empty: the facts themselves
  is_approximate boolean not null,                               -- the amount stands with 近, 余, 约
  amount numeric not null,                                       -- how much more, or less
  facts integer not null                                         -- of how many facts more, or fewer
);
create index fact_tallies_kind on fact_tallies (kind, month, region_path);

-- Its amounts bring their lines themselves, written in the same statement or after it.
create function fact_added() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
      is_approximate, amount, facts)
    values (new.city_id, new.region_id, new.region_path, date_trunc('month', new.ends_on)::date, new.kind, new.direction,
      new.state = 'checked', new.is_after_close, '', false, 1, 1);
  return null;
end $$;

-- What it brought under its old head goes, what it brings under the new one comes.
create function fact_moved() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if old.is_counted then
    insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
        is_approximate, amount, facts)
      select old.city_id, old.region_id, old.region_path, date_trunc('month', old.ends_on)::date, old.kind, old.direction,
        old.state = 'checked', old.is_after_close, q.what, q.is_approximate, -q.amount, -1
      from (select '' as what, false as is_approximate, 1::numeric as amount
        union all select key, qualifier is not null, value from fact_quantities where fact_id = old.id) q;
  end if;
  if tg_op = 'UPDATE' then
    if new.is_counted then
      insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
          is_approximate, amount, facts)
        select new.city_id, new.region_id, new.region_path, date_trunc('month', new.ends_on)::date, new.kind, new.direction,
          new.state = 'checked', new.is_after_close, q.what, q.is_approximate, q.amount, 1
        from (select '' as what, false as is_approximate, 1::numeric as amount
          union all select key, qualifier is not null, value from fact_quantities where fact_id = new.id) q;
    end if;
  end if;
  return null;
end $$;

create function fact_amount_changed() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op <> 'INSERT' then
    insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
        is_approximate, amount, facts)
      select city_id, region_id, region_path, date_trunc('month', ends_on)::date, kind, direction, state = 'checked',
        is_after_close, old.key, old.qualifier is not null, -old.value, -1
      from facts where id = old.fact_id and is_counted;
  end if;
  if tg_op <> 'DELETE' then
    insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
        is_approximate, amount, facts)
      select city_id, region_id, region_path, date_trunc('month', ends_on)::date, kind, direction, state = 'checked',
        is_after_close, new.key, new.qualifier is not null, new.value, 1
      from facts where id = new.fact_id and is_counted;
  end if;
  return null;
end $$;

create trigger facts_tally_added after insert on facts for each row when (new.is_counted) execute function fact_added();
create trigger facts_tally_moved after update on facts for each row
  when ((old.is_counted or new.is_counted) and (old.city_id, old.region_id, old.region_path, old.ends_on, old.kind,
      old.direction, old.state, old.is_after_close, old.is_counted)
    is distinct from (new.city_id, new.region_id, new.region_path, new.ends_on, new.kind, new.direction, new.state,
      new.is_after_close, new.is_counted))
  execute function fact_moved();
create trigger facts_tally_gone after delete on facts for each row when (old.is_counted) execute function fact_moved();
create trigger fact_quantities_tally after insert or update or delete on fact_quantities for each row
  execute function fact_amount_changed();

insert into fact_tallies (city_id, region_id, region_path, month, kind, direction, is_checked, is_after_close, what,
    is_approximate, amount, facts)
  select f.city_id, f.region_id, f.region_path, date_trunc('month', f.ends_on)::date, f.kind, f.direction, f.state = 'checked',
    f.is_after_close, q.what, q.is_approximate, sum(q.amount), count(*)
  from facts f cross join lateral (select '' as what, false as is_approximate, 1::numeric as amount
    union all select key, qualifier is not null, value from fact_quantities where fact_id = f.id) q
  where f.is_counted group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;

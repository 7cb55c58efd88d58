-- 消息 of what the program itself does about a matter (催办, 请上级岗位答复, 可按逾期未确认销号): nobody took the step, and of the
-- parties only the posts are told that are asked for an answer.

/*
 * Tells the posts that entries of the program ask (`askedPostIds`), in one statement, like tell_parties for entries of posts:
 * one unread line for a post and a matter, joined by what comes later. Returns the posts that were told.
 */
create function tell_asked(entry_ids integer[]) returns setof integer
language sql security definer set search_path = public as $$
  with said as (
    select e.id, e.matter_id, e.at, e.step, m.city_id, asked.value::int as post_id
    from matter_entries e join matters m on m.id = e.matter_id,
      jsonb_array_elements_text(coalesce(e.details -> 'askedPostIds', '[]')) asked
    where e.id = any(entry_ids) and e.post_id is null and m.dropped_at is null
  ), summed as (
    select post_id, matter_id, array_agg(distinct step) as kinds, count(distinct id)::int as changes, max(id) as last
    from said group by post_id, matter_id
  )
  insert into notices (city_id, post_id, topic, kinds, changes, at, matter_id, entry_id)
  select s.city_id, n.post_id, 'matter:' || n.matter_id, n.kinds, n.changes, s.at, n.matter_id, s.id
  from summed n join said s on s.id = n.last and s.post_id = n.post_id
    join posts p on p.id = n.post_id and (p.closed_on is null or p.closed_on > s.at)
  order by n.matter_id, n.post_id
  on conflict (post_id, topic) where read_at is null do update set
    kinds = array(select distinct kind from unnest(notices.kinds || excluded.kinds) kind order by kind),
    changes = notices.changes + excluded.changes, at = excluded.at, by_post_id = null, entry_id = excluded.entry_id
  returning post_id
$$;

-- 消息 of what left a post (收回交办, 改派, 按新版改动): its words can no longer be read from the matter, so the line keeps what
-- the post knew already and why it was taken away, and nothing of what came after (docs/adr/0019).

alter table notices
  add column code text,                                         -- number of what left: RW-2026-012
  add column said text not null default '';                     -- the reason stated

/* As before, with both columns; of the kinds the newest stands last. */
create or replace function leave_notices(given jsonb) returns setof integer
language sql security definer set search_path = public as $$
  with told as (
    select (n.value ->> 'cityId')::int as city_id, p.value::int as post_id, n.value ->> 'topic' as topic,
      n.value ->> 'kind' as kind, (n.value ->> 'at')::timestamptz as at, (n.value ->> 'byPostId')::int as by_post_id,
      (n.value ->> 'matterId')::int as matter_id, (n.value ->> 'documentId')::int as document_id,
      coalesce(n.value ->> 'line', '') as line, n.value ->> 'href' as href, n.value ->> 'code' as code,
      coalesce(n.value ->> 'said', '') as said, n.ordinality as turn
    from jsonb_array_elements(given) with ordinality n, jsonb_array_elements_text(n.value -> 'postIds') p
  ), summed as (
    select post_id, topic, array_agg(distinct kind) as kinds, count(*)::int as changes, max(turn) as last
    from told group by post_id, topic
  )
  insert into notices (city_id, post_id, topic, kinds, changes, at, by_post_id, matter_id, document_id, line, href, code, said)
  select t.city_id, s.post_id, s.topic, array_remove(s.kinds, t.kind) || t.kind, s.changes, t.at, t.by_post_id, t.matter_id,
    t.document_id, t.line, t.href, t.code, t.said
  from summed s join told t on t.post_id = s.post_id and t.topic = s.topic and t.turn = s.last
    join posts p on p.id = s.post_id and (p.closed_on is null or p.closed_on > t.at)
  order by s.topic, s.post_id
  on conflict (post_id, topic) where read_at is null do update set
    kinds = array(select kind from unnest(notices.kinds) kind where kind <> all(excluded.kinds)) || excluded.kinds,
    changes = notices.changes + excluded.changes, at = excluded.at, by_post_id = excluded.by_post_id,
    entry_id = null, line = excluded.line, href = excluded.href, code = excluded.code, said = excluded.said
  returning post_id
$$;

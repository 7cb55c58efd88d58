-- 替换: one that was withdrawn takes nobody's place any more, so that the fact that it replaced may be replaced anew.
drop index facts_replaced;
create unique index facts_replaced on facts (replaces_id) where replaces_id is not null and state <> 'withdrawn';

-- What belonged to a campaign 专题活动 that another one took the place of belongs to that one.
with recursive taken (campaign, by) as (
  select a.id, b.id from facts a join facts b on b.replaces_id = a.id
    where a.kind = 'campaign' and a.state = 'replaced' and b.kind = 'campaign' and b.state not in ('withdrawn', 'draft')
  union all
  select t.campaign, b.id from taken t join facts b on b.replaces_id = t.by where b.kind = 'campaign' and b.state not in ('withdrawn', 'draft')
)
update facts f set campaign_id = t.by, version = f.version + 1
  from taken t join facts b on b.id = t.by and b.state <> 'replaced' where f.campaign_id = t.campaign;

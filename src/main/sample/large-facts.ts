import { sql } from 'kysely'
import { kindOf, quantitiesOf } from '../../features/facts/index.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { COUNTY, type SampleLine, TOWNSHIP, VILLAGE } from './fact-lines.ts'

/**
 * Two years of facts over every unit of a large prefecture, in every state, by statements over sets like the ledger beside it. What
 * happens is what the sample's own units write down; the account is put together from parts, so that words stand within sentences.
 */

/** How many ways each line is written in: amounts, titles and choices vary with it. */
const VARIANTS = 48

const WHO = [
  '服务站专干',
  '村支部书记',
  '双拥志愿者',
  '老兵宣讲员',
  '镇武装干事',
  '社区网格员',
  '退役军人代表',
  '驻村干部',
]
const DID = [
  '上门坐了半个上午',
  '和老人拉了家常',
  '逐户核了台账',
  '送去了应季的东西',
  '把政策明白纸念了一遍',
  '帮着填了申请表',
  '现场登记了困难',
  '约好下月再来',
  '请医生量了血压',
  '修好了漏水的水管',
  '教会了手机上办事',
  '把照片洗好送来',
]
const TOLD = [
  '老人说起当年修水库的事',
  '家里盼着儿子早些立功',
  '反映门前路灯不亮',
  '想给孙女办转学',
  '惦记着光荣牌换新',
  '希望多办几场义诊',
  '说慰问品很合用',
  '问起优待证能坐哪几路公交',
  '想学一门手艺',
  '感谢邻里帮着收稻子',
]
const AFTER = [
  '当场答复',
  '记下后报镇里',
  '转民政窗口',
  '已联系卫生院',
  '下周回访',
  '本月办结',
  '列入下季计划',
  '由村里先垫付',
]

const linesOf = (level: 'village' | 'town' | 'office', lines: readonly SampleLine[]) =>
  lines.flatMap(({ fact }, line) =>
    Array.from({ length: VARIANTS }, (_, n) => {
      const { kind: code, direction = null, title = '', fields = {}, quantities = [] } = fact(n)
      const kind = kindOf(code)
      if (!kind) throw new Error(`the sample knows no kind ${code}`)
      const units = new Map(quantitiesOf(kind, direction).map(({ key, unit }) => [key, unit]))
      return {
        ...{ level, line, lines: lines.length, place: n, kind: code, direction, title, fields },
        ledgers: kind.ledgersOf?.({ direction, fields, quantities }) ?? [],
        amounts: quantities.map((one) => ({ ...one, unit: units.get(one.key) })),
        families: level === 'village' && Boolean(kind.takesHouseholds),
      }
    }),
  )

/** Draws a number below `of` from the number of the row, another for each salt. */
const draw = (salt: number, of: string) => sql.raw(`(abs(hashint4extended(base, ${salt})) % ${of})::int`)

/** Lays facts until so many stand; days of a closed period are left out, whose figures stand. Answers how many there are then. */
export const fillFacts = async (tx: Tx, today: string, count: number): Promise<number> => {
  const lines = [...linesOf('village', VILLAGE), ...linesOf('town', TOWNSHIP), ...linesOf('office', COUNTY)]
  await sql`create temp table large_lines on commit drop as
    select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (level text, line int, lines int, place int, kind text,
      direction text, title text, fields jsonb, ledgers text[], amounts jsonb, families boolean)`.execute(tx)
  await sql`create temp table large_writers on commit drop as
    with city as (select p.id as post_id, h.person_id from posts p join units u on u.id = p.unit_id join regions r on r.id = p.region_id
      join post_holders h on h.post_id = p.id
      where r.level = 2 and r.to_on is null and u.kind = 'office' and p.role = 'office' order by p.id, h.id limit 1)
    select u.id as unit_id, r.id as region_id, r.path, r.short_name,
      case r.level when 5 then 'village' when 4 then 'town' else 'office' end as level,
      coalesce(own.post_id, city.post_id) as post_id, coalesce(own.person_id, city.person_id) as person_id,
      row_number() over (partition by case r.level when 5 then 5 when 4 then 4 else 3 end order by r.path, u.id) - 1 as place,
      count(*) over (partition by case r.level when 5 then 5 when 4 then 4 else 3 end) as total
    from units u join regions r on r.id = u.region_id cross join city
    left join lateral (select p.id as post_id, h.person_id from posts p join post_holders h on h.post_id = p.id
      where p.unit_id = u.id and p.role in ('office', 'station') and p.closed_on is null order by p.id, h.id limit 1) own on true
    where r.to_on is null and u.closed_on is null
      and (u.kind = 'station' and r.level in (4, 5) or u.kind = 'office' and r.level = 3)`.execute(tx)
  await sql`create temp table large_facts on commit drop as
    with numbered as (select n, case when n % 100 = 99 then n - 1 else n end as base from generate_series(1, ${count}::int) as n),
    drawn as (
      select n, ${draw(21, '100')} as level, ${draw(22, '1000000')} as pick, ${draw(23, '720')} as day, ${draw(24, '1000')} as life,
        ${draw(25, String(VARIANTS))} as variant, ${draw(26, '1000000')} as second
      from numbered
    ),
    placed as (
      select d.*, w.unit_id, w.region_id, w.path, w.short_name, w.post_id, w.person_id, w.level as writes,
        (${today}::date - 3 - d.day) as on_day
      from drawn d join large_writers w
        on w.level = case when d.level < 78 then 'village' when d.level < 92 then 'town' else 'office' end and w.place = d.pick % w.total
    ),
    stated as (
      select p.*, l.kind, l.direction, l.title, l.fields, l.ledgers, l.amounts, l.families,
        case when n % 100 = 98 then 'replaced' when n % 100 = 99 then 'checked' when life < 8 then 'draft' when life < 20 then 'returned'
          when life < 35 then 'withdrawn' when life < 120 or day < 40 then 'recorded' else 'checked' end as state,
        least(on_day + 1 + case when life % 40 = 39 then 45 else life % 20 end, ${today}::date) as recorded_on
      from placed p join large_lines l on l.level = p.writes and l.place = p.variant and l.line = p.second % l.lines
      where not exists (select 1 from fact_periods c where c.state = 'closed' and starts_with(p.path, c.region_path)
        and p.on_day between c.starts_on and c.ends_on)
    )
    select s.*, nextval(pg_get_serial_sequence('facts', 'id'))::int as id,
      case when state <> 'draft' then coalesce(k.last, 0)
        + row_number() over (partition by extract(year from recorded_on), state = 'draft' order by recorded_on, n) end as number
    from stated s left join fact_numbers k on k.year = extract(year from s.recorded_on)
    order by s.n`.execute(tx)
  await insertFacts(tx)
  const { total } = await tx
    .selectFrom('facts')
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow()
  return total
}

const insertFacts = async (tx: Tx): Promise<void> => {
  const city = sql`(select id from regions where level = 2 and to_on is null limit 1)`
  const pick = (list: readonly string[], salt: number) =>
    sql`(${sql.val([...list])}::text[])[1 + abs(hashint4extended(l.n, ${sql.lit(salt)}::bigint)) % ${sql.lit(list.length)}]`
  // Who checks is never who wrote it down: the leader, where the city's office wrote for a unit without a post of its own.
  await sql`create temp table large_checkers on commit drop as
    select p.id as post_id, h.person_id, p.unit_id, p.role from posts p join regions r on r.id = p.region_id join units u on u.id = p.unit_id
    join post_holders h on h.post_id = p.id
    where r.level = 2 and r.to_on is null and (p.role = 'leader' or p.role = 'office' and u.kind = 'office') order by p.id, h.id`.execute(
    tx,
  )
  await sql`insert into facts (id, city_id, code, region_id, region_path, kind, direction, state, title, body, starts_on, ends_on, fields,
      ledgers, entered_unit_id, entered_post_id, entered_person_id, entered_path, units, recorded_at, recorded_on, is_late, is_approximate, checked_at,
      checked_post_id, checked_person_id, correction_asked_at, correction_reason, replaces_id, created_at, changed_at)
    overriding system value
    select l.id, ${city}, 'SJ-' || extract(year from l.recorded_on) || '-' || lpad(l.number::text, greatest(4, length(l.number::text)), '0'),
      l.region_id, l.path, l.kind, l.direction, l.state, l.title,
      l.short_name || ${pick(WHO, 31)} || ${pick(DID, 32)} || '。' || ${pick(TOLD, 33)} || '，' || ${pick(AFTER, 34)} || '。',
      l.on_day, l.on_day, l.fields, l.ledgers, l.unit_id, l.post_id, l.person_id, l.path, array[l.unit_id],
      case when l.state <> 'draft' then w.at end, case when l.state <> 'draft' then l.recorded_on end,
      l.state <> 'draft' and l.recorded_on - l.on_day > 30,
      exists (select 1 from jsonb_to_recordset(l.amounts) as q (qualifier text) where q.qualifier is not null),
      case when l.state = 'checked' then w.checked_at end, case when l.state = 'checked' then c.post_id end,
      case when l.state = 'checked' then c.person_id end,
      case when w.asks then w.checked_at + interval '1 day' end, case when w.asks then '数量少写了一户，附签收表。' end,
      replaced.id, w.at, case when l.state = 'checked' then w.checked_at else w.at end
    from large_facts l
    cross join lateral (select l.recorded_on + time '09:00' + l.n % 28800 * interval '1 second' as at,
      l.recorded_on + time '17:40' + l.n % 3600 * interval '1 second' as checked_at, l.state = 'checked' and l.life > 995 as asks) w
    join lateral (select post_id, person_id from large_checkers where post_id <> l.post_id order by role desc limit 1) c on true
    left join large_facts replaced on l.n % 100 = 99 and replaced.n = l.n - 1`.execute(tx)
  await sql`insert into fact_units (fact_id, unit_id, part) select id, unit_id, 'host' from large_facts`.execute(tx)
  await sql`insert into fact_quantities (fact_id, key, value, unit, qualifier)
    select l.id, q.key, q.value, q.unit, q.qualifier from large_facts l
    cross join lateral jsonb_to_recordset(l.amounts) as q (key text, value numeric, unit text, qualifier text)`.execute(
    tx,
  )
  await sql`insert into fact_entries (fact_id, at, step, from_state, to_state, post_id, person_id, unit_id, text)
    select f.id, s.at, s.step, s.from_state, s.to_state, s.post_id, s.person_id, p.unit_id, s.text
    from facts f join large_facts l on l.id = f.id cross join lateral (values
      (1, f.recorded_at, 'record', null, 'recorded', f.entered_post_id, f.entered_person_id, '', f.recorded_at is not null),
      (2, f.checked_at, 'check', 'recorded', 'checked', f.checked_post_id, f.checked_person_id, '', f.state = 'checked'),
      (3, f.correction_asked_at, 'ask', 'checked', 'checked', f.entered_post_id, f.entered_person_id, f.correction_reason,
        f.correction_asked_at is not null),
      (2, f.recorded_at, 'return', 'recorded', 'returned', (select post_id from large_checkers where post_id <> f.entered_post_id order by role desc limit 1),
        (select person_id from large_checkers where post_id <> f.entered_post_id order by role desc limit 1), '户数再核一遍。', f.state = 'returned'),
      (2, f.recorded_at, 'withdraw', 'recorded', 'withdrawn', f.entered_post_id, f.entered_person_id, '和上一条记重了。', f.state = 'withdrawn'),
      (2, f.recorded_at, 'replace', 'recorded', 'replaced', f.entered_post_id, f.entered_person_id, '', f.state = 'replaced')
    ) as s (place, at, step, from_state, to_state, post_id, person_id, text, holds) join posts p on p.id = s.post_id
    where s.holds order by f.id, s.place`.execute(tx)
  await sql`with standing as (
      select id, region_id, row_number() over (partition by region_id order by id) - 1 as place, count(*) over (partition by region_id) as total
      from households where state = 'present')
    insert into fact_households (fact_id, household_id)
    select l.id, h.id from large_facts l join standing h on h.region_id = l.region_id and h.place = l.second % h.total
    where l.families`.execute(tx)
  await sql`insert into fact_numbers (city_id, year, last)
    select ${city}, extract(year from recorded_on), max(number) from large_facts where number is not null group by 2
    on conflict (city_id, year) do update set last = excluded.last`.execute(tx)
}

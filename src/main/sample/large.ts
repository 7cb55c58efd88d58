import { sql } from 'kysely'
import { insertTree, insertUnits, type PlannedUnit, plannedOffice } from '../../features/org/index.ts'
import { type House, systemChange } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { LARGE_HOUSEHOLDS, layHouseholds, SAMPLE_HOUSEHOLDS } from './households.ts'
import { fillFacts } from './large-facts.ts'
import { hangMany } from './plaques.ts'

/**
 * Fills the sample city to bench size: the organisation and the ledger of a large prefecture, made up. It is for
 * measuring, so it is laid by statements over sets and not by the operations; every row keeps the rules of the tables
 * (states, codes, parties, days in order), and everything comes out the same in every run but for the day it is laid.
 */

/** Organisation units, matters and facts of a large prefecture; source: design, "Size to carry", and the bench of the ledger. */
export const LARGE = {
  ...{ units: 4_300, matters: 200_000, counties: 20, townships: 15 },
  ...{ households: LARGE_HOUSEHOLDS, facts: 60_000 },
}

/** Setting that says the sample was filled, so that a second run adds nothing. */
const FILLED = 'sample-large'

export class CannotFill extends Error {}

const FIRST = ['东', '西', '南', '北', '上', '中', '下', '前', '后', '新', '古', '大', '长', '高', '平', '安']
const SECOND = ['河', '桥', '塘', '坪', '岗', '湾', '溪', '井', '田', '林', '坝', '洲', '埠', '亭', '岭', '峰', '泉']
const THIRD = ['沙', '石', '竹', '松', '柏', '梅', '莲', '禾', '云', '月', '星', '霞', '枫']

const nameOf = (index: number): string =>
  `${THIRD[Math.floor(index / (FIRST.length * SECOND.length)) % THIRD.length]}${FIRST[index % FIRST.length]}${
    SECOND[Math.floor(index / FIRST.length) % SECOND.length]
  }`

const BUREAUS = [
  '教育局',
  '民政局',
  '财政局',
  '交通运输局',
  '人力资源和社会保障局',
  '卫生健康委员会',
  '公安局',
  '司法局',
]

const plain = (name: string, shortName: string, kind: PlannedUnit['kind'], side: PlannedUnit['side']): PlannedUnit => ({
  ...{ name, shortName, kind, side },
  aliases: [],
  duties: [],
})

const countOf = async (tx: Tx, table: 'units' | 'matters'): Promise<number> =>
  (
    await tx
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

export type Size = typeof LARGE

/** Counties, townships and villages under the city until the wanted number of units stands, each place with its own. */
const fillOrganisation = async (tx: Tx, size: Size): Promise<void> => {
  const city = await tx
    .selectFrom('regions')
    .select(['id', 'path'])
    .where('level', '=', 2)
    .where('to_on', 'is', null)
    .executeTakeFirstOrThrow()
  const standing = await tx
    .selectFrom('regions')
    .select(['code', 'sort'])
    .where('level', '=', 3)
    .where('parent_id', '=', city.id)
    .orderBy('sort', 'desc')
    .execute()
  // Villages that the sample left without a station get theirs first.
  await sql`insert into units (region_id, name, short_name, kind, side, sort)
    select r.id, r.name || '退役军人服务站', '服务站', 'station', 'civil', 1 from regions r
    where r.level = 5 and r.to_on is null
      and not exists (select 1 from units u where u.region_id = r.id and u.kind = 'station')`.execute(tx)
  let missing = size.units - (await countOf(tx, 'units'))
  const perCounty = plannedOffice('').length + BUREAUS.length
  const newCounties = Math.max(0, size.counties - standing.length)
  let serial = 0
  const nextName = () => {
    serial += 1
    return nameOf(serial)
  }
  for (let c = 0; c < newCounties && missing > perCounty; c += 1) {
    const countyCode = `9901${String(40 + c).padStart(2, '0')}`
    const name = `${nextName()}县`
    const place = (code: string, placeName: string, level: number, parent: number | null, sort: number) => ({
      ...{ code: code.padEnd(12, '0'), name: placeName, level, parent, sort },
      shortName: level === 5 ? placeName : placeName.slice(0, -1),
      mark: null,
    })
    const tree = [place(countyCode, name, 3, null, (standing[0]?.sort ?? 0) + 1 + c)]
    missing -= perCounty
    // What is left is shared among the counties that are left; a village and a township take one unit each.
    const share = Math.floor(missing / (newCounties - c))
    const villages = Math.max(0, share - size.townships)
    for (let t = 0; t < size.townships; t += 1) {
      const code = `${countyCode}${String(t + 1).padStart(3, '0')}`
      const at = tree.push(place(code, `${nextName()}镇`, 4, 0, t + 1)) - 1
      const count = Math.floor((villages * (t + 1)) / size.townships) - Math.floor((villages * t) / size.townships)
      for (let v = 1; v <= count; v += 1)
        tree.push(place(`${code}${String(v).padStart(3, '0')}`, `${nextName()}村`, 5, at, v))
    }
    const made = await insertTree(tx, tree, city)
    for (const [index, { level, name: placeName }] of tree.entries()) {
      const planned =
        level === 3
          ? [...plannedOffice(name), ...BUREAUS.map((bureau) => plain(`${name}${bureau}`, bureau, 'member', 'civil'))]
          : [plain(`${placeName}退役军人服务站`, '服务站', 'station', 'civil')]
      await insertUnits(tx, made[index]?.id as number, planned)
      if (level > 3) missing -= 1
    }
  }
  // Offices of the new counties get their post, so that matters of theirs have somebody who wrote them.
  await sql`insert into posts (name, role, unit_id, region_id, sort)
    select u.name || '综合岗', 'office', u.id, u.region_id, 1 from units u
    where u.kind = 'office' and not exists (select 1 from posts p where p.unit_id = u.id)`.execute(tx)
}

const WHAT = [
  '随军家属就业岗位',
  '军人子女入学协调',
  '营区周边道路整治',
  '营门口公交站点',
  '国防教育进校园',
  '双拥宣传栏更新',
  '老战士走访慰问',
  '烈士陵园环境整治',
  '光荣牌悬挂核对',
  '立功喜报送达',
  '优待证使用场景',
  '退役军人专场招聘',
  '军地联席会议筹备',
  '文艺演出进基层',
  '志愿服务队组建',
  '医疗巡诊服务',
  '法律咨询服务',
  '结对共建协议续签',
  '植树护林活动',
  '防汛物资联储',
  '图书角共建',
  '健身器材配置',
  '饮水管网改造',
  '供电线路检修',
  '通信信号补盲',
  '心理健康讲座',
  '驾驶技能培训',
  '农产品直供对接',
  '科普讲座安排',
  '军营开放日接待',
]
const HOW = ['', '第一批', '第二批', '前期摸底', '方案制定', '现场协调', '集中办理', '复查', '年度安排', '经费落实']

/**
 * The ledger of five years. `large_plan` draws every matter's place, parties, state and days from a hash of its number;
 * texts, helpers and timeline follow from it.
 */
const fillLedger = async (tx: Tx, today: string, count: number): Promise<void> => {
  const draw = (salt: number, of: string) => sql.raw(`(abs(hashint4extended(n, ${salt})) % ${of})::int`)
  await sql`create temp table large_units on commit drop as
    select r.id as region_id, r.path, r.level, r.short_name,
      (select u.id from units u where u.region_id = r.id and u.kind = 'office' and u.closed_on is null order by u.sort limit 1) as office_id,
      array(select u.id from units u where u.region_id = r.id and u.kind = 'member' and u.side = 'civil' and u.closed_on is null order by u.sort) as members,
      row_number() over (partition by r.level order by r.sort, r.id) - 1 as place
    from regions r where r.level in (2, 3) and r.to_on is null`.execute(tx)
  await sql`create temp table large_plan on commit drop as
    with troops as (select array(select id from units where kind = 'troop' and closed_on is null order by id) as ids),
    counties as (select count(*) as total from large_units where level = 3),
    drawn as (
      select n, ${draw(1, '100')} as what, ${draw(2, '1000')} as life, ${draw(3, '1000000')} as pick, ${draw(4, '360')} as day,
        ${draw(5, '5')} as age, ${draw(6, '100')} as place, ${draw(7, '1000000')} as second
      from generate_series(1, ${count}::int) as n
    ),
    placed as (
      select d.*, r.region_id, r.path, r.office_id, r.members, r.short_name, t.ids as troops
      from drawn d cross join troops t cross join counties c
      join large_units r on case when d.place < 30 then r.level = 2 and r.place = 0 else r.level = 3 and r.place = d.pick % c.total end
    ),
    sided as (
      select *, extract(year from ${today}::date)::int - age as year,
        case when what < 70 then 'task' else 'need' end as kind,
        case when what < 70 then null when what < 90 then 'military-asks' else 'locality-asks' end as direction,
        members[1 + second % greatest(1, cardinality(members))] as member_id,
        troops[1 + second % greatest(1, cardinality(troops))] as troop_id
      from placed
    )
    select n, region_id, path, office_id, short_name, what, pick, year, kind, direction,
      case when direction = 'military-asks' then troop_id else office_id end as asker_id,
      case when direction = 'locality-asks' then troop_id else member_id end as lead_id,
      members[1 + pick % greatest(1, cardinality(members))] as helper_id,
      case
        when age > 0 then (case when life < 950 then 'closed' when life < 970 then 'declined' when life < 985 then 'withdrawn' else 'running' end)
        when life < 60 and kind = 'need' then 'raised' when life < 100 and kind = 'need' then 'accepted' when life < 180 then 'assigned' when life < 560 then 'running'
        when life < 640 then 'reported' when life < 960 then 'closed' when life < 980 then 'declined' else 'withdrawn'
      end as state,
      life % 7 = 0 as has_no_day,
      least(make_date(year, 1, 5) + (day * case when age = 0 then greatest(1, ${today}::date - make_date(year, 1, 5)) else 300 end / 360), ${today}::date) as raised_on,
      20 + pick % 150 as takes
    from sided`.execute(tx)
  await sql`create temp table large_numbered on commit drop as
    select p.*, nextval(pg_get_serial_sequence('matters', 'id'))::int as id,
      coalesce(k.last, 0) + row_number() over (partition by p.kind, p.year order by p.n) as number
    from large_plan p
    left join matter_numbers k on k.year = p.year and k.prefix = case p.kind when 'task' then 'RW' else 'XQ' end`.execute(
    tx,
  )
  const writer = sql`(select p.id from posts p join units u on u.id = p.unit_id where u.kind = 'office' and p.role = 'office' order by p.id limit 1)`
  const writerPerson = sql`(select h.person_id from post_holders h where h.post_id = ${writer} order by h.id limit 1)`
  const city = sql`(select id from regions where level = 2 and to_on is null limit 1)`
  await sql`insert into matters (id, city_id, code, year, kind, direction, category, state, region_id, region_path, office_unit_id,
      asker_unit_id, lead_unit_id, raised_on, due_on, first_due_on, reported_on, closed_on, units, post_id, created_at, changed_at)
    overriding system value
    select id, ${city}, case kind when 'task' then 'RW' else 'XQ' end || '-' || year || '-' || lpad(number::text, greatest(3, length(number::text)), '0'),
      year, kind, direction,
      (array['family', 'family', 'facilities', 'facilities', 'publicity', 'publicity', 'rights', 'activities', 'support-army', 'other'])[1 + n % 10],
      state, region_id, path, office_id, asker_id,
      case when state not in ('raised', 'accepted') then lead_id end,
      raised_on,
      case when state not in ('raised', 'accepted') and not has_no_day then raised_on + takes + 15 end,
      case when state not in ('raised', 'accepted') and not has_no_day then raised_on + takes + 15 end,
      case when state in ('reported', 'closed') then least(raised_on + takes, ${today}::date) end,
      case when state = 'closed' then least(raised_on + takes + 6, ${today}::date) end,
      array(select distinct u from unnest(array[asker_id, case when state not in ('raised', 'accepted') then lead_id end,
        case when n % 3 = 0 then helper_id end]) as u where u is not null),
      ${writer}, raised_on + time '09:00', least(raised_on + takes, ${today}::date) + time '09:00' + (n % 28800) * interval '1 second'
    from large_numbered`.execute(tx)
  await sql`insert into matter_texts (matter_id, title, body)
    select id, short_name || (${sql.val(WHAT)}::text[])[1 + pick % ${WHAT.length}::int] || (${sql.val(HOW)}::text[])[1 + n % ${HOW.length}::int]
        || '（第' || n || '件）',
      '由' || short_name || '提出，按年度安排办理。'
    from large_numbered`.execute(tx)
  await sql`insert into matter_helpers (matter_id, unit_id)
    select id, helper_id from large_numbered
    where n % 3 = 0 and helper_id is not null and helper_id <> lead_id and helper_id <> asker_id
      and state not in ('raised', 'accepted')`.execute(tx)
  await sql`insert into matter_entries (matter_id, at, post_id, person_id, unit_id, step, from_state, to_state, text)
    select l.id, s.at, ${writer}, ${writerPerson}, l.office_id, s.step, s.from_state, s.to_state, ''
    from large_numbered l cross join lateral (values
      (1, l.raised_on + time '09:00', case l.kind when 'need' then 'raise' else 'assign' end, null,
        case when l.kind = 'need' then 'raised' else 'assigned' end, true),
      (2, l.raised_on + time '15:00', 'assign', 'accepted', 'assigned', l.kind = 'need' and l.state not in ('raised', 'accepted', 'declined', 'withdrawn')),
      (3, least(l.raised_on + 2, ${today}::date) + time '16:00', 'sign', 'assigned', 'running', l.state in ('running', 'reported', 'closed')),
      (4, least(l.raised_on + l.takes, ${today}::date) + time '17:00', 'report', 'running', 'reported', l.state in ('reported', 'closed')),
      (5, least(l.raised_on + l.takes + 6, ${today}::date) + time '18:00', 'confirm', 'reported', 'closed', l.state = 'closed')
    ) as s (place, at, step, from_state, to_state, holds)
    where s.holds order by l.id, s.place`.execute(tx)
  await sql`insert into matter_numbers (city_id, prefix, year, last)
    select ${city}, case kind when 'task' then 'RW' else 'XQ' end, year, max(number) from large_numbered group by kind, year
    on conflict (city_id, prefix, year) do update set last = excluded.last`.execute(tx)
}

/** 光荣牌 of the families laid, written down by the city's office, so that the account of any place reconciles. */
const hangLarge = async (house: House): Promise<void> => {
  const { rows } = await house.pool.query<{ cityId: number; postId: number; personId: number }>(
    `select r.id as "cityId", p.id as "postId", h.person_id as "personId" from posts p join units u on u.id = p.unit_id
       join regions r on r.id = u.region_id join post_holders h on h.post_id = p.id
     where r.level = 2 and r.to_on is null and u.kind = 'office' and p.role = 'office' order by p.id, h.id limit 1`,
  )
  const [office] = rows
  if (office) await hangMany(house, { cityId: office.cityId, today: house.clock.today(), by: office })
}

/**
 * Fills the sample city of this database to bench size, all or nothing; the tables are analysed afterwards.
 * @throws CannotFill where a real city stands, or it is filled already
 */
export const fillLargeSample = async (house: House, say: (line: string) => void, size: Size = LARGE): Promise<void> => {
  const start = performance.now()
  const kind = await house.pool.query<{ kind: string }>(
    "select value ->> 'kind' as kind from settings where key = 'city-mode'",
  )
  if (kind.rows[0]?.kind !== 'sample')
    throw new CannotFill('这个数据目录里不是演示城市，不能扩充；换一个空的 DATA_DIR 再运行。')
  const filled = await house.pool.query(`select 1 from settings where key = '${FILLED}'`)
  if (filled.rows.length > 0) throw new CannotFill('演示城市已经扩充过，不用再扩充。')
  say('正在把演示城市扩充到一个大市的规模（几分钟，机器忙时更久）…')
  const { units, matters } = await systemChange(house.pool, house.clock, 'city.sample-large', {}, async (tx) => {
    await fillOrganisation(tx, size)
    await fillLedger(tx, house.clock.today(), Math.max(0, size.matters - (await countOf(tx, 'matters'))))
    const answer = { units: await countOf(tx, 'units'), matters: await countOf(tx, 'matters') }
    await tx
      .insertInto('settings')
      .values({ key: FILLED, value: JSON.stringify(answer) })
      .execute()
    return { record: 'settings', recordId: FILLED, after: answer, answer }
  })
  const households = await layHouseholds(house, { from: SAMPLE_HOUSEHOLDS, until: size.households })
  await hangLarge(house)
  const laid = performance.now()
  const facts = await systemChange(house.pool, house.clock, 'city.sample-large', {}, async (tx) => {
    const answer = await fillFacts(tx, house.clock.today(), size.facts)
    return { record: 'settings', recordId: FILLED, after: { facts: answer }, answer }
  })
  const ofFacts = ((performance.now() - laid) / 1000).toFixed(1)
  await house.pool.query('vacuum analyze')
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  say(
    `已扩充：单位 ${units} 个，事项 ${matters} 件，家庭 ${households} 户，实绩 ${facts} 条（${ofFacts} 秒），共用时 ${seconds} 秒。`,
  )
}

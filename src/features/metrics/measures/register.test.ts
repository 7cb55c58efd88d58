import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestHouse, type PostKey, type RegionKey, type TestHouse } from '../../../main/testing.ts'
import { HELP_STATES } from '../../registers/help/rules.ts'
import type { MeasureDetail, MeasureRows, Measures } from './contract.ts'
import { isOfRegister, MEASURES, type Measure, measureOf } from './declared.ts'
import { compactRegisterTallies, recountRegisterTallies } from './register-store.ts'
import { FIVE } from './telling.ts'

vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse('2026-07-14')
  await layRegister()
}, 240_000)
afterAll(() => house?.close())

const VILLAGES: RegionKey[] = ['lancheng-village', 'qinghe-village', 'lancheng-town', 'qinghe-town']
const OPENERS: PostKey[] = [
  'office',
  'lancheng-office',
  'lancheng-leader',
  'station',
  'village-station',
  'qinghe-station',
]
const OTHERS: PostKey[] = ['education', 'troop-lan', 'lancheng-education', 'qinghe-education']

const STATES = ['received', 'registered', 'verified', 'delivered', 'fed-back', 'returned'] as const
const CATEGORIES = ['discharged-soldier', 'martyr-family', 'serving-family'] as const
const PLACES = ['hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'none'] as const

/** A family with its card, its letter and a report; many of one kind in some villages, few in others. */
const drawn = fc.record({
  place: fc.constantFrom<RegionKey>('lancheng-village', 'lancheng-village', 'lancheng-village', ...VILLAGES),
  persons: fc.integer({ min: 0, max: 4 }),
  categories: fc.subarray([...CATEGORIES], { minLength: 1 }),
  isPresent: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
  card: fc.constantFrom('hung', 'hung', 'hung', ...PLACES),
  isDouble: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  letter: fc.constantFrom(null, 'waiting', 'sent', 'sent', 'returned'),
  report: fc.constantFrom(null, null, ...STATES),
  help: fc.constantFrom(null, ...HELP_STATES),
  yuan: fc.constantFrom(null, 300, 1_200),
  helpKind: fc.constantFrom('medical', 'housing', 'living', 'legal'),
  mark: fc.constantFrom(null, null, 'sacrifice', 'hardship', 'over'),
  isVisited: fc.boolean(),
  grade: fc.constantFrom('second-merit', 'third-merit', 'four-haves'),
  day: fc.constantFrom('2026-02-03', '2026-05-20', '2025-11-04'),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never

const one = async (sql: string, values: unknown[]): Promise<number> =>
  (await house.pool.query<{ id: number }>(sql, values)).rows[0]?.id as number

const layOne = async (drawn: Drawn, round: number, index: number): Promise<void> => {
  const { world, pool } = house
  const [region, city] = [world.regions[drawn.place], world.regions.city]
  const path = (await pool.query('select path from regions where id = $1', [region])).rows[0].path
  const id = await one(
    `insert into households (city_id, region_id, region_path, head_name, categories, person_count, state, ended_on, made_at)
     values ($1, $2, $3, '王某某', $4, $5, $6, $7, now()) returning id`,
    [
      city,
      region,
      path,
      drawn.categories,
      drawn.persons,
      ...(drawn.isPresent ? ['present', null] : ['ended', drawn.day]),
    ],
  )
  const isHanging = drawn.card === 'hung' || drawn.card === 'hung-not-owed'
  await pool.query(
    `insert into plaque_cards (household_id, city_id, region_path, claim, clause, may_replace, grounds, place, hanging)
     values ($1, $2, $3, $4, 'veteran', false, 1, $5, $6)`,
    [
      id,
      city,
      path,
      ['none', 'hung-not-owed'].includes(drawn.card) ? (drawn.isDouble ? 'on-application' : 'none') : 'owed',
      drawn.card,
      isHanging ? (drawn.isDouble ? 2 : 1) : 0,
    ],
  )
  if (drawn.letter !== null)
    await pool.query(
      `insert into letter_items (round_id, household_id, city_id, region_path, category, state, sent_on, returned_on, return_reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        round,
        id,
        city,
        path,
        drawn.categories[0],
        drawn.letter,
        drawn.letter === 'waiting' ? null : '2026-07-02',
        ...(drawn.letter === 'returned' ? ['2026-07-09', '已搬走'] : [null, null]),
      ],
    )
  await layContact(drawn, { id, region, path, index })
  if (drawn.report === null) return
  const isDelivered = drawn.report === 'delivered' || drawn.report === 'fed-back'
  await pool.query(
    `insert into merit_reports (city_id, code, region_id, region_path, household_id, soldier_name, honoured, grade, award_year,
       came_by, received_on, state, since_on, delivered_on, delivered_level, bonus_yuan)
     values ($1, $2, $3, $4, $5, '李某某', 'soldier', $6, 2026, 'post', $7, $8, $9, $10, $11, $12)`,
    [
      city,
      `XB-2026-${index}`,
      region,
      path,
      id,
      drawn.grade,
      drawn.day,
      drawn.report,
      '2026-07-01',
      ...(isDelivered ? ['2026-06-30', 'county', 2000] : [null, null, null]),
    ],
  )
}

/** Help for the family, why it is to be seen, and who went. */
const layContact = async (
  drawn: Drawn,
  { id, region, path, index }: { id: number; region: number; path: string; index: number },
): Promise<void> => {
  const { world, pool } = house
  const by = [world.posts.office, world.people.office]
  const city = world.regions.city
  const { unit_id: unit } = (await pool.query('select unit_id from posts where id = $1', [by[0]])).rows[0]
  if (drawn.help !== null) {
    const helped = await one(
      `insert into help_cases (city_id, code, household_id, source, kind, needs, came_on, state, since_on, unit_id, post_id, person_id, made_at)
       values ($1, $2, $3, 'found', $4, $5, $6, $7, '2026-06-30', $8, $9, $10, now()) returning id`,
      [...[city, `BF-2026-${index}`, id, drawn.helpKind, '修屋顶', drawn.day, drawn.help], ...[unit, ...by]],
    )
    // What was given and did not serve is given again.
    if (['giving', 'given', 'done', 'withdrawn'].includes(drawn.help))
      for (const day of index % 3 === 0 ? ['2026-03-02', '2026-06-20'] : ['2026-06-20'])
        await pool.query(
          `insert into help_steps (case_id, step, on_day, words, yuan, post_id, person_id, unit_id, at)
           values ($1, 'give', $2, '已落实', $3, $5, $6, $4, now())`,
          [helped, day, drawn.yuan, unit, ...by],
        )
  }
  if (drawn.mark !== null)
    await pool.query(
      `insert into contact_marks (city_id, household_id, kind, on_day, ended_on, post_id, person_id, made_at)
       values ($1, $2, $3, '2026-01-05', $4, $5, $6, now())`,
      [
        ...[city, id, drawn.mark === 'over' ? 'hardship' : drawn.mark],
        ...[drawn.mark === 'over' ? '2026-02-01' : null, ...by],
      ],
    )
  if (!drawn.isVisited) return
  const visit = await one(
    `insert into facts (city_id, code, region_id, region_path, kind, direction, state, title, starts_on, ends_on, entered_unit_id,
       entered_post_id, entered_person_id, entered_path, units, recorded_at, recorded_on, created_at, changed_at)
     values ($1, $2, $3, $4, 'visit', 'to-families', 'recorded', '入户走访', $5, $5, $6, $7, $8, $4, array[$6::int], now(), $5, now(), now())
     returning id`,
    [city, `SJ-2026-9${index}`, region, path, drawn.day, unit, ...by],
  )
  await pool.query('insert into fact_households (fact_id, household_id) values ($1, $2)', [visit, id])
}

const layRegister = async (): Promise<void> => {
  const { pool, world } = house
  const { rows } = await pool.query('select path from regions where id = $1', [world.regions.city])
  const rounds = []
  for (const [index, day] of ['2026-01-20', '2026-07-01'].entries())
    rounds.push(
      await one(
        `insert into letter_rounds (city_id, code, region_id, region_path, name, feast, categories, opened_on, post_id, person_id)
         values ($1, $2, $1, $3, $4, 'other', '{}', $5, $6, $7) returning id`,
        [
          world.regions.city,
          `WX-2026-0${index}`,
          rows[0].path,
          `第${index + 1}批`,
          day,
          world.posts.office,
          world.people.office,
        ],
      ),
    )
  const sample = fc.sample(drawn, { numRuns: 110, seed: 20_261_123 })
  for (const [index, one] of sample.entries()) await layOne(one, rounds[index % 2] as number, index)
  // Days allowed, so that some reports are overdue.
  const saved = await (await house.as('office')).put('/merit-days', {
    register: 2,
    deliver: 5,
    feedBack: null,
    version: 0,
  })
  expect(saved.status, JSON.stringify(saved.body)).toBe(200)
}

const REGISTER = MEASURES.filter(isOfRegister)
const listOf = async (post: PostKey, query = 'period=2026'): Promise<Measures['figures']> => {
  const { status, body } = await (await house.as(post)).get(`/measures?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.figures.filter(({ key }: { key: string }) => isOfRegister(measureOf(key) as Measure))
}
const detailOf = async (post: PostKey, key: string, query = 'period=2026'): Promise<MeasureDetail> =>
  (await (await house.as(post)).get(`/measures/${key}?${query}`)).body
const rowsOf = async (post: PostKey, key: string, query: string): Promise<MeasureRows['rows'] & { total?: number }> => {
  const caller = await house.as(post)
  const all: MeasureRows['rows'] = []
  for (let after = ''; ; ) {
    const { status, body } = await caller.get(`/measures/${key}/rows?${query}&size=60${after}`)
    expect(status, `${post} ${key} ${JSON.stringify(body)}`).toBe(200)
    all.push(...body.rows)
    if (body.next === null) return Object.assign(all, { total: body.total })
    after = `&after=${body.next}`
  }
}
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

describe('figures of the register', () => {
  test('the lines kept with each statement equal a recount, after changes, removals and a move, and when brought together', async () => {
    expect(await recountRegisterTallies(house.pool)).toEqual([])
    await house.pool.query(
      `update plaque_cards set place = 'waiting', hanging = 0 where household_id % 7 = 0 and claim = 'owed'`,
    )
    await house.pool.query(`update merit_reports set state = 'fed-back' where state = 'delivered' and id % 2 = 0`)
    await house.pool.query(
      `update letter_items set state = 'sent', sent_on = '2026-07-03' where state = 'waiting' and household_id % 3 = 0`,
    )
    // A letter that came back has come back, sent again or not.
    const cameBack = async () => (await detailOf('office', 'letters-returned')).figure.value
    const before = await cameBack()
    expect(before).toBeGreaterThan(1)
    await house.pool.query(
      `update letter_items set state = 'sent', came_back = 1, returned_on = null, return_reason = null
       where state = 'returned' and household_id % 2 = 0`,
    )
    expect(await cameBack()).toBe(before)
    expect(await rowsOf('office', 'letters-returned', 'period=2026')).toHaveLength(before)
    await house.pool.query('delete from letter_items where household_id % 11 = 0')
    await house.pool.query(
      `update households h set region_id = r.id, region_path = r.path from regions r where r.id = $1 and h.id % 13 = 0`,
      [house.world.regions['qinghe-village']],
    )
    expect(await recountRegisterTallies(house.pool)).toEqual([])
    await compactRegisterTallies(house.pool)
    expect(await recountRegisterTallies(house.pool)).toEqual([])
    const client = await house.pool.connect()
    try {
      await client.query('begin')
      await client.query(
        'update register_tallies set amount = amount + 1 where id = (select min(id) from register_tallies)',
      )
      expect(await recountRegisterTallies(client as never)).toHaveLength(1)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  test('every figure is the sum of the rows that it opens, for every post that may open them', async () => {
    const met = new Set<string>()
    for (const post of OPENERS)
      for (const period of post === 'office' ? ['2026', '2026Q1', '2026-07', '2025'] : ['2026']) {
        for (const { key, value, rows: count, told } of await listOf(post, `period=${period}`)) {
          const rows = await rowsOf(post, key, `period=${period}`)
          const label = `${post} ${period} ${key}`
          expect([rows.length, rows.total, told], label).toEqual([count, count, 'number'])
          expect(new Set(rows.map((row) => row.key)).size, label).toBe(count)
          expect(sum(rows.map(({ amount }) => amount)), label).toBe(value)
          if (post === 'lancheng-leader') for (const { title } of rows) expect(title, label).toMatch(/^.\*+$/)
          if (value > 0) met.add(key)
        }
      }
    expect(REGISTER.map(({ key }) => key).filter((key) => !met.has(key))).toEqual([])
  })

  test('months, places and parts add up, each opens its own rows, and a place shows what its office sees', async () => {
    const county = await listOf('lancheng-office')
    for (const { key, value } of await listOf('office')) {
      const { parts, isDated } = measureOf(key) as (typeof REGISTER)[number]
      const detail = await detailOf('office', key)
      expect(sum(detail.places.map((part) => part.value)), key).toBe(value)
      if (isDated) expect(sum(detail.months.map((part) => part.value)), key).toBe(value)
      const place = detail.places.find(({ regionId }) => regionId === house.world.regions.lancheng)
      expect(place?.value ?? 0, key).toBe(county.find((one) => one.key === key)?.value)
      // A family of several categories stands in each of them.
      if (parts === 'category') expect(sum(detail.parts.map((part) => part.value)), key).toBeGreaterThan(value)
      else if (parts) expect(sum(detail.parts.map((part) => part.value)), key).toBe(value)
      for (const { part, value: of } of detail.parts) {
        const rows = await rowsOf('office', key, `period=2026&part=${part}`)
        expect(sum(rows.map(({ amount }) => amount)), `${key} ${part}`).toBe(of)
      }
    }
  })

  test('应挂 is 已挂, 待挂, 家属谢绝 and 查找不到 together, and an overdue report is one that its own page calls late', async () => {
    const of = new Map((await listOf('office')).map(({ key, value }) => [key, value]))
    const terms = ['hung', 'waiting', 'declined', 'not-found'].map((term) => of.get(`plaques-${term}`) ?? 0)
    expect(of.get('plaques-owed')).toBe(sum(terms))
    const office = await house.as('office')
    const late = (await rowsOf('office', 'merit-overdue', 'period=2026')).map(({ id }) => id).sort((a, b) => a - b)
    const { body } = await office.get('/merit-reports?size=200')
    const called = body.rows.filter(({ daysLeft }: { daysLeft: number | null }) => (daysLeft ?? 0) < 0)
    expect(late).toEqual(called.map(({ id }: { id: number }) => id).sort((a: number, b: number) => a - b))
    expect(late.length).toBeGreaterThan(0)
  })
})

describe('Z06 少于5', () => {
  /** Everything that a post which opens no rows is told: list, details, sheet, of every place and period that it may name. */
  const toldTo = async (post: PostKey): Promise<string> => {
    const caller = await house.as(post)
    const answers: unknown[] = []
    for (const period of ['2026', '2026Q1', '2026-07'])
      for (const place of ['', 'lancheng', 'qinghe', 'lancheng-village'] as const) {
        const query = `period=${period}${place === '' ? '' : `&regionId=${house.world.regions[place]}`}`
        const { status, body } = await caller.get(`/measures?${query}`)
        answers.push([query, status, status === 200 ? body.figures : body.type])
        for (const { key } of place === '' && period === '2026' ? REGISTER : [])
          answers.push({ ...(await caller.get(`/measures/${key}?${query}`)).body, asOf: null })
      }
    answers.push((await sheetOf(post)).join())
    return JSON.stringify(answers)
  }
  const sheetOf = async (post: PostKey, more = ''): Promise<string[]> => {
    const { status, bytes } = await (await house.as(post)).download(`/measures/sheet?period=2026${more}`)
    if (status !== 200) return [String(status)]
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as never)
    const lines: string[] = []
    book.worksheets[0]?.eachRow((row) => lines.push((row.values as unknown[]).slice(1, 7).join('|')))
    return lines.filter((line) => /^[SD]\d\d\|/.test(line))
  }

  test('figures told to others come in fives, a small one as 少于5, and open nothing', async () => {
    const exact = new Map((await listOf('lancheng-office')).map(({ key, value }) => [key, value]))
    const seen = new Set<string>()
    for (const post of OTHERS)
      for (const { key, value, told } of await listOf(post)) {
        seen.add(told)
        expect(value % FIVE, `${post} ${key}`).toBe(0)
        expect(['over', 'under', 'each-under', 'kept'], `${post} ${key}`).toContain(told)
        expect((await (await house.as(post)).get(`/measures/${key}/rows?period=2026`)).body).toMatchObject({
          type: '/problems/rows-not-open',
        })
      }
    for (const { key, value, told } of await listOf('lancheng-education')) {
      const real = exact.get(key) ?? 0
      if (told === 'under') expect([key, real < FIVE]).toEqual([key, true])
      if (told === 'over') expect([key, real >= value && real < value + FIVE]).toEqual([key, true])
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['kept', 'over', 'under']))
  })

  test('nothing below a county, by part, by month or of bonuses is told', async () => {
    const detail = await detailOf('lancheng-education', 'merit-received')
    expect([detail.places, detail.parts, detail.months, detail.mayOpen]).toEqual([[], [], [], false])
    const at = `period=2026&regionId=${house.world.regions['lancheng-town']}`
    for (const query of [at, 'period=2026Q1', 'period=2026-07'])
      for (const { key, told } of await listOf('lancheng-education', query))
        if (query === at || measureOf(key)?.key.startsWith('merit') || key.startsWith('letters'))
          expect([query, key, told]).toEqual([query, key, 'kept'])
    expect((await listOf('education')).find(({ key }) => key === 'merit-bonus')?.told).toBe('kept')
    const other = `period=2026&regionId=${house.world.regions.qinghe}`
    for (const { told } of await listOf('lancheng-education', other)) expect(told).toBe('kept')
  })

  /**
   * Whoever subtracts any figures from any others must not learn a small group: two registers that differ in small groups alone
   * are told alike, word for word, in every list, detail and sheet, so that there is nothing to be learnt.
   */
  test('a small group may be any smaller or larger one, and all that is told stays the same', async () => {
    const before = new Map<PostKey, string>()
    for (const post of OTHERS) before.set(post, await toldTo(post))
    const outward = await sheetOf('office')
    const lancheng = await sheetOf('lancheng-office')
    const { rows: groups } = await house.pool.query(`select source, head, place, sum(amount)::int as amount from (
        select t.source, t.head, t.amount, array_to_string((string_to_array(rtrim(t.region_path, '.'), '.'))[1:3], '.') || '.' as place
        from register_tallies t where head not in ('bonus', 'category') and (month is null or month >= '2026-01-01')) a
      group by 1, 2, 3 having sum(amount) > 0`)
    expect(groups.filter(({ amount }) => amount < FIVE).length).toBeGreaterThan(3)
    // Every group at once to another size within its own five, small ones to any of 0 to 4.
    const places = fc.array(fc.integer({ min: 0, max: FIVE - 1 }), {
      minLength: groups.length,
      maxLength: groups.length,
    })
    for (const [run, rests] of fc.sample(places, { numRuns: 2, seed: 20_261_123 }).entries()) {
      const moved = groups.map(({ source, head, place, amount }, index) => {
        const other = Math.floor(amount / FIVE) * FIVE + (rests[index] as number)
        return { source, head, place, more: other - amount }
      })
      expect(moved.filter(({ more }) => more !== 0).length).toBeGreaterThan(groups.length / 2)
      await house.pool.query(
        `insert into register_tallies (city_id, region_path, source, head, part, month, amount, rows)
         select $1, place, source, head, '', case when source in ('merit', 'letter') then date '2026-03-01' end, more, more
         from jsonb_to_recordset($2::jsonb) as m (source text, head text, place text, more int)`,
        [house.world.regions.city, JSON.stringify(moved)],
      )
      for (const post of OTHERS.filter((_, index) => index % 2 === run))
        expect([post, (await toldTo(post)) === before.get(post)]).toEqual([post, true])
      expect([await sheetOf('office'), await sheetOf('lancheng-office')]).toEqual([outward, lancheng])
      const last = 'select id from register_tallies order by id desc limit $1'
      await house.pool.query(`delete from register_tallies where id in (${last})`, [moved.length])
    }
  })

  test('what is told of a city is the sum of what is told of its counties, and no sheet that goes out says more', async () => {
    const sheet = await sheetOf('office')
    for (const { key, value, told } of await listOf('education')) {
      const detail = await detailOf('education', key)
      if (told !== 'kept') expect(sum(detail.places.map((part) => part.value)), key).toBe(value)
      const { code, name } = measureOf(key) as Measure
      expect(
        sheet.find((line) => line.startsWith(`${code}|`)),
        key,
      ).toMatch(told === 'over' ? new RegExp(`\\|${name}\\|${value}\\|.*以上`) : new RegExp(`\\|${name}\\|\\|`))
    }
    expect((await sheetOf('education'))[0]).toBeDefined()
    expect(await sheetOf('education', '&inner=true')).toEqual(['403'])
    const inner = await sheetOf('office', '&inner=true')
    for (const { key, value } of await listOf('office'))
      expect(inner.find((line) => line.startsWith(`${measureOf(key)?.code}|`))).toContain(`|${value}|`)
  })
})

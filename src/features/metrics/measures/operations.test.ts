import ExcelJS from 'exceljs'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { directionsFor, FACT_KINDS, type FactKind, quantitiesOf, sidesOf } from '../../facts/contract.ts'
import type { MeasureDetail, MeasureRows, Measures } from './contract.ts'
import { type FactMeasure, isOfFacts, MEASURES, type Measure, measureOf } from './declared.ts'
import { compactFactTallies, recountFactTallies } from './store.ts'

vi.setConfig({ testTimeout: 240_000 })
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await workOnFacts()
}, 240_000)
afterAll(() => house?.close())

const WRITERS: PostKey[] = [
  'office',
  'lancheng-office',
  'qinghe-office',
  'station',
  'village-station',
  'education',
  'troop-lan',
]
const READERS: PostKey[] = ['office', 'lancheng-leader', 'station', 'education', 'troop-lan', 'troop-cen']
const PLACE_OF: Partial<Record<PostKey, 'city' | 'lancheng' | 'qinghe' | 'lancheng-town' | 'lancheng-village'>> = {
  'lancheng-office': 'lancheng',
  'qinghe-office': 'qinghe',
  station: 'lancheng-town',
  'village-station': 'lancheng-village',
}

/** What one writes: a kind, a direction and a few amounts, in one of three months. */
const written = fc.record({
  writer: fc.constantFrom(...WRITERS),
  kind: fc.constantFrom(...FACT_KINDS.filter(({ isMilitary, isCampaign }) => !isMilitary && !isCampaign)),
  direction: fc.nat(),
  choice: fc.nat(),
  day: fc.constantFrom<string>('2026-03-05', '2026-05-20', '2026-06-30'),
  amounts: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 90 }), fc.constantFrom(null, '近', '余', '约')), {
    maxLength: 3,
  }),
  after: fc.constantFrom('nothing', 'check', 'withdraw', 'correct'),
})

type Drawn = typeof written extends fc.Arbitrary<infer Value> ? Value : never

const bodyOf = ({ writer, kind, direction, choice, day, amounts }: Drawn) => {
  const role = writer.startsWith('troop') ? 'troop' : writer.endsWith('office') ? 'office' : 'station'
  const own = directionsFor(kind, sidesOf({ role }))
  const way = own[direction % Math.max(1, own.length)]?.[0] ?? null
  const known = quantitiesOf(kind, way)
  const quantities = new Map(
    amounts.flatMap(([which, value, qualifier]) => {
      const one = known[which % Math.max(1, known.length)]
      return one ? [[one.key, { key: one.key, value, qualifier }] as const] : []
    }),
  )
  for (const { key, required } of known)
    if (required && !quantities.has(key)) quantities.set(key, { key, value: 7, qualifier: null })
  const fields = Object.fromEntries(
    kind.fields.flatMap(({ key, type, choices, required, directions }) => {
      if (directions && !(way !== null && directions.includes(way))) return []
      if (type === 'choice') return [[key, choices?.[choice % (choices.length || 1)]?.[0] ?? '']]
      return required ? [[key, '市报公布']] : []
    }),
  )
  return {
    kind: kind.code,
    direction: way,
    regionId: house.world.regions[kind.isCountyOnly ? countyOf(writer) : (PLACE_OF[writer] ?? 'city')],
    startsOn: day,
    fields,
    quantities: [...quantities.values()],
  }
}
const countyOf = (writer: PostKey) => (writer === 'qinghe-office' ? 'qinghe' : 'lancheng')

const workOnFacts = async () => {
  const drawn = fc.sample(written, { numRuns: 70, seed: 20_261_123 })
  for (const one of drawn) {
    const { kind, writer } = one
    const caller = await house.as(writer)
    const role = writer.includes('office')
      ? 'office'
      : writer.includes('station')
        ? 'station'
        : writer === 'education'
          ? 'liaison'
          : 'troop'
    if (!kind.roles.includes(role)) continue
    if (kind.isCountyOnly && !['office', 'lancheng-office', 'qinghe-office'].includes(writer)) continue
    const made = await caller.post('/facts', bodyOf(one))
    expect(made.status, `${writer} ${kind.code} ${JSON.stringify(made.body)}`).toBe(200)
    const { id, version } = made.body
    if (one.after === 'withdraw')
      expect((await caller.post(`/facts/${id}/steps`, { step: 'withdraw', version, reason: '记重了' })).status).toBe(
        200,
      )
    if (one.after === 'check') await (await house.as('office')).post(`/facts/${id}/steps`, { step: 'check', version })
    if (one.after === 'correct') {
      const changed = await caller.put(`/facts/${id}`, { ...bodyOf({ ...one, day: '2026-04-02' }), version })
      expect(changed.status, JSON.stringify(changed.body)).toBe(200)
    }
  }
}

/** Measures over facts; those over the register: register.test.ts. */
const listOf = async (post: PostKey, query = 'period=2026'): Promise<Measures> => {
  const { body } = await (await house.as(post)).get(`/measures?${query}`)
  const isOfFact = ({ key }: { key: string }) => isOfFacts(measureOf(key) as Measure)
  return { ...body, figures: body.figures.filter(isOfFact) }
}
const rowsOf = async (post: PostKey, key: string, query = 'period=2026'): Promise<MeasureRows[]> => {
  const pages: MeasureRows[] = []
  const caller = await house.as(post)
  for (let after = ''; pages.length < 50; ) {
    const { status, body } = await caller.get(`/measures/${key}/rows?${query}&size=25${after}`)
    expect(status, JSON.stringify(body)).toBe(200)
    pages.push(body)
    if (body.next === null) break
    after = `&after=${body.next}`
  }
  return pages
}
const sum = (values: readonly number[]) => Math.round(values.reduce((all, one) => all + one, 0) * 100) / 100

describe('figures of facts', () => {
  test('at least twenty-five measures, each declared once, of kinds and amounts that there are', () => {
    expect(MEASURES.length).toBeGreaterThanOrEqual(25)
    for (const values of [
      MEASURES.map(({ key }) => key),
      MEASURES.map(({ code }) => code),
      MEASURES.map(({ name }) => name),
    ])
      expect(new Set(values).size).toBe(values.length)
    for (const { key, kind: code, directions, where, counts } of MEASURES.filter(isOfFacts)) {
      const kind = FACT_KINDS.find((one) => one.code === code)
      expect(kind, key).toBeDefined()
      for (const direction of directions ?? [])
        expect(
          kind?.directions?.map(([name]) => name),
          key,
        ).toContain(direction)
      if (counts !== 'facts')
        for (const one of counts.sum) expect(kind?.quantities.map((quantity) => quantity.key)).toContain(one)
      if (where) {
        const field = kind?.fields.find((one) => one.key === where.field)
        for (const value of where.among)
          expect(
            field?.choices?.map(([name]) => name),
            key,
          ).toContain(value)
      }
    }
  })

  test('the lines kept with each change equal a recount, before and after they were brought together', async () => {
    expect(await recountFactTallies(house.pool)).toEqual([])
    await compactFactTallies(house.pool)
    expect(await recountFactTallies(house.pool)).toEqual([])
    const { rows } = await house.pool.query('select count(*)::int as lines from fact_tallies')
    expect(rows[0].lines).toBeGreaterThan(20)
  })

  test('a recount that differs is told', async () => {
    const client = await house.pool.connect()
    try {
      await client.query('begin')
      await client.query('update fact_tallies set amount = amount + 1 where id = (select min(id) from fact_tallies)')
      expect(await recountFactTallies(client as never)).toHaveLength(1)
    } finally {
      await client.query('rollback')
      client.release()
    }
  })

  test('every figure is the sum of the rows that it opens, for every post, year and month', async () => {
    for (const post of READERS) {
      for (const period of post === 'office' ? ['2026', '2026Q2', '2026-03'] : ['2026']) {
        const { figures } = await listOf(post, `period=${period}`)
        for (const { key, ...figure } of figures) {
          const pages = await rowsOf(post, key, `period=${period}`)
          const rows = pages.flatMap((page) => page.rows)
          const label = `${post} ${period} ${key}`
          expect(rows.length, label).toBe(figure.rows)
          expect(new Set(rows.map((row) => row.key)).size, label).toBe(rows.length)
          expect(sum(rows.map(({ amount }) => amount)), label).toBe(sum([figure.value]))
          expect(pages[0], label).toMatchObject({ total: figure.rows, value: figure.value })
          expect(sum(rows.filter(({ isChecked }) => !isChecked).map(({ amount }) => amount)), label).toBe(
            sum([figure.unchecked]),
          )
          // Of several amounts in one row only one may be approximate.
          if ((measureOf(key) as FactMeasure).counts === 'facts') expect(figure.approximate, label).toBe(0)
        }
      }
    }
  })

  test('months and places add up to the figure, and a place shows what its own office sees', async () => {
    const { figures } = await listOf('office')
    const county = await listOf('lancheng-office')
    expect(figures.some(({ value }) => value > 0)).toBe(true)
    for (const { key, value } of figures) {
      const detail: MeasureDetail = (await (await house.as('office')).get(`/measures/${key}?period=2026`)).body
      expect(sum(detail.months.map((part) => part.value)), key).toBe(sum([value]))
      expect(sum(detail.places.map((part) => part.value)), key).toBe(sum([value]))
      const place = detail.places.find(({ regionId }) => regionId === house.world.regions.lancheng)
      expect(place?.value ?? 0, key).toBe(county.figures.find((one) => one.key === key)?.value)
    }
  })

  test('Z02 a place outside the own range is not there, nor one asked for by a unit that sees only its own', async () => {
    const { regions } = house.world
    for (const post of ['lancheng-office', 'lancheng-leader', 'station'] as const)
      expect((await (await house.as(post)).get(`/measures?period=2026&regionId=${regions.qinghe}`)).status).toBe(404)
    const own = await listOf('education')
    const inCity = await listOf('education', `period=2026&regionId=${regions.city}`)
    expect(inCity.figures).toEqual(own.figures)
  })

  test('a measure or a period that there is not is refused in words', async () => {
    const office = await house.as('office')
    expect(await office.get('/measures/nothing?period=2026')).toMatchObject({
      status: 404,
      body: { type: '/problems/no-such-measure' },
    })
    expect(await office.get('/measures?period=2026Q5')).toMatchObject({
      status: 422,
      body: { detail: '期间写成 2026、2026Q3 或 2026-07。' },
    })
  })

  test('V04 the sheet holds each measure with its definition and carries no formula', async () => {
    const before = await house.auditCount()
    const { status, bytes } = await (await house.as('office')).download('/measures/sheet?period=2026&inner=true')
    expect(status).toBe(200)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as never)
    const lines: unknown[][] = []
    book.worksheets[0]?.eachRow((row) => {
      row.eachCell((cell) => expect(cell.type, cell.address).not.toBe(ExcelJS.ValueType.Formula))
      lines.push((row.values as unknown[]).slice(1))
    })
    const { figures } = await listOf('office')
    for (const { key, value } of figures) {
      const { code, meaning } = measureOf(key) as Measure
      const line = lines.find(([first]) => first === code)
      expect(line, key).toContain(value)
      expect(line, key).toContain(meaning)
    }
    expect(await house.auditCount()).toBe(before + 1)
  })

  test('a closed figure keeps its value, says how it moved since, and is what the closing kept; others stay open', async () => {
    const office = await house.as('office')
    const closing = { kind: 'quarter', day: '2026-05-04', closesOn: '2026-07-14' }
    const at = 'period=2026Q2'
    const open = await listOf('office', at)
    const county0 = (await listOf('lancheng-office', at)).figures.find(({ key }) => key === 'visits')
    const closed = await office.post('/fact-periods', closing)
    expect(closed.status, JSON.stringify(closed.body)).toBe(200)
    // Of a measure that is all of a kind the closing keeps one value, counted in two ways.
    const kept = new Map(
      closed.body.figures.map((one: { kind: string; key: string }) => [`${one.kind}/${one.key}`, one]),
    )
    for (const { key, value } of (await listOf('office', at)).figures) {
      const { kind, directions, where, counts } = measureOf(key) as FactMeasure
      expect(value, key).toBe(open.figures.find((one) => one.key === key)?.value)
      if (directions || where || (counts !== 'facts' && counts.sum.length > 1)) continue
      const one = kept.get(`${kind}/${counts === 'facts' ? 'count' : counts.sum[0]}`) as { closed: number } | undefined
      expect(one?.closed ?? 0, key).toBe(value)
    }
    const visit = {
      kind: 'visit',
      direction: 'to-troops',
      regionId: house.world.regions.lancheng,
      startsOn: '2026-05-20',
    }
    const quantities = [{ key: 'money', value: 70, qualifier: null }]
    const late = await (await house.as('lancheng-office')).post('/facts', { ...visit, quantities })
    expect(late.status, JSON.stringify(late.body)).toBe(200)
    const figureOf = async (post: PostKey, query: string, key: string) =>
      (await listOf(post, query)).figures.find((one) => one.key === key)
    const wasOf = (key: string) => open.figures.find((one) => one.key === key) as Measures['figures'][number]
    for (const [key, change] of [
      ['visits', 1],
      ['comfort-money', 70],
      ['meetings', 0],
    ] as const) {
      const shown = await figureOf('office', at, key)
      expect(shown, key).toMatchObject({ value: wasOf(key).value, closed: { on: '2026-07-14', change } })
      const pages = await rowsOf('office', key, at)
      // The rows are those that were counted then, and so are the parts.
      expect([pages[0]?.value, pages[0]?.total], key).toEqual([wasOf(key).value, wasOf(key).rows])
      const detail: MeasureDetail = (await office.get(`/measures/${key}?${at}`)).body
      expect(detail.figure, key).toEqual({ ...shown, key: undefined })
      for (const parts of [detail.places, detail.months]) {
        expect(sum(parts.map((part) => part.value)), key).toBe(wasOf(key).value)
        expect(sum(parts.map((part) => part.closed?.change ?? Number.NaN)), key).toBe(change)
      }
    }
    // Every place and month that the closing holds is closed with it, and keeps what it was.
    const county = await figureOf('lancheng-office', at, 'visits')
    expect(county).toMatchObject({ value: county0?.value, closed: { on: '2026-07-14', change: 1 } })
    const countyRows = await rowsOf('lancheng-office', 'visits', at)
    expect(countyRows[0]?.value).toBe(county?.value)
    expect(await figureOf('lancheng-office', 'period=2026-05', 'visits')).toMatchObject({ closed: { change: 1 } })
    // What was unchecked then stays said as it was, though it is checked since.
    const before = await figureOf('office', at, 'visits')
    await house.pool.query("update facts set state = 'checked' where state = 'recorded' and kind = 'visit'")
    expect(await figureOf('office', at, 'visits')).toMatchObject({ unchecked: before?.unchecked })
    // The year and who sees no whole place have an open figure, in which the late one counts.
    expect(await figureOf('office', 'period=2026', 'visits')).toMatchObject({ closed: null })
    for (const { closed: shown } of (await listOf('education', at)).figures) expect(shown).toBeNull()
  })

  test('what the troops did moves no figure of the locality, what the locality did none of the troops, whatever was done', async () => {
    const figures = async () => new Map((await listOf('office')).figures.map(({ key, value }) => [key, value]))
    const moved = async (writer: PostKey) => {
      const caller = await house.as(writer)
      const role = writer === 'education' ? 'liaison' : 'troop'
      const before = await figures()
      for (const kind of FACT_KINDS) {
        if (!kind.roles.includes(role) || kind.isCampaign) continue
        const ways = directionsFor(kind, sidesOf({ role, unitSide: role === 'troop' ? 'military' : 'civil' }))
        const wanted = MEASURES.filter(isOfFacts).flatMap(({ kind: code, where }) =>
          code === kind.code && where ? [where] : [],
        )
        const choices = kind.fields.find(({ key }) => key === wanted[0]?.field)?.choices ?? [['']]
        for (const direction of kind.directions ? ways.keys() : [0])
          for (const choice of choices.keys()) {
            const way = ways[direction]?.[0] ?? null
            const amounts = quantitiesOf(kind, way).map((_, which) => [which, 3, null] as [number, number, null])
            const drawn = { writer, kind, direction, choice, day: '2026-05-20', amounts, after: 'nothing' }
            const { status, body } = await caller.post('/facts', { ...bodyOf(drawn as Drawn), direction: way })
            expect(status, `${writer} ${kind.code} ${way} ${JSON.stringify(body)}`).toBe(200)
          }
      }
      const after = await figures()
      return MEASURES.filter(isOfFacts).filter(({ key }) => after.get(key) !== before.get(key))
    }
    const byTroops = await moved('troop-lan')
    expect(byTroops.filter(({ of }) => of === 'civil').map(({ name }) => name)).toEqual([])
    const byLocality = await moved('education')
    expect(byLocality.filter(({ of }) => of === 'military').map(({ name }) => name)).toEqual([])
    // Every measure was moved by somebody whose doing it counts, and says so where it counts both sides.
    const all = [...byTroops, ...byLocality]
    expect(MEASURES.filter((one) => isOfFacts(one) && !all.includes(one)).map(({ name }) => name)).toEqual([])
    for (const { of, meaning, name } of MEASURES.filter(isOfFacts))
      expect(meaning.includes('地方办的、部队办的都计'), name).toBe(of === 'both')
  })

  test('a kind that is made up here has its figure without a migration', async () => {
    const kind: FactKind = {
      code: 'made-up',
      name: '样本类',
      roles: ['office'],
      days: 'day',
      parts: ['host'],
      fields: [],
      quantities: [{ key: 'trees', label: '栽树', unit: '棵' }],
    }
    const measure: Measure = {
      ...{ key: 'trees', code: 'S99', name: '栽树', unit: '棵', group: '样本', meaning: '样本' },
      ...{ kind: 'made-up', counts: { sum: ['trees'] }, of: 'both' },
    }
    FACT_KINDS.push(kind)
    MEASURES.push(measure)
    try {
      const office = await house.as('office')
      const made = await office.post('/facts', {
        kind: 'made-up',
        regionId: house.world.regions.city,
        startsOn: '2026-03-12',
        quantities: [{ key: 'trees', value: 300, qualifier: '近' }],
      })
      expect(made.status, JSON.stringify(made.body)).toBe(200)
      const { figures } = await listOf('office')
      expect(figures.find(({ key }) => key === 'trees')).toEqual({
        ...{
          key: 'trees',
          value: 300,
          told: 'number',
          approximate: 300,
          unchecked: 300,
          late: 0,
          rows: 1,
          closed: null,
        },
      })
      expect((await rowsOf('office', 'trees'))[0]?.rows[0]).toMatchObject({ amount: 300, qualifier: '近' })
    } finally {
      FACT_KINDS.pop()
      MEASURES.pop()
    }
  })
})

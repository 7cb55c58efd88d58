import { afterAll, beforeAll, expect, test } from 'vitest'
import { policiesSql } from '../../../main/permissions.ts'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { migrate } from '../../../platform/db/migrate.ts'
import { factFixture } from '../../facts/fixture.ts'
import { keepOlderClosings } from '../../facts/periods/index.ts'
import { measuresFollow } from './index.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { recorded, step, get, visit, regions } = factFixture(() => house)

const SECOND = '2026Q2'
const may = (more: object = {}) => ({ startsOn: '2026-05-20', quantities: [{ key: 'money', value: 100 }], ...more })
const close = async (day: string) => {
  const { status, body } = await (await house.as('office')).post('/fact-periods', {
    ...{ kind: 'quarter', day, closesOn: '2026-07-14' },
  })
  expect([status, body.state]).toEqual([200, 'closed'])
  return body.id as number
}
/** What a closing kept, without its own number. */
const kept = async (id: number) => {
  const facts = await house.pool.query(
    `select key, fact_id, region_id, ends_on::text, amount::float8, approximate::float8, is_checked, is_late
     from measure_closed_facts where period_id = $1 order by key collate "C", fact_id`,
    [id],
  )
  const figures = await house.pool.query(
    `select key, value::float8, unchecked::float8, approximate::float8, late::float8
     from measure_closed_figures where period_id = $1 order by key collate "C"`,
    [id],
  )
  return { facts: facts.rows, figures: figures.rows }
}
const shown = async (by: 'office' | 'lancheng-office' | 'station', key: string, period = SECOND) => {
  const { body } = await (await house.as(by)).get(`/measures/${key}?period=${period}`)
  return { value: body.figure.value, closed: body.figure.closed, places: body.places, months: body.months }
}

/** The database as the version before left it: what newer migrations brought is gone, and they are to run again. */
const asOlderVersion = async () => {
  await house.pool.query(`
    drop table measure_closed_facts, fact_period_facts;
    delete from measure_closed_figures;
    alter table fact_periods drop column keeps_facts, drop column facts_sought_at,
      drop column keeps_each, drop column each_sought_at;
    delete from schema_migrations where name ~ '^(0136|0145|0170)_';
    delete from schema_policies`)
  await migrate(house.pool, policiesSql())
}

test('a period closed by an older version is closed at every level again, with the figures and the facts of then', async () => {
  const plain = await recorded('village-station', may({ quantities: [{ key: 'money', value: 300, qualifier: '约' }] }))
  const checked = await recorded('village-station', may({ quantities: [{ key: 'money', value: 50 }] }))
  await step('station', checked.id, 'check')
  const moved = await recorded('lancheng-office', may({ regionId: regions.lancheng, startsOn: '2026-04-02' }))
  const returned = await recorded('village-station', may())
  await step('station', returned.id, 'return', '缺照片')
  const gone = await recorded('station', may({ direction: 'to-border', regionId: regions['lancheng-town'] }))
  const fields = { type: 'group' }
  const meeting = await recorded('office', {
    ...{ kind: 'meeting', direction: null, regionId: regions.city, startsOn: '2026-06-03', fields },
    quantities: [{ key: 'people', value: 20 }],
  })
  const closed = await close('2026-05-04')
  const first = await close('2026-02-04')
  const was = await kept(closed)
  expect(was.facts.filter(({ key }) => key === 'visits').map(({ fact_id }) => fact_id)).toEqual(
    [plain.id, checked.id, moved.id, gone.id].sort((a, b) => a - b),
  )
  const levels = async () => ({
    city: await shown('office', 'comfort-money'),
    county: await shown('lancheng-office', 'comfort-money'),
    town: await shown('station', 'comfort-money'),
    may: await shown('lancheng-office', 'comfort-money', '2026-05'),
  })

  // Since then amounts, day and place were corrected, one was withdrawn, one recorded again, one more remembered.
  const correct = async (by: 'village-station' | 'lancheng-office' | 'office', id: number, words: object) => {
    const { version } = (await get(by, id)).body
    const answer = await (await house.as(by)).put(`/facts/${id}`, { ...visit(words), version })
    expect([answer.status, answer.body.detail]).toEqual([200, undefined])
  }
  await correct('village-station', plain.id, may({ quantities: [{ key: 'money', value: 999 }] }))
  await correct('lancheng-office', moved.id, { regionId: regions['lancheng-town'], startsOn: '2026-07-02' })
  await correct('office', meeting.id, {
    ...{ kind: 'meeting', direction: null, regionId: regions.city, startsOn: '2026-06-03', fields: { type: 'topic' } },
    ...{ quantities: [] },
  })
  await step('station', gone.id, 'withdraw', '记重')
  await step('village-station', returned.id, 'record')
  await step('lancheng-office', plain.id, 'check')
  await recorded('village-station', may())
  const stood = await levels()
  const [then, now] = [300 + 50 + 100 + 100, 999 + 50 + 100 + 100]
  expect(stood.city).toMatchObject({ value: then, closed: { change: now - then } })

  await asOlderVersion()
  expect((await levels()).county).toMatchObject({ value: now, closed: null })
  // Amounts that a later version filled in by itself tell nothing of then either (0161).
  await house.pool.query("insert into fact_quantities (fact_id, key, value, unit) values ($1, 'households', 2, '户')", [
    checked.id,
  ])
  const jobs = () => keepOlderClosings(house.house, [measuresFollow])
  expect(await jobs()).toBe(2)
  expect(await kept(closed)).toEqual(was)
  expect((await kept(first)).facts).toEqual([])
  const again = await levels()
  expect(again).toEqual(stood)
  // What the county wrote for itself is not the town's.
  expect(again.town).toMatchObject({ value: then - 100, closed: { change: now - then + 100 } })
  const told = async () => {
    const { rows } = await house.pool.query(
      "select record_id, after from audit_rows where action = 'period.keep' order by id",
    )
    return rows
  }
  expect(await told()).toEqual([closed, first].map((id) => ({ record_id: String(id), after: { keepsFacts: true } })))
  // Once for good.
  expect(await jobs()).toBe(0)
  expect(await told()).toHaveLength(2)
})

test('a closing whose facts do not come to what was kept stays as it was, and the office is told', async () => {
  const { rows } = await house.pool.query("select id from fact_periods where starts_on = '2026-04-01'")
  const id = rows[0].id as number
  await asOlderVersion()
  await house.pool.query(
    "update fact_period_figures set value = value + 1 where period_id = $1 and kind = 'visit' and key = 'count'",
    [id],
  )
  expect(await keepOlderClosings(house.house, [measuresFollow])).toBe(2)
  expect(await kept(id)).toEqual({ facts: [], figures: [] })
  expect((await shown('office', 'comfort-money')).closed).toBeNull()
  const { body } = await (await house.as('office')).get(`/fact-periods/${id}`)
  expect(body).toMatchObject({ state: 'closed', keepsFacts: false })
  expect(await keepOlderClosings(house.house, [measuresFollow])).toBe(0)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../../main/testing.ts'
import { writeSheet } from '../../../../platform/sheets/index.ts'
import { ALLOWANCE_TEMPLATE } from './template.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['leader', 'office', 'lancheng-office', 'station', 'qinghe-office', 'lancheng-leader'] as const)
    await house.as(post)
})
afterAll(() => house?.close())

const given = (more: object = {}) => ({
  regionId: house.world.regions.lancheng,
  batch: '二季度抚恤金',
  category: '定期抚恤金',
  month: '2026-06',
  heads: 41,
  yuan: 128_000.5,
  source: '主管部门发放表',
  ...more,
})
const add = async (by: PostKey, more: object = {}) => (await house.as(by)).post('/allowance-batches', given(more))
const rows = async (by: PostKey) =>
  (await (await house.as(by)).get('/allowance-batches?year=2026')).body.rows as {
    id: number
    batch: string
    heads: number | null
  }[]

test('a total stands once for a place, batch and category, for who keeps the place, and is withdrawn with its reason', async () => {
  const made = await add('lancheng-office')
  expect([made.status, made.body]).toMatchObject([200, { heads: 41, yuan: 128_000.5, month: '2026-06', mayEdit: true }])
  expect(await add('lancheng-office')).toMatchObject({ status: 409, body: { type: '/problems/allowance-twice' } })
  const full = { batch: '７月Ａ批' }
  const folded = await add('lancheng-office', full)
  expect(folded.body).toMatchObject({ batch: '7月A批' })
  expect(await add('lancheng-office', { batch: '7月A批' })).toMatchObject({ status: 409 })
  await (await house.as('lancheng-office')).post(`/allowance-batches/${folded.body.id}/withdraw`, {
    version: 1,
    reason: '试登',
  })
  const before = await house.auditCount()
  expect(await add('lancheng-office', { month: '2026-08', batch: '三季度' })).toMatchObject({ status: 422 })
  expect(await add('qinghe-office', { batch: '另一批' })).toMatchObject({ status: 404 })
  for (const [more, pointer] of [
    [{ heads: 0 }, '/heads'],
    [{ yuan: 0.001 }, '/yuan'],
    [{ month: '1900-01' }, '/month'],
    [{ yuan: 0 }, '/yuan'],
    [{ month: '1999-12' }, '/month'],
  ] as const)
    expect((await add('lancheng-office', { batch: '另一批', ...more })).body.errors, pointer).toMatchObject([
      { pointer },
    ])
  expect(await house.auditCount()).toBe(before)
  expect((await add('station', { batch: '另一批' })).status).toBe(403)
  expect(await rows('qinghe-office')).toEqual([])
  const { id, version } = made.body
  const withdraw = async (by: PostKey) =>
    (await house.as(by)).post(`/allowance-batches/${id}/withdraw`, { version, reason: '金额抄错' })
  expect((await withdraw('qinghe-office')).status).toBe(404)
  expect((await withdraw('lancheng-office')).status).toBe(200)
  expect((await withdraw('lancheng-office')).status).toBe(404)
  expect(await rows('lancheng-office')).toEqual([])
  expect((await add('office')).status).toBe(200)
})

test('Z06 fewer than five are told to the office alone, and no difference of what is told beside tells them', async () => {
  const { 'lancheng-town': town, qinghe } = house.world.regions
  const cells = [
    [town, '甲', 4],
    [town, '乙', 40],
    [town, '丙', 9],
    [qinghe, '甲', 30],
    [house.world.regions.lancheng, '甲', 4],
    [house.world.regions.city, '甲', 34],
    [house.world.regions.city, '乙', 40],
  ] as const
  for (const [regionId, category, heads] of cells)
    expect((await add('office', { regionId, batch: '小批', category, heads, yuan: heads * 200 })).status).toBe(200)
  type Row = {
    batch: string
    region: { id: number }
    category: string
    heads: number | null
    yuan: number | null
    hidden: string | null
  }
  const seen = async (by: PostKey) =>
    ((await (await house.as(by)).get('/allowance-batches?year=2026')).body.rows as Row[])
      .filter(({ batch }) => batch === '小批')
      .map(({ region, category, heads, yuan, hidden }) => [region.id, category, heads, yuan, hidden])
      .sort((a, b) => Number(a[0]) - Number(b[0]) || (String(a[1]) < String(b[1]) ? -1 : 1))
  const inClear = (await seen('lancheng-office')).map(([, , heads]) => heads)
  expect(inClear.sort()).toEqual([4, 4, 40, 9].sort())
  // 4 is hidden; beside it 9, or a batch less the two told would tell it. The county's own 4 goes with the town's.
  expect((await seen('station')).filter(([id]) => id === town)).toEqual([
    [town, '丙', null, null, 'beside'],
    [town, '乙', 40, 8000, null],
    [town, '甲', null, null, 'few'],
  ])
  // Every one who looks is told the same of the same total: two who compare learn nothing more.
  const byLeader = await seen('leader')
  const byCounty = await seen('lancheng-leader')
  for (const row of byCounty) expect(byLeader).toContainEqual(row)
  // The city told 34 and 青禾 30 would give the 4 of 澜城.
  const told = new Map(byLeader.map(([id, category, heads]) => [`${id} ${category}`, heads]))
  const [city, county, other] = [house.world.regions.city, house.world.regions.lancheng, qinghe].map((id) =>
    told.get(`${id} 甲`),
  )
  expect(county).toBeNull()
  expect(city === null || other === null).toBe(true)
})

const sheetOf = (lines: Record<string, string | number>[]) =>
  writeSheet(
    ALLOWANCE_TEMPLATE,
    lines.map((one) => ({ place: '澜城区', month: '2026-05', source: '发放表', ...one }) as never),
  )

test('a sheet of totals is checked without a trace, taken in as a whole, and adds nothing a second time', async () => {
  const county = await house.as('lancheng-office')
  const good = [
    { batch: '五月', category: '定期抚恤金', heads: 120, yuan: 90_000.5 },
    { batch: '五月', category: '优待金', heads: 33, yuan: 12_000 },
  ]
  const upload = async (lines: Record<string, string | number>[]) =>
    (await county.upload('汇总.xlsx', await sheetOf(lines))).body.id as number
  const check = async (fileId: number) => (await county.post('/allowance-batches/check', { fileId })).body
  const wrong = await upload([
    ...good,
    { ...good[0], place: '青禾县' },
    { batch: '五月', category: '优待金', heads: 1, yuan: 1 },
  ])
  const before = await house.auditCount()
  const bad = await check(wrong)
  expect(bad.counts).toEqual({ rows: 4, fresh: 2, known: 0, wrong: 2 })
  expect(bad.errors.map(({ words }: { words: string }) => words).join('')).toMatch(
    /本级所辖没有这个地方.*和第 \d+ 行是同一个地方/s,
  )
  const refused = await county.post('/allowance-batches/take-in', { fileId: wrong, digest: bad.digest })
  expect(refused.body.type).toBe('/problems/allowance-rows-wrong')
  expect(await house.auditCount()).toBe(before)
  const fileId = await upload(good)
  const checked = await check(fileId)
  expect(checked).toMatchObject({ counts: { rows: 2, fresh: 2, known: 0, wrong: 0 }, heads: 153, yuan: 102_000.5 })
  const other = await county.post('/allowance-batches/take-in', { fileId, digest: '0'.repeat(64) })
  expect(other.body.type).toBe('/problems/allowance-file-changed')
  const take = () => county.post('/allowance-batches/take-in', { fileId, digest: checked.digest })
  expect((await take()).body).toEqual({ added: 2, known: 0 })
  expect((await take()).body).toEqual({ added: 0, known: 2 })
  expect((await rows('lancheng-office')).filter(({ batch }) => batch === '五月')).toHaveLength(2)
  const changed = await check(await upload([{ ...good[0], heads: 121 } as never]))
  expect(changed.errors[0].words).toContain('已登记为 120 人')
})

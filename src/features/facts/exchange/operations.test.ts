import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { readSheet, writeSheet } from '../../../platform/sheets/index.ts'
import { factFixture } from '../fixture.ts'
import { FACT_KINDS, kindOf } from '../kinds/all.ts'
import { readAmount, templateOf } from './rules.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['station', 'office', 'village-station', 'qinghe-station'] as const) await house.as(post)
})
afterAll(() => house?.close())
const { step, refused, recorded, regions } = factFixture(() => house)

const visit = templateOf(kindOf('visit') ?? (FACT_KINDS[0] as (typeof FACT_KINDS)[number]))
const blank = Object.fromEntries(visit.columns.map(({ key }) => [key, null]))
const row = (more: object) => ({
  ...blank,
  day: '2026-07-03',
  direction: '地方走访重点优抚家庭',
  place: '东门社区',
  ...more,
})
const upload = async (rows: object[], template = visit): Promise<number> => {
  const bytes = await writeSheet(template, rows as never)
  return (await (await house.as('station')).upload('走访.xlsx', Buffer.from(bytes))).body.id
}
const check = async (fileId: number, kind = 'visit') =>
  (await (await house.as('station')).post('/fact-sheets/check', { fileId, kind, year: 2026 })).body
const takeIn = async (fileId: number, digest: string, kind = 'visit') =>
  (await house.as('station')).post('/fact-sheets/take-in', { fileId, kind, year: 2026, digest })

test('an amount keeps its 近 余 约 and its 万; what is no number is none', () => {
  expect(readAmount('近300')).toEqual({ value: 300, qualifier: '近' })
  expect(readAmount('30余户')).toEqual({ value: 30, qualifier: '余' })
  expect(readAmount('约1.5万元')).toEqual({ value: 15000, qualifier: '约' })
  expect(readAmount('12,000')).toEqual({ value: 12000, qualifier: null })
  expect(['５', '￥300', '¥1,200', '人民币50元'].map((said) => readAmount(said)?.value)).toEqual([5, 300, 1200, 50])
  expect(['若干', '三十', '-500', '3-5', ''].map(readAmount)).toEqual([null, null, null, null, null])
})

test('the sheet that goes out comes in: checked without writing, taken in once, every row a fact, taken back as a whole', async () => {
  const rows = [
    row({ title: '入户走访', 'q.money': '约500', 'q.households': '2', 'f.helped': '修屋顶' }),
    row({ day: '2026-07-04', objects: '驻澜某部', direction: '地方走访部队', 'q.money': '5万' }),
  ]
  const fileId = await upload(rows)
  const before = await house.auditCount()
  const checked = await check(fileId)
  expect(checked).toMatchObject({ counts: { rows: 2, fresh: 2, known: 0, wrong: 0 }, errorCount: 0, earlier: null })
  expect(await house.auditCount()).toBe(before)
  expect((await refused(() => takeIn(fileId, '0'.repeat(64)))).slug).toBe('sheet-changed')

  const { body: made } = await takeIn(fileId, checked.digest)
  expect(made).toMatchObject({ count: 2 })
  const station = await house.as('station')
  const list = (await station.get('/facts?size=10')).body.rows
  expect(list.map(({ title }: { title: string }) => title)).toEqual(['地方走访部队 驻澜某部', '入户走访'])
  expect(list[1]).toMatchObject({
    quantities: [
      { key: 'households', value: 2 },
      { key: 'money', value: 500, qualifier: '约' },
    ],
    ledgers: ['visits', 'help'],
  })
  expect((await refused(() => takeIn(fileId, checked.digest))).slug).toBe('already-taken-in')
  expect((await check(fileId)).earlier).toMatchObject({ itemCount: 2 })

  // The export of the kind is the template with the codes: taken in again it brings nothing.
  const out = await station.download('/fact-sheets/export?kind=visit')
  expect(out.status).toBe(200)
  const content = await readSheet(out.bytes, visit, { today: '2026-01-01' })
  expect(content.rows.map(({ values }) => values.code)).toEqual([made.lastCode, made.firstCode])
  expect(content.errors).toEqual([])
  const again = (await station.upload('导出.xlsx', out.bytes)).body.id
  expect(await check(again)).toMatchObject({ counts: { fresh: 0, known: 2, wrong: 0 } })

  const back = async () => station.post(`/fact-batches/${made.batchId}/take-back`, { reason: '导错了' })
  expect((await back()).body).toMatchObject({ barrier: 'taken-back' })
  expect((await station.get('/facts?size=10')).body.total).toBe(0)
  expect((await refused(back)).slug).toBe('taken-back')
  expect((await takeIn(fileId, checked.digest)).status).toBe(200)
})

test('what was taken in by another file is known row by row, a row written twice counts once, a total is no fact', async () => {
  const august = row({
    title: '慰问驻军',
    day: '2026-07-07',
    direction: '地方走访部队',
    objects: '驻澜某部',
    'q.money': '5万',
  })
  const family = row({ day: '2026-07-08', 'q.money': '500', 'f.helped': '代办证件' })
  const first = await upload([august, family])
  await takeIn(first, (await check(first)).digest)
  const more = row({ title: '又一户', day: '2026-07-08', 'q.money': '300' })
  const second = await upload([
    august,
    { ...family, body: '补写了经过' },
    more,
    more,
    { ...blank, day: '合计', 'q.money': '51,100' },
  ])
  const checked = await check(second)
  expect(checked).toMatchObject({ counts: { rows: 4, fresh: 1, known: 3, wrong: 0, passed: 1 }, errorCount: 0 })
  expect(checked.rows.map(({ status }: { status: string }) => status)).toEqual(['known', 'known', 'new', 'twice'])
  expect((await takeIn(second, checked.digest)).body).toMatchObject({ count: 1 })
  const { rows } = (await (await house.as('station')).get('/facts?from=2026-07-07&to=2026-07-08')).body
  expect(rows.map(({ title }: { title: string }) => title).toSorted()).toEqual(
    ['慰问驻军', '地方走访重点优抚家庭 东门社区', '又一户'].toSorted(),
  )
})

test('a row with a number is that very fact: what it says otherwise, or a number that means none here, is told and nothing is guessed', async () => {
  const rows = [
    row({
      title: '编号一',
      day: '2026-07-09',
      'q.money': '500',
      objects: '驻澜某部',
      promise: '补一张床',
      promiseOn: '2026-08-20',
    }),
  ]
  const fileId = await upload(rows)
  const { body: made } = await takeIn(fileId, (await check(fileId)).digest)
  const code = made.firstCode
  const foreign = await recorded('qinghe-station', { regionId: regions['qinghe-village'] })
  const meeting = await recorded('station', {
    kind: 'meeting',
    direction: null,
    fields: { type: 'topic' },
    quantities: [],
  })
  const gone = await recorded('station')
  await step('station', gone.id, 'withdraw', '记重')
  const same = { ...rows[0], code }
  const told = async (more: object) => {
    const { counts, errors } = await check(await upload([{ ...same, ...more }]))
    return counts.known === 1
      ? 'known'
      : errors.map(({ column, words }: { column: string; words: string }) => `${column} ${words}`).join()
  }
  // As it is, in other words for the same, and with what the program fills in left open.
  expect(await told({})).toBe('known')
  expect(await told({ 'q.money': '0.05万', day: '2026年7月9日', title: null, hosts: null })).toBe('known')
  expect(await told({ 'q.money': '777' })).toMatch(
    /^慰问金（元） .*编号“SJ-2026-\d+”已经记过，这一行的慰问金（元）和它不同/,
  )
  expect(await told({ 'q.money': null, objects: null, day: '2026-07-08' })).toMatch(
    /日期、对象单位、慰问金（元）和它不同/,
  )
  expect(await told({ promiseOn: '2026-08-21', body: '补写' })).toMatch(/承诺日、经过和它不同/)
  for (const none of [foreign.code, '乱写', 'SJ-2026-9999'])
    expect(await told({ code: none })).toMatch(new RegExp(`^编号 .*没有编号“${none}”的实绩`))
  expect(await told({ code: meeting.code })).toMatch(/是会议，不在走访慰问表里/)
  expect(await told({ code: gone.code })).toMatch(/已撤回/)
  const fact = (await (await house.as('station')).get(`/facts?q=${code}`)).body.rows[0]
  expect((await (await house.as('station')).get(`/facts/${fact.id}`)).body).toMatchObject({
    ...{ promise: '补一张床', promiseOn: '2026-08-20' },
    quantities: [{ key: 'money', value: 500 }],
  })
})

test('every wrong cell is named by row and column and nothing comes in; a changed fact holds the batch up', async () => {
  const fileId = await upload([
    row({ place: '某处', 'q.money': '若干', objects: '某某公司' }),
    row({ day: '2027-01-01' }),
    row({ direction: '随便看看' }),
  ])
  const { errors, counts, digest } = await check(fileId)
  expect(counts).toMatchObject({ fresh: 0, wrong: 3 })
  expect(errors.map(({ column }: { column: string }) => column)).toEqual(
    expect.arrayContaining(['地方', '对象单位', '慰问金（元）', '日期', '方向']),
  )
  expect((await refused(() => takeIn(fileId, digest))).slug).toBe('wrong-rows')

  const good = await upload([row({ title: '再走访', day: '2026-07-06' })])
  const { body: made } = await takeIn(good, (await check(good)).digest)
  const { rows } = await house.pool.query('select id from facts where batch_id = $1', [made.batchId])
  await step('station', rows[0].id, 'withdraw', '记重')
  const back = async () => (await house.as('station')).post(`/fact-batches/${made.batchId}/take-back`, { reason: '' })
  expect((await refused(back)).slug).toBe('changed-since')
  const other = async () => (await house.as('village-station')).post(`/fact-batches/${made.batchId}/take-back`, {})
  expect((await refused(other)).status).toBe(404)
})

test('a made-up kind has its sheet as well', async () => {
  FACT_KINDS.push({
    code: 'lantern',
    name: '灯会',
    roles: ['station'],
    days: 'day',
    parts: [],
    fields: [{ key: 'theme', label: '主题', type: 'text', required: true }],
    quantities: [{ key: 'lanterns', label: '花灯', unit: '盏' }],
  })
  try {
    const template = templateOf(kindOf('lantern') as (typeof FACT_KINDS)[number])
    const lantern = Object.fromEntries(template.columns.map(({ key }) => [key, null]))
    const fileId = await upload(
      [{ ...lantern, day: '2026-02-28', 'f.theme': '鱼水情', 'q.lanterns': '60余' }],
      template,
    )
    const { body } = await takeIn(fileId, (await check(fileId, 'lantern')).digest, 'lantern')
    expect(body.count).toBe(1)
    const { rows } = (await (await house.as('office')).get('/facts?kind=lantern')).body
    expect(rows[0]).toMatchObject({ quantities: [{ key: 'lanterns', value: 60, qualifier: '余', unit: '盏' }] })
  } finally {
    FACT_KINDS.pop()
  }
})

import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { factFixture } from '../fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'lancheng-office', 'village-station', 'leader', 'station'] as const)
    await house.as(post)
})
afterAll(() => house?.close())
const { recorded, step, refused, regions } = factFixture(() => house)

const waiting = async (by: PostKey, query = '') => (await (await house.as(by)).get(`/facts/checking${query}`)).body
const check = async (by: PostKey, facts: { id: number; version: number }[]) =>
  (await house.as(by)).post('/facts/checks', { facts: facts.map(({ id, version }) => ({ id, version })) })
const day = (index: number) => `2026-06-${String((index % 28) + 1).padStart(2, '0')}`

test('the township checks 50 facts: three odd ones stand first with their reasons, the rest goes in one tap', async () => {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#7a5a3c' } })
    .jpeg()
    .toBuffer()
  const village = await house.as('village-station')
  const file = async () => (await village.upload('走访.jpg', picture)).body.id as number
  const kinds = ['visit', 'activity'] as const
  for (let index = 0; index < 47; index++)
    await recorded('village-station', {
      kind: kinds[index < 28 ? 0 : 1],
      direction: index < 28 ? 'to-families' : null,
      startsOn: day(index),
      quantities: [{ key: 'money', value: 400 + (index % 5) * 50 }],
      ...(index === 0 ? { files: [{ fileId: await file() }] } : {}),
    })
  await recorded('village-station', { direction: 'to-border', quantities: [] })
  const tenfold = await recorded('village-station', {
    startsOn: '2026-07-02',
    quantities: [{ key: 'money', value: 5000 }],
  })
  const twice = await recorded('village-station', {
    startsOn: day(30),
    kind: 'activity',
    direction: null,
    quantities: [],
  })
  const body = await waiting('station')
  expect(body.total).toBe(50)
  const count = async (by: PostKey) => (await (await house.as(by)).get('/facts/checking/count')).body
  expect(await count('station')).toEqual({ waiting: 50, asked: 0 })
  expect(await count('lancheng-office')).toEqual({ waiting: 0, asked: 0 })
  const words = (id: number) =>
    body.odd
      .find((one: { fact: { id: number } }) => one.fact.id === id)
      ?.reasons.map((one: { reason: string }) => one.reason)
  expect(words(tenfold.id)).toEqual(['amount-tenfold'])
  expect(words(twice.id)).toEqual(['same-day-place'])
  expect(body.odd).toHaveLength(3)
  expect(body.odd[0].reasons[0].words).toMatch(/SJ-2026-\d{4}/)
  expect(body.plain).toHaveLength(47)
  // A village’s are the township’s; the county sees them only where it asks for all.
  expect((await waiting('lancheng-office')).total).toBe(0)
  expect((await waiting('lancheng-office', '?all=true')).total).toBe(50)

  const before = await house.auditCount()
  expect((await check('station', body.plain)).body).toEqual({ checked: 47, left: [] })
  expect(await house.auditCount()).toBe(before + 47)
  const rest = await waiting('station')
  expect([rest.total, rest.plain.length]).toEqual([3, 0])
  const { rows } = await house.pool.query("select count(*)::int as count from facts where state = 'checked'")
  expect(rows[0].count).toBe(47)
})

test('a round from door to door is no doubt, the same family twice is; families by the thousand are, in a village of few', async () => {
  const station = await house.as('village-station')
  const regionId = regions['lancheng-village']
  const homes: number[] = []
  for (const name of ['王某某', '李某某'])
    homes.push((await station.post('/households', { regionId, head: { name } })).body.id)
  const visit = { startsOn: '2026-07-05', quantities: [{ key: 'households', value: 1 }] }
  const made = []
  for (const home of [homes[0], homes[1]])
    made.push(await recorded('village-station', { ...visit, householdIds: [home] }))
  const reasons = async (id: number | undefined) =>
    (await waiting('station')).odd
      .find((found: { fact: { id: number } }) => found.fact.id === id)
      ?.reasons.map((one: { reason: string }) => one.reason)
  for (const { id } of made) expect(await reasons(id)).toBeUndefined()
  const again = await recorded('village-station', { ...visit, householdIds: [homes[0]] })
  expect(await reasons(again.id)).toEqual(['same-day-place'])
  expect(await reasons(made[0]?.id)).toEqual(['same-day-place'])
  expect(await reasons(made[1]?.id)).toBeUndefined()
  for (let at = 6; at < 11; at += 1)
    await recorded('village-station', { ...visit, startsOn: `2026-07-${String(at).padStart(2, '0')}` })
  const many = await recorded('village-station', {
    ...{ startsOn: '2026-07-12', quantities: [{ key: 'households', value: 100_000 }] },
  })
  expect(await reasons(many.id)).toEqual(['amount-tenfold'])

  // People and hours as well: before anything is usual, and after.
  const lesson = (people: number, hours: number) => ({
    ...{ kind: 'education', direction: null, fields: { audience: 'public' }, startsOn: nextDay() },
    quantities: [
      { key: 'people', value: people },
      { key: 'hours', value: hours },
    ],
  })
  let at = 0
  const nextDay = () => {
    at += 1
    return `2026-06-${String(at).padStart(2, '0')}`
  }
  const first = await recorded('village-station', lesson(10_000_000_000, 99_999))
  expect(await reasons(first.id)).toEqual(['amount-far', 'amount-far'])
  for (let times = 0; times < 6; times += 1) await recorded('village-station', lesson(40, 2))
  expect(await reasons((await recorded('village-station', lesson(399, 2))).id)).toBeUndefined()
  expect(await reasons((await recorded('village-station', lesson(400, 20))).id)).toEqual([
    'amount-tenfold',
    'amount-tenfold',
  ])
})

test('the same picture is told, a missing voucher too, and a day more than a year back or outside its campaign', async () => {
  const picture = await sharp({ create: { width: 60, height: 30, channels: 3, background: '#3355aa' } })
    .jpeg()
    .toBuffer()
  const village = await house.as('village-station')
  const file = async () => ({ fileId: (await village.upload('现场.jpg', picture)).body.id as number })
  const far = { regionId: regions['lancheng-village'], quantities: [] }
  const campaign = await recorded('lancheng-office', {
    ...far,
    ...{ kind: 'campaign', direction: null, startsOn: '2026-04-01', endsOn: '2026-04-30', title: '双拥月' },
  })
  const one = await recorded('village-station', { ...far, startsOn: '2026-03-01', files: [await file()] })
  const other = await recorded('village-station', { ...far, startsOn: '2026-03-02', files: [await file()] })
  const old = await recorded('village-station', { ...far, startsOn: '2025-03-03' })
  const outside = await recorded('village-station', { ...far, startsOn: '2026-05-03', campaignId: campaign.id })
  const paper = await recorded('village-station', {
    ...far,
    ...{ kind: 'money', direction: null, fields: { type: 'project' }, quantities: [{ key: 'money', value: 10 }] },
  })
  const { odd } = await waiting('station')
  const words = (id: number) =>
    odd
      .find((found: { fact: { id: number } }) => found.fact.id === id)
      ?.reasons.map((reason: { reason: string; words: string }) => reason.words)
      .join()
  expect(words(one.id)).toContain(other.code)
  expect(words(other.id)).toContain(one.code)
  expect(words(old.id)).toContain('隔了一年多')
  expect(words(outside.id)).toContain('双拥月')
  expect(words(paper.id)).toBe('没有附凭证。')
})

test('a look-alike put beside a fact all the same is odd with its reason; outside the scope the year and the kind of unit alone', async () => {
  const shapes = Array.from({ length: 12 }, (_, at) => {
    const [x, y] = [(at * 97) % 640, (at * 61) % 480]
    return `<rect x="${x}" y="${y}" width="${60 + ((at * 53) % 200)}" height="${50 + ((at * 31) % 150)}" fill="rgb(${(at * 83) % 255},${(at * 149) % 255},${(at * 41) % 255})"/>`
  })
  const picture = await sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">${shapes.join('')}</svg>`),
  )
    .flatten({ background: '#d9d0c2' })
    .jpeg({ quality: 92 })
    .toBuffer()
  const fileId = (await (await house.as('village-station')).upload('走访.jpg', picture)).body.id
  const one = await recorded('village-station', { startsOn: '2026-04-11', files: [{ fileId }] })
  // Who may open the earlier file is offered it, of a crop and of a mirrored one too.
  const cut = await sharp(picture)
    .extract({ left: 192, top: 0, width: 448, height: 480 })
    .jpeg({ quality: 40 })
    .toBuffer()
  const flopped = await sharp(picture).flop().rotate(90).jpeg({ quality: 70 }).toBuffer()
  const station = await house.as('station')
  for (const copy of [cut, flopped])
    expect((await station.upload('借来的.jpg', copy)).body.alike[0]).toMatchObject({ file: { id: fileId } })

  const away = await house.as('qinghe-station')
  const { body: borrowed } = await away.upload('现场.jpg', flopped)
  expect(borrowed.alike).toEqual([{ file: null, year: 2026, unitKind: 'station' }])
  const other = await recorded('qinghe-station', {
    ...{ regionId: regions['qinghe-village'], startsOn: '2026-04-12', files: [{ fileId: borrowed.id }] },
  })
  const wordsOf = async (by: PostKey, id: number) =>
    (await waiting(by, '?all=true')).odd
      .find(({ fact }: { fact: { id: number } }) => fact.id === id)
      ?.reasons.map(({ reason, words }: { reason: string; words: string }) => `${reason} ${words}`)
      .join()
  const told = await wordsOf('qinghe-office', other.id)
  expect(told).toContain('look-alike 照片和 2026 年服务站的一张照片（不在本岗位范围内） 相似')
  expect(told).not.toContain(one.code)
  expect(await wordsOf('office', other.id)).toContain(`look-alike 照片和 ${one.code} 相似`)
  // The first is told of the second as well: which of them is borrowed is for a person to say.
  expect(await wordsOf('office', one.id)).toContain(`look-alike 照片和 ${other.code} 相似`)
})

test('what was changed meanwhile, or is not this post’s, stays and is named; nobody checks his own', async () => {
  const one = await recorded('village-station', { startsOn: '2026-02-01' })
  const other = await recorded('village-station', { startsOn: '2026-02-02' })
  await step('village-station', other.id, 'withdraw', '记重')
  const { body } = await check('station', [one, other])
  expect(body).toMatchObject({ checked: 1, left: [{ id: other.id, code: other.code }] })
  expect((await refused(() => check('station', [one]))).slug).toBe('step-not-open')
  expect((await refused(() => check('station', [{ id: 999_999, version: 1 }]))).status).toBe(404)
  const own = await recorded('station', { startsOn: '2026-02-03' })
  expect((await refused(() => check('station', [own]))).body.detail).toContain('上级服务站或双拥办核对')
  expect((await check('lancheng-office', [own])).body.checked).toBe(1)
  const top = await recorded('office', { regionId: regions.city, startsOn: '2026-02-04' })
  expect((await waiting('leader')).plain.map(({ id }: { id: number }) => id)).toEqual([top.id])
})

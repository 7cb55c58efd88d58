import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'station', 'village-station', 'leader', 'troop-lan'] as const) await house.as(post)
})
afterAll(() => house?.close())

const read = async (by: PostKey, text: string) => (await house.as(by)).post('/facts/readings', { text })
const chip = (body: { chips: { key: string; value: string | null }[] }, key: string) =>
  body.chips.find((one) => one.key === key)?.value

test('a sentence comes back as chips and as the form of its kind, with the units and places of the post', async () => {
  const before = await house.auditCount()
  const { status, body } = await read('office', '昨天上午市领导到驻澜某部走访，送慰问金约5万元，月底前答复用水的事')
  expect(status).toBe(200)
  expect(chip(body, 'kind')).toBe('地方走访部队')
  expect(chip(body, 'when')).toBe('7月13日 周一')
  expect(chip(body, 'to')).toBe('驻澜某部')
  expect(chip(body, 'amount:money')).toBe('约 50,000 元')
  expect(chip(body, 'promise')).toBe('7月31日前')
  expect(body).toMatchObject({
    isReady: true,
    effect: '存下后进入走访台账',
    region: { id: house.world.regions.city, name: '澜川市' },
    units: [{ id: house.world.units['troop-lan'], name: '驻澜某部' }],
    draft: { kind: 'visit', direction: 'to-troops', startsOn: '2026-07-13', promiseOn: '2026-07-31' },
    secrets: [],
  })
  // Reading keeps nothing.
  expect(await house.auditCount()).toBe(before)
})

test('whose doing it is follows from who writes, unless the sentence names the doer', async () => {
  const said = '6月1日给希望小学捐款2万元、书包50个，资助贫困学生10名'
  const direction = async (by: PostKey, text: string) => (await read(by, text)).body.draft.direction
  expect(await direction('troop-lan', said)).toBe('to-needy')
  expect(await direction('village-station', '昨天走访困难家庭6户')).toBe('to-families')
  const { body } = await read('troop-lan', '7月8日区领导来队走访慰问，送慰问金5万元')
  expect([body.draft.direction, body.isReady]).toEqual([null, false])
  expect(body.asks.join()).toMatch(/另一方/)
})

test('several events come back as a text each, what was reckoned with its factors, and what no field takes', async () => {
  const { body } = await read('station', '7月2日走访驻澜某部，送慰问金5万元；7月3日走访烈属20户，每户1000元')
  expect(body.facts).toHaveLength(2)
  expect([body.isReady, body.draft.startsOn, body.draft.quantities]).toEqual([
    false,
    '2026-07-02',
    [{ key: 'money', value: 50_000, qualifier: null }],
  ])
  const { body: second } = await read('station', body.facts[1])
  expect(second.asks).toEqual(['20户×1000元＝20000元，对不对？'])
  const { body: rest } = await read('station', '昨天举办招聘会，参会企业35家，提供岗位560个')
  expect(chip(rest, 'unfilled')).toBe('参会企业35家、提供岗位560个')
  expect((await read('station', '2月30日走访军属3户')).body.draft.startsOn).toBeNull()
})

test('a place below the post is found, one outside its range is not', async () => {
  const { body } = await read('office', '昨天到青山村走访军属3户')
  expect(body.region).toEqual({ id: house.world.regions['qinghe-village'], name: '青山村' })
  const { body: elsewhere } = await read('village-station', '昨天到青山村走访军属3户')
  expect(elsewhere.region.id).toBe(house.world.regions['lancheng-village'])
  expect(elsewhere.draft.place).toBe('青山村')
})

test('what the kind needs and the sentence does not say is asked for', async () => {
  const { body } = await read('office', '昨天发了一篇报道')
  expect(body.isReady).toBe(false)
  expect(body.chips.filter(({ value }: { value: string | null }) => value === null)).toMatchObject([
    { key: 'field:medium' },
    { key: 'field:level' },
  ])
  const { body: open } = await read('office', '八一前走访老兵3户')
  expect([open.isReady, chip(open, 'when')]).toEqual([false, null])
})

test('a family of the register is meant where one alone bears the name, for posts that keep the register', async () => {
  const village = house.world.regions['lancheng-village']
  const add = async (name: string) => {
    const head = { name, gender: 'male', categories: ['discharged-soldier'] }
    const { status, body } = await (await house.as('village-station')).post('/households', { regionId: village, head })
    expect([status, body.detail]).toEqual([200, undefined])
    return body.id as number
  }
  const zhou = await add('周福生')
  const to = async (by: PostKey, text: string) => (await read(by, text)).body
  expect((await to('village-station', '昨天看望周福生，送米油各一份')).draft.householdIds).toEqual([zhou])
  const called = await to('village-station', '昨天给老周家送了米油')
  expect([called.draft.householdIds, called.households]).toEqual([[zhou], [{ id: zhou, name: '周福生' }]])
  // Another place does not see the family, and troops see none.
  expect((await to('qinghe-station', '昨天看望周福生，送米油各一份')).draft.householdIds).toEqual([])
  expect((await to('troop-lan', '昨天看望周福生，送米油各一份')).draft.householdIds).toEqual([])
  await add('周大山')
  expect((await to('village-station', '昨天给老周家送了米油')).draft.householdIds).toEqual([])
})

test('of families of one name the place that is said decides, else each is offered; a name glued to its place is known', async () => {
  const { 'lancheng-village': village, 'lancheng-town': town } = house.world.regions
  const station = await house.as('station')
  const add = async (regionId: number, name: string, birthYear: number) =>
    (await station.post('/households', { regionId, head: { name, birthYear, categories: ['discharged-soldier'] } }))
      .body.id as number
  const first = await add(village, '钱双双', 1950)
  const second = await add(town, '钱双双', 1972)
  const glued = await add(village, '魏大根', 1948)
  const to = async (by: PostKey, text: string) => (await read(by, text)).body
  const open = await to('station', '今天走访钱双双，送米2袋')
  expect([open.draft.householdIds, open.isReady]).toEqual([[], false])
  expect(open.choices).toEqual([
    {
      name: '钱双双',
      families: [
        { id: second, name: '钱双双', place: '东门街道', detail: '户主，1972 年生，退役士兵，1 人' },
        { id: first, name: '钱双双', place: '东门街道东门社区', detail: '户主，1950 年生，退役士兵，1 人' },
      ],
    },
  ])
  const said = await to('lancheng-office', '今天走访东门社区钱双双，送米2袋')
  expect([said.draft.householdIds, said.choices, said.asks]).toEqual([[first], [], []])
  for (const text of ['今天走访东门社区魏大根，送米2袋', '今天到东门社区魏大根家送米2袋'])
    expect((await to('lancheng-office', text)).draft.householdIds, text).toEqual([glued])
  // The words go on behind the name of another family: nobody is taken for somebody else.
  await add(village, '魏大', 1930)
  expect((await to('lancheng-office', '今天走访东门社区魏大江，送米2袋')).draft.householdIds).toEqual([])
  expect((await to('troop-lan', '今天走访东门社区钱双双')).choices).toEqual([])
  const both = [await add(village, '沈新文', 1951), await add(village, '郑小文', 1953)]
  const several = (await to('village-station', '今天看望沈新文和郑小文')).draft
  expect([several.householdIds, several.quantities]).toEqual([both, [{ key: 'households', value: 2, qualifier: null }]])
})

test('what must not be kept is told with its reason, and not read any further', async () => {
  const { status, body } = await read('office', '昨天走访96123部队，送慰问金5万元')
  expect([status, body.chips, body.isReady]).toEqual([200, [], false])
  expect(body.secrets.join()).toMatch(/96123/)
})

test.each([
  ['10,000 characters', '走'.repeat(10_000), 422],
  ['one character two thousand times', '走'.repeat(2000), 200],
  ['nothing', '', 200],
  ['control characters', '\u0000\u202e走访', 200],
])('is answered in order whatever is sent: %s', async (_, text, wanted) => {
  expect((await read('office', text)).status).toBe(wanted)
})

test('a post that writes no facts reads no sentence', async () => {
  expect((await read('leader', '昨天走访')).status).toBe(403)
})

const arrival = (more: object = {}) => ({
  key: 'f0e1d2c3b4a5968778695a4b3c2d1e0f',
  kind: 'visit',
  direction: 'to-families',
  regionId: house.world.regions['lancheng-village'],
  startsOn: '2026-07-13',
  body: '昨天看望老兵，送米油各一份。',
  ...more,
})
const send = async (by: PostKey, more: object = {}) => (await house.as(by)).post('/facts/arrivals', arrival(more))
const countFacts = async () => Number((await house.pool.query('select count(*) from facts')).rows[0].count)

test('a record that waited arrives once, however often it is sent and however late', async () => {
  const before = await countFacts()
  const first = await send('village-station')
  expect([first.status, first.body.isEarlier]).toEqual([200, false])
  const again = await send('village-station')
  expect(again.body).toEqual({ ...first.body, isEarlier: true })
  // Idempotency keys are forgotten after two days; this one is not.
  await house.pool.query('delete from request_keys')
  expect((await send('village-station', { body: '同一条，又发一次。' })).body).toEqual({
    ...first.body,
    isEarlier: true,
  })
  expect(await countFacts()).toBe(before + 1)
  const { body } = await (await house.as('village-station')).get(`/facts/${first.body.id}`)
  expect(body).toMatchObject({ channel: 'phone', state: 'recorded', body: '昨天看望老兵，送米油各一份。' })
})

test('sent twice at the same moment it is one', async () => {
  const before = await countFacts()
  const key = { key: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }
  const answers = await Promise.all([send('village-station', key), send('village-station', key)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(await countFacts()).toBe(before + 1)
})

test('the same key of another person is another record', async () => {
  const before = await countFacts()
  const mine = await send('village-station')
  const other = await send('station')
  expect(other.body.isEarlier).toBe(false)
  expect(other.body.id).not.toBe(mine.body.id)
  expect(await countFacts()).toBe(before + 1)
})

test('it is judged again on arrival: secrets and wrong fields are refused, and nothing is left', async () => {
  const before = [await countFacts(), await house.auditCount()]
  const refused = [
    await send('village-station', { key: 'b'.repeat(32), body: '昨天走访96123部队' }),
    await send('village-station', { key: 'c'.repeat(32), startsOn: '2026-07-20' }),
    await send('village-station', { key: 'd'.repeat(32), regionId: house.world.regions['qinghe-village'] }),
    await send('village-station', { key: 'short' }),
    await send('leader', { key: 'e'.repeat(32) }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 403])
  expect(refused[0]?.body.type).toBe('/problems/secrecy')
  expect([await countFacts(), await house.auditCount()]).toEqual(before)
  // Put right, it may come under the same key.
  expect((await send('village-station', { key: 'b'.repeat(32) })).body.isEarlier).toBe(false)
})

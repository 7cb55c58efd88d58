import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { LETTER_STATES, type LetterMark } from './contract.ts'

let house: TestHouse
let office: Caller
let station: Caller
let round: number
const homes: number[] = []

beforeAll(async () => {
  house = await openTestHouse('2026-07-14')
  office = await house.as('lancheng-office')
  station = await house.as('village-station')
  const families = [
    ['lancheng-village', ['discharged-soldier', 'martyr-family']],
    ['lancheng-village', ['martyr-family']],
    ['lancheng-town', ['discharged-soldier']],
    ['lancheng-village', ['disabled-militia']],
  ] as const
  for (const [place, categories] of families) {
    const kin = (categories as readonly string[]).includes('martyr-family') ? 'parent' : null
    const added = await office.post('/households', {
      regionId: house.world.regions[place],
      head: { name: '王某某', categories, kin },
    })
    expect([added.status, added.body]).toEqual([200, added.body])
    homes.push(added.body.id)
  }
  const opened = await office.post('/letter-rounds', {
    name: '八一慰问信',
    feast: 'army-day',
    categories: ['discharged-soldier', 'martyr-family'],
    openedOn: '2026-07-01',
  })
  expect(opened.body).toMatchObject({ code: 'WX-2026-01', figures: { owed: 3, waiting: 3, sent: 0, returned: 0 } })
  round = opened.body.id
})
afterAll(() => house.close())

const account = async (caller = office, more = '') => (await caller.get(`/letter-rounds/${round}${more}`)).body

test('a household of several categories is owed one letter, under the first of them', async () => {
  const { byCategory } = await account()
  // Three heads of one name in two places: those of one village are told apart.
  const { rows } = (await office.get(`/letter-rounds/${round}/items`)).body
  expect(
    new Map(rows.map((row: { householdId: number; twinMark: string }) => [row.householdId, row.twinMark])),
  ).toEqual(
    new Map([
      [homes[0], '1 人，退役士兵、烈士遗属'],
      [homes[1], '1 人，烈士遗属'],
      [homes[2], null],
    ]),
  )
  expect(byCategory).toMatchObject([
    { category: 'discharged-soldier', figures: { owed: 2 } },
    { category: 'martyr-family', figures: { owed: 1 } },
  ])
})

test('a village marks its own letters as sent, one comes back and is sent again; the account balances at every step', async () => {
  const village = house.world.regions['lancheng-village']
  expect(await account(station)).toMatchObject({ place: { id: village }, figures: { owed: 2, waiting: 2 } })
  const sent = await station.post(`/letter-rounds/${round}/sent`, { regionId: village, on: '2026-07-05' })
  expect(sent.body).toMatchObject({ figures: { owed: 2, waiting: 0, sent: 2 }, isBalanced: true })
  expect(await account()).toMatchObject({ figures: { owed: 3, waiting: 1, sent: 2, returned: 0 }, isBalanced: true })
  const back = { householdId: homes[0], on: '2026-07-09', reason: '已搬走' }
  expect((await station.post(`/letter-rounds/${round}/returned`, back)).body).toMatchObject({ state: 'returned' })
  expect(await station.post(`/letter-rounds/${round}/returned`, back)).toMatchObject({ status: 409 })
  expect(await account()).toMatchObject({ figures: { waiting: 1, sent: 1, returned: 1 }, isBalanced: true })
  const again = { regionId: village, householdId: homes[0], on: '2026-07-10' }
  expect((await station.post(`/letter-rounds/${round}/sent`, again)).body.figures).toMatchObject({
    sent: 2,
    returned: 0,
    // That it came back once stays.
    cameBack: 1,
  })
  const phone = { ...back, householdId: homes[1], reason: '打 138-0013-8000 没人接' }
  expect(await station.post(`/letter-rounds/${round}/returned`, phone)).toMatchObject({ status: 422 })
})

test('a letter came back no earlier than it went, and goes again no earlier than it came back', async () => {
  const village = house.world.regions['lancheng-village']
  const early = await station.post(`/letter-rounds/${round}/returned`, {
    ...{ householdId: homes[1], on: '2026-07-02', reason: '无人签收' },
  })
  expect(early).toMatchObject({ status: 422, body: { type: '/problems/sent-later', errors: [{ pointer: '/on' }] } })
  const back = { householdId: homes[1], on: '2026-07-09', reason: '无人签收' }
  expect((await station.post(`/letter-rounds/${round}/returned`, back)).status).toBe(200)
  const again = (on: string) =>
    station.post(`/letter-rounds/${round}/sent`, { regionId: village, householdId: homes[1], on })
  expect(await again('2026-07-08')).toMatchObject({ status: 422, body: { type: '/problems/returned-later' } })
  expect((await again('2026-07-09')).body.figures).toMatchObject({ returned: 0 })
})

test('a family that went before its letter needs none, is passed over, and waits again once it is back', async () => {
  const [, , home] = homes
  const town = house.world.regions['lancheng-town']
  const step = async (verb: string, more: object) => {
    const { version } = (await office.get(`/households/${home}`)).body
    return office.post(`/households/${home}/${verb}`, { version, reason: '核对底册', ...more })
  }
  expect((await step('end', { state: 'moved', on: '2026-07-10' })).status).toBe(200)
  const gone = { owed: 3, waiting: 0, sent: 2, unneeded: 1 }
  expect(await account()).toMatchObject({ figures: gone, isBalanced: true })
  const { body } = await office.get(`/letter-rounds/${round}/items?state=unneeded`)
  expect(body.rows).toMatchObject([{ householdId: home, goneAs: 'moved', goneOn: '2026-07-10' }])
  // 全部记已寄 finds nobody who waits; by itself it is refused from the day on which the family went.
  const send = (householdId: number | null, on: string) =>
    office.post(`/letter-rounds/${round}/sent`, { regionId: town, householdId, on })
  expect(await send(null, '2026-07-14')).toMatchObject({ status: 409, body: { type: '/problems/letter-not-open' } })
  const refused = await send(home!, '2026-07-14')
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/family-gone' } })
  expect(refused.body.detail).toContain('已迁出')
  expect(await account()).toMatchObject({ figures: gone })
  expect((await step('resume', {})).status).toBe(200)
  expect(await account()).toMatchObject({ figures: { owed: 3, waiting: 1, unneeded: 0 }, isBalanced: true })
})

test('a letter that came back from a family that is gone is not sent again, with the reason; the family back, it is owed again', async () => {
  const home = homes[1] as number
  const step = async (verb: string, more: object) => {
    const { version } = (await office.get(`/households/${home}`)).body
    return office.post(`/households/${home}/${verb}`, { version, reason: '核对底册', ...more })
  }
  const stop = (more: object = {}) =>
    station.post(`/letter-rounds/${round}/stopped`, { householdId: home, reason: '迁往外市，新址不详', ...more })
  const lineOf = async () =>
    (await station.get(`/letter-rounds/${round}/items?size=200`)).body.rows.find(
      ({ householdId }: { householdId: number }) => householdId === home,
    )
  const back = { householdId: home, on: '2026-07-11', reason: '无人签收' }
  expect((await station.post(`/letter-rounds/${round}/returned`, back)).body).toMatchObject({ goneAs: null })
  const before = await house.auditCount()
  expect(await stop()).toMatchObject({ status: 409, body: { type: '/problems/family-there' } })
  expect(await stop({ householdId: homes[0] })).toMatchObject({ body: { type: '/problems/letter-not-open' } })
  expect(await stop({ reason: '打 13800138000 没人接' })).toMatchObject({ status: 422 })
  expect(await house.auditCount()).toBe(before)
  const { figures: was } = await account()
  expect((await step('end', { state: 'moved', on: '2026-07-12' })).status).toBe(200)
  expect(await lineOf()).toMatchObject({ state: 'returned', goneAs: 'moved', goneOn: '2026-07-12', stopReason: null })
  const stopped = { state: 'unneeded', stopReason: '迁往外市，新址不详', returnReason: '无人签收', goneAs: 'moved' }
  expect(await stop()).toMatchObject({ status: 200, body: stopped })
  expect(await account()).toMatchObject({
    figures: { ...was, returned: was.returned - 1, unneeded: was.unneeded + 1, stopped: 1 },
    isBalanced: true,
  })
  const village = house.world.regions['lancheng-village']
  const again = { regionId: village, householdId: home, on: '2026-07-11' }
  expect((await station.post(`/letter-rounds/${round}/sent`, again)).status).toBe(409)
  expect(await lineOf()).toMatchObject(stopped)
  expect((await step('resume', {})).status).toBe(200)
  expect(await lineOf()).toMatchObject({ state: 'returned', goneAs: null, stopReason: null })
  expect(await account()).toMatchObject({ figures: was, isBalanced: true })
})

test('families of an open round of the same feast are left out of another, or taken with a reason; so above and below', async () => {
  const other = (more: object, caller = office) =>
    caller.post('/letter-rounds', {
      ...{ name: '八一慰问信', feast: 'army-day', openedOn: '2026-07-02' },
      ...{ categories: ['martyr-family', 'discharged-soldier', 'disabled-militia'], ...more },
    })
  const above = await house.as('office')
  const before = await house.auditCount()
  for (const caller of [office, above]) {
    const refused = await other({}, caller)
    expect(refused).toMatchObject({
      status: 409,
      body: { type: '/problems/same-round', errors: [{ pointer: '/again' }] },
    })
    expect(refused.body.detail).toMatch(/^3 户.*WX-2026-01 八一慰问信 3 户/)
  }
  const none = await other({ categories: ['martyr-family'], isWithoutShared: true })
  expect(none).toMatchObject({ status: 409, body: { type: '/problems/nobody-owed' } })
  expect(none.body.detail).toContain('WX-2026-01')
  expect(await other({ openedOn: '1950-01-01' })).toMatchObject({
    ...{ status: 422, body: { type: '/problems/opened-long-ago', errors: [{ pointer: '/openedOn' }] } },
  })
  expect(await house.auditCount()).toBe(before)
  const end = async ({ body }: { body: { id: number; version: number } }, reason: string) =>
    office.post(`/letter-rounds/${body.id}/close`, { version: body.version, reason })
  const rest = await other({ isWithoutShared: true })
  expect(rest).toMatchObject({ status: 200, body: { figures: { owed: 1, waiting: 1 } } })
  expect((await end(rest, '并到下一批')).status).toBe(200)
  const second = await other({ again: '上一批印错了落款' })
  expect(second).toMatchObject({ status: 200, body: { figures: { waiting: 4 } } })
  // Ended while all of them wait: it asks why, and says how many.
  const asked = await end(second, '')
  expect(asked).toMatchObject({ status: 422, body: { type: '/problems/letters-waiting' } })
  expect(asked.body.detail).toContain('4 户')
  expect((await end(second, '上一批接着寄')).body).toMatchObject({ closedOn: '2026-07-14', figures: { waiting: 4 } })
})

const marksOf = async (caller = office): Promise<LetterMark[]> =>
  (await caller.get(`/letter-rounds/${round}/marks?size=100`)).body.rows
const itemsOf = async (more = '') => (await office.get(`/letter-rounds/${round}/items?size=200${more}`)).body.rows

test('a mark is taken back whole, each letter as it stood; by its unit or the office of the round, once, and within 30 days', async () => {
  const before = await itemsOf()
  const figures = (await account()).figures
  const send = { regionId: house.world.regions.lancheng, on: '2026-07-14' }
  expect((await office.post(`/letter-rounds/${round}/sent`, send)).body.figures).toMatchObject({ waiting: 0 })
  const [mark] = (await marksOf()) as [LetterMark]
  expect(mark).toMatchObject({ step: 'sent', letters: figures.waiting, changed: 0, undone: null, mayUndo: true })
  expect((await itemsOf(`&mark=${mark.id}`)).length).toBe(figures.waiting)
  // The village sees marks of its own place alone, and takes back none of another unit.
  expect((await marksOf(station)).map(({ id }) => id)).not.toContain(mark.id)
  const undo = (markId: number, caller = office) =>
    caller.post(`/letter-rounds/${round}/undo`, { markId, reason: '还没有交邮' })
  const count = await house.auditCount()
  expect(await undo(mark.id, station)).toMatchObject({ status: 404 })
  expect(await undo(999_999)).toMatchObject({ status: 404 })
  expect(await house.auditCount()).toBe(count)
  expect((await undo(mark.id)).body).toMatchObject({ figures, isBalanced: true })
  expect(await itemsOf()).toEqual(before)
  expect((await marksOf())[0]).toMatchObject({ id: mark.id, undone: { reason: '还没有交邮' }, mayUndo: false })
  expect(await undo(mark.id)).toMatchObject({ status: 409, body: { type: '/problems/mark-undone' } })

  // Older than 30 days.
  expect((await office.post(`/letter-rounds/${round}/sent`, send)).status).toBe(200)
  const [old] = (await marksOf()) as [LetterMark]
  const madeOn = (day: string) => house.pool.query('update letter_marks set made_on = $2 where id = $1', [old.id, day])
  await madeOn('2026-06-13')
  expect(await undo(old.id)).toMatchObject({ status: 409, body: { type: '/problems/mark-too-old' } })
  await madeOn('2026-06-14')

  // Of one press, one letter came back since: the refusal names that family and none of the others.
  const [{ householdId }] = await itemsOf(`&mark=${old.id}`)
  const came = { householdId, on: '2026-07-14', reason: '查无此人' }
  expect((await office.post(`/letter-rounds/${round}/returned`, came)).body.detail).toBeUndefined()
  const [later] = (await marksOf()) as [LetterMark]
  const refused = await undo(old.id)
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/letters-changed' } })
  expect(refused.body.detail.match(/王某某户/g)).toHaveLength(1)
  expect((await undo(later.id)).status).toBe(200)
  expect((await undo(old.id)).body.figures).toEqual(figures)
})

test('a mark whose letters were marked again names them and stays; those taken back first, it goes too', async () => {
  const village = house.world.regions['lancheng-village']
  const start = await itemsOf()
  const back = (householdId: number) =>
    station.post(`/letter-rounds/${round}/returned`, { householdId, on: '2026-07-12', reason: '查无此人' })
  const undo = (markId: number, caller = station) =>
    caller.post(`/letter-rounds/${round}/undo`, { markId, reason: '记错了户' })
  for (const [home, was] of [
    [homes[0], '2026-07-10'],
    [homes[1], '2026-07-09'],
  ] as const)
    expect(start.find(({ householdId }: { householdId: number }) => householdId === home)?.sentOn).toBe(was)
  const returned = start.find(({ householdId }: { householdId: number }) => householdId === homes[1])
  expect(returned.state).toBe('returned')
  // Sent again by itself, then back once more: two marks on one letter.
  const again = { regionId: village, householdId: homes[1], on: '2026-07-11' }
  expect((await station.post(`/letter-rounds/${round}/sent`, again)).status).toBe(200)
  const [sent] = (await marksOf(station)) as [LetterMark]
  expect((await back(homes[1] as number)).status).toBe(200)
  const [came] = (await marksOf(station)) as [LetterMark]
  expect(came).toMatchObject({ step: 'returned', letters: 1 })
  const count = await house.auditCount()
  const refused = await undo(sent.id)
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/letters-changed' } })
  expect(refused.body.detail).toContain('王某某户')
  expect(await house.auditCount()).toBe(count)
  const { figures } = await account()
  expect((await undo(came.id)).status).toBe(200)
  expect((await account()).figures.cameBack).toBe(figures.cameBack)
  expect((await undo(sent.id)).status).toBe(200)
  expect(await itemsOf()).toEqual(start)
})

test('letters marked, ended and withdrawn at one moment: of a round that ended none is marked afterwards', async () => {
  const late = await office.post('/letter-rounds', {
    ...{ name: '慰问伤残民兵', feast: 'other', categories: ['disabled-militia'], openedOn: '2026-07-02' },
  })
  const { id, version } = late.body
  const answers = await Promise.all([
    office.post(`/letter-rounds/${id}/sent`, { regionId: house.world.regions.lancheng, on: '2026-07-14' }),
    office.post(`/letter-rounds/${id}/withdraw`, { version, reason: '开错了类别' }),
  ])
  const [send, withdraw] = answers.map(({ status }) => status)
  expect([send, withdraw].filter((status) => status === 200).length).toBe(1)
  const { figures, withdrawnOn } = (await office.get(`/letter-rounds/${id}`)).body
  expect(withdrawnOn === null ? figures.sent : figures.owed).toBe(withdrawnOn === null ? 1 : 0)
})

test('a round opened by mistake is withdrawn while nothing went, or after all was taken back; its families may stand in another', async () => {
  const open = () =>
    office.post('/letter-rounds', {
      ...{ name: '春节慰问信', feast: 'spring', categories: ['martyr-family'], openedOn: '2026-07-02' },
    })
  const { id, version, figures, mayWithdraw } = (await open()).body
  expect(mayWithdraw).toBe(true)
  const withdraw = (caller = office) => caller.post(`/letter-rounds/${id}/withdraw`, { version, reason: '选错了节日' })
  const sent = { regionId: house.world.regions.lancheng, on: '2026-07-14' }
  expect((await office.post(`/letter-rounds/${id}/sent`, sent)).status).toBe(200)
  expect(await withdraw()).toMatchObject({ status: 409, body: { type: '/problems/letters-sent' } })
  expect(await withdraw(await house.as('office'))).toMatchObject({ status: 403 })
  const [mark] = (await office.get(`/letter-rounds/${id}/marks`)).body.rows
  expect((await office.post(`/letter-rounds/${id}/undo`, { markId: mark.id, reason: '选错了节日' })).status).toBe(200)
  expect((await withdraw()).body).toMatchObject({
    ...{ withdrawnOn: '2026-07-14', withdrawnReason: '选错了节日', withdrawnLetters: figures.owed },
    ...{ figures: { owed: 0, waiting: 0 }, mayReopen: false, mayClose: false, mayWithdraw: false },
  })
  const after = (await office.get(`/letter-rounds/${id}`)).body
  expect(await office.post(`/letter-rounds/${id}/reopen`, { version: after.version, reason: '又要寄' })).toMatchObject({
    body: { type: '/problems/round-withdrawn' },
  })
  const again = await open()
  expect(again).toMatchObject({ status: 200, body: { figures } })
  const wrong = { version: again.body.version, reason: '试过了' }
  expect((await office.post(`/letter-rounds/${again.body.id}/withdraw`, wrong)).status).toBe(200)
})

test('three who open one round at once: one is opened, the others are told of it', async () => {
  const open = (caller: Caller) =>
    caller.post('/letter-rounds', {
      ...{ name: '春节慰问信', feast: 'spring', categories: ['discharged-soldier'], openedOn: '2026-07-02' },
    })
  const answers = await Promise.all([open(office), open(office), open(await house.as('office'))])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const made = answers.find(({ status }) => status === 200)?.body
  const by = made.regionId === house.world.regions.lancheng ? office : await house.as('office')
  expect(
    (await by.post(`/letter-rounds/${made.id}/withdraw`, { version: made.version, reason: '试过了' })).status,
  ).toBe(200)
})

test('a letter is found by the name of its family, of two characters and more; a leader does not look by name', async () => {
  const named = (q: string, caller = office) => caller.get(`/letter-rounds/${round}/items?q=${encodeURIComponent(q)}`)
  expect((await named('王某')).body).toMatchObject({ total: homes.length - 1 })
  expect((await named('赵某')).body).toMatchObject({ total: 0, rows: [] })
  expect((await named('王')).status).toBe(422)
  expect((await named('王某', await house.as('lancheng-leader'))).status).toBe(403)
})

test('every figure equals the number of rows its list gives, for every role', async () => {
  for (const post of ['lancheng-office', 'station', 'village-station', 'lancheng-leader', 'office'] as PostKey[]) {
    const caller = await house.as(post)
    const { figures, place } = await account(caller)
    for (const state of LETTER_STATES) {
      const { body } = await caller.get(`/letter-rounds/${round}/items?regionId=${place.id}&state=${state}&size=200`)
      expect([post, state, body.total, body.rows.length]).toEqual([post, state, figures[state], figures[state]])
      if (post === 'lancheng-leader') for (const { headName } of body.rows) expect(headName).toBe('王**')
    }
  }
})

test('another county sees nothing of it; a round without anybody is not opened and takes no number', async () => {
  const other = await house.as('qinghe-office')
  expect((await other.get(`/letter-rounds/${round}`)).status).toBe(404)
  const before = await house.auditCount()
  const empty = { name: '慰问信', feast: 'other', categories: ['red-army'], openedOn: '2026-07-01' }
  expect(await other.post('/letter-rounds', empty)).toMatchObject({
    status: 409,
    body: { type: '/problems/nobody-owed' },
  })
  expect(await house.auditCount()).toBe(before)
})

test('a round that ended takes nothing more', async () => {
  const { version, mayClose } = await account()
  expect(mayClose).toBe(true)
  expect((await office.post(`/letter-rounds/${round}/close`, { version, reason: '一户已迁出' })).body).toMatchObject({
    closedOn: '2026-07-14',
  })
  const frozen = await account()
  expect(frozen).toMatchObject({ isFrozen: true, isBalanced: true, code: 'WX-2026-01', closedOn: '2026-07-14' })
  // Whatever becomes of its families, the account stays, and so does the line of the round.
  await house.pool.query('delete from letter_items where round_id = $1 and household_id = $2', [round, homes[0]])
  const { figures, byCategory, places } = await account()
  expect({ figures, byCategory, places }).toEqual({
    ...{ figures: frozen.figures, byCategory: frozen.byCategory, places: frozen.places },
  })
  const { rows } = (await office.get('/letter-rounds')).body
  expect(rows.find(({ id }: { id: number }) => id === round)).toMatchObject({ isFrozen: true, figures: frozen.figures })
  const late = { regionId: house.world.regions.lancheng, on: '2026-07-14' }
  expect(await office.post(`/letter-rounds/${round}/sent`, late)).toMatchObject({
    status: 409,
    body: { type: '/problems/round-closed' },
  })
  // Opened again it keeps those figures with their day; ended again it has new ones beside them.
  const { version: closed } = await account()
  const reopen = (more: object, caller = office) =>
    caller.post(`/letter-rounds/${round}/reopen`, { version: closed, reason: '漏寄一户', ...more })
  expect(await reopen({}, await house.as('office'))).toMatchObject({ status: 403 })
  expect(await reopen({ reason: '' })).toMatchObject({ status: 422 })
  const count = await house.auditCount()
  expect((await reopen({})).body).toMatchObject({ closedOn: null, isFrozen: false, mayClose: true, mayReopen: false })
  expect(await house.auditCount()).toBe(count + 1)
  const ending = {
    ...{ no: 1, on: '2026-07-14', figures: frozen.figures, reopenedOn: '2026-07-14', reason: '漏寄一户' },
  }
  const open = await account()
  expect(open).toMatchObject({ endings: [ending], figures: { owed: frozen.figures.owed - 1 } })
  expect((await account(station)).endings).toEqual([])
  expect(await reopen({ version: open.version })).toMatchObject({ body: { type: '/problems/round-not-closed' } })
  expect((await office.post(`/letter-rounds/${round}/sent`, late)).status).toBe(200)
  const closing = { version: open.version, reason: '一户已迁出' }
  expect((await office.post(`/letter-rounds/${round}/close`, closing)).body).toMatchObject({ isFrozen: true })
  expect(await account()).toMatchObject({
    endings: [ending],
    isFrozen: true,
    figures: { owed: frozen.figures.owed - 1 },
  })
  const sheet = await office.download(`/letter-rounds/${round}/sheet`, {})
  expect(sheet.bytes.subarray(0, 2).toString()).toBe('PK')
})

import * as fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller, PostKey } from '../../../main/testing.ts'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { LISTS } from './contract.ts'

let house: TestHouse
let office: Caller
let station: Caller
let photo: number
const homes: Record<string, number> = {}

const pictureOf = async (caller: Caller): Promise<number> => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
  return (await caller.upload('门牌.jpg', bytes)).body.id
}

const register = async (key: string, place: 'lancheng-village' | 'qinghe-village' | 'lancheng-town', head: object) => {
  const added = await office.post('/households', {
    regionId: house.world.regions[place],
    head: { name: '王某某', ...head },
  })
  expect([added.status, added.body]).toEqual([200, added.body])
  homes[key] = added.body.id
}
const card = async (key: string, caller = office) => (await caller.get(`/plaques/${homes[key]}`)).body
const step = async (key: string, more: object, caller = office) => {
  const { version } = await card(key, caller)
  return caller.post(`/plaques/${homes[key]}/steps`, { version, on: '2026-07-10', ...more })
}

beforeAll(async () => {
  house = await openTestHouse('2026-07-14')
  office = await house.as('lancheng-office')
  station = await house.as('village-station')
  photo = await pictureOf(office)
  office = await house.as('office')
  const veteran = { categories: ['discharged-soldier'], certificates: [{ kind: 'discharge' }] }
  const martyr = { categories: ['martyr-family'], kin: 'parent' }
  await register('veteran', 'lancheng-village', veteran)
  await register('serving', 'lancheng-village', { categories: ['serving-family'], kin: 'parent' })
  await register('martyr', 'lancheng-village', martyr)
  await register('nobody', 'lancheng-village', { categories: [] })
  await register('town', 'lancheng-town', veteran)
  await register('far', 'qinghe-village', veteran)
  office = await house.as('lancheng-office')
})
afterAll(() => house.close())

describe('the account 应挂尽挂', () => {
  test('a household is reckoned when it is registered', async () => {
    expect(await card('veteran')).toMatchObject({ claim: 'owed', clause: 'veteran', place: 'waiting', hanging: 0 })
    expect(await card('nobody')).toMatchObject({ claim: 'none', clause: 'no-ground', place: 'none' })
  })

  test('the county sees its own places in official order, and what is registered at a township itself', async () => {
    const { status, body } = await office.get('/plaque-account')
    expect(status).toBe(200)
    expect(body).toMatchObject({ place: { name: '澜城区' }, isBalanced: true, mayFreeze: true })
    expect(body.places).toMatchObject([{ name: '东门街道', figures: { owed: body.figures.owed } }])
    const town = await office.get(`/plaque-account?regionId=${house.world.regions['lancheng-town']}`)
    expect(town.body.above).toMatchObject({ name: '澜城区' })
    expect(town.body.places.map(({ name, isOwn }: { name: string; isOwn: boolean }) => [name, isOwn])).toEqual([
      ['东门社区', false],
      ['本级直接登记', true],
    ])
  })

  test('a place outside the range is not there', async () => {
    const far = house.world.regions['qinghe-village']
    expect((await office.get(`/plaque-account?regionId=${far}`)).status).toBe(404)
    expect((await office.get(`/plaques/${homes.far}`)).status).toBe(404)
    expect((await station.get(`/plaques/${homes.town}`)).status).toBe(404)
  })

  test('Z02 every figure equals the number of rows its list gives, place by place and for every role', async () => {
    for (const post of [
      'office',
      'lancheng-office',
      'station',
      'village-station',
      'leader',
      'qinghe-office',
    ] as PostKey[]) {
      const caller = await house.as(post)
      const { body: top } = await caller.get('/plaque-account')
      const accounts = [top]
      for (const place of top.places.filter(({ isOwn }: { isOwn: boolean }) => !isOwn))
        accounts.push((await caller.get(`/plaque-account?regionId=${place.id}`)).body)
      for (const { place, figures, isBalanced } of accounts) {
        expect(isBalanced).toBe(true)
        for (const list of LISTS.filter((one) => one !== 'none')) {
          const { body } = await caller.get(`/plaques?regionId=${place.id}&list=${list}&size=200`)
          expect([post, place.name, list, body.rows.length, body.total]).toEqual([
            post,
            place.name,
            list,
            figures[list],
            figures[list],
          ])
        }
      }
    }
  })

  test('a list is paged by key and loses nobody', async () => {
    const seen: number[] = []
    let after = ''
    do {
      const { body } = await (await house.as('office')).get(`/plaques?size=1${after && `&after=${after}`}`)
      seen.push(...body.rows.map(({ householdId }: { householdId: number }) => householdId))
      after = body.next
    } while (after)
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })
})

describe('the steps', () => {
  test('a village worker marks a plaque as hung with a photo, which the county sees', async () => {
    const own = await pictureOf(station)
    const answer = await step('veteran', { step: 'hang', fileIds: [own] }, station)
    expect(answer).toMatchObject({ status: 200, body: { place: 'hung', hanging: 1, hungOn: '2026-07-10' } })
    expect(answer.body.steps).toMatchObject([{ step: 'hang', postName: '东门社区服务站专干', files: [{ id: own }] }])
    expect((await office.get(`/files/${own}`)).status).toBe(200)
    expect((await (await house.as('qinghe-office')).get(`/files/${own}`)).status).toBe(404)
  })

  test('P02 what somebody signed is closed: no file to anybody, to keepers for a reason that is kept, to leaders its number alone', async () => {
    const leader = await house.as('lancheng-leader')
    const slip = await pictureOf(station)
    const taken = await step('veteran', { step: 'count', count: 1, signer: 'kin', fileIds: [slip] }, station)
    expect(taken.body.steps.at(-1)).toMatchObject({ files: [], papers: [{ id: slip, name: '门牌.jpg' }], hidden: 0 })
    const [hung, counted] = (await card('veteran', leader)).steps
    for (const shown of [hung, counted]) expect(shown).toMatchObject({ files: [], papers: [], hidden: 1 })
    const picture = taken.body.steps[0].files[0].id
    for (const [id, caller, status] of [
      [picture, office, 200],
      [picture, leader, 404],
      [slip, office, 404],
      [slip, station, 404],
      [slip, leader, 404],
    ] as const)
      for (const end of ['', '/thumbnail', '/preview'])
        expect((await caller.get(`/files/${id}${end}`)).status).toBe(status)

    const path = `/plaques/${homes.veteran}/paper`
    const before = await house.auditCount()
    const asked = { fileId: slip, reason: '核对签字' }
    expect((await leader.post(path, asked)).status).toBe(403)
    expect((await (await house.as('qinghe-office')).post(path, asked)).status).toBe(404)
    expect((await office.post(path, { ...asked, fileId: picture })).status).toBe(404)
    expect((await office.post(path, { ...asked, reason: '' })).status).toBe(422)
    expect((await office.post(`/plaques/${homes.serving}/paper`, asked)).status).toBe(404)
    expect(await house.auditCount()).toBe(before)
    const { status, bytes } = await office.download(path, asked)
    expect([status, (await sharp(bytes).metadata()).width]).toEqual([200, 40])
    expect(await house.audited("action = 'plaque.reveal-paper'")).toMatchObject([{ after: { reason: '核对签字' } }])
    const { version, undoId } = await card('veteran', station)
    expect(undoId).not.toBeNull()
    expect((await station.post(`/plaques/${homes.veteran}/undo`, { version, reason: '清点记错' })).status).toBe(200)
  })

  test('without a picture nothing is written, and the sentence stands at the field', async () => {
    const before = await house.auditCount()
    const answer = await step('serving', { step: 'hang' }, station)
    expect(answer).toMatchObject({
      status: 422,
      body: { type: '/problems/plaque-proof-needed', errors: [{ pointer: '/fileIds' }] },
    })
    expect(await house.auditCount()).toBe(before)
  })

  test('two at once: the later is refused and shown how it stands', async () => {
    const { version } = await card('serving')
    const body = { version, on: '2026-07-10', step: 'decline', signer: 'kin' }
    expect((await station.post(`/plaques/${homes.serving}/steps`, body)).status).toBe(200)
    const late = await office.post(`/plaques/${homes.serving}/steps`, body)
    expect(late).toMatchObject({ status: 409, body: { type: '/problems/out-of-date', latest: { place: 'declined' } } })
  })

  test('papers found missing make it a matter of application, which the county alone decides', async () => {
    expect((await step('martyr', { step: 'lack', reason: '没有证明书' }, station)).body).toMatchObject({
      claim: 'on-application',
      clause: 'without-certificate',
    })
    expect((await step('martyr', { step: 'apply', signer: 'head' }, station)).body.application).toBe('asked')
    expect(await step('martyr', { step: 'grant' }, station)).toMatchObject({
      status: 403,
      body: { type: '/problems/plaque-office-only' },
    })
    expect((await step('martyr', { step: 'grant' })).body).toMatchObject({ claim: 'owed', clause: 'granted' })
  })

  test('papers are of the person who holds them: whoever moved away takes them along, a certificate of survivors is the family’s', async () => {
    const veteran = { categories: ['discharged-soldier'], certificates: [{ kind: 'discharge' }] }
    await register('two veterans', 'lancheng-village', veteran)
    const householdId = homes['two veterans']
    const second = { name: '王某乙', relation: 'child', categories: ['discharged-soldier'] }
    const { status, body } = await office.post('/household-persons', { householdId, ...second })
    expect([status, body.detail]).toEqual([200, undefined])
    const [holder] = body.persons
    await step('two veterans', { step: 'lack', reason: '次子没有退役证' }, station)
    expect(await card('two veterans')).toMatchObject({ claim: 'owed', clause: 'veteran' })
    const left = await office.post(`/household-persons/${holder.id}/end`, {
      ...{ version: holder.version, state: 'moved', on: '2026-07-10', reason: '搬走' },
    })
    expect([left.status, left.body.detail]).toEqual([200, undefined])
    expect(await card('two veterans')).toMatchObject({ claim: 'on-application', clause: 'papers-lost' })
  })

  test('C02 the status bears a code of its own: a step changed, added or taken away past the program is told, and nothing is done on it', async () => {
    const tamper = async (statement: string, back: string) => {
      await house.pool.query(statement)
      expect(await card('veteran')).toMatchObject({ isSound: false, open: [] })
      expect(await step('veteran', { step: 'count', count: 1, signer: 'head' })).toMatchObject({
        status: 409,
        body: { type: '/problems/plaque-not-sound' },
      })
      await house.pool.query(back)
      expect((await card('veteran')).isSound).toBe(true)
    }
    const where = `where household_id = ${homes.veteran}`
    await tamper(
      `update plaque_steps set on_day = '2019-01-01' ${where}`,
      `update plaque_steps set on_day = '2026-07-10' ${where}`,
    )
    await tamper(
      `insert into plaque_steps (household_id, city_id, region_path, step, on_day, post_id, person_id, at)
       select household_id, city_id, region_path, 'replace', '2026-07-11', post_id, person_id, now() from plaque_steps ${where}`,
      `delete from plaque_steps ${where} and step = 'replace'`,
    )
  })

  test('a death in the register changes the answer of the plaque in the same transaction', async () => {
    const { body: home } = await office.get(`/households/${homes.veteran}`)
    const person = home.persons[0]
    // The family stays: somebody is left for whom it hangs.
    const wife = { householdId: homes.veteran, name: '某妻', relation: 'spouse', birthYear: 1960 }
    expect((await office.post('/household-persons', wife)).status).toBe(200)
    const ended = await office.post(`/household-persons/${person.id}/end`, {
      version: person.version,
      state: 'deceased',
      on: '2026-07-12',
      reason: '家属报告',
    })
    expect([ended.status, ended.body]).toEqual([200, ended.body])
    expect(await card('veteran')).toMatchObject({
      claim: 'owed',
      clause: 'kept-after-death',
      place: 'hung',
      mayReplace: false,
    })
    const day = (on: string) => office.get(`/plaques/${homes.veteran}/answer?on=${on}`)
    expect((await day('2026-07-11')).body).toMatchObject({ clause: 'veteran' })
    expect((await day('2026-07-09')).body).toMatchObject({ clause: 'veteran', place: 'waiting' })
  })

  test('a withdrawal makes it hung but not owed until it is collected; the mistake is taken back with its reason', async () => {
    const taken = await step('town', { step: 'count', count: 1, signer: 'head' })
    expect(taken.body).toMatchObject({ place: 'hung' })
    expect((await step('town', { step: 'withdraw', reason: '县级核定', fileIds: [photo] })).body).toMatchObject({
      claim: 'none',
      clause: 'withdrawn',
      place: 'hung-not-owed',
    })
    const { version } = await card('town')
    const undone = await office.post(`/plaques/${homes.town}/undo`, { version, reason: '记错了户' })
    expect(undone.body).toMatchObject({ claim: 'owed', place: 'hung' })
    expect(undone.body.steps.at(-1)).toMatchObject({ step: 'withdraw', undone: { reason: '记错了户' } })
    const other = await (await house.as('station')).post(`/plaques/${homes.town}/undo`, {
      version: undone.body.version,
      reason: '不是本站记的',
    })
    expect(other).toMatchObject({ status: 409, body: { type: '/problems/nothing-to-undo' } })
  })

  test('a leader sees households masked and takes no step', async () => {
    const leader = await house.as('lancheng-leader')
    const { body } = await leader.get('/plaques?list=owed')
    expect(body.rows.length).toBeGreaterThan(0)
    for (const { headName } of body.rows) expect(headName).toBe('王**')
    expect((await card('veteran', leader)).open).toEqual([])
    expect((await leader.get('/plaques?q=王')).status).toBe(403)
    expect((await step('town', { step: 'count', count: 1 }, leader)).status).toBe(403)
  })

  test('whatever order steps come in, the card says what the rules say and the account balances', async () => {
    const steps = ['hang', 'decline', 'not-found', 'reopen', 'count', 'withdraw', 'restore', 'collect'] as const
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 5 }), async (order) => {
        for (const one of order)
          await step('town', {
            step: one,
            on: '2026-07-14',
            reason: '试',
            fileIds: [photo],
            count: one === 'count' ? 2 : null,
          })
        const shown = await card('town')
        const { body } = await office.get(`/plaques/${homes.town}/answer?on=2026-07-14`)
        expect([shown.claim, shown.clause, shown.place, shown.hanging]).toEqual([
          body.claim,
          body.clause,
          body.place,
          body.hanging,
        ])
        expect((await office.get('/plaque-account')).body.isBalanced).toBe(true)
      }),
      { numRuns: 8, seed: 20_260_714 },
    )
  })
})

describe('what the city sets', () => {
  test('a setting is the city office’s, and every card is reckoned by it at once', async () => {
    const city = await house.as('office')
    const { body: before } = await city.get('/plaque-settings')
    expect(before).toMatchObject({ isDefault: true, version: 0, unknownPapers: 'held' })
    const { isDefault: _default, mayEdit: _may, ...form } = before
    const stricter = { ...form, unknownPapers: 'missing' }
    expect((await office.put('/plaque-settings', stricter)).status).toBe(403)
    await register2('unsure')
    expect((await city.put('/plaque-settings', stricter)).body).toMatchObject({ unknownPapers: 'missing', version: 1 })
    expect(await card('unsure')).toMatchObject({ claim: 'on-application' })
    expect((await city.put('/plaque-settings', stricter)).status).toBe(409)
    expect((await city.put('/plaque-settings', { ...form, version: 1 })).status).toBe(200)
    expect(await card('unsure')).toMatchObject({ claim: 'owed' })
  })
})

const register2 = async (key: string) => {
  const added = await office.post('/households', {
    regionId: house.world.regions['lancheng-village'],
    head: { name: '李某某', categories: ['demobilised'] },
  })
  homes[key] = added.body.id
}

describe('frozen accounts', () => {
  test('an account is frozen with number and day, stays as it was, and each figure opens its lines', async () => {
    // Of papers that nobody registered it is told that there are none: such families may ask for a plaque.
    const city = await house.as('office')
    const { isDefault: _default, mayEdit: _may, ...form } = (await city.get('/plaque-settings')).body
    expect((await city.put('/plaque-settings', { ...form, unknownPapers: 'missing' })).status).toBe(200)
    const { body: live } = await office.get('/plaque-account')
    expect(live.figures['on-application']).toBeGreaterThan(0)
    const frozen = await office.post('/plaque-statements', { regionId: live.place.id })
    expect(frozen.body).toMatchObject({ number: 'GP-2026-01', frozenOn: '2026-07-14', figures: live.figures })
    await register2('after')
    const { body: later } = await office.get(`/plaque-statements/${frozen.body.id}`)
    expect(later.figures).toEqual(live.figures)
    for (const list of [
      'owed',
      'hung',
      'waiting',
      'declined',
      'not-found',
      'hung-not-owed',
      'double',
      'on-application',
    ] as const) {
      const { body } = await office.get(`/plaque-statements/${frozen.body.id}/lines?list=${list}&size=200`)
      expect([list, body.total, body.rows.length]).toEqual([list, live.figures[list], live.figures[list]])
    }
    const asking = await office.get(`/plaque-statements/${frozen.body.id}/lines?list=on-application`)
    for (const { claim } of asking.body.rows) expect(claim).toBe('on-application')
    expect((await city.put('/plaque-settings', { ...form, version: form.version + 1 })).status).toBe(200)
    expect((await office.get('/plaque-account')).body.last).toMatchObject({ number: 'GP-2026-01' })
    expect((await station.get(`/plaque-statements/${frozen.body.id}`)).status).toBe(404)
    const word = await office.download(`/plaque-statements/${frozen.body.id}/word`)
    expect(word.bytes.subarray(0, 2).toString()).toBe('PK')
    const before = await house.auditCount()
    expect((await office.download(`/plaque-statements/${frozen.body.id}/excel`)).status).toBe(200)
    expect(await house.auditCount()).toBe(before + 1)
  })

  test('the database refuses to change a frozen account', async () => {
    await expect(
      house.pool.query("set role tongxin_app; update plaque_statements set number = 'GP-1'"),
    ).rejects.toMatchObject({ code: '42501' })
    await house.pool.query('reset role')
  })
})

test('families of one name in a village are told apart by what they are; a leader is told none of it', async () => {
  const village = house.world.regions['lancheng-village']
  const twin = async (birthYear: number, regionId = village) => {
    const head = { name: '同名某', categories: ['martyr-family'], kin: 'parent', birthYear }
    const { body } = await office.post('/households', { regionId, head, isAnother: true })
    return body.id as number
  }
  const marks = async (caller: Caller) => {
    const { rows } = (await caller.get('/plaques?list=owed&size=200')).body
    return new Map(rows.map((row: { householdId: number; twinMark: string }) => [row.householdId, row.twinMark]))
  }
  const older = await twin(1950)
  expect((await marks(office)).get(older)).toBeNull()
  // Of the same name in another place: the place tells them apart.
  const elsewhere = await twin(1950, house.world.regions['lancheng-town'])
  const younger = await twin(1962)
  const told = await marks(office)
  expect([older, younger, elsewhere].map((id) => told.get(id))).toEqual([
    '1 人，户主 1950 年生，烈士遗属',
    '1 人，户主 1962 年生，烈士遗属',
    null,
  ])
  // All of it the same: nothing but the number.
  const same = await twin(1962)
  const cardOf = async (id: number) => (await office.get(`/plaques/${id}`)).body.twinMark
  for (const id of [younger, same]) expect(await cardOf(id)).toBe(`1 人，户主 1962 年生，烈士遗属，编号 ${id}`)
  expect(await cardOf(older)).toBe('1 人，户主 1950 年生，烈士遗属')
  const masked = await marks(await house.as('lancheng-leader'))
  expect(masked.has(older)).toBe(true)
  expect([...masked.values()].filter((mark) => mark !== null)).toEqual([])
})

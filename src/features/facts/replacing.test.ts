import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { factFixture } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  for (const post of ['office', 'station', 'village-station', 'lancheng-office'] as const) await house.as(post)
})
afterAll(() => house?.close())
const { record, recorded, get, step, refused, regions } = factFixture(() => house)

const state = async (by: PostKey, id: number) => (await get(by, id)).body.state
const auditOf = async (action: string, id: number) =>
  Number(
    (
      await house.pool.query('select count(*) from audit_rows where action = $1 and record_id = $2', [
        action,
        String(id),
      ])
    ).rows[0].count,
  )
const campaignWords = () => ({
  ...{ kind: 'campaign', direction: null, title: '八一走访月', startsOn: '2026-07-01', endsOn: '2026-07-31' },
  ...{ regionId: regions.lancheng, quantities: [] },
})

/** A campaign of the county with a checked fact of the township and one of the village. */
const campaign = async () => {
  const made = await recorded('lancheng-office', campaignWords())
  const part = { campaignId: made.id, kind: 'activity', direction: null }
  const checked = await recorded('station', { ...part, quantities: [{ key: 'people', value: 120 }] })
  expect((await step('lancheng-office', checked.id, 'check')).body.state).toBe('checked')
  const plain = await recorded('village-station', { ...part, quantities: [{ key: 'people', value: 10 }] })
  return { id: made.id, checked: checked.id, plain: plain.id }
}
const partsOf = async (id: number) => (await get('lancheng-office', id)).body.parts
const campaignOf = async (by: PostKey, id: number) => (await get(by, id)).body.campaign

test('a campaign that is replaced takes along what belongs to it, also checked facts of other units, and they stay as they are', async () => {
  const { id, checked, plain } = await campaign()
  const whole = await partsOf(id)
  expect(whole).toMatchObject({ count: 2, belonging: 2, sums: [{ kind: 'activity', key: 'people', value: 130 }] })
  const longer = { ...campaignWords(), endsOn: '2026-08-31', replacesId: id }
  const newer = await recorded('lancheng-office', longer)
  expect(newer.parts).toEqual(whole)
  expect(await partsOf(id)).toMatchObject({ count: 0, belonging: 0 })
  expect((await get('station', checked)).body).toMatchObject({
    ...{ state: 'checked', campaign: { id: newer.id, name: '八一走访月' } },
    entries: [{ step: 'correct', text: expect.stringContaining(`改归 ${newer.code}`) }, {}, {}],
  })
  expect(await campaignOf('village-station', plain)).toEqual({ id: newer.id, name: '八一走访月' })
  expect([await auditOf('fact.regroup', checked), await auditOf('fact.regroup', plain)]).toEqual([1, 1])
  // Taken back, it gives them back.
  await step('lancheng-office', newer.id, 'withdraw', '不延长了')
  expect([await state('lancheng-office', id), await partsOf(id)]).toEqual(['recorded', whole])
  expect((await campaignOf('station', checked)).id).toBe(id)
})

test('a campaign to which facts belong is no other kind of fact, corrected or replaced; without any it may be', async () => {
  const { id, checked, plain } = await campaign()
  const asActivity = { ...campaignWords(), kind: 'activity', endsOn: null }
  const put = async () =>
    (await house.as('lancheng-office')).put(`/facts/${id}`, {
      ...asActivity,
      version: (await get('lancheng-office', id)).body.version,
    })
  const said = { status: 422, slug: 'campaign-has-parts', body: { detail: expect.stringContaining('有 2 条实绩归入') } }
  expect(await refused(put)).toMatchObject(said)
  const replacing = { ...asActivity, replacesId: id, isOtherKindMeant: true }
  expect(await refused(() => record('lancheng-office', replacing))).toMatchObject(said)
  await step('lancheng-office', checked, 'return', '重复')
  await step('station', checked, 'withdraw', '重复')
  await step('village-station', plain, 'withdraw', '重复')
  expect((await put()).body).toMatchObject({ kind: 'activity' })
})

test('what belongs to a campaign that was withdrawn says so, and belongs to it again when it is restored', async () => {
  const { id, plain } = await campaign()
  const whole = await partsOf(id)
  await step('lancheng-office', id, 'withdraw', '不办了')
  expect((await campaignOf('village-station', plain)).name).toBe('已撤回的专题活动')
  expect((await campaignOf('lancheng-office', plain)).name).toBe('八一走访月（已撤回）')
  // What another took the place of says that: of older records, which left their facts behind.
  await house.pool.query("update facts set state = 'replaced' where id = $1", [id])
  expect((await campaignOf('village-station', plain)).name).toBe('已替换的专题活动')
  await house.pool.query("update facts set state = 'withdrawn' where id = $1", [id])
  await step('lancheng-office', id, 'restore', '照常办')
  expect([await campaignOf('village-station', plain), await partsOf(id)]).toEqual([{ id, name: '八一走访月' }, whole])
})

test('a replacement that is withdrawn gives the place back as it was; restored it takes it again, and never do both count', async () => {
  const { id: first } = await recorded('village-station')
  const replace = async (id: number) => (await recorded('village-station', { replacesId: id })).id
  const second = await replace(first)
  expect((await step('village-station', second, 'withdraw', '替错了')).status).toBe(200)
  expect((await get('village-station', first)).body).toMatchObject({
    ...{ state: 'recorded', replacedBy: null, openSteps: ['correct', 'replace', 'withdraw'] },
    entries: [
      { step: 'restore', fromState: 'replaced', toState: 'recorded', text: expect.stringContaining('已撤回') },
      {},
      {},
    ],
  })
  expect(await auditOf('fact.restore', first)).toBe(1)
  await step('village-station', second, 'restore', '没有替错')
  expect([await state('village-station', first), await state('village-station', second)]).toEqual([
    'replaced',
    'recorded',
  ])
  // Meanwhile another takes the place.
  await step('village-station', second, 'withdraw', '还是替错了')
  const third = await replace(first)
  const restore = (id: number) => refused(() => step('village-station', id, 'restore', '恢复'))
  expect(await restore(second)).toMatchObject({ status: 409, slug: 'replaced-again' })
  await step('village-station', third, 'withdraw', '也替错了')
  expect((await step('station', first, 'check')).body.state).toBe('checked')
  expect(await restore(second)).toMatchObject({ status: 409, slug: 'replaced-stands' })
  expect(await state('village-station', second)).toBe('withdrawn')
  // What was sent back before it was replaced is sent back still, and counts nowhere.
  const returned = await recorded('village-station')
  await step('station', returned.id, 'return', '缺照片')
  await step('village-station', await replace(returned.id), 'withdraw', '替错了')
  expect((await get('village-station', returned.id)).body).toMatchObject({
    ...{ state: 'returned', returned: { reason: '缺照片' } },
  })
})

test('an older record whose replacement was withdrawn may be restored by who wrote it', async () => {
  const { id } = await recorded('village-station')
  const newer = await recorded('village-station', { replacesId: id })
  expect((await get('village-station', id)).body.openSteps).toEqual([])
  await house.pool.query("update facts set state = 'withdrawn' where id = $1", [newer.id])
  expect((await get('village-station', id)).body.openSteps).toEqual(['restore'])
  expect((await step('village-station', id, 'restore', '恢复原记录')).body).toMatchObject({ state: 'recorded' })
})

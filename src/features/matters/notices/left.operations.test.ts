import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { matterFixture } from '../fixture.ts'
import type { Notice } from './contract.ts'

/** What a unit is told when a matter is taken away from it, and that it learns nothing of what comes after. */

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { unit, raiseTask, raise, step, needIn } = matterFixture(() => house)

const unreadOf = async (by: PostKey): Promise<Notice[]> =>
  (await (await house.as(by)).get('/notices?show=unread&size=100')).body.rows
const leftOf = async (by: PostKey, id: number): Promise<Notice[]> =>
  (await unreadOf(by)).filter(({ topic }) => topic === `left:${id}`)
const left = async (by: PostKey, id: number) => (await house.as(by)).get(`/matters/${id}/left`)

beforeEach(async () => {
  for (const by of ['education', 'finance', 'transport', 'leader', 'office-second', 'lancheng-education'] as const)
    await (await house.as(by)).post('/notices/read', {})
})

test('收回交办 tells lead and helpers what left them, who took it away and why, and opens a page that says so', async () => {
  const { id, code } = (await raiseTask('office', { title: '窗口设齐甲', helperUnitIds: [unit('finance')] })).body
  await step('education', id, 'sign')
  expect((await step('office', id, 'recall', { reason: '改由别的单位牵头。' })).status).toBe(200)
  for (const by of ['education', 'finance'] as const) {
    expect(await leftOf(by, id)).toMatchObject([
      {
        ...{ about: 'left', aboutId: id, code, title: '窗口设齐甲', what: '收回交办', said: '改由别的单位牵头。' },
        ...{ who: '市双拥办综合岗', changes: 1, href: `/matters?open=${id}` },
      },
    ])
    expect((await (await house.as(by)).get(`/matters/${id}`)).status).toBe(404)
    expect((await left(by, id)).body).toMatchObject({ code, title: '窗口设齐甲', reason: '改由别的单位牵头。' })
  }
  const { unread } = (await (await house.as('finance')).get('/notices/count')).body
  expect(unread).toBe((await unreadOf('finance')).length)
  await (await house.as('finance')).post('/notices/read', { topic: `left:${id}` })
  expect(await leftOf('finance', id)).toEqual([])
  expect((await left('finance', id)).status).toBe(200)
})

test('nobody else is told, and whoever never had it gets no page', async () => {
  const { id } = (await raiseTask('office', { title: '窗口设齐乙' })).body
  await step('office', id, 'recall', { reason: '写错了单位。' })
  for (const by of ['transport', 'troop-lan', 'station', 'lancheng-education', 'office-second'] as const) {
    expect(await leftOf(by, id), by).toEqual([])
    expect((await left(by, id)).status, by).toBe(404)
  }
})

test('what is written later reaches the former lead by no way', async () => {
  const { id } = (await raiseTask('office', { title: '窗口设齐丙' })).body
  await step('office', id, 'recall', { reason: '改派。' })
  const text = '新牵头单位另有安排。'
  await step('office', id, 'assign', { lead: { unitId: unit('transport') }, dueOn: '2026-08-31', text })
  await step('transport', id, 'sign')
  await step('transport', id, 'progress', { text })
  const seen = JSON.stringify([await leftOf('education', id), (await left('education', id)).body])
  expect(seen).not.toContain('安排')
  expect(seen).not.toContain('交通')
  expect(await leftOf('education', id)).toMatchObject([{ changes: 1, what: '收回交办' }])
})

test('改派 after 非本单位 tells who said so that another does it, without what was said to the new one', async () => {
  const { id } = (await raiseTask('office', { title: '窗口设齐丁' })).body
  await step('education', id, 'not-ours', { reason: '职责在交通。' })
  const more = { lead: { unitId: unit('transport') }, dueOn: '2026-08-31', text: '按期办好。' }
  expect((await step('office', id, 'assign', more)).status).toBe(200)
  expect(await leftOf('education', id)).toMatchObject([{ title: '窗口设齐丁', what: '改派', said: '' }])
  expect(await leftOf('transport', id)).toEqual([])
})

test('a need raised by troops leaves a unit with its title as the unit knew it', async () => {
  const id = await needIn('running', { title: '候车亭戊' })
  await step('office', id, 'recall', { reason: '先报规划。' })
  expect(await leftOf('transport', id)).toMatchObject([{ title: '候车亭戊', said: '先报规划。' }])
  expect(await leftOf('troop-lan', id)).toEqual([])
})

test('whoever gets it back in the same change is told nothing; a second time joins the unread line', async () => {
  const { id } = (await raiseTask('office', { title: '窗口设齐己' })).body
  await step('office', id, 'recall', { reason: '第一次。' })
  await step('office', id, 'assign', { lead: { unitId: unit('education') }, dueOn: '2026-08-31' })
  expect((await (await house.as('education')).get(`/matters/${id}`)).status).toBe(200)
  await step('office', id, 'recall', { reason: '第二次。' })
  expect(await leftOf('education', id)).toMatchObject([{ changes: 2, said: '第二次。' }])
})

test('a responsible leader who is replaced is told', async () => {
  const more = { lead: { unitId: unit('transport') }, dueOn: '2026-08-31', responsiblePostId: house.world.posts.leader }
  const { id } = (await raise('lancheng-office', { title: '候车亭庚' })).body
  await step('lancheng-office', id, 'accept')
  expect((await step('lancheng-office', id, 'assign', more)).status).toBe(200)
  const next = house.world.posts['lancheng-leader']
  expect((await step('lancheng-office', id, 'change-leader', { responsiblePostId: next })).status).toBe(200)
  expect(await leftOf('leader', id)).toMatchObject([{ title: '候车亭庚', what: '改责任领导' }])
})

test('a part called back tells its lead; of the parts of a matter called back every lead hears 撤回', async () => {
  const { id } = (await raiseTask('office', { title: '窗口设齐辛', dueOn: '2026-08-31' })).body
  await step('education', id, 'sign')
  const parts = [{ unitId: unit('lancheng-education') }, { unitId: unit('qinghe-education') }]
  const { partList } = (await step('education', id, 'hand-down', { parts })).body
  await step('education', partList[0].id, 'recall', { reason: '缓一缓。' })
  expect(await leftOf('lancheng-education', partList[0].id)).toMatchObject([{ said: '缓一缓。', title: '窗口设齐辛' }])
  await step('office', id, 'recall', { reason: '整件收回。' })
  const told = (await unreadOf('qinghe-education')).find(({ topic }) => topic === `matter:${partList[1].id}`)
  expect(told).toMatchObject({ what: '撤回' })
})

test('a bulk hand-out taken back tells the units that had it', async () => {
  const { id } = (await raise('lancheng-office', { title: '候车亭壬' })).body
  await step('lancheng-office', id, 'accept')
  const office = await house.as('lancheng-office')
  const lead = { unitId: unit('transport') }
  const rows = [{ id, version: 2 }]
  const assigned = await office.post('/ledger/bulk', { step: 'assign', rows, lead, dueOn: '2026-08-31' })
  expect(assigned.status).toBe(200)
  await office.post(`/batches/${assigned.body.batchId}/take-back`, { reason: '选错了单位' })
  expect(await leftOf('transport', id)).toMatchObject([
    { what: '整批撤回', said: '整批撤回“批量交办 1 件”：选错了单位', title: '候车亭壬' },
  ])
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const as = (post: PostKey) => house.as(post)

const raise = async (post: PostKey, more: object = {}): Promise<Answer> => {
  const direction = post.startsWith('troop') ? 'military-asks' : 'locality-asks'
  const need = { direction, category: 'facilities', title: '营区门前公交站加设候车亭', body: '现有站牌没有雨棚。' }
  return (await as(post)).post('/matters', { ...need, ...more })
}

/** Takes a step on the matter as this post sees it now. */
const step = async (post: PostKey, id: number, name: string, more: object = {}): Promise<Answer> => {
  const caller = await as(post)
  const { body } = await caller.get(`/matters/${id}`)
  return caller.post(`/matters/${id}/steps`, { step: name, version: body.version ?? 1, ...more })
}

const unit = (key: keyof TestHouse['world']['units']) => house.world.units[key]

describe('a need of the troops', () => {
  it('is raised, accepted, handed out, signed for, reported, sent back once and closed by whoever asked', async () => {
    const raised = await raise('troop-lan', { suggestedLeadUnitId: unit('transport'), wishedOn: '2026-08-31' })
    expect(raised).toMatchObject({
      status: 200,
      body: { code: 'XQ-2026-001', state: 'raised', version: 1, openSteps: ['withdraw', 'comment'] },
    })
    const { id } = raised.body
    expect((await step('office', id, 'accept')).body.state).toBe('accepted')
    const assigned = await step('office', id, 'assign', {
      lead: { unitId: unit('transport') },
      helpers: [unit('finance')],
      dueOn: '2026-07-31',
    })
    expect(assigned).toMatchObject({ status: 200, body: { state: 'assigned', lead: { name: '市交通运输局' } } })
    expect((await step('transport', id, 'sign')).body.state).toBe('running')
    expect((await step('transport', id, 'report', { text: '候车亭已建成。' })).body).toMatchObject({
      state: 'reported',
      reportedOn: '2026-07-14',
    })
    expect((await step('troop-lan', id, 'send-back', { reason: '雨棚漏水。' })).body.state).toBe('running')
    await step('transport', id, 'report', { text: '雨棚已修好。' })
    expect((await step('troop-lan', id, 'confirm')).body).toMatchObject({
      state: 'closed',
      closedOn: '2026-07-14',
      light: { kind: 'done' },
      waitsFor: null,
    })
  })
})

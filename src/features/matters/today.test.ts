import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { matterFixture } from './fixture.ts'
import type { Step } from './sides.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const { unit, raise, raiseTask, get, step, needIn } = matterFixture(() => house)
const todayOf = async (post: PostKey) => (await (await house.as(post)).get('/today')).body
const titles = (column: { items: { title: string }[] }) => column.items.map(({ title }) => title)

describe('今日', () => {
  it('heads with the day, the lunar day and the working days until the next great day', async () => {
    expect(await todayOf('transport')).toMatchObject({
      today: '2026-07-14',
      weekday: '星期二',
      lunar: '农历六月初一',
      countdown: '距八一 18 天，13 个工作日',
      isCalendarAnnounced: true,
      handled: 0,
      owe: { total: 0, items: [] },
      answer: { total: 0, items: [] },
    })
  })

  it('has nothing for those who keep the house', async () => {
    expect((await (await house.as('auditor')).get('/today')).status).toBe(403)
  })

  it('of the office: what was raised, reported, asked for and turned away waits for its answer', async () => {
    await needIn('raised', { title: '新提的需求', suggestedLeadUnitId: unit('finance'), wishedOn: '2026-08-31' })
    const time = await needIn('running', { title: '要延期的需求' })
    await step('transport', time, 'ask-time', { dueOn: '2026-08-14', reason: '连续降雨。' })
    const notOurs = await needIn('assigned', { title: '推出来的需求' })
    await step('transport', notOurs, 'not-ours', { reason: '属住建职责。' })
    await needIn('accepted', { title: '等交办的需求' })
    const { id } = (await raiseTask('office', { title: '报了办结的任务' })).body
    await step('education', id, 'sign')
    await step('education', id, 'report', { text: '窗口已设齐。' })
    await needIn('reported', { title: '等部队确认的需求' })

    const { answer, owe } = await todayOf('office')
    expect(answer.total).toBe(4)
    const of = (title: string) => answer.items.find((item: { title: string }) => item.title === title)
    expect(of('新提的需求')).toMatchObject({
      tag: '新提需求',
      from: expect.stringMatching(/^驻澜某部 · 今日 \d\d:\d\d$/),
      note: '建议牵头：市财政局；希望 8月31日 前办结',
      openSteps: expect.arrayContaining(['accept', 'return']),
    })
    expect(of('要延期的需求')).toMatchObject({ tag: '申请延期', note: '7月31日 → 8月14日；连续降雨。' })
    expect(of('推出来的需求')).toMatchObject({ tag: '非本单位', note: '属住建职责。' })
    expect(of('报了办结的任务')).toMatchObject({ tag: '报办结', note: '窗口已设齐。' })
    expect(titles(owe)).toEqual(['等交办的需求'])
  })

  it('of a unit: what it must sign for and do, with what was said to it', async () => {
    const sentBack = await needIn('reported', { title: '被退回的需求' })
    await step('troop-lan', sentBack, 'send-back', { reason: '雨棚漏水。' })
    await needIn('assigned', { title: '待签收的需求' })
    const { owe, handled, lights } = await todayOf('transport')
    expect(titles(owe)).toEqual(expect.arrayContaining(['被退回的需求', '待签收的需求', '要延期的需求']))
    const of = (title: string) => owe.items.find((item: { title: string }) => item.title === title)
    expect(of('被退回的需求')).toMatchObject({ tag: null, from: '驻澜某部提 · 需求', note: '退回重办：雨棚漏水。' })
    expect(of('要延期的需求').note).toBe('申请延期，等答复')
    expect(handled).toBe(5)
    expect(lights.ok).toBe(5)
  })

  it('of the troops: the reports on what they asked for; of the leader: what only he can agree to', async () => {
    expect(titles((await todayOf('troop-lan')).answer)).toEqual(['等部队确认的需求'])
    const id = await needIn('accepted', { title: '办不了的需求' })
    expect((await todayOf('leader')).answer.total).toBe(0)
    await step('office', id, 'propose-decline', { clause: '第五条', explanation: '不在本市权限内。' })
    const { answer } = await todayOf('leader')
    expect(answer.items).toMatchObject([{ title: '办不了的需求', tag: '拟不予办理', note: '第五条；不在本市权限内。' }])
  })

  it('tells promised days, review days, nodes and feasts of the next fourteen days in their order', async () => {
    const id = await needIn('running', { title: '有节点的需求' })
    const { version } = (await get('transport', id)).body
    await (await house.as('transport')).post(`/matters/${id}/nodes`, {
      title: '选定厂家',
      dueOn: '2026-07-20',
      version,
    })
    await raiseTask('office', { title: '近日到期的任务', leadUnitId: unit('transport'), dueOn: '2026-07-17' })
    const { coming } = await todayOf('transport')
    expect(coming).toMatchObject([
      { on: '2026-07-17', title: '近日到期的任务', note: '承诺日' },
      { on: '2026-07-20', title: '选定厂家', note: '节点 · 有节点的需求', matterId: id },
    ])
    expect((await todayOf('troop-cen')).coming).toEqual([])
  })
})

describe('等我答复 of a busy office', () => {
  it('does not lose the need raised today behind what has a day, and counts what it does not show', async () => {
    for (let index = 0; index < 21; index++) {
      const { id } = (await raiseTask('office', { title: `报了的任务 ${index}`, dueOn: '2026-07-20' })).body
      await step('education', id, 'sign')
      await step('education', id, 'report', { text: '已办好。' })
    }
    await needIn('raised', { title: '今天新提、没有日子的需求' })
    const { answer } = await todayOf('office')
    expect(titles(answer)).toContain('今天新提、没有日子的需求')
    expect(answer.items).toHaveLength(20)
    expect(answer.total).toBeGreaterThanOrEqual(22)
    const reported = titles(answer).filter((title) => title.startsWith('报了的任务'))
    expect(reported).toEqual([...reported].sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1])))
  })
})

describe('the views', () => {
  it('等我答复 and 我要办的 hold exactly what the open steps say, after any walk', async () => {
    const posts = ['office', 'office-second', 'leader', 'transport', 'finance', 'education', 'troop-lan'] as const
    const pick = seeded(20260714)
    for (let index = 0; index < 6; index++)
      await raise(index % 2 ? 'troop-lan' : 'education', { title: `走一走 ${index}` })
    await raiseTask('office', { title: '自己牵头的任务', leadUnitId: unit('office') })
    let taken = 0
    for (let round = 0; round < 70; round++) {
      const by = pick(posts)
      const { rows } = (await (await house.as(by)).get('/matters?size=100')).body
      const row = pick(rows.filter(({ openSteps }: { openSteps: Step[] }) => openSteps.length > 1)) as
        | { id: number; version: number; openSteps: Step[] }
        | undefined
      if (!row) continue
      const name = pick(row.openSteps)
      const words = { reason: '原因', text: '内容', clause: '第一条', explanation: '说明', cause: '原因' }
      const dueOn = name === 'assign' ? '2026-08-03' : '2026-12-31'
      const lead = { unitId: pick([unit('office'), unit('transport'), unit('finance')]) }
      const body = { ...words, step: name, version: row.version, lead, dueOn, reviewOn: '2026-09-30' }
      const { status } = await (await house.as(by)).post(`/matters/${row.id}/steps`, body)
      expect([200, 403, 409, 422]).toContain(status)
      if (status === 200) taken++
    }
    expect(taken).toBeGreaterThan(30)
    const ANSWERS = ['accept', 'uphold', 'agree-decline', 'grant-time', 'grant-hang', 'confirm']
    const OWED = ['raise', 'sign', 'report']
    for (const by of posts) {
      const caller = await house.as(by)
      const { rows, next } = (await caller.get('/matters?size=100')).body
      expect(next).toBeNull()
      type Row = { id: number; openSteps: Step[]; requests: string[] }
      const having = (test: (row: Row) => boolean) =>
        (rows as Row[])
          .filter(test)
          .map(({ id }) => id)
          .sort()
      const answer = having(({ openSteps }) => openSteps.some((name) => ANSWERS.includes(name)))
      const owed = having(
        ({ openSteps, requests }) =>
          openSteps.some((name) => OWED.includes(name)) ||
          (openSteps.includes('assign') && !requests.includes('not-ours') && !requests.includes('decline')),
      )
      const listed = (await caller.get('/matters?size=100&view=answer')).body
      expect(listed.rows.map(({ id }: Row) => id).sort(), by).toEqual(answer)
      const today = (await caller.get('/today')).body
      expect(today.answer.total, by).toBe(answer.length)
      expect(today.owe.total, by).toBe(owed.length)
    }
  })
})

/** A repeatable choice. */
const seeded = (seed: number) => {
  let state = seed
  return <T>(from: readonly T[]): T => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return from[Math.floor((state / 2_147_483_648) * from.length)] as T
  }
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { fixedClock } from '../../platform/context.ts'
import { runJobs } from '../../platform/jobs/index.ts'
import { ANSWER_WAITS, answerDuty } from './answers.ts'
import type { MatterDetail } from './contract.ts'
import { matterFixture } from './fixture.ts'
import { urgeAnswers } from './index.ts'

/** A report that nobody answers, with the clock moved on: 2026-07-14 is a Tuesday. */

let house: TestHouse
const { unit, raise, get, step, needIn, refused } = matterFixture(() => house)
const must = (answer: Answer) => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as MatterDetail
}
beforeAll(async () => {
  house = await openTestHouse()
  const { pool, world } = house
  const { rows } = await pool.query<{ id: number }>(
    `insert into units (region_id, name, short_name, kind, side, sort) values ($1, '军分区', '军分区', 'member', 'military', 90)
     returning id`,
    [world.regions.city],
  )
  await pool.query(
    "insert into military_bodies (city_id, region_id, unit_id, from_on) values ($1, $1, $2, '2020-01-01')",
    [world.regions.city, rows[0]?.id],
  )
  const post = await pool.query<{ id: number }>(
    `insert into posts (name, role, unit_id, region_id, sort) values ('军分区联络员', 'troop', $1, $2, 90) returning id`,
    [rows[0]?.id, world.regions.city],
  )
  const person = await pool.query<{ id: number }>(
    `insert into people (login, name, password_hash, must_change_password)
     select 'garrison', '联络员甲', password_hash, false from people where login = 'office' returning id`,
  )
  await pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2020-01-01')", [
    post.rows[0]?.id,
    person.rows[0]?.id,
  ])
})
afterAll(() => house?.close())

const onDay = (day: string) => urgeAnswers({ ...house.house, clock: fixedClock(day) })
/** Day after day, as the running program does. */
const until = async (last: string) => {
  for (let day = '2026-07-15'; day <= last; day = next(day)) await onDay(day)
}
const next = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
const stepsOf = (matter: MatterDetail) => matter.entries.map(({ step: name }) => name)

describe('the rule', () => {
  const facts = { reportedOn: '2026-07-14', reminders: 0, remindedOn: null, superiorAskedOn: null, isClosable: false }
  const duty = (today: string, more: object = {}) =>
    answerDuty({ ...facts, ...more }, ANSWER_WAITS, today, house.house.calendar())

  test('reminds on the third and the seventh working day', () => {
    expect([duty('2026-07-16'), duty('2026-07-17')]).toEqual([null, 'remind'])
    const once = { reminders: 1, remindedOn: '2026-07-17' }
    expect([duty('2026-07-22', once), duty('2026-07-23', once)]).toEqual([null, 'remind'])
  })

  test('leaves the tenth working day to the asker and asks the superior post on the eleventh', () => {
    const twice = { reminders: 2, remindedOn: '2026-07-23' }
    expect([duty('2026-07-27', twice), duty('2026-07-28', twice), duty('2026-07-29', twice)]).toEqual([
      null,
      null,
      'ask-superior',
    ])
  })

  test('after a stop of the program reminds twice before it asks anybody above, one thing a day', () => {
    expect(duty('2026-09-01')).toBe('remind')
    expect(duty('2026-09-01', { reminders: 1, remindedOn: '2026-09-01' })).toBeNull()
    expect(duty('2026-09-02', { reminders: 1, remindedOn: '2026-09-01' })).toBe('remind')
    expect(duty('2026-09-03', { reminders: 2, remindedOn: '2026-09-02' })).toBe('ask-superior')
  })

  test('lets the office close on the eleventh working day after the superior was asked, once', () => {
    const asked = { reminders: 2, remindedOn: '2026-07-23', superiorAskedOn: '2026-07-29' }
    expect([duty('2026-08-12', asked), duty('2026-08-13', asked)]).toEqual([null, 'may-close'])
    expect(duty('2026-08-14', { ...asked, isClosable: true })).toBeNull()
  })
})

describe('a need of the troops, reported and not answered', () => {
  let id = 0
  const seen = async (by = 'office') => must(await get(by as PostKey, id))

  test('is reminded of twice; the reminders stand in the timeline as entries of the program', async () => {
    id = await needIn('reported')
    await until('2026-07-28')
    const matter = await seen()
    expect(stepsOf(matter).slice(0, 3)).toEqual(['remind', 'remind', 'report'])
    expect(matter.entries[0]).toMatchObject({
      postName: '系统',
      unitName: '系统',
      text: '报办结后已等 7 个工作日，请确认销号或退回重办。',
      details: [{ label: '请答复', value: '驻澜某部' }],
    })
    expect((await get('garrison' as PostKey, id)).status).toBe(404)
  })

  test('does nothing twice on one day, nor in two processes', async () => {
    const before = stepsOf(await seen()).length
    expect(await onDay('2026-07-28')).toBe(0)
    const jobs = [{ name: 'urge', run: () => onDay('2026-07-29') }]
    const both = await Promise.all([1, 2].map(() => runJobs(house.pool, jobs, (_, error) => expect(error).toBeNull())))
    expect(both).toContain(true)
    expect(stepsOf(await seen()).length).toBe(before + 1)
  })

  test('then asks the post above the asker: of troops the military member unit, never a civil leader', async () => {
    const matter = await seen()
    expect(matter.entries[0]).toMatchObject({ step: 'ask-superior', details: [{ value: '军分区联络员' }] })
    expect(matter.superiorAskedOn).toBe('2026-07-29')
    const above = await seen('garrison')
    expect(above.title).toBe(matter.title)
    expect(above.openSteps).toEqual(['confirm', 'send-back'])
    const { body } = await (await house.as('garrison' as PostKey)).get('/today')
    expect(body.answer.items).toContainEqual(expect.objectContaining({ id, tag: '请上级岗位答复' }))
    expect(must(await get('leader', id)).title).toBeNull()
    expect((await refused(() => step('office', id, 'close-unanswered', { reason: '没有答复。' }))).slug).toBe(
      'step-not-open',
    )
  })

  test('after ten more the office closes it as 逾期未确认, counted apart, and the asker reopens it at any time', async () => {
    await until('2026-08-13')
    expect((await seen()).entries[0]).toMatchObject({ step: 'may-close', details: [{ value: '市双拥办' }] })
    const closed = must(await step('office', id, 'close-unanswered', { reason: '两段等待都没有答复。' }))
    expect(closed).toMatchObject({ state: 'closed', marks: ['unanswered'] })
    const { totals } = (await (await house.as('office')).get('/overview')).body
    expect(totals).toMatchObject({ closed: 0, unanswered: 1 })
    const again = must(await step('troop-lan', id, 'reopen', { reason: '雨棚还漏水。' }))
    expect(again).toMatchObject({ state: 'running', marks: [], superiorAskedOn: null })
    expect((await get('garrison' as PostKey, id)).status).toBe(404)
    must(await step('transport', id, 'report', { text: '已补漏。' }))
    expect(must(await step('troop-lan', id, 'confirm')).state).toBe('closed')
  })
})

describe('others', () => {
  test('a superior post may answer in the place of the asker; of a bureau it is the leader of the region', async () => {
    const need = must(await raise('education')).id
    must(await step('office', need, 'accept'))
    must(await step('office', need, 'assign', { lead: { unitId: unit('troop-cen') }, dueOn: '2026-07-31' }))
    must(await step('troop-cen', need, 'sign'))
    must(await step('troop-cen', need, 'report', { text: '已安排。' }))
    await until('2026-07-29')
    expect(must(await get('leader', need)).openSteps.slice(0, 2)).toEqual(['confirm', 'send-back'])
    expect(must(await step('leader', need, 'confirm')).state).toBe('closed')
  })

  test('what is sent back starts anew', async () => {
    const id = await needIn('reported')
    await until('2026-07-17')
    must(await step('troop-lan', id, 'send-back', { reason: '缺一张照片。' }))
    must(await step('transport', id, 'report', { text: '照片已补。' }))
    expect(await onDay('2026-07-16')).toBe(0)
  })

  test('the waits are a setting of the city, kept by its office', async () => {
    const office = await house.as('office')
    const { body } = await office.get('/answer-waits')
    expect(body).toEqual({ ...ANSWER_WAITS, version: 0, isDefault: true, mayEdit: true })
    const waits = { remindAfter: [1, 2], superiorAfter: 2, closeAfter: 1, version: 0 }
    const county = await (await house.as('lancheng-office')).put('/answer-waits', waits)
    expect(county).toMatchObject({ status: 403, body: { type: '/problems/not-city-office' } })
    const wrong = await office.put('/answer-waits', { ...waits, remindAfter: [2, 1] })
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/remindAfter' }] } })
    expect((await office.put('/answer-waits', waits)).body).toMatchObject({ superiorAfter: 2, version: 1 })
    expect((await office.put('/answer-waits', waits)).status).toBe(409)
    const id = await needIn('reported')
    await until('2026-07-17')
    expect(must(await get('office', id)).superiorAskedOn).toBe('2026-07-17')
  })

  test('where the troop unit has a superior in its own tree, that one is asked and nobody looks on before', async () => {
    const { pool, world } = house
    await pool.query(
      "insert into military_superiors (city_id, unit_id, superior_id, from_on) values ($1, $2, $3, '2026-01-01')",
      [world.regions.city, unit('troop-lan'), unit('troop-cen')],
    )
    const id = await needIn('reported')
    await until('2026-07-16')
    expect((await get('troop-cen', id)).status).toBe(404)
    await until('2026-07-17')
    expect(must(await get('office', id)).entries[0]).toMatchObject({ details: [{ value: '驻岑某部联络员' }] })
    expect(must(await get('troop-cen', id)).openSteps).toEqual(['confirm', 'send-back'])
    expect((await get('garrison' as PostKey, id)).status).toBe(404)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { matterFixture, setAccess } from '../fixture.ts'
import type { Instruction } from './contract.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { unit, post, get, raiseTask, step, needIn, refused } = matterFixture(() => house)

const FIGURE = {
  code: 'over',
  name: '逾期',
  place: '澜川市',
  period: '2026 年度',
  value: '9 件',
  href: '/matters?light=over',
}
const write = async (by: PostKey, more: object) =>
  (await house.as(by)).post('/instructions', {
    text: '抓紧办理，月底前报结果。',
    postIds: [post('education')],
    ...more,
  })
const act = async (by: PostKey, id: number, what: string, body: object = {}) =>
  (await house.as(by)).post(`/instructions/${id}/${what}`, body)
const list = async (by: PostKey, query = ''): Promise<Instruction[]> =>
  (await (await house.as(by)).get(`/instructions${query}`)).body.rows
const must = <A extends { status: number; body: unknown }>(answer: A): A => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer
}

test('an instruction on a matter stands in its timeline, reaches the post, and is answered in words', async () => {
  const { id } = (await raiseTask('office')).body
  const { body } = must(await write('leader', { matterId: id, dueOn: '2026-07-31' }))
  expect(body).toMatchObject({
    state: 'new',
    matter: { id },
    leader: { id: post('leader') },
    mayWithdraw: true,
    mayAnswer: false,
  })
  const timeline = (await get('education', id)).body
  expect(timeline.entries[0]).toMatchObject({
    step: 'instruct',
    text: '抓紧办理，月底前报结果。',
    details: [
      { label: '批给', value: '市教育局联络员' },
      { label: '要求办结日', value: '7月31日' },
    ],
  })
  expect(timeline.state).toBe('assigned')
  expect((await (await house.as('education')).get('/notices?only=me')).body.rows[0]).toMatchObject({
    topic: `matter:${id}`,
    what: '批示',
  })
  expect(await list('education', '?show=waiting')).toMatchObject([
    { id: body.id, mayRead: true, mayAnswer: true, mayTurn: false },
  ])
  expect(must(await act('education', body.id, 'read')).body).toMatchObject({ state: 'read', mayRead: false })
  expect(must(await act('education', body.id, 'answer', { text: '窗口已设齐。' })).body).toMatchObject({
    state: 'answered',
    posts: [{ answer: '窗口已设齐。' }],
  })
  expect(await list('education', '?show=waiting')).toEqual([])
  expect((await refused(() => act('education', body.id, 'answer', { text: '再答。' }))).slug).toBe('already-answered')
  expect((await (await house.as('leader')).get('/notices?only=me')).body.rows[0]).toMatchObject({ what: '回复批示' })
})

test('the office makes a task of it with one call, both know each other, and its end is the leader’s to see', async () => {
  const { body } = must(
    await write('leader', {
      figure: FIGURE,
      postIds: [post('education'), post('finance')],
      text: '入学窗口要在八一前设齐。经费先行垫付。',
      dueOn: '2026-07-31',
    }),
  )
  expect((await (await house.as('office')).get('/notices?only=me')).body.rows[0]).toMatchObject({
    topic: `instruction:${body.id}`,
    what: '批示',
  })
  const turned = must(await act('office', body.id, 'matter')).body
  expect(turned).toMatchObject({ state: 'made', made: { isClosed: false }, mayTurn: false })
  const id = turned.made.id
  const matter = (await get('leader', id)).body
  expect(matter).toMatchObject({
    title: '入学窗口要在八一前设齐',
    kind: 'task',
    state: 'assigned',
    asker: { id: unit('office') },
    lead: { id: unit('education') },
    helpers: [{ id: unit('finance') }],
    leader: { id: post('leader') },
    dueOn: '2026-07-31',
  })
  expect(matter.body).toBe(
    '市双拥工作领导小组副组长 2026-07-14 就“澜川市 2026 年度 逾期 9 件”批示：入学窗口要在八一前设齐。经费先行垫付。',
  )
  expect(await list('leader', `?matterId=${id}`)).toMatchObject([{ id: body.id }])
  expect((await refused(() => act('office', body.id, 'matter'))).slug).toBe('instruction-made')
  expect((await refused(() => act('leader', body.id, 'withdraw', { version: 1 }))).slug).toBe('instruction-made')

  await step('education', id, 'sign')
  await step('education', id, 'report', { text: '八个窗口全部设齐。' })
  await step('office', id, 'confirm')
  const [after] = await list('leader', `?matterId=${id}`)
  expect(after).toMatchObject({ state: 'done', made: { isClosed: true, result: '八个窗口全部设齐。' } })
  expect((await (await house.as('leader')).get('/notices?show=unread&size=100')).body.rows).toContainEqual(
    expect.objectContaining({ topic: `matter:${id}`, what: '确认销号' }),
  )
  expect((await list('leader', '?show=waiting')).map((one) => one.id)).not.toContain(body.id)
})

test('a withdrawn one is nobody’s to do any more', async () => {
  const { id } = (await raiseTask('office')).body
  const { body } = must(await write('leader', { matterId: id }))
  expect((await refused(() => act('education', body.id, 'withdraw', { version: 1 }))).status).toBe(403)
  expect((await refused(() => act('leader', body.id, 'withdraw', { version: 9 }))).slug).toBe('out-of-date')
  expect(must(await act('leader', body.id, 'withdraw', { version: 1 })).body.state).toBe('withdrawn')
  expect((await get('office', id)).body.entries[0]).toMatchObject({ step: 'unsay' })
  for (const [by, what, more] of [
    ['education', 'read', {}],
    ['education', 'answer', { text: '办了。' }],
    ['office', 'matter', {}],
  ] as const)
    expect((await refused(() => act(by, body.id, what, more))).slug).toBe('instruction-withdrawn')
})

test('only a leader writes, on what he sees, to posts of his place and below that may read it', async () => {
  const { id } = (await raiseTask('office')).body
  expect((await refused(() => write('office', { matterId: id }))).status).toBe(403)
  expect((await refused(() => write('lancheng-leader', { matterId: id }))).status).toBe(404)
  expect((await refused(() => write('leader', { matterId: id, postIds: [post('transport')] }))).slug).toBe(
    'named-may-not-read',
  )
  expect((await refused(() => write('leader', { matterId: id, postIds: [post('leader')] }))).slug).toBe(
    'outside-region',
  )
  expect((await refused(() => write('lancheng-leader', { figure: FIGURE, postIds: [post('education')] }))).slug).toBe(
    'outside-region',
  )
  expect((await refused(() => write('leader', { matterId: id, figure: FIGURE }))).slug).toBe('one-subject')
  expect((await refused(() => write('leader', { matterId: id, dueOn: '2026-07-13' }))).slug).toBe('day-in-past')
  expect((await refused(() => write('leader', { documentId: 999_999 }))).status).toBe(404)
  expect((await refused(() => write('leader', { figure: { ...FIGURE, href: 'https://else.where' } }))).status).toBe(422)
  // A need raised by troops, of which the leader sees category and state alone.
  const need = await needIn('running')
  expect((await refused(() => write('leader', { matterId: need, postIds: [post('office')] }))).status).toBe(403)
  must(await write('lancheng-leader', { figure: FIGURE, postIds: [post('station')] }))
})

test('whom it is not for sees nothing of it', async () => {
  const { body } = must(await write('leader', { figure: FIGURE, text: '只给教育局看。' }))
  const sees: PostKey[] = []
  for (const key of Object.keys(house.world.posts) as PostKey[]) {
    const { status, body: page } = await (await house.as(key)).get('/instructions?figures=true&size=50')
    if (status === 200 && page.rows.some((one: Instruction) => one.id === body.id)) sees.push(key)
  }
  expect(sees.sort()).toEqual(['education', 'leader', 'office', 'office-second'])
  expect((await refused(() => act('finance', body.id, 'answer', { text: '办。' }))).status).toBe(404)
  expect((await refused(() => act('education', body.id, 'matter'))).status).toBe(403)
})

test('those who may be addressed are found by name and are such as may read the thing', async () => {
  const { id } = (await raiseTask('office')).body
  const leader = await house.as('leader')
  const ids = async (query: string) =>
    (await leader.get(`/instruction-addressees${query}`)).body.map((one: { id: number }) => one.id)
  expect(await ids(`?matterId=${id}`)).toEqual([post('office'), post('office-second'), post('education')])
  expect(await ids('?q=青禾县教育')).toEqual([post('qinghe-education')])
  expect((await (await house.as('lancheng-leader')).get('/instruction-addressees?q=青禾')).body).toEqual([])
})

test('the office sets title, lead, category and day before it makes a task of it', async () => {
  const { body } = must(await write('leader', { figure: FIGURE, text: '抓紧办。', dueOn: '2026-07-31' }))
  const turn = (more: object) => act('office', body.id, 'matter', more)
  const past = await refused(() => turn({ dueOn: '2026-07-01' }))
  expect(past).toMatchObject({ slug: 'day-in-past', body: { errors: [{ pointer: '/dueOn' }] } })
  await setAccess(house, unit('finance'), false)
  const set = { title: '窗口经费落实', leadUnitId: unit('finance'), category: 'family', dueOn: '2026-08-15' }
  expect(await refused(() => turn(set))).toMatchObject({
    slug: 'nobody-in-post',
    body: { errors: [{ pointer: '/leadUnitId' }] },
  })
  const { made } = must(await turn({ ...set, isVacancyKnown: true })).body
  expect((await get('office', made.id)).body).toMatchObject({
    title: '窗口经费落实',
    category: 'family',
    lead: { id: unit('finance') },
    helpers: [{ id: unit('education') }],
    leader: { id: post('leader') },
    dueOn: '2026-08-15',
  })
  await setAccess(house, unit('finance'), true)
})

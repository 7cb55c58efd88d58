import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../main/testing.ts'
import { matterFixture } from './fixture.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { unit, post, get, raiseTask, step, needIn, refused } = matterFixture(() => house)

const readersFor = async (by: PostKey, id: number): Promise<number[]> =>
  (await (await house.as(by)).get(`/matters/${id}/readers`)).body.map((one: { id: number }) => one.id)

const everyPost = (): PostKey[] => Object.keys(house.world.posts) as PostKey[]

test('the posts that may be named are exactly those that read the matter, in official order', async () => {
  const task = (await raiseTask('office', { helperUnitIds: [unit('finance'), unit('station')] })).body.id
  const need = await needIn('running')
  for (const id of [task, need]) {
    const reads: number[] = []
    for (const key of everyPost()) {
      const { status, body } = await get(key, id)
      if (status === 200 && body.title !== null) reads.push(post(key))
    }
    const named = await readersFor('office', id)
    expect([...named].sort()).toEqual(reads.filter((one) => one !== post('office')).sort())
    expect(named).not.toContain(post('office'))
  }
  expect((await readersFor('office', task)).slice(0, 3)).toEqual([
    post('office-second'),
    post('leader'),
    post('education'),
  ])
})

test('who may not read a need raised by troops is told of nobody who may', async () => {
  const need = await needIn('running')
  expect(await readersFor('leader', need)).toEqual([])
  expect((await (await house.as('education')).get(`/matters/${need}/readers`)).status).toBe(404)
})

test('a remark that names a post stands in the timeline with the name and reaches it as its own notice', async () => {
  const { id } = (await raiseTask('office')).body
  const { status, body } = await step('office', id, 'comment', {
    text: '@市教育局联络员 本周五前把窗口名单发来。',
    namedPostIds: [post('education')],
  })
  expect(status).toBe(200)
  expect(body.entries[0]).toMatchObject({ step: 'comment', details: [{ label: '点名', value: '市教育局联络员' }] })
  const { rows } = (await (await house.as('education')).get('/notices?only=me')).body
  expect(rows).toMatchObject([{ topic: `matter:${id}`, isForMe: true, what: '留言' }])
  // Somebody else who hears of the remark is not the one it names.
  expect((await (await house.as('office-second')).get('/notices?only=me')).body.rows).toEqual([])
})

test('naming an office above, which is no party, reaches it', async () => {
  const { id } = (await raiseTask('lancheng-office', { leadUnitId: unit('lancheng-education') })).body
  const { status } = await step('lancheng-education', id, 'comment', {
    text: '需市里协调。',
    namedPostIds: [post('office')],
  })
  expect(status).toBe(200)
  expect((await (await house.as('office')).get('/notices?only=me')).body.rows).toMatchObject([
    { topic: `matter:${id}` },
  ])
})

test('a post that may not read the matter is not named, and nothing is kept', async () => {
  const { id } = (await raiseTask('office')).body
  const named = (namedPostIds: number[]) =>
    refused(() => step('office', id, 'comment', { text: '看看。', namedPostIds }))
  const { status, slug, body } = await named([post('education'), post('transport')])
  expect({ status, slug }).toEqual({ status: 422, slug: 'named-may-not-read' })
  expect(body.detail).toBe('市交通运输局联络员看不到这件事项，不能点名。由双拥办把该单位列为配合后再点名。')
  expect(body.errors).toMatchObject([{ pointer: '/namedPostIds' }])
  expect((await named([999_999])).slug).toBe('unknown-post')
  expect((await named([post('qinghe-office')])).slug).toBe('named-may-not-read')
})

test('the question who reads leaves the scope of the asking post as it was', async () => {
  const { id } = (await raiseTask('office')).body
  const { body } = await step('education', id, 'comment', {
    text: '收到。',
    namedPostIds: [post('office'), post('leader')],
  })
  expect(body.entries[0].postName).toBe('市教育局联络员')
  expect(body.openSteps).toContain('sign')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, openTestHouse, type TestHouse } from '../../main/testing.ts'
import { actingTransaction, rawQuery } from '../../platform/db/transaction.ts'
import type { MatterDetail } from './contract.ts'
import { matterFixture } from './fixture.ts'

/** 并入: a need raised twice ends in the other one, and comes back where it stood. */

let house: TestHouse
const { unit, raise, raiseTask, get, step, needIn, refused } = matterFixture(() => house)
const must = (answer: Answer) => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as MatterDetail
}
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

test('a need raised twice goes into the other one; both timelines tell, and the asker sees where it went', async () => {
  const first = must(await get('office', await needIn('running')))
  const twice = must(await raise('troop-cen'))
  const merged = must(await step('office', twice.id, 'merge', { targetId: first.id, reason: '同一处候车亭。' }))
  expect(merged).toMatchObject({
    state: 'withdrawn',
    marks: ['merged'],
    mergedInto: { id: first.id, code: first.code },
  })
  expect(merged.entries[0]).toMatchObject({ step: 'merge', details: [{ label: '并入', value: first.code }] })
  const asker = must(await get('troop-cen', twice.id))
  expect(asker.mergedInto).toEqual({ id: null, code: first.code, title: null })
  const target = must(await get('office', first.id))
  expect(target.entries[0]).toMatchObject({ step: 'take-in', details: [{ label: '并入的事项', value: twice.code }] })
  const { totals } = (await (await house.as('office')).get('/overview')).body
  expect(totals.merged).toBe(1)
  expect((await (await house.as('office')).get('/matters?mark=merged')).body.total).toBe(1)
})

test('is taken back to the state it had', async () => {
  const first = await needIn('running')
  const twice = await needIn('assigned')
  must(await step('office', twice, 'merge', { targetId: first, reason: '同一处。' }))
  expect((await refused(() => step('troop-lan', twice, 'unmerge', { reason: '不是同一处。' }))).slug).toBe(
    'not-your-step',
  )
  const back = must(await step('office', twice, 'unmerge', { reason: '不是同一处。' }))
  expect(back).toMatchObject({ state: 'assigned', marks: [], mergedInto: null, lead: { name: '市交通运输局' } })
  expect(must(await get('office', first)).entries[0]?.step).toBe('give-back')
})

test('goes only into another open matter of the same kind that the same office handles', async () => {
  const need = must(await raise('troop-lan')).id
  const task = must(await raiseTask('office')).id
  const ended = await needIn('closed')
  const elsewhere = must(await raise('qinghe-station')).id
  for (const targetId of [need, task, ended, elsewhere, 999_999])
    expect((await refused(() => step('office', need, 'merge', { targetId, reason: '重复。' }))).slug).toBe(
      'merge-target',
    )
  expect((await refused(() => step('office', need, 'merge', { reason: '重复。' }))).slug).toBe('target-needed')
})

test('a file that a post may not read is put beside no matter, also in the database itself', async () => {
  const need = await needIn('running')
  const foreign = await (await house.as('finance')).upload('说明.txt', Buffer.from('某处说明。'))
  expect(foreign.status).toBe(200)
  const { world, pool } = house
  const acting = {
    personId: world.people.transport,
    personName: '甲',
    postId: world.posts.transport,
    postName: '岗',
    role: 'liaison' as const,
    unitId: unit('transport'),
    unitName: '局',
    regionId: world.regions.city,
    regionPath: (await pool.query('select path from regions where id = $1', [world.regions.city])).rows[0].path,
    cityId: world.regions.city,
  }
  const attach = (file: number) =>
    actingTransaction(pool, acting, 'write', async (tx) => {
      await tx.executeQuery(
        rawQuery(`insert into matter_files (matter_id, file_id, entry_id)
          select ${need}, ${file}, max(id) from matter_entries where matter_id = ${need}`),
      )
    }).then(
      () => 'written',
      (error: { code?: string }) => error.code,
    )
  expect(await attach(foreign.body.id)).toBe('42501')
  const own = await (await house.as('transport')).upload('现场.txt', Buffer.from('现场情况。'))
  expect(await attach(own.body.id)).toBe('written')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import type { Acting } from '../../../platform/acting.ts'
import { actingTransaction } from '../../../platform/db/transaction.ts'
import { matterFixture } from '../fixture.ts'
import { findImport, insertBatch } from './index.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())
const { raiseTask, step, get, refused } = matterFixture(() => house)

const actingAs = async (key: PostKey): Promise<Acting> => {
  const { rows } = await house.pool.query(
    `select h.person_id as "personId", p.id as "postId", p.role, p.unit_id as "unitId", p.region_id as "regionId",
            r.path as "regionPath"
     from posts p join post_holders h on h.post_id = p.id join regions r on r.id = p.region_id where p.id = $1`,
    [house.world.posts[key]],
  )
  return { ...rows[0], personName: key, postName: key, unitName: key, cityId: house.world.regions.city }
}

let files = 0
/** An import of so many tasks by the city's office. */
const imported = async (count: number, madeOn = '2026-07-14') => {
  const matters: { id: number; code: string; version: number }[] = []
  for (let index = 0; index < count; index++) matters.push((await raiseTask('office')).body)
  const acting = await actingAs('office')
  const by = { acting, now: `${madeOn}T01:00:00.000Z`, today: madeOn }
  const sha256 = String(++files).padStart(64, '0')
  const name = (
    await house.pool.query(
      "insert into files (city_id, sha256, original_sha256, name, kind, mime, size, post_id, person_id, unit_id, created_at) values ($1, $2, $2, '表.xlsx', 'xlsx', 'x', 1, $3, $4, $5, now()) returning id",
      [acting.cityId, sha256, acting.postId, acting.personId, acting.unitId],
    )
  ).rows[0]
  const id = await actingTransaction(house.pool, acting, 'write', (tx) =>
    insertBatch(
      tx,
      by,
      { kind: 'import', title: '导入“表.xlsx”', file: { id: name.id, sha256 } },
      matters.map(({ id: matterId, version }) => ({ matterId, version, before: null })),
    ),
  )
  const found = () => actingTransaction(house.pool, acting, 'read', (tx) => findImport(tx, acting.unitId, sha256))
  return { id, matters, found }
}
const takeBack = async (by: PostKey, id: number, reason = '') =>
  (await house.as(by)).post(`/batches/${id}/take-back`, { reason })

test('a batch is taken back as a whole: every matter is withdrawn with the reason in its timeline, and once only', async () => {
  const { id, matters, found } = await imported(3)
  expect(await found()).toMatchObject({ id, itemCount: 3 })
  const { body } = await (await house.as('office')).get('/batches')
  expect(body.batches[0]).toMatchObject({ id, itemCount: 3, barrier: null, until: '2026-08-13', changed: [] })

  const answer = await takeBack('office-second', id, '导错了年份')
  expect(answer.body).toMatchObject({ id, barrier: 'taken-back', takenBackBy: '市双拥办督办岗' })
  for (const matter of matters) {
    const { body: now } = await get('education', matter.id)
    expect(now).toMatchObject({ state: 'withdrawn', version: matter.version + 1 })
    expect(now.entries[0]).toMatchObject({ step: 'withdraw', text: '整批撤回“导入‘表.xlsx’”：导错了年份' })
  }
  expect(await found()).toBeUndefined()
  expect(await refused(() => takeBack('office', id))).toMatchObject({ status: 409, slug: 'taken-back' })
})

test('a batch of which something was changed since stays whole, and what was changed is named', async () => {
  const { id, matters } = await imported(2)
  await step('education', matters[1]?.id as number, 'sign')
  const answer = await refused(() => takeBack('office', id))
  expect(answer).toMatchObject({ status: 409, slug: 'changed-since' })
  expect(answer.body.detail).toContain(`有 1 件在这之后又办理过，不能整批撤回：${matters[1]?.code}“`)
  expect(answer.body.changed).toHaveLength(1)
  expect((await get('office', matters[0]?.id as number)).body.state).toBe('assigned')
})

test('a batch is another unit’s secret, and no longer taken back after thirty days', async () => {
  const { id } = await imported(1, '2026-06-13')
  expect(await refused(() => takeBack('lancheng-office', id))).toMatchObject({ status: 404 })
  expect((await (await house.as('education')).get('/batches')).body.batches).toEqual([])
  expect(await refused(() => takeBack('office', id))).toMatchObject({ status: 409, slug: 'too-old' })
  expect(await refused(() => takeBack('office', 999_999))).toMatchObject({ status: 404 })
})

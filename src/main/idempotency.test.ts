import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetOldKeys } from '../platform/idempotency/claims.ts'
import { changesOf } from './audit.fixture.ts'
import { type Answer, isVersioned, openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

const { changes, ids } = changesOf(() => house)
let drawn = 0
const newKey = () => {
  drawn += 1
  return `a-key-of-this-test-${drawn}`
}
const need = { direction: 'military-asks', category: 'facilities', title: '候车亭', body: '没有雨棚。' }
const countOf = async (table: string): Promise<number> =>
  (await house.pool.query(`select count(*)::int as count from ${table}`)).rows[0].count

describe('D06 a write sent again under its key', () => {
  test.each(changes.map((change, index) => ({ change, title: `${index + 1}. ${change.actions.join(' and ')}` })))(
    'D06 D07 D08 $title has one effect, one audit row and one answer; raced it is refused in words or done, at a past version refused',
    async ({ change: { by, method, path, body, keep } }) => {
      const caller = await house.as(by)
      const [at, what] = [path(), body()]
      // The same words at the same moment, as two writes of their own: one is done, the other is done or refused in words.
      const keys = [newKey(), newKey()] as const
      const raced = await Promise.all(keys.map((one) => caller[method](at, what, one)))
      const won = raced.findIndex(({ status }) => status === 200)
      for (const { status, body: told } of raced) expect([200, 404, 409, 422], JSON.stringify(told)).toContain(status)
      const sent = [at, what, keys[Math.max(won, 0)] as string] as const
      const first = raced[won] as Answer
      expect(first?.status, JSON.stringify(raced.map(({ body: told }) => told))).toBe(200)
      const rows = await house.auditCount()
      const second = await caller[method](...sent)
      expect([second.status, second.body]).toEqual([first.status, first.body])
      expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
      expect(await house.auditCount()).toBe(rows)
      // D07: the same words once more as a write of its own name a version that is past.
      if (isVersioned(sent[1])) {
        const third = await caller[method](sent[0], sent[1])
        expect([404, 409, 422], JSON.stringify(third.body)).toContain(third.status)
        expect(await house.auditCount()).toBe(rows)
      }
      keep?.(first.body)
    },
  )

  test('is one of many that come at once: all of them get the answer of the one that was done', async () => {
    const troop = await house.as('troop-lan')
    const before = await countOf('matters')
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 8 }, () => troop.post('/matters', need, key)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(await countOf('matters')).toBe(before + 1)
  })

  test('does anew what was refused before, since nothing was done', async () => {
    const troop = await house.as('troop-lan')
    const key = newKey()
    const { body: draft } = await troop.post('/matters', { ...need, isDraft: true })
    const stale = { ...need, version: draft.version + 1 }
    expect((await troop.put(`/matters/${draft.id}/draft`, stale, key)).status).toBe(409)
    await troop.put(`/matters/${draft.id}/draft`, { ...need, version: draft.version })
    expect((await troop.put(`/matters/${draft.id}/draft`, stale, key)).status).toBe(200)
  })

  test('belongs to the person in the post: another may use the same key for something of his own', async () => {
    const key = newKey()
    const one = await (await house.as('troop-lan')).post('/matters', need, key)
    const other = await (await house.as('troop-cen')).post('/matters', need, key)
    expect([one.status, other.status]).toEqual([200, 200])
    expect(other.body.id).not.toBe(one.body.id)
  })

  test('is refused for another operation, whether that one could be done or not', async () => {
    const troop = await house.as('troop-lan')
    const key = newKey()
    const { body } = await troop.post('/matters', need, key)
    const before = await countOf('matters')
    const rows = await house.auditCount()
    for (const answer of [
      await troop.post('/matters', { ...need, title: '雨棚' }, key),
      await troop.post(`/matters/${body.id}/steps`, { step: 'confirm', version: 1 }, key),
    ])
      expect(answer).toMatchObject({ status: 422, body: { type: '/problems/key-reused' } })
    expect([await countOf('matters'), await house.auditCount()]).toEqual([before, rows])
  })

  test('D06 of an upload stands for the bytes: the same file again is the same, another one is refused and not dropped', async () => {
    const troop = await house.as('troop-lan')
    const key = newKey()
    const [one, other] = [Buffer.from('第一份说明'), Buffer.from('第二份说明')]
    const kept = await troop.upload('说明.txt', one, undefined, key)
    expect(kept.status).toBe(200)
    const files = await countOf('files')
    expect((await troop.upload('说明.txt', one, undefined, key)).body).toEqual(kept.body)
    expect(await troop.upload('说明.txt', other, undefined, key)).toMatchObject({
      status: 422,
      body: { type: '/problems/key-reused' },
    })
    expect(await countOf('files')).toBe(files)
  })

  test('needs a key that cannot be guessed', async () => {
    const troop = await house.as('troop-lan')
    for (const key of ['short', 'with a blank in it', 'x'.repeat(201)])
      expect(await troop.post('/matters', need, key)).toMatchObject({
        status: 422,
        body: { type: '/problems/key-unfit' },
      })
  })

  test('keeps no answer that the database could read: it opens with the key alone', async () => {
    const sysadmin = await house.as('sysadmin')
    const key = newKey()
    const account = { login: 'repeated.a', name: '文化局联络员乙' }
    const { body } = await sysadmin.post('/people', account, key)
    expect((await sysadmin.post('/people', account, key)).body.password).toBe(body.password)
    const { rows } = await house.pool.query('select answer from request_keys')
    const stored = Buffer.concat(rows.map(({ answer }) => answer))
    for (const clear of [key, body.password, '文化局']) expect(stored.includes(clear)).toBe(false)
    const everything = await house.pool.query("select string_agg(t::text, ' ') as text from request_keys t")
    expect(everything.rows[0].text).not.toContain(key)
  })

  test('is forgotten after two days', async () => {
    const before = await countOf('request_keys')
    expect(before).toBeGreaterThan(changes.length)
    const now = house.house.clock.now()
    expect(await forgetOldKeys(house.pool, now)).toBe(0)
    expect(await forgetOldKeys(house.pool, new Date(now.getTime() + 49 * 3_600_000))).toBe(before)
    expect(ids.task).toBeGreaterThan(0)
  })
})

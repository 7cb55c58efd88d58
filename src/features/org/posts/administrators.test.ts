import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { closeUnusedAccounts } from '../index.ts'

const ADMINISTRATORS = ['sysadmin', 'secadmin', 'auditor'] as const
const BUSINESS: PostKey[] = ['office', 'leader', 'education', 'troop-lan', 'station']

let house: TestHouse
let sysadmin: Caller
let secadmin: Caller
beforeAll(async () => {
  house = await openTestHouse()
  sysadmin = await house.as('sysadmin')
  secadmin = await house.as('secadmin')
})
afterAll(() => house.close())

/** Every pair that must not be: an administrator with another kind of post, and the other way round. */
const PAIRS: [PostKey, PostKey][] = [...ADMINISTRATORS, ...BUSINESS].flatMap((person) =>
  [...ADMINISTRATORS, ...BUSINESS].flatMap((post): [PostKey, PostKey][] => {
    const isApart =
      (ADMINISTRATORS as readonly string[]).includes(person) || (ADMINISTRATORS as readonly string[]).includes(post)
    return person !== post && isApart ? [[person, post]] : []
  }),
)

const constraintOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { constraint?: string }) => error.constraint,
  )

describe('Z04 the three administrators', () => {
  test('Z04 nobody holds two of them, nor one and business: every pair is refused by the endpoints', async () => {
    expect(PAIRS.length).toBe(36)
    for (const [person, post] of PAIRS) {
      const before = await house.auditCount()
      const answer = await secadmin.post(`/posts/${house.world.posts[post]}/holders`, {
        personId: house.world.people[person],
        fromOn: '2026-07-01',
      })
      const refusal = person === 'secadmin' ? '/problems/not-yourself' : '/problems/admins-apart'
      expect(answer.body.type, `${person} as ${post}`).toBe(refusal)
      expect(await house.auditCount()).toBe(before)
    }
  })

  test('Z04 and by the database, whoever writes to it', async () => {
    for (const [person, post] of PAIRS) {
      const insert = house.pool.query(
        "insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-07-01')",
        [house.world.posts[post], house.world.people[person]],
      )
      expect(await constraintOf(insert), `${person} as ${post}`).toBe('administrators_apart')
    }
    const role = house.pool.query("update posts set role = 'sysadmin' where id = $1", [house.world.posts.education])
    expect(await constraintOf(role)).toBe('role_stays')
  })

  test('Z04 the last of each cannot be ended, closed or stopped, by the endpoints or in the database', async () => {
    const { people, posts } = house.world
    const holderOf = async (post: PostKey) =>
      (await house.pool.query<{ id: number }>('select id from post_holders where post_id = $1', [posts[post]])).rows[0]
        ?.id
    const refused = async (answer: Promise<{ body: { type: string } }>) =>
      expect((await answer).body.type).toBe('/problems/last-administrator')
    await refused(secadmin.post(`/holders/${await holderOf('auditor')}/end`, { toOn: '2026-07-14' }))
    await refused(secadmin.post(`/holders/${await holderOf('sysadmin')}/end`, { toOn: '2026-08-14' }))
    await refused(sysadmin.post(`/posts/${posts.auditor}/close`, { version: 1, closedOn: '2026-07-14' }))
    await refused(sysadmin.post(`/people/${people.secadmin}/disable`, { version: 1, isDisabled: true }))
    for (const statement of [
      `update post_holders set to_on = '2026-07-14' where post_id = ${posts.auditor}`,
      `delete from post_holders where post_id = ${posts.auditor}`,
      `update posts set closed_on = '2026-07-14' where id = ${posts.secadmin}`,
      `update people set disabled_at = now() where id = ${people.sysadmin}`,
    ])
      expect(await constraintOf(house.pool.query(statement)), statement).toBe('last_administrator')
  })

  test('Z04 once a second one is there the first may go', async () => {
    const { posts } = house.world
    const { person } = (await sysadmin.post('/people', { login: 'second-auditor', name: '审计乙' })).body
    const given = await secadmin.post(`/posts/${posts.auditor}/holders`, { personId: person.id, fromOn: '2026-07-01' })
    expect(given.status).toBe(200)
    const first = given.body.history.find(
      ({ personId }: { personId: number }) => personId === house.world.people.auditor,
    )
    expect((await secadmin.post(`/holders/${first.id}/end`, { toOn: '2026-07-14' })).status).toBe(200)
  })
})

test('I01 accounts that nobody used for ninety days are closed and told, the last administrators stay', async () => {
  expect(await closeUnusedAccounts(house.house)).toBe(0)
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind":"real"}')`)
  await house.pool.query("update people set last_used_at = '2026-07-10T00:00:00Z'")
  const used = (login: string, at: string) =>
    house.pool.query('update people set last_used_at = $2 where login = $1', [login, at])
  await used('finance', '2026-04-14T00:00:00Z')
  await used('transport', '2026-04-16T00:00:00Z')
  await used('sysadmin', '2026-01-01T00:00:00Z')
  expect(await closeUnusedAccounts(house.house)).toBe(1)
  expect(await closeUnusedAccounts(house.house)).toBe(0)
  const closed = await house.pool.query('select login from people where disabled_at is not null')
  expect(closed.rows).toEqual([{ login: 'finance' }])
  const audited = await house.pool.query("select record_id from audit_rows where action = 'people.close-unused'")
  expect(audited.rows).toEqual([{ record_id: String(house.world.people.finance) }])
  const listed = await secadmin.get('/people?disabled=true')
  expect(listed.body.rows[0]).toMatchObject({ login: 'finance', closedUnusedAt: expect.stringMatching(/^2026-07-14/) })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, PASSWORD, type PostKey, type TestHouse } from './testing.ts'

const PER_PERSON = 6
let house: TestHouse
beforeAll(async () => {
  const limits = { perPerson: PER_PERSON, perAddress: 1_000, atOnce: 1_000, arriveMs: 30_000 }
  house = await openTestHouse('2026-07-14', { limits })
})
afterAll(() => house?.close())

test('B08 a person who sends too much waits, from whatever address and window he comes; others at his address go on', async () => {
  const ask = async (post: PostKey, remoteAddress: string) => {
    const { cookie } = await house.as(post)
    return house.app.inject({ url: '/api/units', headers: { cookie }, remoteAddress })
  }
  const statuses: number[] = []
  for (let sent = 0; sent < PER_PERSON + 2; sent++)
    statuses.push((await ask('finance', `10.0.0.${sent + 1}`)).statusCode)
  expect(statuses).toEqual([...Array.from({ length: PER_PERSON }, () => 200), 429, 429])
  // A second window of the same person is the same person.
  const again = await house.nobody.post('/session', { login: 'finance', password: PASSWORD })
  const cookie = String(again.headers['set-cookie']).split(';')[0] as string
  const refused = await house.app.inject({ url: '/api/units', headers: { cookie }, remoteAddress: '10.0.9.9' })
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toMatchObject({ type: '/problems/too-many', detail: expect.stringContaining('稍等') })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await ask('transport', '10.0.0.1')).statusCode).toBe(200)
})

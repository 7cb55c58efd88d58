import { request as ask, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type PostKey, type TestHouse } from '../../../main/testing.ts'
import { openPool } from '../../../platform/db/transaction.ts'
import { liveHub } from '../../../platform/notices/live.ts'
import { matterFixture } from '../fixture.ts'

let house: TestHouse
let port: number
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { stream: { heartbeatMs: 300, perSession: 2 } })
  await house.app.listen({ port: 0, host: '127.0.0.1' })
  port = (house.app.server.address() as AddressInfo).port
})
afterAll(() => house?.close())
const { raiseTask, step, post } = matterFixture(() => house)

type Stream = {
  status: number
  headers: IncomingMessage['headers']
  /** Waits until this has come; false once the stream has ended without it. */
  heard(text: string): Promise<boolean>
  text(): string
  ended: Promise<void>
  close(): void
}

/** Opens the stream as a browser does: a request that is answered bit by bit. */
const open = (cookie: string): Promise<Stream> =>
  new Promise((resolve, reject) => {
    const call = ask({ port, host: '127.0.0.1', path: '/api/notices/stream', headers: { cookie } }, (answer) => {
      let text = ''
      let listening: (() => void)[] = []
      const wake = () => {
        for (const one of listening.splice(0)) one()
      }
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
        wake()
      })
      let isOver = false
      const ended = new Promise<void>((over) => {
        answer.on('close', () => {
          isOver = true
          wake()
          over()
        })
      })
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        text: () => text,
        heard: async (words) => {
          while (!text.includes(words) && !isOver) await new Promise<void>((go) => listening.push(go))
          listening = []
          return text.includes(words)
        },
        ended,
        close: () => call.destroy(),
      })
    })
    call.on('error', reject)
    call.end()
  })

const signIn = async (login: string): Promise<string> => {
  const { headers } = await house.nobody.post('/session', { login, password: 'a long password for tests' })
  return String(headers['set-cookie']).split(';')[0] as string
}
const openAs = async (by: PostKey) => open((await house.as(by)).cookie)

test('an open page hears at once that somebody else took a step, and nothing of what it was', async () => {
  const stream = await openAs('education')
  expect(stream.status).toBe(200)
  expect(stream.headers['content-type']).toContain('text/event-stream')
  expect(stream.headers['x-accel-buffering']).toBe('no')
  expect(stream.headers['x-content-type-options']).toBe('nosniff')
  expect(await stream.heard('event: open')).toBe(true)
  expect(stream.text()).not.toContain('event: news')
  await raiseTask('office')
  expect(await stream.heard('event: news')).toBe(true)
  expect(stream.text()).not.toContain('入学')
  stream.close()
})

test('who is no party hears nothing of it but the signs of life', async () => {
  const stream = await openAs('qinghe-office')
  await raiseTask('office')
  expect(await stream.heard(': alive')).toBe(true)
  expect(stream.text()).not.toContain('event: news')
  stream.close()
})

test('a page that comes back hears the next step again', async () => {
  const { id } = (await raiseTask('office')).body
  const first = await openAs('office')
  await first.heard('event: open')
  first.close()
  await first.ended
  const second = await openAs('office')
  await second.heard('event: open')
  await step('education', id, 'sign')
  expect(await second.heard('event: news')).toBe(true)
  second.close()
})

test('I07 the stream of a post that ends by its day ends, though the person holds another one', async () => {
  const { posts, people } = house.world
  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2026-02-01')", [
    posts['troop-cen'],
    people['troop-lan'],
  ])
  const stream = await open(await signIn('troop-lan'))
  expect(await stream.heard(': alive')).toBe(true)
  await house.pool.query("update post_holders set to_on = '2026-07-14' where post_id = $1 and person_id = $2", [
    posts['troop-lan'],
    people['troop-lan'],
  ])
  expect(await stream.heard('event: end')).toBe(true)
  await house.pool.query('update post_holders set to_on = null where post_id = $1 and person_id = $2', [
    posts['troop-lan'],
    people['troop-lan'],
  ])
})

test('the stream is closed to who is not signed in, and a session holds a few at most', async () => {
  expect((await open('')).status).toBe(401)
  const cookie = await signIn('finance')
  const held = [await open(cookie), await open(cookie)]
  const third = await open(cookie)
  expect(third.status).toBe(429)
  expect(await third.heard('too-many-streams')).toBe(true)
  held[0]?.close()
  await held[0]?.ended
  await expect
    .poll(async () => {
      const again = await open(cookie)
      again.close()
      return again.status
    })
    .toBe(200)
  held[1]?.close()
})

test('it ends with the session, and with a change of post', async () => {
  const cookie = await signIn('transport')
  const stream = await open(cookie)
  await stream.heard('event: open')
  await house.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } })
  expect(await stream.heard('event: end')).toBe(true)
  await stream.ended

  await house.pool.query("insert into post_holders (post_id, person_id, from_on) values ($1, $2, '2020-01-01')", [
    post('station'),
    house.world.people.transport,
  ])
  const other = await signIn('transport')
  const acting = await open(other)
  await acting.heard('event: open')
  const posts = (await house.app.inject({ url: '/api/session', headers: { cookie: other } })).json()
  const next = posts.posts.find(({ id }: { id: number }) => id !== posts.acting.id).id
  const moved = await house.app.inject({
    method: 'POST',
    url: '/api/session/post',
    headers: { cookie: other },
    payload: { postId: next },
  })
  expect(moved.statusCode).toBe(200)
  expect(await acting.heard('event: end')).toBe(true)
})

test('an ended session is noticed by the next sign of life, whoever ended it', async () => {
  const cookie = await signIn('village-station')
  const stream = await open(cookie)
  await stream.heard('event: open')
  await house.pool.query('delete from sessions where person_id = $1', [house.world.people['village-station']])
  expect(await stream.heard('event: end')).toBe(true)
})

test('another process of the same database hears it too', async () => {
  const pool = openPool(String((house.pool.options as { connectionString?: string }).connectionString), 3)
  const hub = liveHub(pool)
  let stop = (): void => undefined
  const heard = new Promise<void>((resolve) => {
    stop = hub.listen(post('education'), resolve)
  })
  // The call to listen is on its way; news before it is heard by nobody, as after a lost line.
  await expect
    .poll(async () => {
      await raiseTask('office')
      return Promise.race([heard.then(() => true), new Promise((resolve) => setTimeout(resolve, 300, false))])
    })
    .toBe(true)
  stop()
  await hub.close()
  await pool.end()
})

test('a rolled back change announces nothing', async () => {
  let calls = 0
  const stop = liveHub(house.pool).listen(post('education'), () => {
    calls += 1
  })
  const answer = await (await house.as('office')).post('/matters/tasks', {
    category: 'family',
    title: '入学窗口',
    body: '',
    leadUnitId: house.world.units.education,
    fileIds: [999_999],
  })
  expect(answer.status).toBe(422)
  expect(calls).toBe(0)
  stop()
})

test('the stop of the server ends open streams and does not wait for them', async () => {
  const other = await openTestHouse()
  await other.app.listen({ port: 0, host: '127.0.0.1' })
  const { port: at } = other.app.server.address() as AddressInfo
  const cookie = (await other.as('office')).cookie
  const ended = new Promise<string>((resolve, reject) => {
    const call = ask({ port: at, host: '127.0.0.1', path: '/api/notices/stream', headers: { cookie } }, (answer) => {
      let text = ''
      answer.once('data', () => void other.close())
      answer.on('data', (part: Buffer) => {
        text += part.toString()
      })
      answer.on('end', () => resolve(text))
    })
    call.on('error', reject)
    call.end()
  })
  expect(await ended).toContain('event: end')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

/** A mobile number of the directory stands in no line of the server's log, at its most talkative, whatever goes wrong. */

const NUMBER = '10055550021'
const OFFICE_PHONE = '000-7654321'
const lines: string[] = []

let house: TestHouse
let office: Caller
beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { logLevel: 'trace', logTo: { write: (line) => void lines.push(line) } })
  office = await house.as('office')
})
afterAll(() => house?.close())

const entry = (more: object = {}) => ({
  ...{ unitId: house.world.units.education, postId: house.world.posts.education, title: '办公室主任' },
  ...{ officePhone: OFFICE_PHONE, mobile: NUMBER, fromOn: '2026-01-01', ...more },
})

test('what is entered, found, told and refused leaves no number in the log', async () => {
  const { body, status } = await office.post('/directory', entry())
  expect(status, JSON.stringify(body)).toBe(200)
  expect((await office.post('/directory/find', { mobile: NUMBER })).status).toBe(200)
  expect((await office.post(`/directory/${body.id}/reveal`, { reason: '通知开联席会' })).body).toEqual({
    mobile: NUMBER,
  })
  expect((await office.post(`/directory/${body.id}/reveal`, { reason: `给${NUMBER}打电话` })).status).toBe(422)
  expect((await office.get(`/directory?q=${NUMBER}`)).status).toBe(422)
  expect((await office.get(`/find?q=${NUMBER}`)).status).toBeLessThan(500)
  expect((await office.get(`/nowhere/${NUMBER}`)).status).toBe(404)
  expect(lines.join('')).not.toContain(NUMBER)
})

test('nor does an error of the database that names the row it refused, although the error itself is logged', async () => {
  const { pool } = house
  await pool.query("alter table liaisons add constraint no_more check (from_on < '2026-06-01') not valid")
  const { status, body } = await office.post(
    '/directory',
    entry({ fromOn: '2026-07-01', postId: house.world.posts.finance, unitId: house.world.units.finance }),
  )
  await pool.query('alter table liaisons drop constraint no_more')
  expect(status, JSON.stringify(body)).toBe(500)
  const logged = lines.filter((line) => line.includes(String(body.requestId)))
  expect(logged.join('')).toContain('no_more')
  expect(lines.join('')).not.toContain(NUMBER)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestHouse, type TestHouse } from '../../../main/testing.ts'

let house: TestHouse
let sysadmin: Caller
beforeAll(async () => {
  house = await openTestHouse()
  sysadmin = await house.as('sysadmin')
})
afterAll(() => house.close())

const days = (from: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * 86_400_000).toISOString().slice(0, 10),
  )

const notice = {
  daysOff: ['2027-01-01', ...days('2027-02-05', 8), ...days('2027-10-01', 7)],
  workdays: ['2027-02-14', '2027-10-09'],
  source: '国务院办公厅关于2027年部分节假日安排的通知',
  version: null,
}

const describe = async (day: string) => (await sysadmin.get(`/calendar/days?from=${day}&to=${day}`)).body[0]

test('years are known, entered or open, the newest first', async () => {
  const { body } = await sysadmin.get('/calendar/notices')
  expect(body.map(({ year, state }: { year: number; state: string }) => [year, state])).toEqual([
    [2028, 'open'],
    [2027, 'open'],
    [2026, 'known'],
    [2025, 'known'],
    [2024, 'known'],
  ])
  expect(body[2].workdays.length).toBeGreaterThan(0)
})

test('an entered notice counts at once, and is changed by its version', async () => {
  expect(await describe('2027-10-09')).toMatchObject({ isWorkday: false, announced: false })
  const saved = await sysadmin.put('/calendar/notices/2027', notice)
  expect(saved).toMatchObject({ status: 200, body: { state: 'entered', version: 1 } })
  expect(await describe('2027-10-09')).toMatchObject({ isWorkday: true, announced: true })
  const before = await house.auditCount()
  expect(await sysadmin.put('/calendar/notices/2027', notice)).toMatchObject({
    status: 409,
    body: { type: '/problems/out-of-date', latest: { version: 1 } },
  })
  expect(await house.auditCount()).toBe(before)
  await sysadmin.put('/calendar/notices/2027', { ...notice, workdays: ['2027-10-10'], version: 1 })
  expect(await describe('2027-10-09')).toMatchObject({ isWorkday: false })
})

test('a notice that cannot be right is refused by field and changes nothing', async () => {
  const before = await house.auditCount()
  const wrong = { ...notice, workdays: ['2028-03-01', '2028-10-01'], daysOff: ['2028-10-01'] }
  const answer = await sysadmin.put('/calendar/notices/2028', wrong)
  expect(answer).toMatchObject({ status: 422, body: { type: '/problems/bad-notice' } })
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('/workdays')
  expect(await house.auditCount()).toBe(before)
})

test('only the system administrator enters notices', async () => {
  const office = await house.as('office')
  expect(await office.put('/calendar/notices/2027', notice)).toMatchObject({ status: 403 })
  expect((await office.get('/calendar/notices')).status).toBe(200)
})

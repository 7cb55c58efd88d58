import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeApp } from '../app.ts'
import { openTestHouse, type TestHouse } from '../testing.ts'
import { removeSampleSignIns } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-sign-ins-'))
const FILES = ['演示账号.txt', 'sample-sign-ins.json', 'session-secret']
let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
  await house.pool.query(`insert into settings (key, value) values ('city-mode', '{"kind": "sample"}')`)
  for (const name of FILES) writeFileSync(join(folder, name), '')
})
afterAll(async () => {
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

test("the sample's sign-ins leave the data folder once a real county is set up, and not before", async () => {
  const secret = 'tests only, tests only, tests only, tests only'
  const app = await makeApp(house.house, {
    sessionSecret: secret,
    trustProxy: false,
    isSecure: false,
    uploadLimitBytes: 1024,
    tmpDir: join(folder, 'tmp'),
    logLevel: 'silent',
    onCitySetUp: () => removeSampleSignIns(folder),
  })
  const { cookie } = await house.as('sysadmin')
  const setUp = (confirmName: string) =>
    app.inject({
      method: 'POST',
      url: '/api/setup',
      headers: { cookie },
      payload: { code: '360732000000', confirmName },
    })
  const left = () => FILES.filter((name) => existsSync(join(folder, name)))
  expect((await setUp('别的县')).statusCode).toBe(422)
  expect(left()).toEqual(FILES)
  expect((await setUp('兴国县')).statusCode).toBe(200)
  expect(left()).toEqual(['session-secret'])
  await app.close()
})

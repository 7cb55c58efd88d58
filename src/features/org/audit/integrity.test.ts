import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { sealAll } from '../../../platform/audit/seals.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

const sealEverything = async () => {
  const { seals, clock } = house.house
  for (let left = 1; left > 0; ) {
    await sealAll(seals, house.pool, clock.now())
    left = (await (await house.as('auditor')).get('/audit/integrity')).body.waiting
  }
}

test('the auditor sees how far the audit is sealed and anchored, and by which key', async () => {
  const auditor = await house.as('auditor')
  expect((await auditor.get('/audit/integrity')).body).toMatchObject({ seal: null, anchor: null, waiting: 1 })
  await sealEverything()
  await house.house.seals.anchor(house.pool, house.house.clock.now())
  const { body } = await auditor.get('/audit/integrity')
  expect(body).toMatchObject({ seal: { lastSeq: 1 }, anchor: { seq: 1, isHeld: true }, waiting: 0 })
  expect(body.anchor.head).toBe(body.seal.head)
  expect(body.keyId).toBe(house.house.seals.key.id)
})

test('A02 the auditor verifies the chain from the screen; that he did stays in the audit', async () => {
  const auditor = await house.as('auditor')
  const before = await house.auditCount()
  const { status, body } = await auditor.post('/audit/verifications', {})
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body).toMatchObject({ isSound: true, first: null, count: 0, problems: [] })
  const { rows } = await house.pool.query('select action, after from audit_rows order by id desc limit 1')
  expect(rows[0]).toMatchObject({ action: 'audit.verify', after: { isSound: true } })
  expect(await house.auditCount()).toBe(before + 1)
})

test('A02 a row changed past the program is found and named by its running number', async () => {
  await (await house.as('sysadmin')).post('/people', { login: 'someone', name: '新来的联络员' })
  await sealEverything()
  const { rows } = await house.pool.query("select id from audit_rows where action = 'people.add'")
  await house.pool.query('alter table audit_rows disable trigger audit_rows_stay')
  await house.pool.query(`update audit_rows set person_id = 1 where id = ${rows[0].id}`)
  const { body } = await (await house.as('auditor')).post('/audit/verifications', {})
  expect(body.isSound).toBe(false)
  expect(body.problems[0]).toMatchObject({ seq: body.first, kind: 'row-changed' })
  expect(body.problems[0].sentence).toMatch(/^序号 \d+ 的记录（第 \d+ 号）封存后被改过。$/)
  expect(JSON.stringify(body)).not.toContain('新来的联络员')
})

test('nobody but the auditor sees or verifies it', async () => {
  for (const post of ['office', 'sysadmin', 'secadmin', 'leader'] as const) {
    const caller = await house.as(post)
    expect((await caller.get('/audit/integrity')).status).toBe(403)
    expect((await caller.post('/audit/verifications', {})).status).toBe(403)
  }
})

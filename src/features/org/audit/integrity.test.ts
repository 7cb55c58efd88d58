import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEveryRow } from '../../../main/sealing.fixture.ts'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { newAuditKey } from '../../../platform/audit/keys.ts'
import { type ChainFault, watchChain } from '../../../platform/audit/watch.ts'
import { makeHealth } from '../../../platform/operating/health.ts'
import { lookAtChain } from '../alerts/watch.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house?.close())

/** As often as it needs: what others do on the same server at that moment may hold the newest rows back. */
const sealEverything = async (now = house.house.clock.now()) => {
  await house.as('auditor')
  await sealEveryRow(house.house.seals, house.pool, now)
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

const verified = (name: string, lines: string[], ...more: string[]) => {
  const path = join(house.folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  const { stdout, stderr } = spawnSync(process.execPath, ['bin/verify-audit.mjs', path, '--json', ...more], {
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(`nothing was said: ${stderr}`)
  return JSON.parse(stdout)
}

test('A02 A03 the auditor alone takes the audit out as one file, which verifies offline with it and with what he kept', async () => {
  const auditor = await house.as('auditor')
  await (await house.as('office')).get('/matters/999999')
  await sealEverything()
  await house.house.seals.anchor(house.pool, house.house.clock.now())
  const { status, bytes, headers } = await auditor.download('/audit/export?from=2026-07-14&to=2026-07-14')
  expect(status, bytes.toString()).toBe(200)
  expect(decodeURIComponent(String(headers['content-disposition']))).toContain('留痕 2026-07-14 至 2026-07-14.jsonl')
  const lines = bytes.toString().trimEnd().split('\n')
  const head = JSON.parse(lines[0] as string).export
  expect(head.mark).toMatch(/^同心导出：市双拥办 审计管理员 审计管理员甲 2026-07-14/)
  const rows = lines.filter((line) => line.startsWith('{"row"')).length
  const { rows: audited } = await house.pool.query(
    "select after from audit_rows where action = 'audit.export' order by id desc limit 1",
  )
  expect(audited[0].after).toMatchObject({ kind: 'jsonl', rows, filter: { from: '2026-07-14', to: '2026-07-14' } })
  const sound = verified('whole.jsonl', lines)
  expect(sound).toMatchObject({ isSound: true, rows, keys: [house.house.seals.key.id], anchors: expect.any(Number) })
  expect(sound.anchors).toBeGreaterThan(0)
  const [key, anchors] = [join(house.folder, 'own.pem'), join(house.folder, 'own-anchors.jsonl')]
  writeFileSync(key, house.house.seals.key.publicPem)
  writeFileSync(anchors, house.house.seals.anchorsText())
  expect(verified('kept.jsonl', lines, '--key', key, '--anchors', anchors).isSound).toBe(true)
  // A forged file with a key of its own does not pass the key that the auditor kept.
  writeFileSync(key, newAuditKey().publicPem)
  expect(verified('foreign.jsonl', lines, '--key', key, '--anchors', anchors).isSound).toBe(false)
  const at = lines.findIndex((line) => line.includes('refused.record'))
  const changed = lines.with(at, (lines[at] as string).replace('"record_id":"999999"', '"record_id":"1"'))
  expect(verified('changed.jsonl', changed)).toMatchObject({ isSound: false, problems: [{ kind: 'row-changed' }] })
  expect(verified('cut.jsonl', lines.slice(0, -1)).problems).toContainEqual(
    expect.objectContaining({ kind: 'export-cut' }),
  )
})

test('A02 a part of the audit, by its days, verifies from the seal before it', async () => {
  const auditor = await house.as('auditor')
  // Sealed by clocks of other days: seals have their own time.
  for (const day of ['15', '16', '17']) {
    await (await house.as('sysadmin')).post('/people', { login: `person.${day}`, name: '某人' })
    await sealEverything(new Date(`2026-07-${day}T02:00:00Z`))
  }
  const { bytes } = await auditor.download('/audit/export?from=2026-07-16&to=2026-07-16')
  const lines = bytes.toString().trimEnd().split('\n')
  const part = verified('part.jsonl', lines)
  expect(part).toMatchObject({ isSound: true, isPart: true, firstSeq: expect.any(Number) })
  expect(part.firstSeq).toBeGreaterThan(1)
  const seal = lines.findIndex((line) => line.startsWith('{"seal"'))
  const forged = lines.with(seal, (lines[seal] as string).replace(/"previous":"./, '"previous":"x'))
  expect(verified('forged.jsonl', forged).isSound).toBe(false)
  const none = await auditor.get('/audit/export?from=2026-01-01&to=2026-01-02')
  expect([none.status, none.body.type]).toEqual([422, '/problems/nothing-sealed'])
  expect((await (await house.as('secadmin')).get('/audit/export?from=2026-07-16&to=2026-07-16')).status).toBe(403)
})

test('the auditor reads the public key, its fingerprint, the anchors, and how far the program itself looked', async () => {
  const { body } = await (await house.as('auditor')).get('/audit/integrity')
  expect(body.fingerprint.slice(0, 16)).toBe(body.keyId)
  expect(body.publicKey).toBe(house.house.seals.key.publicPem)
  expect(body.anchors[0]).toMatchObject({ kind: 'anchor', seal: expect.any(Number) })
  expect(body.watch).toEqual({ checkedAt: null, wholeAt: null, isDoubted: false })
  expect(body.beside).toBeNull()
})

test('A02 O04 the program looks by itself: a changed row raises the alarm at the next look, until somebody says why', async () => {
  let minutes = 60
  const now = () => new Date(Date.parse('2026-07-14T01:00:00Z') + minutes * 60_000)
  const watched = { ...house.house, clock: { now, today: () => '2026-07-14' } }
  const health = makeHealth({
    pool: house.pool,
    seals: house.house.seals,
    dataDir: house.folder,
    keepMs: 0,
    now: () => now().getTime(),
  })
  const look = async (after: number) => {
    minutes += after
    await lookAtChain(watched)
    const state = (await health.look()).find(({ name }) => name === 'chain')?.state
    const { rows } = await (await house.as('auditor')).get('/alerts?state=open').then(({ body }) => body)
    return { state, open: rows }
  }
  await house.as('secadmin')
  await sealEverything()
  expect(await look(0)).toEqual({ state: 'ok', open: [] })
  const { rows } = await house.pool.query("select id from audit_rows where action = 'session.open' order by id limit 1")
  await house.pool.query('alter table audit_rows disable trigger audit_rows_stay')
  await house.pool.query(`update audit_rows set address = '10.9.9.9' where id = ${rows[0].id}`)
  expect((await look(1)).state, 'looked at a minute ago').toBe('ok')
  const found = await look(3)
  expect(found.state).toBe('alarm')
  const [alert] = found.open
  expect(alert.title).toBe('留痕查验不符，共 1 处')
  expect(JSON.stringify(alert.facts)).toContain(`（第 ${rows[0].id} 号）封存后被改过`)
  expect((await (await house.as('secadmin')).get('/alerts')).body.rows).toEqual([alert])
  expect((await look(5)).open).toHaveLength(1)
  const said = { version: alert.version, conclusion: '已保全备份，报请核查' }
  expect((await (await house.as('auditor')).post(`/alerts/${alert.id}/conclusion`, said)).status).toBe(200)
  // The same is not told again; anything else is.
  expect(await look(5)).toEqual({ state: 'ok', open: [] })
  await house.pool.query(`update audit_rows set record_id = '77' where id = ${rows[0].id + 1}`)
  expect(await look(5)).toMatchObject({ state: 'alarm', open: [{ title: '留痕查验不符，共 2 处' }] })
})

test('A02 a chain that is too long for one look is gone through step by step, and begun anew', async () => {
  const state = async () => (await house.pool.query('select * from audit_watch')).rows[0]
  const at = new Date('2026-07-14T03:00:00Z')
  const look = () => watchChain({ pool: house.pool, seals: house.house.seals }, at, 2)
  await house.pool.query('update audit_watch set new_no = 0, pass_no = 0, whole_at = null')
  const faults: ChainFault[] = []
  let looks = 0
  for (; looks < 100 && (await state()).whole_at === null; looks++) faults.push(...(await look()))
  expect(looks).toBeGreaterThan(3)
  const sentences = new Set(faults.flatMap(({ problems }) => problems.map(({ sentence }) => sentence)))
  expect(sentences.size).toBe(2)
  expect(await state()).toMatchObject({ pass_no: 0, whole_at: at.toISOString() })
  // A tail cut after it was looked at is missed at once.
  await house.pool.query('update audit_watch set new_no = new_no + 1, new_seq = new_seq + 1')
  expect((await look()).flatMap(({ problems }) => problems.map(({ kind }) => kind))).toContain('tail-cut')
})

test('nobody but the auditor sees or verifies it', async () => {
  for (const post of ['office', 'sysadmin', 'secadmin', 'leader'] as const) {
    const caller = await house.as(post)
    expect((await caller.get('/audit/integrity')).status).toBe(403)
    expect((await caller.post('/audit/verifications', {})).status).toBe(403)
  }
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

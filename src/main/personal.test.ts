import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../platform/audit/export.ts'
import { destroyPersonalKey, ERASED, openPersonal, type Subject } from '../platform/audit/personal.ts'
import { makeBackup, readBackupKey, restoreBackup } from '../platform/backup/index.ts'
import { newKeyring, withNewKey, withoutKey } from '../platform/closed/index.ts'
import { migrate } from '../platform/db/migrate.ts'
import { emptyDatabase } from '../platform/db/testing.ts'
import { systemTransaction } from '../platform/db/transaction.ts'
import { turnPersons } from './keys.ts'
import { policiesSql } from './permissions.ts'
import { sealEveryRow } from './sealing.fixture.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'tongxin-personal-'))
const keyring = newKeyring()
let house: TestHouse
let subject: Subject
const NAME = '欧阳测试'
const CLEAR = [NAME, '10012340001', '10012340002', '0791-5550001', '正科级秘书']

beforeAll(async () => {
  house = await openTestHouse('2026-07-14', { keyring })
  const office = await house.as('office')
  const entry = {
    postId: null,
    name: NAME,
    title: '正科级秘书',
    officePhone: '0791-5550001',
    mobile: '10012340001',
  }
  const unitId = house.world.units.education
  const { body } = await office.post('/directory', { ...entry, unitId, fromOn: '2026-01-01' })
  subject = `liaisons:${body.id}`
  const saved = await office.put(`/directory/${body.id}`, { ...entry, mobile: '10012340002', version: body.version })
  expect(saved.status).toBe(200)
})
afterAll(async () => {
  await house?.close()
  rmSync(folder, { recursive: true, force: true })
})

type Row = { record: string; recordId: string; before: unknown; after: unknown; action: string }
const rows = async (pool = house.pool): Promise<Row[]> =>
  (
    await pool.query<Row>(
      `select record, record_id as "recordId", before, after, action from audit_rows
       where record || ':' || record_id = $1 order by id`,
      [subject],
    )
  ).rows
const opened = async () => {
  const stored = await rows()
  return systemTransaction(house.pool, (tx) => openPersonal(tx, keyring, subject, stored))
}

test('values of a person stand in audit rows as ciphertext under his own key alone, and open with it', async () => {
  const text = JSON.stringify((await house.pool.query('select before, after from audit_rows')).rows)
  for (const clear of CLEAR) expect(text.includes(clear), clear).toBe(false)
  const [added, saved] = await opened()
  expect(added?.after).toMatchObject({ name: NAME, mobile: '10012340001', officePhone: '0791-5550001' })
  expect(saved).toMatchObject({
    before: { name: NAME, mobile: '10012340001' },
    after: { name: NAME, mobile: '10012340002' },
  })
})

test('the auditor is told which fields changed, and no value', async () => {
  const { body } = await (await house.as('auditor')).get('/audit?action=liaison.save')
  expect(body.rows[0].fields).toEqual(['mobile'])
  expect(JSON.stringify(body)).not.toContain(NAME)
})

test('a value moved to another record or field does not open', async () => {
  const [added] = await rows()
  const { name, mobile } = (added?.after ?? {}) as Record<string, unknown>
  const moved = [
    { record: 'liaisons', recordId: '999', before: null, after: { name } },
    { record: 'liaisons', recordId: String(added?.recordId), before: null, after: { name: mobile } },
  ]
  const answer = await systemTransaction(house.pool, (tx) => openPersonal(tx, keyring, subject, moved))
  expect(answer.map(({ after }) => after)).toEqual([{ name: ERASED }, { name: ERASED }])
})

test('C04 the key that wraps the keys of persons turns; their values open as before', async () => {
  keyring.change((keys) => withNewKey(keys, 'persons', 'sm4-ctr-hmac-sm3', '2026-07-14T00:00:00.000Z'))
  expect(await turnPersons(house.pool, keyring)).toBeGreaterThan(0)
  expect(await turnPersons(house.pool, keyring)).toBe(0)
  keyring.change((keys) => withoutKey(keys, 'p1', '2026-07-14T00:00:00.000Z'))
  expect((await opened())[0]?.after).toMatchObject({ name: NAME })
})

test('P03 C04 a destroyed key leaves ciphertext here and in an older backup, and the chain verifies', async () => {
  const { files, seals } = house.house
  await sealEveryRow(seals, house.pool, new Date())
  const [archive, personsCopy] = [join(folder, 'before.tongxin'), join(folder, 'personal-keys.copy')]
  const backupKey = readBackupKey(join(folder, 'backup-key'), { make: true })
  const keys = { audit: seals.key.id, publicPem: seals.key.publicPem, closed: '' }
  const from = { url: house.url, files, personsCopy, at: '2026-07-14', keys }
  const { manifest } = await makeBackup(from, archive, backupKey)
  expect(manifest.tables.map(({ name }) => name)).not.toContain('personal_keys')
  expect(readFileSync(personsCopy, 'utf8')).toContain(subject)

  await systemTransaction(house.pool, (tx) => destroyPersonalKey(tx, subject, '2026-07-15T00:00:00.000Z'))
  expect((await opened())[0]?.after).toMatchObject({ name: ERASED, mobile: ERASED })
  expect(await verifyChain(house.pool, seals)).toMatchObject({ isSound: true })

  // The next backup replaces the copy of the keys; the archive of before is restored with it.
  await makeBackup(from, join(folder, 'after.tongxin'), backupKey)
  const target = await emptyDatabase()
  try {
    await restoreBackup({ url: target.url, files: null, personsCopy }, archive, backupKey)
    await migrate(target.pool, policiesSql())
    const stored = await rows(target.pool)
    const answer = await systemTransaction(target.pool, (tx) => openPersonal(tx, keyring, subject, stored))
    expect(answer[0]?.after).toMatchObject({ name: ERASED })
    await seals.anchorRestored(target.pool, new Date())
    expect(await verifyChain(target.pool, seals)).toMatchObject({ isSound: true })
  } finally {
    await target.drop()
  }
})

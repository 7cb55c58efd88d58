import { afterAll, beforeAll, expect, test } from 'vitest'
import { currentKey, makeClosed, newKeyring, PROFILES, withNewKey, withoutKey } from '../closed/index.ts'
import { cloneDatabase } from '../db/testing.ts'
import { joinProcesses, listProcesses, type Shared } from './index.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const shared: Shared = {
  sessionSecret: 'a secret of tests',
  auditKey: 'audit-key',
  files: 'one store',
  closed: makeClosed(newKeyring()),
}
const several = { version: '0.1.0', isOnly: false }

test('processes that share secret, keys and files stand side by side, and are seen until they leave', async () => {
  const first = await joinProcesses(database.pool, shared, several)
  const second = await joinProcesses(database.pool, shared, several)
  expect((await listProcesses(database.pool)).map(({ id }) => id)).toEqual([first.id, second.id])
  await second.leave()
  expect((await listProcesses(database.pool)).map(({ id }) => id)).toEqual([first.id])
  await first.leave()
})

test.each<[string, Partial<Shared>]>([
  ['SESSION_SECRET', { sessionSecret: 'another' }],
  ['AUDIT_KEY', { auditKey: 'another' }],
  ['FILES_DIR', { files: 'another' }],
  ['CLOSED_KEYS', { closed: makeClosed(newKeyring()) }],
])('one with another %s is refused by name, and leaves nothing behind', async (setting, other) => {
  const first = await joinProcesses(database.pool, shared, several)
  await expect(joinProcesses(database.pool, { ...shared, ...other }, several)).rejects.toThrow(setting)
  expect((await listProcesses(database.pool)).map(({ id }) => id)).toEqual([first.id])
  await first.leave()
})

test('a dead one holds nobody up', async () => {
  await joinProcesses(database.pool, shared, several)
  await database.pool.query("update processes set seen_at = now() - interval '31 seconds'")
  const other = await joinProcesses(database.pool, { ...shared, sessionSecret: 'another' }, several)
  await joinProcesses(database.pool, shared, { version: '0.1.0', isOnly: true }).then(({ leave }) => leave())
  await other.leave()
})

test('no print tells what it stands for', async () => {
  const first = await joinProcesses(database.pool, shared, several)
  const { rows } = await database.pool.query('select prints::text as text from processes')
  expect(JSON.stringify(rows)).not.toContain(shared.sessionSecret)
  await first.leave()
})

test('C04 one that joins after a key was turned and destroyed still knows those at work', async () => {
  const keyring = newKeyring()
  const turning: Shared = { ...shared, closed: makeClosed(keyring) }
  const first = await joinProcesses(database.pool, turning, { ...several, beatMs: 50 })
  const old = currentKey(keyring, 'fields').id
  keyring.change((keys) => withNewKey(keys, 'fields', PROFILES.aes, '2026-07-14T01:00:00.000Z'))
  const sealedWith = async () =>
    (await database.pool.query("select prints ->> 'closedKey' as name from processes")).rows[0].name as string
  await expect.poll(sealedWith).toContain(currentKey(keyring, 'fields').id)
  keyring.change((keys) => withoutKey(keys, old, '2026-07-14T02:00:00.000Z'))
  const second = await joinProcesses(database.pool, turning, several)
  await second.leave()
  await first.leave()
})

import { once } from 'node:events'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  expectNothingLost,
  expectSoundAudit,
  type Killed,
  killRounds,
  runCommand,
  setUpCounty,
  signInOffice,
} from './killing.ts'
import { again, begin, importOnce, killedAt, reaches, registerHash, registerOf, takeIn } from './killing-import.ts'
import {
  askDatabase,
  clearAway,
  databaseProcesses,
  freePort,
  launchCommand,
  newDataDir,
  openCaller,
  type Program,
  runProgram,
  startProgram,
} from './program.ts'

const ROUNDS = 5
const folders: string[] = []
const dataDir = (): string => {
  const folder = newDataDir()
  folders.push(folder)
  return folder
}

let folder: string
let killed: Killed
let program: Program
beforeAll(async () => {
  folder = dataDir()
  await setUpCounty(folder)
  killed = await killRounds(folder, ROUNDS)
  program = await startProgram(folder)
  await askDatabase(folder, 'delete from sign_in_brakes')
})
afterAll(() => clearAway(folders))

it(`D01 D04 D12 keeps every acknowledged write over ${ROUNDS} kills of server, database and both, each with its audit row`, async () => {
  expect(killed.noted.units.size).toBeGreaterThan(ROUNDS)
  expect(killed.noted.files.size).toBeGreaterThan(0)
  await expectNothingLost(folder, killed)
})

it('A02 the chain of the audit verifies after the kills, in a process of its own', async () => {
  const path = join(folder, 'audit.jsonl')
  await expectSoundAudit(folder, path)
  const [counted] = await askDatabase<{ count: number }>(folder, 'select count(*)::int as count from audit_rows')
  const lines = readFileSync(path, 'utf8').split('\n')
  expect(lines.filter((line) => /^\{"(row|loose)"/.test(line)).length).toBeGreaterThanOrEqual(counted?.count ?? 0)
})

it('D03 a second server on the same folder ends at once, names the holder, and takes a lock of the dead over', async () => {
  const before = await askDatabase(folder, 'select count(*) from audit_rows')
  const { code, error } = await runProgram({ PORT: String(await freePort()), DATA_DIR: folder })
  expect(code).toBe(1)
  expect(error).toContain(`进程号 ${program.process.pid}`)
  expect(await askDatabase(folder, 'select count(*) from audit_rows')).toEqual(before)
  expect((await openCaller(program.address)('GET', '/health')).status).toBe(200)
})

it('B01 B02 a backup of the running program restores into an empty folder by one command, and people sign in there', async () => {
  const path = join(folder, 'county.tongxin')
  expect(await runCommand(folder, '--backup', path)).toContain('已逐段核验')
  const target = dataDir()
  const keys = { BACKUP_KEY: join(folder, 'backup-key') }
  // Without the keys that lie apart nothing is begun.
  const without = await runProgram({ DATA_DIR: target, ...keys }, ['--restore', path])
  expect(without.code).toBe(1)
  expect(without.error).toContain('没有恢复任何内容')
  for (const name of ['audit-key.pem', 'closed-keys.json', 'root-key'])
    copyFileSync(join(folder, name), join(target, name))
  const said = await runCommand(target, '--restore', path, keys)
  expect(said).toContain('每张表的行数和内容都与备份清单相符')
  expect(said).toContain('留痕完整')
  const there = await startProgram(target)
  expect(there.said()).not.toContain('不符')
  await expectNothingLost(target, killed)
  const { status, call } = await signInOffice(there)
  expect(status).toBe(200)
  const [unit] = [...killed.noted.units.keys()]
  expect((await call('GET', `/units/${unit}`)).status).toBe(200)
  expect(await there.end('SIGTERM')).toBe(0)
  // Once more into the same folder: what is there stays.
  const again = await runProgram({ DATA_DIR: target, ...keys }, ['--restore', path])
  expect(again).toMatchObject({ code: 1 })
  expect(again.error).toContain('没有动它')
})

it('B02 a restore that was cut off is told as such, leaves no process behind, and is not taken for a city', async () => {
  const path = join(folder, 'county.tongxin')
  const target = dataDir()
  for (const name of ['audit-key.pem', 'closed-keys.json', 'root-key', 'backup-key'])
    copyFileSync(join(folder, name), join(target, name))
  const restoring = launchCommand(target, '--restore', path)
  await restoring.untilSaid('正在建立数据库')
  restoring.child.kill('SIGTERM')
  await once(restoring.child, 'close')
  expect(restoring.child.exitCode).toBe(1)
  expect(restoring.said()).toContain('已中断，这一步没有做完。')
  expect(databaseProcesses(target)).toEqual([])
  for (const args of [[], ['--restore', path]]) {
    const refused = await runProgram({ DATA_DIR: target }, args)
    expect(refused.code).toBe(1)
    expect(refused.error).toContain('没有做完，里面的内容不全')
  }
})

it('D14 pages of the embedded database bear checksums, so that a damaged one is refused and not read', async () => {
  expect(await askDatabase(folder, 'show data_checksums')).toEqual([{ data_checksums: 'on' }])
})

it('B05 a damaged backup is refused before anything is made', async () => {
  const path = join(folder, 'county.tongxin')
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
  const damaged = join(folder, 'damaged.tongxin')
  writeFileSync(damaged, bytes)
  const target = dataDir()
  const { code, error } = await runProgram({ DATA_DIR: target, BACKUP_KEY: join(folder, 'backup-key') }, [
    '--restore',
    damaged,
  ])
  expect(code).toBe(1)
  expect(error).toMatch(/换一份备份再做/)
  expect(databaseProcesses(target)).toEqual([])
  rmSync(damaged)
})

it('D05 an import killed before staging, in it, while it is taken in, and after its commit comes to the same rows as one left alone', async () => {
  const text = await registerOf(folder, 24)
  const whole = await importOnce(folder, program, text)
  expect(whole.rows).toBe(24)
  let { call } = await signInOffice(program)
  let id = 0
  await killedAt(folder, program, 'register_import_rows', async () => {
    id = (await begin(program, call, text)).id
  })
  ;({ program, call } = await again(folder))
  const checked = await reaches(call, id, 'checked')
  expect(checked.counts).toMatchObject({ read: 25, fresh: 24, wrong: 1 })
  // Rows are staged before the sentences about them: killed between the two, and read anew.
  await killedAt(folder, program, 'register_import_faults', async () => {
    id = (await begin(program, call, text)).id
  })
  ;({ program, call } = await again(folder))
  const read = await reaches(call, id, 'checked')
  expect(read.counts).toEqual(checked.counts)
  expect(await askDatabase(folder, `select line from register_import_rows where import_id = ${id}`)).toHaveLength(25)
  expect(await registerHash(folder)).toMatchObject({ rows: 0 })
  // Households and persons are written by then; their plaques wait.
  await killedAt(folder, program, 'plaque_cards', () => takeIn(call, read))
  expect(await registerHash(folder)).toMatchObject({ rows: 0 })
  ;({ program, call } = await again(folder))
  await reaches(call, id, 'taken')
  await program.end('SIGKILL')
  ;({ program, call } = await again(folder))
  expect(await reaches(call, id, 'taken')).toMatchObject({ counts: { fresh: 24 } })
  expect(await registerHash(folder)).toEqual(whole)
  expect(
    await askDatabase(folder, `select 1 from audit_rows where action = 'register.import' and record_id = '${id}'`),
  ).toHaveLength(1)
  expect(await askDatabase(folder, `select 1 from register_import_rows where import_id = ${id}`)).toEqual([])
})

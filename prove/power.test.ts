import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { expectNothingLost, expectSoundAudit, killUnderLoad, setUpCounty } from '../journeys/killing.ts'
import { askDatabase, clearAway, databaseTree, inDatabase, newDataDir, startProgram } from '../journeys/program.ts'
import { figure, report } from './figures.ts'
import { follow, hasTracer, linesOf } from './tracing.ts'

/**
 * The disk after the power went: nothing is on it but what a program had synced. Of the database that is its base as it lay
 * before the work began, as no page written since need have arrived, and of its journal each write that stands before a
 * finished sync of its file; of the uploaded files those whose bytes and whose place in their folder were synced.
 */

const WRITES = figure('PROVE_POWER_WRITES', 60)
/** Segments of the journal that are followed: far more than the work fills. */
const SEGMENTS = 12

const folders: string[] = []
afterAll(() => clearAway(folders))
const newTraces = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `tongxin-${name}-`))
  folders.push(folder)
  return folder
}

/** Names of this segment and those behind it. */
const segmentsFrom = (first: string): string[] => {
  const timeline = first.slice(0, 8)
  const at = Number.parseInt(first.slice(8, 16), 16) * 256 + Number.parseInt(first.slice(16), 16)
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')
  return Array.from({ length: SEGMENTS }, (_, no) => `${timeline}${hex((at + no) >> 8)}${hex((at + no) & 255)}`)
}

const bytesOf = (written: string): Buffer => Buffer.from(written.replaceAll('\\x', ''), 'hex')
const nameOf = (written: string): string => basename(bytesOf(written).toString('latin1'))

/** Lays the journal as the disk holds it: the base, and every write before the last finished sync of its file. */
const layJournal = (traces: string, into: string, isHonest: boolean): { kept: number; dropped: number } => {
  const open = new Map<string, { offset: number; bytes: Buffer }[]>()
  let kept = 0
  for (const { line } of linesOf(traces)) {
    const write = / pwrite64\(\d+<([^>]+)>, "((?:\\x[0-9a-f]{2})*)", (\d+), (\d+)\) += \3$/.exec(line)
    const sync = / (?:fdatasync|fsync)\(\d+<([^>]+)>\) += 0$/.exec(line)
    if (write) {
      const name = nameOf(write[1] as string)
      open.set(name, [...(open.get(name) ?? []), { offset: Number(write[4]), bytes: bytesOf(write[2] as string) }])
    } else if (sync && isHonest) {
      const name = nameOf(sync[1] as string)
      const path = join(into, name)
      if (!existsSync(path)) writeFileSync(path, Buffer.alloc(16 * 1024 * 1024))
      const file = openSync(path, 'r+')
      for (const { offset, bytes } of open.get(name) ?? []) {
        writeSync(file, bytes, 0, bytes.length, offset)
        kept += 1
      }
      closeSync(file)
      open.delete(name)
    }
  }
  return { kept, dropped: [...open.values()].flat().length }
}

/** Uploaded files under their last name whose bytes, or whose place in a folder, were not synced when all ended. */
const unsyncedFiles = (traces: string, dir: string): string[] => {
  const dirty = new Set<string>()
  const unplaced = new Set<string>()
  const inFolder = (path: string) => path.startsWith(`${dir}/`)
  for (const { line } of linesOf(traces)) {
    const write = / p?write(?:64|v)?\(\d+<([^>]+)>/.exec(line)?.[1]
    const synced = / (?:fdatasync|fsync)\(\d+<([^>]+)>\) += 0$/.exec(line)?.[1]
    const moved =
      / rename(?:at2?)?\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)", (?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)".*\) += 0$/.exec(
        line,
      )
    const made = / mkdir(?:at)?\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)".*\) += 0$/.exec(line)?.[1]
    if (write && inFolder(write)) dirty.add(write)
    if (made && inFolder(made)) unplaced.add(made)
    if (moved && inFolder(moved[2] as string)) {
      const [, from, to] = moved as unknown as [string, string, string]
      if (dirty.delete(from)) dirty.add(to)
      unplaced.add(to)
    }
    if (synced) {
      dirty.delete(synced)
      for (const path of unplaced) if (dirname(path) === synced) unplaced.delete(path)
    }
  }
  return [...new Set([...dirty, ...unplaced])]
}

/** Works until so much is acknowledged, cuts the power, and lays the disk as it was left. @param isHonest whether the disk holds what it was told to sync */
const cutPower = async (writes: number, isHonest: boolean) => {
  const folder = newDataDir()
  const after = newDataDir()
  folders.push(folder, after)
  await setUpCounty(folder)
  const program = await startProgram(folder)
  const cluster = join(folder, 'postgres', 'cluster')

  // The base, taken as an administrator takes one, before the work.
  const base = join(after, 'base')
  const label = await inDatabase(folder, async (client) => {
    await client.query("select pg_backup_start('power', true)")
    execFileSync('cp', ['-a', cluster, base])
    return (await client.query('select labelfile from pg_backup_stop(false)')).rows[0].labelfile as string
  })
  const current = (
    await askDatabase<{ name: string }>(folder, 'select pg_walfile_name(pg_current_wal_lsn()) as name')
  )[0]?.name as string
  execFileSync('cp', ['-a', join(cluster, 'pg_wal'), join(after, 'journal')])

  const [ofJournal, ofFiles] = [newTraces('journal'), newTraces('files')]
  const segments = segmentsFrom(current).flatMap((name) => ['-P', join(cluster, 'pg_wal', name)])
  const data = ['-y', '-xx', '-s', '4194304', '-e', 'trace=pwrite64,pwritev,fdatasync,fsync', ...segments]
  const names = [
    '-y',
    '-s',
    '400',
    '-e',
    'trace=write,pwrite64,pwritev,writev,fdatasync,fsync,rename,renameat,renameat2,mkdir,mkdirat',
  ]
  const tracers = [
    await follow(databaseTree(folder), data, ofJournal),
    await follow([program.process.pid as number], names, ofFiles),
  ]
  const killed = await killUnderLoad(folder, program, writes)
  for (const { over } of tracers) await over

  // The disk as the power left it.
  execFileSync('cp', ['-a', `${folder}/.`, after])
  const disk = join(after, 'postgres', 'cluster')
  rmSync(disk, { recursive: true })
  execFileSync('mv', [base, disk])
  rmSync(join(disk, 'pg_wal'), { recursive: true })
  execFileSync('mv', [join(after, 'journal'), join(disk, 'pg_wal')])
  for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(disk, name), { force: true })
  writeFileSync(join(disk, 'backup_label'), label)
  const journal = layJournal(ofJournal, join(disk, 'pg_wal'), isHonest)
  execFileSync('chown', ['-R', '--reference', join(disk, 'PG_VERSION'), disk])
  chmodSync(disk, 0o700)
  const lostFiles = unsyncedFiles(ofFiles, join(folder, 'files'))
  for (const path of lostFiles) rmSync(path.replace(folder, after), { recursive: true, force: true })
  expect(readdirSync(ofFiles).length).toBeGreaterThan(0)
  return { after, killed, journal, lostFiles }
}

const mayTrace = hasTracer && process.getuid?.() === 0

it.skipIf(!mayTrace)(
  `D02 after a power cut under load a disk that holds nothing but what was synced has every one of ${WRITES} acknowledged writes`,
  async () => {
    const { after, killed, journal, lostFiles } = await cutPower(WRITES, true)
    expect(journal.kept).toBeGreaterThan(WRITES / 4)
    const program = await startProgram(after)
    await expectNothingLost(after, killed)
    await program.end('SIGTERM')
    await expectSoundAudit(after, join(after, 'audit.jsonl'))
    report(
      `${killed.noted.count} writes acknowledged, 0 lost; of the journal ${journal.kept} writes were synced, ${journal.dropped} dropped; ${lostFiles.length} unsynced files dropped`,
    )
  },
)

it.skipIf(!mayTrace)(
  'D02 on a disk that held nothing of what it was told to sync the same writes are found missing',
  async () => {
    const { after, killed, journal } = await cutPower(20, false)
    expect(journal).toMatchObject({ kept: 0 })
    expect(journal.dropped).toBeGreaterThan(5)
    const program = await startProgram(after)
    await expect(expectNothingLost(after, killed)).rejects.toThrow()
    await program.end('SIGTERM')
  },
)

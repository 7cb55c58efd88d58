import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { setUpCounty, signInOffice } from '../journeys/killing.ts'
import { clearAway, databaseTree, newDataDir, startProgram } from '../journeys/program.ts'
import { report } from './figures.ts'
import { follow, hasTracer, linesOf } from './tracing.ts'

const folders: string[] = []
afterAll(() => clearAway(folders))

const WRITES = 40

type Call = { at: number; pid: string; what: 'asked' | 'committing' | 'synced' | 'answered' }

/** What a line of a trace tells: an audit row asked for, a commit asked for, something synced, a commit answered. */
const callOf = ({ at, pid, line }: ReturnType<typeof linesOf>[number]): Call[] => {
  if (/ (fdatasync|fsync)\(\d+\) += 0/.test(line)) return [{ at, pid, what: 'synced' }]
  if (/ recvfrom\(.*insert into \\"audit_rows\\"/.test(line)) return [{ at, pid, what: 'asked' }]
  if (/ recvfrom\(.*"Q.*commit/.test(line)) return [{ at, pid, what: 'committing' }]
  if (/ sendto\(.*COMMIT/.test(line)) return [{ at, pid, what: 'answered' }]
  return []
}

/** Commits of changes in the traces, and those of them that were answered before anything was synced. */
const judge = (folder: string): { commits: number; unsynced: Call[] } => {
  const calls = linesOf(folder).flatMap(callOf)
  const wrote = new Set<string>()
  const since = new Map<string, number>()
  let [lastSync, commits] = [0, 0]
  const unsynced: Call[] = []
  for (const call of calls) {
    if (call.what === 'synced') lastSync = call.at
    if (call.what === 'asked') wrote.add(call.pid)
    if (call.what === 'committing' && wrote.delete(call.pid)) since.set(call.pid, call.at)
    if (call.what !== 'answered' || !since.has(call.pid)) continue
    commits += 1
    if (lastSync < (since.get(call.pid) as number)) unsynced.push(call)
    since.delete(call.pid)
  }
  return { commits, unsynced }
}

it.skipIf(!hasTracer)('D02 the journal is synced to the disk between each commit and its answer', async () => {
  const folder = newDataDir()
  folders.push(folder)
  const traces = mkdtempSync(join(tmpdir(), 'tongxin-traces-'))
  folders.push(traces)
  await setUpCounty(folder)
  const program = await startProgram(folder)
  const { call, body } = await signInOffice(program)
  const regionId = (body.acting as { regionId: number }).regionId
  const tracer = await follow(
    databaseTree(folder),
    ['-s', '400', '-e', 'trace=fdatasync,fsync,recvfrom,sendto'],
    traces,
  )
  for (let at = 0; at < WRITES; at++) {
    const name = `同步第${at}局`
    const unit = { name, shortName: name, aliases: [], kind: 'member', side: 'civil', regionId }
    expect((await call('POST', '/units', unit)).status).toBe(200)
  }
  await tracer.end()
  await program.end('SIGTERM')
  const { commits, unsynced } = judge(traces)
  expect(commits).toBeGreaterThanOrEqual(WRITES)
  expect(unsynced).toEqual([])
  report(`${commits} commits of changes traced, each answered only after fdatasync`)
})

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { setUpCounty, signInOffice } from '../journeys/killing.ts'
import { clearAway, databaseTree, newDataDir, startProgram } from '../journeys/program.ts'
import { report } from './figures.ts'

const folders: string[] = []
afterAll(() => clearAway(folders))

const WRITES = 40
const hasTracer = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0

type Call = { at: number; pid: string; what: 'asked' | 'committing' | 'synced' | 'answered' }

/** What a line of a trace tells: an audit row asked for, a commit asked for, something synced, a commit answered. */
const callOf = (line: string, pid: string): Call[] => {
  const at = Number(line.split(' ')[0])
  if (/ (fdatasync|fsync)\(\d+\) += 0/.test(line)) return [{ at, pid, what: 'synced' }]
  if (/ recvfrom\(.*insert into \\"audit_rows\\"/.test(line)) return [{ at, pid, what: 'asked' }]
  if (/ recvfrom\(.*"Q.*commit/.test(line)) return [{ at, pid, what: 'committing' }]
  if (/ sendto\(.*COMMIT/.test(line)) return [{ at, pid, what: 'answered' }]
  return []
}

/** Commits of changes in the traces, and those of them that were answered before anything was synced. */
const judge = (folder: string): { commits: number; unsynced: Call[] } => {
  const calls = readdirSync(folder)
    .flatMap((name) => {
      const pid = name.split('.').at(-1) as string
      return readFileSync(join(folder, name), 'latin1')
        .split('\n')
        .flatMap((line) => callOf(line, pid))
    })
    .sort((a, b) => a.at - b.at)
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
  const pids = databaseTree(folder)
  const tracer: ChildProcess = spawn(
    'strace',
    [
      '-ff',
      '-ttt',
      '-s',
      '400',
      '-e',
      'trace=fdatasync,fsync,recvfrom,sendto',
      '-o',
      join(traces, 'trace'),
      ...pids.flatMap((pid) => ['-p', String(pid)]),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  tracer.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  while (said.split('attached').length <= pids.length) await new Promise((resolve) => setTimeout(resolve, 50))
  for (let at = 0; at < WRITES; at++) {
    const name = `同步第${at}局`
    const unit = { name, shortName: name, aliases: [], kind: 'member', side: 'civil', regionId }
    expect((await call('POST', '/units', unit)).status).toBe(200)
  }
  const over = once(tracer, 'exit')
  tracer.kill('SIGINT')
  await over
  await program.end('SIGTERM')
  const { commits, unsynced } = judge(traces)
  expect(commits).toBeGreaterThanOrEqual(WRITES)
  expect(unsynced).toEqual([])
  report(`${commits} commits of changes traced, each answered only after fdatasync`)
})

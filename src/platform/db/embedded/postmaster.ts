import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, isAlive, runToEnd, waitUntil } from './process.ts'

/** What PostgreSQL writes into `postmaster.pid` of a running cluster. */
export type PostmasterNote = { pid: number; port: number; status: 'starting' | 'stopping' | 'ready' | 'standby' | '' }

const noteFile = (cluster: string) => join(cluster, 'postmaster.pid')

/** Reads `postmaster.pid`: first line the process, fourth the port, eighth the status. Undefined when there is none. */
export function readPostmaster(cluster: string): PostmasterNote | undefined {
  let text: string
  try {
    text = readFileSync(noteFile(cluster), 'utf8')
  } catch {
    return undefined
  }
  const lines = text.split('\n').map((line) => line.trim())
  const status = ['starting', 'stopping', 'ready', 'standby'].find((word) => word === lines[7])
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (status ?? '') as PostmasterNote['status'] }
}

/**
 * The living postmaster of a cluster, if there is one. A note whose process is gone, or whose number now belongs to some
 * other program, is taken away: PostgreSQL itself would refuse to start for the second kind.
 */
export function livingPostmaster(cluster: string): PostmasterNote | undefined {
  const note = readPostmaster(cluster)
  if (!note) return undefined
  const command = isAlive(note.pid) ? commandOf(note.pid) : ''
  if (command === undefined || (command.includes('postgres') && command.includes(cluster))) return note
  rmSync(noteFile(cluster), { force: true })
  return undefined
}

/**
 * Stops a postmaster the fast way (open sessions are cut, a checkpoint is written) and waits until it is gone.
 * After a minute it is told to stop at once; the journal is replayed at the next start then.
 */
export async function stopPostmaster(cluster: string, pid: number, pgCtl: string): Promise<void> {
  const isGone = () => !isAlive(pid)
  if (process.platform === 'win32') {
    runToEnd(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], undefined, cluster)
    await waitUntil(isGone, 5_000)
    return
  }
  signal(pid, 'SIGINT')
  if (await waitUntil(isGone, 60_000)) return
  signal(pid, 'SIGQUIT')
  if (await waitUntil(isGone, 10_000)) return
  signal(pid, 'SIGKILL')
  await waitUntil(isGone, 5_000)
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // Gone between two looks: nothing to stop.
  }
}

/** The major version a cluster was made by, undefined when there is no cluster yet. */
export function clusterMajor(cluster: string): number | undefined {
  const path = join(cluster, 'PG_VERSION')
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : undefined
}

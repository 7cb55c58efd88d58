import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { systemCode } from './errors.ts'

/** Whose rights a PostgreSQL program gets; undefined means those of this process. */
export type RunAs = { uid: number; gid: number } | undefined

/** Whether a process of this number is running, under whatever user. One that ended unattended (a zombie) is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false
  }
  return process.platform !== 'linux' || statOf(pid)[0] !== 'Z'
}

/** State, parent and so on of a Linux process: what follows its command in /proc; empty when it cannot be read. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command stands in brackets and may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

/**
 * A text that tells two processes of the same number apart (boot and start time); '' where the platform does not tell.
 * Numbers are handed out again, in containers after every restart, so a number alone proves nothing.
 */
export function startMark(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const ticks = statOf(pid)[19] ?? ''
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`
    }
    if (process.platform === 'win32') return ''
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** The command line of a process, '' when it is gone, undefined where the platform does not tell. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    if (process.platform === 'win32') return undefined
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** Runs a program to its end with the given rights. `output` is what it printed on both channels. */
export function runToEnd(program: string, args: string[], runAs: RunAs, cwd: string): { ok: boolean; output: string } {
  const done = spawnSync(program, args, {
    ...runAs,
    cwd,
    encoding: 'utf8',
    env: cleanEnvironment(),
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.error) return { ok: false, output: done.error.message }
  return { ok: done.status === 0, output: `${done.stdout}${done.stderr}`.trim() }
}

/** The environment of PostgreSQL programs: ours without PG… variables, in English, so that output can be read. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LANG: 'C' }
}

/** Waits until `happened` answers true; false when the time is over. Looks every 20 ms. */
export async function waitUntil(happened: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds
  while (!(await happened())) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

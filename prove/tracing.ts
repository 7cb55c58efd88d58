import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** System calls of running processes, by strace. */

export const hasTracer = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0

/**
 * Follows processes, and those they begin, until they are gone or it is ended.
 * @param args what is traced, and how
 * @param traces folder for the lines, a file per process or thread
 */
export const follow = async (pids: readonly number[], args: readonly string[], traces: string) => {
  const tracer: ChildProcess = spawn(
    'strace',
    ['-ff', '-ttt', ...args, '-o', join(traces, 'trace'), ...pids.flatMap((pid) => ['-p', String(pid)])],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  tracer.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  while (said.split('attached').length <= pids.length) {
    if (tracer.exitCode !== null) throw new Error(said)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const over = once(tracer, 'exit')
  return {
    /** Until all that it follows are gone. */
    over,
    end: async () => {
      tracer.kill('SIGINT')
      await over
    },
  }
}

/** Every line of the traces with the process that it is of, in the order of time. */
export const linesOf = (traces: string): { at: number; pid: string; line: string }[] =>
  readdirSync(traces)
    .flatMap((name) => {
      const pid = name.split('.').at(-1) as string
      return readFileSync(join(traces, name), 'latin1')
        .split('\n')
        .map((line) => ({ at: Number(line.split(' ')[0]), pid, line }))
    })
    .filter(({ at }) => at > 0)
    .sort((one, other) => one.at - other.at)

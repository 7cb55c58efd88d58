import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { House } from '../../../platform/context.ts'
import { Problem } from '../../../platform/problem.ts'
import { importProblems } from './contract.ts'
import { type Progress, type Staged, type StagingTask, stageFile } from './staging.ts'
import type { Asked, Told } from './staging-process.ts'

/** Built beside the server; sources have no such file, and read in the process itself. */
const BUILT = fileURLToPath(new URL('./stage-register.js', import.meta.url))
const MEMORY_MB = 512
/** Rows come and go by the hundred thousand: with room for the young ones few of them are copied on the way. */
const NURSERY_MB = 32

/**
 * `stageFile` in a process of its own, so that the server keeps its memory and its turns for who waits for an answer. The file
 * comes to it through a pipe, keys and database through the channel of the two processes: neither its arguments nor its
 * environment tell anything.
 * @throws Problem large-sheet-refused, import-secrets, with the sentence of the process
 */
export const stageApart = async (
  { pool, closed }: Pick<House, 'pool' | 'closed'>,
  file: Readable,
  of: StagingTask,
  run: { signal: AbortSignal; progress: Progress },
): Promise<Staged> => {
  if (!existsSync(BUILT)) return stageFile({ pool, closed }, file, of, run)
  const child = fork(BUILT, [], {
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    env: {},
    execArgv: [`--max-old-space-size=${MEMORY_MB}`, `--max-semi-space-size=${NURSERY_MB}`],
  })
  const stop = () => child.kill('SIGKILL')
  run.signal.addEventListener('abort', stop)
  try {
    return await new Promise<Staged>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => reject(new Error(`reading the register ended early (${signal ?? code})`)))
      child.on('message', (told: Told) => {
        if ('progress' in told) run.progress(...told.progress)
        else if ('staged' in told) resolve(told.staged)
        else if ('refused' in told) reject(new Problem(importProblems['import-file-unfit'], { detail: told.refused }))
        else reject(new Error(told.failed))
      })
      const asked: Asked = {
        of,
        url: pool.options.connectionString as string,
        keys: closed.keyring.keys().held.map((key) => ({ ...key, material: key.material.toString('base64') })),
      }
      child.send(asked)
      // Who refuses the file leaves the rest of it unread.
      if (child.stdin) pipeline(file, child.stdin).catch((error) => (child.connected ? undefined : reject(error)))
    })
  } finally {
    run.signal.throwIfAborted()
    run.signal.removeEventListener('abort', stop)
    file.destroy()
    stop()
  }
}

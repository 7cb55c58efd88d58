import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { projectRoot } from '../root.ts'
import code from './worker.cjs?raw'

/** A cell as the thread reads it. */
export type RawCell = string | number | { day: string } | { error: string }
export type RawRow = { line: number; cells: [column: number, value: RawCell][]; isSection: boolean }
export type RawSheet = { name: string; isHidden: boolean; rows: RawRow[] }
export type RawBook = { sheets: RawSheet[]; is1904: boolean }

export type WritePlan = {
  title: string | null
  sheet: string
  notes: string[]
  columns: {
    header: string
    width: number
    kind: string
    choices?: readonly string[]
    required?: boolean
    help?: string
  }[]
  rows: (string | number | Date | null)[][]
  isBlank: boolean
  author: string
  mark?: string
}

type Jobs = {
  read: { input: { bytes: Uint8Array; mostLines: number; mostColumns: number }; answer: RawBook }
  write: { input: WritePlan; answer: Uint8Array }
  annotate: {
    input: { bytes: Uint8Array; sheet: string; notes: { cell: string; words: string }[] }
    answer: Uint8Array
  }
}

export type ThreadRefusal = 'broken' | 'too-many-rows' | 'too-slow'

/** The thread said no; `refused` is one of a few known reasons. */
export class ThreadRefused extends Error {
  readonly refused: ThreadRefusal
  constructor(refused: ThreadRefusal, message: string) {
    super(message)
    this.refused = refused
  }
}

const LONGEST_MS = 120_000
const IDLE_MS = 60_000
const MEMORY_MB = 1024

type Waiting = { resolve(answer: never): void; reject(error: Error): void; timer: NodeJS.Timeout }

/** A thread that works its jobs one after the other; it ends a minute after the last one. */
const makeThread = () => {
  let worker: Worker | undefined
  let lastId = 0
  let idle: NodeJS.Timeout | undefined
  const waiting = new Map<number, Waiting>()

  /** Ends the thread; whatever still waits is refused, and the next job starts a new one. */
  const end = (refused: ThreadRefusal, message: string): void => {
    const ending = worker
    worker = undefined
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(new ThreadRefused(refused, message))
    }
    waiting.clear()
    void ending?.terminate()
  }

  const start = (): Worker => {
    const made = new Worker(code, {
      eval: true,
      workerData: { root: join(projectRoot, 'package.json') },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    })
    made.unref()
    made.on('message', ({ id, answer, refused, message }) => {
      const asked = waiting.get(id)
      if (!asked) return
      waiting.delete(id)
      clearTimeout(asked.timer)
      if (refused) asked.reject(new ThreadRefused(refused, message))
      else asked.resolve(answer as never)
      if (waiting.size === 0) {
        made.unref()
        idle = setTimeout(() => end('broken', 'idle'), IDLE_MS)
        idle.unref()
      }
    })
    // Out of memory ends the thread with an error: the file was more than the machine can hold.
    made.on('error', (error) => {
      if (worker === made) end('broken', error.message)
    })
    return made
  }

  return <Job extends keyof Jobs>(job: Job, input: Jobs[Job]['input']): Promise<Jobs[Job]['answer']> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      worker ??= start()
      worker.ref()
      const id = ++lastId
      const timer = setTimeout(() => end('too-slow', 'longer than allowed'), LONGEST_MS)
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, timer })
      worker.postMessage({ id, job, input })
    })
}

const [sent, own] = [makeThread(), makeThread()]

/**
 * Runs one job in a thread. What somebody sent is read in another one than what the program writes itself: a sheet that holds up
 * or ends its reader costs nobody an export. @throws ThreadRefused
 */
export const inThread = <Job extends keyof Jobs>(job: Job, input: Jobs[Job]['input']): Promise<Jobs[Job]['answer']> =>
  (job === 'write' ? own : sent)(job, input)

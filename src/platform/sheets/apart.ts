import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { watchingCode } from '../apart/watch.ts'
import { projectRoot } from '../root.ts'
import code from './worker.cjs?raw'

/** A cell as it is read. */
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

export type SheetRefusal = 'broken' | 'too-many-rows' | 'too-slow'

/** The process said no; `refused` is one of a few known reasons. */
export class SheetRefused extends Error {
  readonly refused: SheetRefusal
  constructor(refused: SheetRefusal, message: string) {
    super(message)
    this.refused = refused
  }
}

const LONGEST_MS = 120_000
const IDLE_MS = 60_000
const MEMORY_MB = 1024
/** With what lies outside the heap: what was unpacked, the code. */
const MOST_BYTES = 1_536 * 1024 * 1024

type Said = { id: number; answer?: unknown; refused?: SheetRefusal; message?: string }
type Waiting = { resolve(answer: never): void; reject(error: Error): void; timer: NodeJS.Timeout }

/**
 * A process that works its jobs one after the other; it ends a minute after the last one, and with what started it. A process and
 * not a thread: what a thread leaves behind stays with the server (docs/performance.md, “Memory of the server”).
 */
const makeProcess = () => {
  let worker: ChildProcess | undefined
  let lastId = 0
  let idle: NodeJS.Timeout | undefined
  const waiting = new Map<number, Waiting>()

  /** Ends the process; whatever still waits is refused, and the next job starts a new one. */
  const end = (refused: SheetRefusal, message: string): void => {
    const ending = worker
    worker = undefined
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer)
      reject(new SheetRefused(refused, message))
    }
    waiting.clear()
    ending?.kill('SIGKILL')
  }

  /** Whether the program stays up for it. */
  const hold = (child: ChildProcess, isHeld: boolean): void => {
    for (const one of [child, child.channel]) {
      if (isHeld) one?.ref?.()
      else one?.unref?.()
    }
  }

  const start = (): ChildProcess => {
    const { SystemRoot } = process.env
    const watching = watchingCode({ parent: process.pid, mostBytes: MOST_BYTES })
    const made = spawn(process.execPath, [`--max-old-space-size=${MEMORY_MB}`, '-e', `${watching}${code}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // Nothing of the program's own settings: it needs none.
      env: { SHEETS_ROOT: join(projectRoot, 'package.json'), ...(SystemRoot === undefined ? {} : { SystemRoot }) },
    })
    made.on('message', ({ id, answer, refused, message }: Said) => {
      const asked = waiting.get(id)
      if (!asked) return
      waiting.delete(id)
      clearTimeout(asked.timer)
      if (refused) asked.reject(new SheetRefused(refused, message ?? ''))
      else asked.resolve(answer as never)
      if (waiting.size > 0) return
      hold(made, false)
      idle = setTimeout(() => end('broken', 'idle'), IDLE_MS)
      idle.unref()
    })
    // Out of memory ends it: the file was more than the machine can hold.
    const gone = () => {
      if (worker === made) end('broken', 'the process ended')
    }
    made.on('error', gone).on('exit', gone)
    return made
  }

  return <Job extends keyof Jobs>(job: Job, input: Jobs[Job]['input']): Promise<Jobs[Job]['answer']> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      worker ??= start()
      hold(worker, true)
      const id = ++lastId
      const timer = setTimeout(() => end('too-slow', 'longer than allowed'), LONGEST_MS)
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, timer })
      worker.send({ id, job, input }, (error) => error && end('broken', error.message))
    })
}

const [sent, own] = [makeProcess(), makeProcess()]

/**
 * Runs one job in a process of its own. What somebody sent is read in another one than what the program writes itself: a sheet that
 * holds up or ends its reader costs nobody an export. @throws SheetRefused
 */
export const sheetJob = <Job extends keyof Jobs>(job: Job, input: Jobs[Job]['input']): Promise<Jobs[Job]['answer']> =>
  (job === 'write' ? own : sent)(job, input)

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../root.ts'
import type { Asked, Told } from './child.ts'
import { makeTurns } from './turns.ts'

/** Why something was not read to its end: it took too long, too much memory, or broke its reader. */
export type Unread = { unread: 'too-slow' | 'too-large' | 'broken' }
/** Bytes that can be read in any place. */
type Source = { readonly size: number; read(at: number, length: number): Promise<Buffer> }

export type ReadersOptions = {
  /** The program of a reader; see `serveReadings`. */
  program: string
  longestMs: number
  /** Memory of one reader, code and all. */
  mostBytes: number
  mostAtOnce: number
  /** How long a reader waits for more. */
  idleMs: number
}

const MIB = 1024 * 1024
const FED_AT_ONCE = MIB
/** A reader that still takes so much after its work is not used again: the next file shall have its full share. */
const TIDY_BYTES = 300 * MIB

/** From the sources a reader loads TypeScript as the tests and the commands do; built it is a program by itself. */
const loading = (program: string): string[] => {
  if (!program.endsWith('.ts')) return []
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return ['--import', tsx]
}

const startReader = ({ program, mostBytes }: ReadersOptions): ChildProcess => {
  const { SystemRoot } = process.env
  const child = fork(program, [], {
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Nothing of the program's own settings: a reader needs none.
    env: SystemRoot === undefined ? {} : { SystemRoot },
    execArgv: [...loading(program), `--max-old-space-size=${Math.round((mostBytes / MIB) * 0.7)}`],
  })
  // Whoever ends early leaves the rest of the file unread.
  child.stdin?.on('error', () => undefined)
  return child
}

/** Whether the program stays up for this reader. */
const hold = (child: ChildProcess, isHeld: boolean): void => {
  for (const one of [child, child.channel, child.stdin as Socket | null]) {
    if (isHeld) one?.ref?.()
    else one?.unref?.()
  }
}

const feed = async (file: Source, child: ChildProcess, signal: AbortSignal): Promise<void> => {
  const into = child.stdin as NodeJS.WritableStream
  for (let at = 0; at < file.size && !signal.aborted; at += FED_AT_ONCE)
    if (!into.write(await file.read(at, FED_AT_ONCE)) && !signal.aborted) await once(into, 'drain', { signal })
}

const wayOfEnd = (code: number | null, signal: NodeJS.Signals | null): Unread =>
  // By its own watch, or out of memory.
  ({ unread: signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134 ? 'too-large' : 'broken' })

/** One job of one reader: its answer, or why there is none, and whether the reader may be used again. */
const ask = (child: ChildProcess, asked: Asked, file: Source, longestMs: number) =>
  new Promise<{ found: unknown; isSound: boolean }>((resolve, reject) => {
    const ending = new AbortController()
    const end = () => {
      clearTimeout(timer)
      ending.abort()
      child.off('message', heard).off('exit', gone).off('error', gone)
    }
    const over = (found: unknown, isSound: boolean) => {
      end()
      resolve({ found, isSound })
    }
    const heard = (told: Told) =>
      over('answer' in told ? told.answer : { unread: 'broken' }, told.rss < TIDY_BYTES && 'answer' in told)
    const gone = (code: unknown, signal?: NodeJS.Signals | null) =>
      over(typeof code === 'number' || code === null ? wayOfEnd(code, signal ?? null) : { unread: 'broken' }, false)
    const timer = setTimeout(() => over({ unread: 'too-slow' } satisfies Unread, false), longestMs)
    child.on('message', heard).on('exit', gone).on('error', gone)
    child.send(asked, (error) => error && gone(error))
    feed(file, child, ending.signal).catch((error) => {
      if (ending.signal.aborted) return
      end()
      reject(error)
    })
  })

/**
 * Readers of what was sent: processes of their own with limits of time and memory, so that a file which is made to break its
 * reader breaks nothing else. They start with the first file and end when there was none for a while.
 */
export const makeReaders = (options: ReadersOptions) => {
  const { longestMs, mostBytes, mostAtOnce, idleMs } = options
  const idle = new Map<ChildProcess, NodeJS.Timeout>()
  const turns = makeTurns(mostAtOnce)

  const takeReader = (): ChildProcess => {
    for (const [child, timer] of idle) {
      idle.delete(child)
      clearTimeout(timer)
      if (child.connected && child.exitCode === null) {
        hold(child, true)
        return child
      }
    }
    return startReader(options)
  }
  const rest = (child: ChildProcess): void => {
    const timer = setTimeout(() => {
      idle.delete(child)
      child.kill('SIGKILL')
    }, idleMs)
    timer.unref()
    idle.set(child, timer)
    hold(child, false)
  }

  return {
    /** Has a reader do one of its jobs with the bytes of a file. @throws what reading the file throws */
    read: async <Answer>(job: string, file: Source, question: unknown): Promise<Answer | Unread> => {
      await turns.take()
      const child = takeReader()
      let isUsable = false
      try {
        const asked = { job, size: file.size, ask: question, mostBytes }
        const { found, isSound } = await ask(child, asked, file, longestMs)
        isUsable = isSound
        return found as Answer | Unread
      } finally {
        if (isUsable) rest(child)
        else child.kill('SIGKILL')
        turns.give()
      }
    },
    /** Ends those that wait for more. */
    close: (): void => {
      for (const [child, timer] of idle) {
        clearTimeout(timer)
        child.kill('SIGKILL')
      }
      idle.clear()
    },
  }
}

const isSource = import.meta.url.endsWith('.ts')

/** The readers of this program; what they can do stands in `main/read-apart.ts`. */
const program = join(
  projectRoot,
  ...(isSource ? ['src', 'main', 'read-apart.ts'] : ['dist', 'server', 'read-apart.js']),
)
export const readers = makeReaders({
  program,
  longestMs: 30_000,
  mostBytes: 768 * MIB,
  mostAtOnce: 2,
  idleMs: 60_000,
})

/** Those for pictures, which wait for no document: a hundred million pixels turned upright are some hundred megabytes, so one at a time. */
export const drawers = makeReaders({
  program,
  longestMs: 60_000,
  mostBytes: 1_536 * MIB,
  mostAtOnce: 1,
  idleMs: 60_000,
})

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { projectRoot } from '../root.ts'
import { officeText } from './office.ts'
import code from './worker.cjs?raw'

/** `text` is what a reader sees, tables as rows of cells parted by ` | `; `aside` the headers, notes and hidden sheets. */
export type ForeignText = { text: string; aside: string }
export type ForeignFailure = { failed: 'broken' | 'locked' | 'too-slow' }

const LONGEST_MS = 30_000
const MEMORY_MB = 384
/** Readers at work at one time; more would take the memory of the server. */
const MOST_AT_ONCE = 2

let running = 0
const queue: (() => void)[] = []

const takeTurn = async (): Promise<void> => {
  if (running >= MOST_AT_ONCE) await new Promise<void>((go) => queue.push(go))
  running++
}
const giveTurn = (): void => {
  running--
  queue.shift()?.()
}

const inThread = (kind: 'word' | 'table', bytes: Uint8Array): Promise<ForeignText | ForeignFailure> =>
  new Promise((resolve) => {
    const worker = new Worker(code, {
      eval: true,
      workerData: { root: join(projectRoot, 'package.json'), kind, bytes },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stdout: true,
      stderr: true,
    })
    const answer = (found: ForeignText | ForeignFailure) => {
      clearTimeout(timer)
      resolve(found)
      void worker.terminate()
    }
    const timer = setTimeout(() => answer({ failed: 'too-slow' }), LONGEST_MS)
    worker.once('message', answer)
    // Out of memory ends the thread with an error: the file is made to break its reader, or is none of ours.
    worker.once('error', () => answer({ failed: 'broken' }))
    worker.once('exit', () => answer({ failed: 'broken' }))
  })

/**
 * The words of a .doc or .wps (Word of before 2007, Kingsoft Writer), read in a thread with limits of time and memory.
 * What it cannot read is tried with LibreOffice where that is installed. Nothing throws.
 */
export const readWordBinary = async (bytes: Uint8Array): Promise<ForeignText | ForeignFailure> => {
  await takeTurn()
  try {
    const found = await inThread('word', bytes)
    if (!('failed' in found) || found.failed === 'locked') return found
    const text = await officeText(bytes)
    return text === null ? found : { text, aside: '' }
  } finally {
    giveTurn()
  }
}

/** The cells of an .xls, .et or .xlsx as lines of text, read in a thread with limits of time and memory. Nothing throws. */
export const readTableBinary = async (bytes: Uint8Array): Promise<ForeignText | ForeignFailure> => {
  await takeTurn()
  try {
    return await inThread('table', bytes)
  } finally {
    giveTurn()
  }
}

import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { watchingCode } from '../apart/watch.ts'
import { nameProblems, Problem } from '../problem.ts'
import code from './rows-worker.cjs?raw'

/** A cell of a large sheet: a text, a number as it is written in the file, or an error of a formula. */
export type LargeCell = { kind: 'text' | 'number' | 'error'; words: string }
export type LargeRow = { line: number; cells: Map<number, LargeCell> }
export type LargePart =
  | { sheet: string; headers: Map<number, string>; headerLine: number }
  | { rows: LargeRow[] }
  | { passedOver: string }

/** Most rows of one file, over all its sheets. */
export const MOST_LARGE_ROWS = 300_000
/** Bytes of one file unpacked: a sheet of that many rows, and some. */
const MOST_BYTES = 1_200 * 1024 * 1024
const MEMORY_MB = 768
/** The file itself lies beside that. */
const MOST_MEMORY = 1_536 * 1024 * 1024
/** A reader that says nothing for so long comes to nothing; and so long is waited for one file altogether. */
export const LARGE_LIMITS = { silentMs: 60_000, waitedMs: 10 * 60_000 }

const REASONS: Record<string, string> = {
  old: '这是旧格式的 Excel 或 WPS 表格（.xls、.et）。打开后另存为 .xlsx 再上传。',
  broken: '表格打不开，可能已损坏、加了密码或不是 Excel 文件。打开后另存为 .xlsx 再上传。',
  'too-many-rows': `表格超过 ${MOST_LARGE_ROWS.toLocaleString('en')} 行（空白行和公式填到底的行也算）。删去多余的行，或拆成几份分别上传。`,
  'too-slow': '表格读得太久，一直读不出行来，已停下。重新导出一份干净的表格，或拆成几份再上传。',
  'unpacks-too-large': '表格展开后过大，像是专门做来撑满服务器的文件，没有读。重新导出一份干净的表格再上传。',
}
const largeProblems = nameProblems({
  'large-sheet-refused': [422, '表格读不了', '这份表格读不了，另存为 .xlsx 后重新上传。'],
})
const refuse = (reason: string): Problem => {
  const known = reason in REASONS ? reason : 'broken'
  return new Problem(largeProblems['large-sheet-refused'], {
    detail: REASONS[known] as string,
    extra: { reason: known },
  })
}

const KINDS = { t: 'text', n: 'number', e: 'error' } as const

const rowOf = ([line, cells]: [number, [number, string][]]): LargeRow => ({
  line,
  cells: new Map(
    cells.map(([column, value]) => [column, { kind: KINDS[value[0] as keyof typeof KINDS], words: value.slice(1) }]),
  ),
})

type Said = {
  sheet?: string
  header?: { line: number; columns: [number, string][] }
  rows?: [number, [number, string][]][]
  passedOver?: string
  refused?: string
  end?: number
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const parts = (rest + (chunk as string)).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}

/** Ends the wait for a reader that is silent, or was waited for too long; what its rows are used for takes the time it takes. */
async function* inTime<Part>(parts: AsyncIterable<Part>, limits: typeof LARGE_LIMITS, end: () => void) {
  const source = parts[Symbol.asyncIterator]()
  for (let waited = 0; ; ) {
    const since = performance.now()
    const timer = setTimeout(end, Math.min(limits.silentMs, limits.waitedMs - waited))
    const { value, done } = await source.next().finally(() => clearTimeout(timer))
    waited += performance.now() - since
    if (done) return
    yield value
  }
}

/**
 * The rows of a large .xlsx or CSV (UTF-8, UTF-16, GB18030), part by part, read in a process of its own that is given the bytes
 * through a pipe and holds no more than the strings of the file. Every visible sheet that bears at least three of the
 * headers within its first lines is read; others are named. As slow as its reader: nothing piles up.
 * @throws Problem large-sheet-refused
 */
export async function* readLargeRows(
  file: Readable,
  headers: readonly string[],
  { signal, limits = LARGE_LIMITS }: { signal?: AbortSignal; limits?: typeof LARGE_LIMITS } = {},
): AsyncGenerator<LargePart> {
  const asked = JSON.stringify({ headers, mostLines: MOST_LARGE_ROWS, mostBytes: MOST_BYTES, headWithin: 15 })
  // Killed with what started it, though it be busy.
  const watching = watchingCode({ parent: process.pid, mostBytes: MOST_MEMORY })
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY_MB}`, '-e', `${watching}${code}`], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Nothing of the program's own settings: it needs none.
    env: { ROWS_ASKED: asked },
  })
  const stop = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', stop)
  // Whoever ends early leaves the rest of the file unread.
  child.stdin.on('error', () => undefined)
  file.on('error', stop)
  file.pipe(child.stdin)
  let isEnded = false
  let isSlow = false
  const giveUp = () => {
    isSlow = true
    stop()
  }
  try {
    for await (const line of inTime(linesOf(child.stdout), limits, giveUp)) {
      const said = JSON.parse(line) as Said
      if (said.refused !== undefined) throw refuse(said.refused)
      if (said.end !== undefined) isEnded = true
      else if (said.rows) yield { rows: said.rows.map(rowOf) }
      else if (said.passedOver !== undefined) yield { passedOver: said.passedOver }
      else if (said.sheet !== undefined && said.header)
        yield { sheet: said.sheet, headers: new Map(said.header.columns), headerLine: said.header.line }
    }
    signal?.throwIfAborted()
    // Killed by the system, or out of memory: the file was more than the machine can hold.
    if (!isEnded) throw refuse(isSlow ? 'too-slow' : 'unpacks-too-large')
  } finally {
    signal?.removeEventListener('abort', stop)
    file.destroy()
    stop()
  }
}

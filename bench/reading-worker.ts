import { readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { readClauses } from '../src/features/sources/reading/clauses.ts'
import { cleanText } from '../src/features/sources/reading/clean.ts'
import { readFigures } from '../src/features/sources/reading/figures/index.ts'
import { readHead } from '../src/features/sources/reading/head.ts'
import { type ReadingOptions, readDocument } from '../src/features/sources/reading/index.ts'

/**
 * One measurement of the bench in a process of its own: the engine bundled as the program is, no test runner between its
 * modules. Takes a file with what to do and prints one line of JSON.
 */
export type Work =
  | { kind: 'ratio'; texts: string[]; warm: string[]; options: ReadingOptions; rounds: number; repetitions: number }
  | { kind: 'growth'; short: string; long: string }
  | { kind: 'memory'; text: string; times: number }

/** Milliseconds of the processor for one pass, each with what it is of cutting. */
export type Ratio = {
  load: number
  first: number
  repetitions: { cut: number; plain: number; whole: number; ratio: number; stages: Record<string, number> }[]
}
export type Growth = { ratio: number }
export type Memory = { before: number; peak: number; kept: number; seconds: number }

const cpu = (work: () => void): number => {
  const since = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** The processor's clock is coarse: short works are done this often in one go. */
const CHARS_AT_ONCE = 300_000
/** So many characters are read before anything is measured; V8 has then compiled what it will compile. */
const CHARS_BEFORE = 12_000_000

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0)

const ratio = ({ texts, warm, options, rounds, repetitions }: Work & { kind: 'ratio' }): Ratio => {
  const first = cpu(() => readDocument(texts[0]!, options))
  const jieba = Jieba.withDict(dict)
  for (let read = 0; read < CHARS_BEFORE; read += lengthOf(warm)) for (const text of warm) readDocument(text, options)
  const times = Math.max(1, Math.round(CHARS_AT_ONCE / lengthOf(texts)))
  const cleaned = texts.map((text) => {
    const { folded, publishedOn } = cleanText(text)
    return { folded, publishedOn, bodyStart: readHead(folded, publishedOn, null).bodyStart }
  })
  const each = (work: (text: string, index: number) => void) => () => {
    for (let time = 0; time < times; time++) texts.forEach(work)
  }
  const works: Record<string, () => void> = {
    cut: each((text) => jieba.cut(text)),
    plain: each((text) => jieba.cut(text, false)),
    whole: each((text) => readDocument(text, options)),
    clean: each((text) => cleanText(text)),
    head: each((_, index) => readHead(cleaned[index]!.folded, cleaned[index]!.publishedOn, null)),
    clauses: each((_, index) => readClauses(cleaned[index]!.folded, cleaned[index]!.bodyStart)),
    figures: each((_, index) => readFigures(cleaned[index]!.folded)),
  }
  for (const work of Object.values(works)) work()
  return {
    load: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
    first,
    repetitions: Array.from({ length: repetitions }, () => {
      const best: Record<string, number> = {}
      for (let round = 0; round < rounds; round++)
        for (const [name, work] of Object.entries(works))
          best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, cpu(work) / times)
      const { cut, plain, whole, ...stages } = best as { cut: number; plain: number; whole: number }
      return { cut, plain, whole, ratio: whole / cut, stages }
    }),
  }
}

const growth = ({ short, long }: Work & { kind: 'growth' }): Growth => {
  readDocument(short, {})
  const times = Math.round(long.length / short.length)
  let [pieces, whole] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < 3; round++) {
    pieces = Math.min(
      pieces,
      cpu(() => {
        for (let time = 0; time < times; time++) readDocument(short, {})
      }),
    )
    whole = Math.min(
      whole,
      cpu(() => readDocument(long, {})),
    )
  }
  return { ratio: whole / pieces }
}

const memory = ({ text, times }: Work & { kind: 'memory' }): Memory => {
  const long = text.repeat(times)
  // Made flat before it is measured.
  long.charCodeAt(0)
  globalThis.gc?.()
  const before = process.resourceUsage().maxRSS * 1024
  const held = process.memoryUsage().heapUsed
  let seconds = 0
  const readings = []
  seconds = cpu(() => readings.push(readDocument(long, {}))) / 1000
  const peak = process.resourceUsage().maxRSS * 1024
  globalThis.gc?.()
  return { before, peak, kept: process.memoryUsage().heapUsed - held, seconds }
}

const work = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Work
process.stdout.write(
  JSON.stringify(work.kind === 'ratio' ? ratio(work) : work.kind === 'growth' ? growth(work) : memory(work)),
)

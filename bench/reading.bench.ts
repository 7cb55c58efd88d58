import { readdirSync, readFileSync } from 'node:fs'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { expect, test } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import { readClauses } from '../src/features/sources/reading/clauses.ts'
import { cleanText } from '../src/features/sources/reading/clean.ts'
import { readFigures } from '../src/features/sources/reading/figures/index.ts'
import { readHead } from '../src/features/sources/reading/head.ts'
import { readDocument } from '../src/features/sources/reading/index.ts'
import { variedText } from '../src/features/sources/reading/testing.ts'

/**
 * Reading a text beside segmenting the same text with the fastest well-kept segmenter of Node, turn by turn in one run, whole
 * and stage by stage. Nothing here fails by time: the lines say what a reading costs, how it grows and what it holds.
 */
const ROUNDS = figure('BENCH_ROUNDS', 7)
const CUT = 'segmenting'
const PLAIN_CUT = 'without HMM'

/** Time of the processor, so that what else the machine does is not counted; of the quickest round. */
const cpuOf = (rounds: number, works: Record<string, () => void>): Map<string, number> => {
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round++)
    for (const [name, work] of Object.entries(works)) {
      const since = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(since)
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, (user + system) / 1000))
    }
  return best
}

/** The processor's clock is coarse: short works are done this often in one go. */
const timesFor = (length: number): number => Math.max(1, Math.round(300_000 / length))

const worksOf = (jieba: Jieba, texts: readonly string[]): { works: Record<string, () => void>; times: number } => {
  const times = timesFor(texts.join('').length)
  const cleaned = texts.map((text) => {
    const { folded, publishedOn } = cleanText(text)
    return { folded, bodyStart: readHead(folded, publishedOn, null).bodyStart }
  })
  const again = (work: () => void) => () => {
    for (let time = 0; time < times; time++) work()
  }
  const ofTexts = (work: (text: string) => void) =>
    again(() => {
      for (const text of texts) work(text)
    })
  expect(cleaned.every(({ folded }) => folded.length > 0)).toBe(true)
  return {
    times,
    works: {
      [CUT]: ofTexts((text) => jieba.cut(text)),
      [PLAIN_CUT]: ofTexts((text) => jieba.cut(text, false)),
      whole: ofTexts((text) => readDocument(text, {})),
      clean: ofTexts((text) => cleanText(text)),
      clauses: again(() => {
        for (const { folded, bodyStart } of cleaned) readClauses(folded, bodyStart)
      }),
      figures: again(() => {
        for (const { folded } of cleaned) readFigures(folded)
      }),
    },
  }
}

const documents = new URL('../src/features/sources/reading/fixtures/annotated/', import.meta.url)
const annotated = readdirSync(documents)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => readFileSync(new URL(name, documents), 'utf8'))

const TEXTS: [string, string[]][] = [
  [`${annotated.length} documents of each kind`, annotated],
  ...[5, 20, 200, 250, 1000, 5000].map((kilobytes): [string, string[]] => [
    `work plans, ${kilobytes} kB`,
    [variedText(kilobytes * 1000)],
  ]),
]

test('reading beside segmenting', () => {
  const jieba = Jieba.withDict(dict)
  for (let round = 0; round < 3; round++) cpuOf(1, worksOf(jieba, [variedText(1_000_000)]).works)
  for (const [name, texts] of TEXTS) {
    const { works, times } = worksOf(jieba, texts)
    const cpu = cpuOf(texts[0]!.length > 1_000_000 ? 3 : ROUNDS, works)
    const base = cpu.get(CUT)!
    // What is left of the whole are tasks, scoring and head.
    cpu.set(
      'tasks',
      cpu.get('whole')! - ['clean', 'clauses', 'figures'].reduce((sum, stage) => sum + cpu.get(stage)!, 0),
    )
    const words = [...cpu].map(([stage, cost]) => {
      const shown = `${stage} ${(cost / times).toFixed(2)} ms`
      return stage === CUT ? shown : `${shown} (${(cost / base).toFixed(2)})`
    })
    report(`${name}: ${words.join(', ')}`)
  }
})

/** A text of about so many characters, made of the piece over and over. */
const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

const GROWING: [string, (kilobytes: number) => string][] = [
  ['work plans', (kilobytes) => variedText(kilobytes * 1000)],
  ['one document over and over', (kilobytes) => fill(`${annotated.join('\n')}\n`, kilobytes * 333)],
  ['one sentence without an end', (kilobytes) => fill('教育局要落实军人子女教育优待，', kilobytes * 333)],
  ['numbers and days', (kilobytes) => fill('2026年6月30日前1,200余万三五百分之', kilobytes * 333)],
  ['open brackets', (kilobytes) => fill('（《“', kilobytes * 333)],
  ['levels without a name', (kilobytes) => fill('市县区各驻', kilobytes * 333)],
]

test('how the time grows with the text', () => {
  const [small, large] = [64, 5000]
  const times = Math.round(large / small)
  for (const [name, make] of GROWING) {
    const [short, long] = [make(small), make(large)]
    readDocument(short, {})
    const cpu = cpuOf(3, {
      short: () => {
        for (let time = 0; time < times; time++) readDocument(short, {})
      },
      long: () => readDocument(long, {}),
    })
    const ratio = cpu.get('long')! / (cpu.get('short')! || 1)
    report(`${name}: a megabyte of 5 MB takes ${ratio.toFixed(2)} times what it takes in pieces of 64 kB`)
  }
})

const heldBy = (text: string): { peak: number; kept: number } => {
  globalThis.gc?.()
  const of = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
  const before = of()
  const reading = readDocument(text, {})
  const peak = of() - before
  globalThis.gc?.()
  const kept = of() - before
  expect(reading.head.kind).toBeDefined()
  return { peak, kept }
}

test('what a reading holds beside its text', () => {
  for (const [name, text] of [
    ['work plans, 1 MB', variedText(1_000_000)],
    ['work plans, 5 MB', variedText(5_000_000)],
    ...[...'双1（。 \n'].map((char): [string, string] => [
      `10 million ${JSON.stringify(char)}`,
      char.repeat(10_000_000),
    ]),
  ] as const) {
    const { peak, kept } = heldBy(text)
    const times = (bytes: number) => (bytes / (text.length * 2)).toFixed(1)
    report(`${name}: at the end ${times(peak)} times the text${globalThis.gc ? `, kept ${times(kept)} times` : ''}`)
  }
})

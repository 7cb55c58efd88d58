import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import type { UnitWord } from '../src/features/sources/reading/index.ts'
import { duties, units, variedText } from '../src/features/sources/reading/testing.ts'
import type { Growth, Memory, Ratio, Work } from './reading-worker.ts'

/**
 * Reading a text beside segmenting the same text with the fastest well-kept segmenter of Node, turn by turn in one process, whole
 * and stage by stage, the engine bundled as the program is. Nothing here fails by time: the lines say what a reading costs, how
 * it grows and what it holds.
 */
const ROUNDS = figure('BENCH_ROUNDS', 7)
const REPETITIONS = figure('BENCH_REPETITIONS', 3)

// Inside the checkout, where what is not bundled is found.
const BUNDLE = resolve('dist/bench')
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reading-'))
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: ['lunar-typescript'] },
    build: {
      ssr: resolve('bench/reading-worker.ts'),
      target: 'node20',
      outDir: BUNDLE,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'reading-worker.mjs' } },
    },
  })
})

afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(BUNDLE, { recursive: true, force: true })
})

const ask = <Answer>(work: Work): Answer => {
  const file = join(folder, 'work.json')
  writeFileSync(file, JSON.stringify(work))
  return JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', join(BUNDLE, 'reading-worker.mjs'), file], { encoding: 'utf8' }),
  ) as Answer
}

const documents = new URL('../src/features/sources/reading/fixtures/annotated/', import.meta.url)
const annotated = readdirSync(documents)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => readFileSync(new URL(name, documents), 'utf8'))

/** Published documents that stand beside the checkout, of one to five thousand characters; left out where they are not. */
const published = (() => {
  const folder = resolve('..', 'shared', 'seeds')
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'))
})()

/** The documents laid end to end, each time with a sign of its own at its sentences, or they would count as printed twice. */
const endToEnd = (bytes: number): string => {
  const copies: string[] = []
  for (let size = 0, copy = 0; size < bytes; copy++)
    for (const text of annotated) {
      copies.push(text.replaceAll('。', `${String.fromCharCode(0x8000 + copy)}。`))
      size += Buffer.byteLength(copies.at(-1)!)
    }
  return copies.join('\n')
}

const STEMS =
  '教育 民政 财政 公安 交通 水务 农业 商务 文旅 卫健 应急 审计 统计 医保 林业 城管 信访 税务 气象 体育 粮食 档案 人防 住建 环保'
const ENDINGS = '局 委员会 办公室 管理中心'
const HAN = 0x5000

/** Names of so many units of made-up counties. */
const manyUnits = (count: number): UnitWord[] =>
  Array.from({ length: count }, (_, index) => {
    const stems = STEMS.split(' ')
    const endings = ENDINGS.split(' ')
    const kind = index % (stems.length * endings.length)
    const county = Math.floor(index / (stems.length * endings.length))
    const name = `${String.fromCharCode(HAN + county, HAN + 7 * county)}县${stems[kind % stems.length]}${endings[Math.floor(kind / stems.length)]}`
    return { id: index + 1, name, words: [], sort: index, kind: 'member' }
  })

const TEXTS: [string, string[]][] = [
  [`${annotated.length} documents of each kind`, annotated],
  ['the same end to end, 1 MB', [endToEnd(1_000_000)]],
  ...(published.length > 0
    ? [[`${published.length} published documents`, published] satisfies [string, string[]]]
    : []),
  ...published.map((text, index): [string, string[]] => [`published document ${index + 1} alone`, [text]]),
  ...[20, 200, 1000].map((kilobytes): [string, string[]] => [
    `work plans, ${kilobytes} kB`,
    [variedText(kilobytes * 1000)],
  ]),
]
const LISTS = [
  ['no list of units', {}],
  [`${units.length} units`, { units }],
  [`${units.length} units and their duties`, { units, duties }],
  ['4,300 units', { units: manyUnits(4300) }],
] as const

test.each(LISTS)('reading beside segmenting, %s', (list, options) => {
  const warm = [...annotated, variedText(20_000)]
  for (const [name, texts] of TEXTS) {
    const answer = ask<Ratio>({
      kind: 'ratio',
      texts,
      warm,
      options: { ...options },
      rounds: ROUNDS,
      repetitions: REPETITIONS,
    })
    expect(answer.repetitions).toHaveLength(REPETITIONS)
    const chars = texts.reduce((sum, text) => sum + text.length, 0)
    report(JSON.stringify({ reading: name, list, chars, ...answer }))
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
  for (const [name, make] of GROWING) {
    const { ratio } = ask<Growth>({ kind: 'growth', short: make(64), long: make(5000) })
    expect(ratio).toBeGreaterThan(0)
    report(`${name}: a megabyte of 5 MB takes ${ratio.toFixed(2)} times what it takes in pieces of 64 kB`)
  }
})

test('what a reading holds beside its text', () => {
  for (const [name, text, times] of [
    ['work plans, 1 MB', variedText(1_000_000), 1],
    ['work plans, 5 MB', variedText(5_000_000), 1],
    ...[...'双1（。 \n'].map((char): [string, string, number] => [
      `10 million ${JSON.stringify(char)}`,
      char,
      10_000_000,
    ]),
  ] as const) {
    const { before, peak, kept, seconds } = ask<Memory>({ kind: 'memory', text, times })
    expect(peak).toBeGreaterThanOrEqual(before)
    const megabytes = (bytes: number) => Math.round(bytes / 1_000_000)
    report(
      `${name}: the process stood at ${megabytes(before)} MB and at most at ${megabytes(peak)} MB, kept ${megabytes(kept)} MB; ${seconds.toFixed(2)} s`,
    )
  }
})

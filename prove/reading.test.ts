import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { outputOf } from '../src/features/sources/reading/output.ts'
import { planText, read, variedText } from '../src/features/sources/reading/testing.ts'
import { figure, report } from './figures.ts'

const MEGABYTES = figure('PROVE_MEGABYTES', 5)

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** A text of about so many bytes, made of the piece over and over. */
const fill = (piece: string, bytes: number): string => piece.repeat(Math.max(1, Math.round(bytes / bytesOf(piece))))

const secondsOf = (text: string): { seconds: number; proposals: number } => {
  // Time of the processor, so that what else the machine does is not counted.
  const since = process.cpuUsage()
  const { proposals } = read(text)
  return { seconds: process.cpuUsage(since).user / 1_000_000, proposals: proposals.length }
}

const TEXTS: [string, (bytes: number) => string][] = [
  ['work plans', variedText],
  ['one plan over and over', (bytes) => fill(`${planText}\n`, bytes)],
  ['one line without an end', (bytes) => fill('教育局要落实军人子女教育优待，', bytes)],
  ['headings without text', (bytes) => fill('一、\n（一）\n1．\n', bytes)],
  ['headings with a colon', (bytes) => fill('一、甲：\n', bytes)],
  ['open brackets', (bytes) => fill('（', bytes)],
  ['numbers and days', (bytes) => fill('2026年6月30日前12345678901234567890', bytes)],
  ['empty lines', (bytes) => fill(' \n\u3000\n', bytes)],
  ['numbers that never end', (bytes) => fill('近1,200余万三五百分之', bytes)],
  ['measures', (bytes) => fill('3个4场5人', bytes)],
  ['rules of points', (bytes) => fill('每少一次扣2分，', bytes)],
  ['items without cells', (bytes) => fill('序号内容分值评分标准（5分）1甲。', bytes)],
  ['cells', (bytes) => fill('1|', bytes)],
  ['names', (bytes) => fill('市教育局、县', bytes)],
  ['one letter', (bytes) => fill('双', bytes)],
  ['broken pairs', (bytes) => fill('\ud83d\u0000', bytes)],
  ['letters', (bytes) => fill('shuāng yōng a', bytes)],
]

it.each(TEXTS)('reads %s in a time that grows with the length', (name, make) => {
  read(planText)
  const small = secondsOf(make((MEGABYTES * 1_000_000) / 4))
  const large = secondsOf(make(MEGABYTES * 1_000_000))
  report(
    `${name}: ${(MEGABYTES / 4).toFixed(2)} MB ${small.seconds.toFixed(2)} s, ` +
      `${MEGABYTES} MB ${large.seconds.toFixed(2)} s, ${large.proposals} proposals`,
  )
  // Four times the text takes four times as long, sixteen times if it grew with the square; half a second is noise.
  expect(large.seconds).toBeLessThan(9 * small.seconds + 0.5)
})

/** Characters that the engine looks at closely, or that are none at all. */
const HOSTILE = [
  ...'0五一、（）“《|,。:年月每第百万 \n\t局',
  '\u0301',
  '\ud83d',
  '\udc00',
  '\u0000',
  '\ufeff',
  '\u200b',
  '①',
]
const MILLIONS = figure('PROVE_MILLIONS', 10)

it.each(HOSTILE.map((char) => [JSON.stringify(char), char]))(
  `reads ${MILLIONS} million times %s`,
  (_, char) => {
    const [small, large] = [MILLIONS / 4, MILLIONS].map((millions) => secondsOf(char!.repeat(millions * 1_000_000)))
    report(
      `${JSON.stringify(char)}: ${MILLIONS / 4} million ${small!.seconds.toFixed(2)} s, ${MILLIONS} million ${large!.seconds.toFixed(2)} s`,
    )
    expect(large!.seconds).toBeLessThan(9 * small!.seconds + 0.5)
  },
  600_000,
)

/** So many megabytes are left for objects: one for each of ten million lines or sentences would take more. */
const OBJECTS = 300

it.each(['\n', '。', '双\n'])(
  `reads ${MILLIONS} million times %j without an object for each`,
  (piece) => {
    const folder = mkdtempSync(join(tmpdir(), 'reading-'))
    try {
      const file = join(folder, 'hostile.txt')
      writeFileSync(file, `工作计划\n${piece.repeat(MILLIONS * 1_000_000)}`)
      const told = execFileSync(
        process.execPath,
        [`--max-old-space-size=${OBJECTS}`, 'bin/tongxin.mjs', 'read', file, '--table'],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 30 },
      )
      expect(told).toContain('条款：无')
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  600_000,
)

it('gives out what it read of a hostile text as well', () => {
  const text = HOSTILE.join('').repeat(20_000)
  expect(outputOf(text, read(text)).kind).toBeDefined()
})

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
const KILOBYTES = [5, 20, 200, 250, 1000, 5000]
const CUT = 'segmenting'

/** Time of the processor, so that what else the machine does is not counted; of the quickest round. */
const cpuOf = (rounds: number, works: Record<string, () => void>): Map<string, number> => {
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round++)
    for (const [name, work] of Object.entries(works)) {
      const since = process.cpuUsage()
      work()
      const cost = process.cpuUsage(since).user / 1000
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, cost))
    }
  return best
}

const worksOf = (jieba: Jieba, text: string, times: number): Record<string, () => void> => {
  const { clean, folded, publishedOn } = cleanText(text)
  const { bodyStart } = readHead(folded, publishedOn, null)
  const again = (work: () => void) => () => {
    for (let time = 0; time < times; time++) work()
  }
  expect(clean.length).toBeGreaterThan(0)
  return {
    [CUT]: again(() => jieba.cut(text)),
    whole: again(() => readDocument(text, {})),
    clean: again(() => cleanText(text)),
    clauses: again(() => readClauses(folded, bodyStart)),
    figures: again(() => readFigures(folded)),
  }
}

test('reading beside segmenting', () => {
  const jieba = Jieba.withDict(dict)
  for (let round = 0; round < 3; round++) cpuOf(1, worksOf(jieba, variedText(1_000_000), 1))
  const costs = new Map<number, number>()
  for (const kilobytes of KILOBYTES) {
    const times = Math.max(1, Math.round(200 / kilobytes))
    const text = variedText(kilobytes * 1000)
    const cpu = cpuOf(kilobytes > 1000 ? 2 : ROUNDS, worksOf(jieba, text, times))
    const base = cpu.get(CUT)!
    // What is left of the whole are tasks, scoring and head.
    cpu.set('tasks', cpu.get('whole')! - ['clean', 'clauses', 'figures'].reduce((sum, name) => sum + cpu.get(name)!, 0))
    costs.set(kilobytes, cpu.get('whole')! / times / kilobytes)
    const words = [...cpu].map(([name, cost]) => {
      const shown = `${name} ${(cost / times).toFixed(1)} ms`
      return name === CUT ? shown : `${shown} (${(cost / base).toFixed(1)})`
    })
    report(`${kilobytes} kB: ${words.join(', ')}`)
  }
  report(`growth per MB from 250 kB to 5 MB: ${(costs.get(5000)! / costs.get(250)!).toFixed(2)} times`)
})

test('what a reading holds beside its text', () => {
  for (const megabytes of [1, 5]) {
    const text = variedText(megabytes * 1_000_000)
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const reading = readDocument(text, {})
    const peak = process.memoryUsage().heapUsed - before
    globalThis.gc?.()
    const kept = process.memoryUsage().heapUsed - before
    expect(reading.clauses.length).toBeGreaterThan(0)
    const times = (bytes: number) => (bytes / (text.length * 2)).toFixed(1)
    report(
      `${megabytes} MB: heap at the end ${times(peak)} times the text${globalThis.gc ? `, kept ${times(kept)} times` : ''}`,
    )
  }
})

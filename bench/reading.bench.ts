import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { expect, test } from 'vitest'
import { figure, report } from '../prove/figures.ts'
import { planText, read } from '../src/features/sources/reading/testing.ts'

/**
 * Reading a text whole beside segmenting the same text with the fastest well-kept segmenter of Node, turn by turn in one
 * run. Nothing here fails by time: the lines say what a reading costs and how it grows.
 */
const ROUNDS = figure('BENCH_ROUNDS', 5)

// Every copy differs a little; otherwise it would count as one text printed twice.
const plans = (bytes: number): string =>
  Array.from({ length: Math.max(1, Math.round(bytes / Buffer.byteLength(planText))) }, (_, copy) =>
    planText.replaceAll('，', `，第${copy}次`),
  ).join('\n')

const cpuOf = (work: () => void): number => {
  const since = process.cpuUsage()
  work()
  return process.cpuUsage(since).user / 1000
}

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

test('reading beside segmenting', () => {
  const jieba = Jieba.withDict(dict)
  const costs: number[] = []
  for (const megabytes of [0.25, 1, 5]) {
    const text = plans(megabytes * 1_000_000)
    read(planText)
    jieba.cut(planText)
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < (megabytes > 1 ? 1 : ROUNDS); round++) {
      ours.push(cpuOf(() => expect(read(text).clauses.length).toBeGreaterThan(0)))
      theirs.push(cpuOf(() => expect(jieba.cut(text).length).toBeGreaterThan(0)))
    }
    const [mine, cut] = [middle(ours), middle(theirs)]
    costs.push(mine / megabytes)
    report(
      `${megabytes} MB: reading ${mine.toFixed(0)} ms, segmenting ${cut.toFixed(0)} ms, ratio ${(mine / cut).toFixed(1)}`,
    )
  }
  report(`growth per MB from 0.25 to 5 MB: ${(costs.at(-1)! / costs[0]!).toFixed(2)} times`)
})

import { expect, test } from 'vitest'
import type { StatedFigure } from '../../sources/stated/contract.ts'
import { periodKeyOf } from '../../sources/stated/rules.ts'
import { figureWords, linesOf, metricsOf, placesOf } from './rules.ts'

let id = 0
const figure = (place: string, words: string, change: Partial<StatedFigure> = {}): StatedFigure => {
  id++
  const period = change.period === undefined ? '2025年' : change.period
  return {
    ...{ id, documentId: id, documentTitle: `${place}总结`, issuedOn: null, words, sentence: words, phrase: '优待证' },
    ...{ metric: '优待证', metricKey: '优待证|张', value: 1, high: null, unit: '张', approx: false, qualifier: null },
    ...{
      bound: null,
      place,
      regionId: null,
      startAt: 0,
      endAt: 3,
      keptAt: '2026-07-14T01:00:00.000Z',
      keptBy: '综合岗',
    },
    ...{ mayEdit: true, version: 1 },
    ...change,
    period,
    periodKey: periodKeyOf(period),
  }
}
const boardOf = (figures: StatedFigure[], ordered: number[] = []) => ({
  figures,
  places: placesOf(figures, ordered),
  metrics: metricsOf(figures),
})
const ALL = { places: [], metrics: [] }

test('places of the own tree stand in official order, others behind them as they were kept, never by a value', () => {
  const figures = [
    figure('外市乙', '900张', { value: 900 }),
    figure('禾丰市', '30张', { regionId: 7 }),
    figure('澜城区', '10张', { regionId: 5 }),
    figure('外市甲', '999张', { value: 999 }),
  ]
  expect(placesOf(figures, [5, 7]).map(({ name }) => name)).toEqual(['澜城区', '禾丰市', '外市乙', '外市甲'])
})

test('a place without a figure has an empty cell, and a metric of no chosen place has no line', () => {
  const other = { metric: '讲座', metricKey: '讲座|场' }
  const board = boardOf([figure('甲', '9张'), figure('乙', '近4万张'), figure('乙', '3场', other)])
  const { lines } = linesOf(board, ALL)
  expect(lines.map(({ metric, cells }) => [metric.metric, cells.map((cell) => cell.map(figureWords).join())])).toEqual([
    ['优待证', ['9张（2025年）', '近4万张（2025年）']],
    ['讲座', ['', '3场（2025年）']],
  ])
  const key = board.places[0]?.key as string
  expect(linesOf(board, { places: [key], metrics: [] }).lines.map(({ metric }) => metric.metric)).toEqual(['优待证'])
})

test('different periods are marked; a period that all share stands first and is not', () => {
  const differs = (figures: StatedFigure[]) => linesOf(boardOf(figures), ALL).lines[0]?.differs
  expect(differs([figure('甲', '9张'), figure('乙', '8张', { period: '2024年' })])).toBe(true)
  expect(differs([figure('甲', '9张'), figure('乙', '8张', { period: null })])).toBe(true)
  expect(differs([figure('甲', '9张'), figure('乙', '8张', { period: '2025年度' })])).toBe(false)
  expect(differs([figure('甲', '9张')])).toBe(false)
  const both = [
    figure('甲', '9张', { period: '2024年' }),
    figure('甲', '12张'),
    figure('乙', '8张', { period: '2024年' }),
  ]
  const [line] = linesOf(boardOf(both), ALL).lines
  expect([line?.differs, line?.cells[0]?.map(({ words }) => words)]).toEqual([false, ['9张', '12张']])
})

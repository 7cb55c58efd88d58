import { expect, test } from 'vitest'
import type { ScoringAtom } from '../reading/index.ts'
import { readDocument } from '../reading/index.ts'
import {
  atomWords,
  isOwnPlace,
  metricKeyOf,
  metricName,
  periodKeyOf,
  printedWords,
  readStated,
  removedOf,
  sentenceAround,
  statedTotal,
  suggest,
  sumOfPoints,
} from './rules.ts'

const REPORT = `澜川市2025年双拥工作总结

一、主要做法
全市累计发放优待证9400余张，其中新发300张。投入资金约1.2万元，走访慰问48户；近三年共走访150户。
`

test('every figure stands with its own words, its sentence and what it would be kept as', () => {
  const { figures } = readStated(REPORT, '2026-07-14')
  expect(figures.map(({ words, value, unit, approx }) => [words, value, unit, approx])).toEqual([
    ['9400余张', 9400, '张', true],
    ['300张', 300, '张', false],
    ['约1.2万元', 12000, '元', true],
    ['48户', 48, '户', false],
    ['150户', 150, '户', false],
  ])
  const [first] = figures
  expect(REPORT.slice(first?.sentence.startAt, first?.sentence.endAt)).toBe(
    '全市累计发放优待证9400余张，其中新发300张。',
  )
  for (const { words, startAt, endAt } of figures) expect(REPORT.slice(startAt, endAt)).toBe(words)
})

test('a sentence ends at its mark or its line, whichever comes first', () => {
  const text = '甲。乙一二三；丙\n丁'
  const around = (words: string) => {
    const startAt = text.indexOf(words)
    const at = sentenceAround(text, { startAt, endAt: startAt + words.length })
    return text.slice(at.startAt, at.endAt)
  }
  expect([around('甲'), around('一'), around('丙'), around('丁')]).toEqual(['甲。', '乙一二三；', '丙', '丁'])
})

test('the name of a metric loses what only joins it to its number', () => {
  expect(metricName('全市累计悬挂光荣牌')).toBe('悬挂光荣牌')
  expect(metricName('发放优待证共计')).toBe('发放优待证')
  expect(metricName('累计')).toBe('累计')
  expect(metricName('共建单位')).toBe('共建单位')
  expect(metricName('2025年新发优待证')).toBe('新发优待证')
  expect(metricKeyOf('全市累计发放优待证', '张')).toBe(metricKeyOf('发放优待证', '张'))
  expect(metricKeyOf('发放优待证', '张')).not.toBe(metricKeyOf('发放优待证', '人'))
})

test('periods said alike are one, others are not', () => {
  expect(periodKeyOf('2025年度')).toBe(periodKeyOf('2025年'))
  expect(periodKeyOf('2025年全年')).toBe(periodKeyOf('2025年'))
  expect(periodKeyOf('2025年上半年')).not.toBe(periodKeyOf('2025年'))
  expect(periodKeyOf('2019年以来')).not.toBe(periodKeyOf('2019年'))
  expect(periodKeyOf(null)).toBe('')
})

test('what a figure does not say itself comes from its document', () => {
  const document = {
    place: '清河县',
    period: { from: '2025-01-01', to: '2025-06-30' },
    year: 2025,
    regionName: '澜川市',
  }
  const bare = { phrase: '共发放优待证', place: null, period: null }
  expect(suggest(bare, document)).toEqual({
    ...{ metric: '发放优待证', place: '清河县', placeFrom: 'document', period: '2025年上半年', periodFrom: 'document' },
  })
  expect(suggest({ ...bare, place: '全县', period: '近三年' }, document)).toMatchObject({
    ...{ place: '清河县', period: '近三年', periodFrom: 'figure' },
  })
  expect(suggest({ ...bare, place: '云桥区' }, { ...document, place: null, period: null })).toMatchObject({
    ...{ place: '云桥区', period: '2025年', periodFrom: 'year' },
  })
  expect(isOwnPlace('全市')).toBe(true)
  expect(isOwnPlace('全南县')).toBe(false)
})

test('scoring atoms are said as an office says them', () => {
  const span = { start: 0, end: 1 }
  const said = (atom: Record<string, unknown>) => atomWords({ span, ...atom } as ScoringAtom)
  expect(said({ kind: 'each', points: 0.5, elements: ['机构', '人员'], count: 2 })).toBe(
    '每项 0.5 分，共 2 项（机构、人员）',
  )
  expect(said({ kind: 'and', points: 1, requires: ['列入预算'] })).toBe('全部做到得 1 分（列入预算）')
  expect(said({ kind: 'deduct', points: 2, count: 1, unit: '次', what: '少开会', stopsAtZero: true, cap: null })).toBe(
    '扣分：少开会，每次扣 2 分，扣完为止',
  )
  expect(said({ kind: 'deduct', points: 3, count: 1, unit: null, what: '未建台账', stopsAtZero: false, cap: 5 })).toBe(
    '扣分：未建台账扣 3 分，最多扣 5 分',
  )
  expect(said({ kind: 'ratio', points: -0.25, step: 1, unit: '个百分点', what: '覆盖率' })).toBe(
    '按比例扣分：覆盖率每 1 个百分点扣 0.25 分',
  )
  expect(said({ kind: 'bonus', points: 0.5, count: 1, unit: '篇', what: '刊发经验', cap: 3 })).toBe(
    '加分有上限：刊发经验，每篇加 0.5 分，最多加 3 分',
  )
  expect(said({ kind: 'bonus', points: 1, count: null, unit: null, what: '获表彰', cap: null })).toBe(
    '加分：获表彰加 1 分，没有写上限',
  )
  expect(said({ kind: 'veto', scope: 'whole', what: '挪用经费' })).toBe('一票否决：挪用经费')
  expect(said({ kind: 'veto', scope: 'item', what: '' })).toBe('本项不得分')
})

test('the sum of the items stands beside the total that the document names', () => {
  expect(statedTotal('本标准满分为 100 分。')).toBe(100)
  expect(statedTotal('三、总分 ４６ 分，分五项。')).toBe(46)
  expect(statedTotal('每项2分。')).toBeNull()
  expect(sumOfPoints([{ points: 0.1 }, { points: 0.2 }, { points: null }])).toEqual({ sum: 0.3, unstated: 1 })
})

test('what was left out is told with the place where it stood', () => {
  const original = `${REPORT.slice(0, 30)}(quánguó)${REPORT.slice(30)}打印本页\n`
  const { clean, map, removed } = readDocument(original, {})
  for (const one of removedOf(original, { map, removed }, clean.length)) {
    expect(one.text.length).toBe(Math.min(one.length, 300))
    expect(one.at).toBeGreaterThanOrEqual(0)
    expect(one.at).toBeLessThanOrEqual(clean.length)
  }
  const pinyin = removedOf(original, { map, removed }, clean.length).find(({ reason }) => reason === 'pinyin')
  expect([pinyin?.text, clean.slice(0, pinyin?.at)]).toEqual(['(quánguó)', REPORT.slice(0, 30).replace('\n\n', '\n')])
})

test('the points of a single item are not taken for the total of the standard', () => {
  expect(statedTotal('镇级考评标准\n一、宣传\n1.办好专栏，满分8分。')).toBeNull()
  expect(statedTotal('镇级考评标准\n一、宣传\n1.办好专栏，满分8分。\n本标准满分100分。')).toBe(100)
  expect(statedTotal('镇级考评标准（满分100分）\n一、宣传\n1.办好专栏。')).toBe(100)
})

test.each([
  ['120.5', 1_205_000, '元', '120.5万元'],
  ['1,300', 1300, '人次', '1,300人次'],
  ['-2.4', -2.4, '%', '-2.4%'],
  ['120余万元', 1_200_000, '元', '120余万元'],
])('the bare number of a cell is said with its unit: %s', (words, value, unit, said) => {
  expect(printedWords(words, { value, unit })).toBe(said)
})

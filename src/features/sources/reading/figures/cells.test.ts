import { expect, test } from 'vitest'
import { readDocument } from '../index.ts'

const brief = (text: string) => {
  const { clean, figures } = readDocument(text, { today: '2026-03-01' })
  return figures.map(
    ({ span, value, unit, metric, place, period }) =>
      `${clean.slice(span.start, span.end)} = ${value} ${unit} ${[metric, place, period].filter(Boolean).join(' ')}`,
  )
}

test.each<[string, string, string[]]>([
  [
    'units in the heads',
    '乡镇|投入资金（万元）|慰问（人次）|满意率（%）\n云河镇|120.5|1,300|98\n合计|200.5|2260|',
    [
      '120.5 = 1205000 元 投入资金 云河镇',
      '1,300 = 1300 人次 慰问 云河镇',
      '98 = 98 % 满意率 云河镇',
      '200.5 = 2005000 元 投入资金',
      '2260 = 2260 人次 慰问',
    ],
  ],
  [
    'one unit over the table, years over the columns',
    '附表\n（单位：万元）\n序号|项目|2024年|2025年\n1|营区道路|120|-30',
    ['120 = 1200000 元 营区道路 2024年', '-30 = -300000 元 营区道路 2025年'],
  ],
  [
    'pasted with tabs',
    '单位\t慰问户数\t投入资金（万元）\n云河镇\t120\t30',
    ['120 = 120 户 慰问户数 云河镇', '30 = 300000 元 投入资金 云河镇'],
  ],
  [
    'framed and ruled, a cell with its own unit',
    '|序号|事项|资金/万元|人数|\n|---|---|---|---|\n|1|岗位培训|30万元|260|',
    ['30万元 = 300000 元 岗位培训资金', '260 = 260 人 岗位培训人数'],
  ],
  ['no unit anywhere', '序号|电话|年份\n1|7654321|2025', []],
  [
    'another table behind the first',
    '乡镇|资金（万元）\n云河镇|12\n说明如下。\n镇|编号\n云河镇|17',
    ['12 = 120000 元 资金 云河镇'],
  ],
])('bare numbers of a table: %s', (_, text, wanted) => {
  expect(brief(text)).toEqual(wanted)
})

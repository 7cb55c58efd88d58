import { expect, test } from 'vitest'
import { read } from './testing.ts'

const daysOf = (text: string) => read(text).proposals.map((one) => one.deadline?.on ?? one.deadline?.text ?? null)

const report = (title: string, heading: string, end = '') =>
  `${title}\n一、主要做法\n走访慰问连队9家。\n二、${heading}\n（一）建阵地。由市住建局负责，5月底前建成双拥公园1处。\n${end}`

test.each([
  ['澜川市2025年双拥工作总结', '2026年工作打算', '', '2026-05-31'],
  ['澜川市2025年双拥工作总结', '明年工作重点', '', '2026-05-31'],
  ['澜川市2025年双拥工作总结', '下一步工作思路', '澜川市双拥办\n2025年12月9日', '2026-05-31'],
  ['澜川市2025年双拥工作总结', '下一步打算', '', '2026-05-31'],
  ['澜川市2025年上半年双拥工作总结', '下步打算', '澜川市双拥办\n2025年4月2日', '2025-05-31'],
  ['澜川市2025年双拥工作总结及2026年工作安排', '2026年工作安排', '', '2026-05-31'],
])(
  'next steps belong to the year that their heading or the day of the paper tells: %s, %s',
  (title, heading, end, day) => {
    expect(daysOf(report(title, heading, end))).toEqual([day])
  },
)

test('under a heading of next year 明年 is counted from the paper itself', () => {
  expect(
    daysOf('澜川市2025年双拥工作总结\n一、2026年工作打算\n（一）建阵地。由市住建局负责，明年5月底前建成双拥公园1处。'),
  ).toEqual(['2026-05-31'])
})

test('a plan over several years tells each year by its heading, and a year behind is no plan', () => {
  expect(
    daysOf(
      '双拥三年行动方案（2026—2028年）\n一、2026年任务\n（一）建馆。3月底前建成双拥馆。\n二、2027年任务\n（一）建园。3月底前建成双拥公园。\n三、巩固2025年成果\n（一）回访。3月底前走访慰问军属。',
    ),
  ).toEqual(['2026-03-31', '2027-03-31', '2026-03-31'])
})

test('a heading that is nothing but a time holds for the items below it', () => {
  expect(
    daysOf(
      '2026年双拥工作计划\n一、工作安排\n（一）一季度\n1.召开双拥工作会议。\n2.2月中旬走访慰问军属。\n（二）5月份工作\n1.端午节前后开展走访，市教育局组织宣讲。\n2.举办专场招聘会。',
    ),
  ).toEqual(['2026-03-31', '2026-02-20', '2026-06-19', '2026-06-19', '2026-05-31'])
})

test('the bracket behind a sentence may name the day as well', () => {
  expect(
    daysOf(
      '2026年双拥工作要点\n一、任务\n（一）招聘。举办专场招聘会。（市人社局牵头，9月底前完成）\n（二）档案。整理优抚档案。（市教育局负责，长期坚持）\n（三）回访。走访慰问军属。时间：10月；责任单位：市民政局。',
    ),
  ).toEqual(['2026-09-30', '长期坚持', '2026-10-31'])
})

test('the day of printing on a line with other words of the page tells the year', () => {
  expect(
    daysOf(
      '双拥工作实施方案\n来源：澜东县双拥办 发布日期：2026-02-11 字号：[大 中 小] 浏览次数：86次 [打印]\n一、任务\n（一）汇编。4月8日前完成材料汇编。',
    ),
  ).toEqual(['2026-04-08'])
})

test('a scheme that aims at a later year tells its own days by the year of its months', () => {
  expect(
    daysOf(
      '澜东区双拥创建工作方案\n为确保2027年创建成功，制定本方案。\n一、任务\n（一）动员。2026年3月底前召开动员会议。\n（二）汇演。“八一”前举办军民汇演。',
    ),
  ).toEqual(['2026-03-31', '2026-07-31'])
})

test('what a stage does before an act with a day of its own falls due with the stage', () => {
  expect(
    daysOf(
      '2026年双拥检查方案\n一、步骤\n（一）自查自纠阶段（4月6日至4月28日）。对照清单全面自查，连同台账于5月9日前报市双拥办。',
    ),
  ).toEqual(['2026-04-28', '2026-05-09'])
})

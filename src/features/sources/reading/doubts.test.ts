import { expect, test } from 'vitest'
import { confidenceOf, type Doubt, doubtSentence } from './doubts.ts'
import { readDocument } from './index.ts'
import { read } from './testing.ts'

const ofTasks = (text: string) => readDocument(text, {}).proposals.map((one) => one.doubts)

test('a task says what is open: unit, day, whether it is work at all', () => {
  expect(
    ofTasks(
      '2026年工作要点\n一、任务\n（一）走访。由县财政局牵头，6月底前走访慰问驻地部队。\n（二）宣传。组织专题宣讲活动。',
    ),
  ).toEqual([[], ['no-unit', 'no-deadline']])
  expect(ofTasks('工作要点\n一、任务\n（一）走访。县财政局6月底前走访慰问驻地部队。')).toEqual([['no-year']])
})

test('a set of units and a heading that stands in for the unit are told', () => {
  const [one] = read('2026年工作要点\n一、任务\n（一）走访。各乡镇（街道）6月底前走访慰问优抚对象。').proposals
  expect(one?.doubts).toEqual(['set-of-units'])
  expect(one?.confidence).toBe('low')
})

test('numbering that skips is told on the clause behind the gap alone', () => {
  const { clauses } = readDocument('一、甲部分\n说明文字。\n二、乙部分\n说明文字。\n四、丁部分\n说明文字。', {})
  expect(clauses.map((one) => one.doubts)).toEqual([[], [], ['broken-numbering']])
  const rows = readDocument('序号|任务|责任单位\n1|甲事项|县财政局\n2|乙事项|县财政局\n4|丁事项|县财政局', {}).clauses
  expect(rows.map((one) => one.doubts)).toEqual([[], [], ['broken-numbering']])
})

test('figures of which nothing is named, or whose measure means several things, are told', () => {
  const { figures } = readDocument('全年发放优待金1200万元。\n20分。', {})
  expect(figures.map((one) => one.doubts)).toEqual([[], ['unclear-unit']])
})

test('an item whose rule gives another sum than its points is told', () => {
  const text = '双拥考评标准\n序号|考评内容|分值|评分标准\n1|召开会议|2|召开会议得1分。\n2|建立台账|1|建立台账得1分。'
  expect(readDocument(text, {}).scoring.map((one) => one.doubts)).toEqual([['points-differ'], []])
})

test('silence lowers no confidence; each doubt is one Chinese sentence', () => {
  expect(confidenceOf([])).toBe('high')
  expect(confidenceOf(['no-deadline'])).toBe('high')
  expect(confidenceOf(['no-deadline', 'no-unit'])).toBe('low')
  const all: Doubt[] = ['no-unit', 'no-deadline', 'aim-or-task', 'unclear-unit', 'broken-numbering', 'points-differ']
  for (const one of all) expect(doubtSentence(one)).toMatch(/^[\u3400-\u9fff，]+$/)
})

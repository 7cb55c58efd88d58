import { expect, test } from 'vitest'
import { readDocument } from './index.ts'

const checks = (act: string) =>
  readDocument(`2026年双拥工作要点\n一、任务\n（一）办实事。${act}\n`, {}).proposals.map(
    (one) => one.checked?.text ?? null,
  )

test.each([
  ['县住建局6月底前修缮营区道路，纳入年度目标绩效考核。', ['纳入年度目标绩效考核']],
  ['各乡镇建立帮扶台账，每半年通报一次进展。', ['每半年通报一次进展']],
  ['县人社局开展随军家属专场招聘，以签订劳动合同为准。', ['以签订劳动合同为准']],
  ['县教育局制定子女入学办法，报县双拥办备案。', ['报县双拥办备案']],
  ['县退役军人局更换光荣牌，年底组织验收。', ['年底组织验收']],
  ['县交通局拓宽进出道路，办结一件、对账销号。', ['对账销号']],
  ['县财政局落实工作经费，作为领导班子述职的重要内容。', ['作为领导班子述职的重要内容']],
  ['县卫健局开设军人窗口。考核方式：现场查看。', ['现场查看']],
])('%s', (act, wanted) => {
  expect(checks(act)).toEqual(wanted)
})

test.each([
  '县双拥办整理迎接考核资料。',
  '县双拥办做好准备，确保顺利通过省级考核验收。',
  '县委宣传部组织专题宣讲，提高督查工作水平。',
  '县双拥办修订考评办法。',
  '县退役军人局走访慰问边防官兵家庭，以优异成绩迎接八一。',
  '县文旅局报送活动方案。',
])('nothing is said of checking in %s', (act) => {
  expect(checks(act).filter((one) => one !== null)).toEqual([])
})

test('a sentence about all the work of a clause holds for each of its acts', () => {
  const found = checks('县财政局落实经费。县教育局组织研学活动。各项任务落实情况每季度通报一次。')
  expect(found.length).toBeGreaterThanOrEqual(2)
  expect(new Set(found)).toEqual(new Set(['落实情况每季度通报一次']))
})

test('a column of a table says how its rows are checked', () => {
  const text =
    '双拥任务清单\n序号|任务|责任单位|完成时限|验收标准\n1|修缮营区道路|县交通局|2026年6月|通车验收\n2|开设军人窗口|县卫健局|2026年8月|'
  expect(readDocument(text, {}).proposals.map((one) => one.checked?.text ?? null)).toEqual(['通车验收', null])
})

test('the words stand where the span says', () => {
  const reading = readDocument('2026年工作要点\n一、任务\n（一）修路。县交通局修缮道路，报县双拥办备案。', {})
  const { checked } = reading.proposals[0]!
  expect(reading.clean.slice(checked!.span.start, checked!.span.end)).toBe('报县双拥办备案')
})

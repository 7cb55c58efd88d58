import { expect, test } from 'vitest'
import { readDocument } from '../index.ts'
import { checkFigures } from './faults.ts'

const faults = (text: string, window?: { from: string; to: string }) => {
  const reading = readDocument(text, { today: '2026-03-01' })
  return checkFigures(reading, window ? { window } : {}).map(
    ({ kind, spans }) => `${kind} ${spans.map((span) => reading.clean.slice(span.start, span.end)).join(' ')}`,
  )
}

test.each([
  ['全县现有退役军人3280人。工作开展以来，人人建档。全县现有退役军人3820人。', 'differs 3820人 3280人'],
  ['优抚对象满意率达98%。办事更快，优抚对象满意率达96%。', 'differs 96% 98%'],
  ['拨付双拥工作经费460万元。经费有保障。全年拨付双拥工作经费480万元。', 'differs 480万元 460万元'],
  ['拨付双拥工作经费4600元。纳入预算。一年里拨付双拥工作经费4600万元。', 'magnitude 4600万元 4600元'],
  ['登记现役军人家庭1260户。送去喜报。登记现役军人家庭1260人。', 'unit 1260人 1260户'],
  ['随军家属就业率达103%。', 'percentage 103%'],
  ['驻军部队满意率为百分之一百二十。', 'percentage 百分之一百二十'],
  ['慰问品发放覆盖面达到101.5%。', 'percentage 101.5%'],
  ['共有退役军人3200人，其中党员4100人。', 'part 4100人 3200人'],
  ['落实资金300元，其中市级财政200万元。', 'magnitude 200万元 300元'],
  ['共慰问1200户，其中军属700户、烈属300户、伤残军人260户。', 'sum 1200户 700户 300户 260户'],
  ['建成服务站120个，其中县级1个、乡镇级15个、村级103个。', 'sum 120个 1个 15个 103个'],
  ['帮助三个连队修路12公里，包括甲连3公里、乙连4公里、丙连6公里。', 'sum 12公里 3公里 4公里 6公里'],
  ['慰问城区军属20户、农村军属30户，共计60户。', 'sum 60户 20户 30户'],
  ['东、西、北三镇分别投入20万元、30万元、45万元，合计105万元。', 'sum 105万元 20万元 30万元 45万元'],
  ['全县共有军属家庭640户。家家挂牌。全县共有军属家庭460户。', 'differs 460户 640户'],
  ['走访慰问困难家庭1900户。送去年货。全年走访慰问困难家庭2100户。', 'differs 2100户 1900户'],
  ['发放补助金2800万元。按时到账。发放补助金2800元。', 'magnitude 2800元 2800万元'],
])('%s', (text, wanted) => {
  expect(faults(text)).toEqual([wanted])
})

test.each([
  // praise, ordinals, years, structure
  '1998年以来，我市连续六届获评双拥模范城，1998年首获，2024年六连冠。',
  '第十一届全国双拥模范城命名大会召开，第十二届创建周期从2025年开始。',
  '办好五件实事，五件实事全部办结。全市上下百分之百拥护，千家万户齐动员。',
  // other years, targets, comparisons
  '2024年全县现有退役军人3280人。2025年全县现有退役军人3820人。',
  '拨付双拥工作经费460万元。明年计划拨付双拥工作经费480万元。',
  '优抚对象满意率由96%提高到98%。',
  '优抚对象满意率达98%，比去年的优抚对象满意率96%高两个百分点。',
  '确保驻军部队满意率不低于95%。驻军部队满意率达99%。',
  // other places, bodies, batches
  '甲镇拨付双拥工作经费46万元。乙镇拨付双拥工作经费48万元。',
  '县教育局拨付双拥工作经费46万元。县财政局拨付双拥工作经费48万元。',
  '春节前发放慰问补助经费20万元。八一前发放慰问补助经费30万元。',
  '走访退役军人120人。培训退役军人300人。',
  '召开领导小组会议2次。为部队召开领导小组会议3次。',
  // approximate values that agree
  '拨付双拥工作经费近500万元。全年拨付双拥工作经费480万元。',
  '拨付双拥工作经费460余万元。全年拨付双拥工作经费468万元。',
  // shares that may exceed, rates of change
  '培训人数同比增长120%，完成年度任务的130%，任务完成率达125%。',
  '抚恤标准提高到原来的150%，增幅达110%。',
  '满意率达100%。',
  // sums that fit or are not told whole
  '共慰问1200户，其中军属700户、烈属300户、伤残军人200户。',
  '共慰问1200户，其中军属700户、烈属300户。',
  '共有退役军人60人，其中党员50人、女兵30人。',
  '慰问城区军属20户、农村军属30户等，共计60户。',
  '慰问军属20户、烈属30户，共发放慰问金60万元。',
  '投入近300万元，其中市级290万元、县级20万元。',
  '修建道路3公里、绿化5公里，共惠及官兵500人。',
  '每人每年发放优待金2400元。全年发放优待金2400万元。',
  '3月28日至4月5日，组织祭扫12场，参加8000人次。',
  '序号|事项|数量\n1|拨付双拥工作经费460万元|甲镇\n2|拨付双拥工作经费480万元|乙镇',
])('nothing is said of %s', (text) => {
  expect(faults(text)).toEqual([])
})

test('figures of another time than asked for are told, not what lasts into it or is only compared with', () => {
  const window = { from: '2026-01-01', to: '2026-12-31' }
  expect(faults('2023年走访慰问军属1200户。', window)).toEqual(['period 1200户'])
  expect(faults('2026年上半年走访慰问军属1200户。', window)).toEqual([])
  expect(faults('2019年以来走访慰问军属1200户。', window)).toEqual([])
  expect(faults('走访慰问军属1200户，比2025年多80户。', window)).toEqual([])
  expect(faults('2021年至2023年走访慰问军属1200户。', window)).toEqual(['period 1200户'])
  expect(faults('2023年走访慰问军属1200户。')).toEqual([])
})

test('each fault says in Chinese what to look at, and names figures of the reading', () => {
  const reading = readDocument('拨付双拥工作经费4600元。纳入预算。一年里拨付双拥工作经费4600万元。', {})
  const [found] = checkFigures(reading)
  expect(found?.sentence).toBe('“双拥工作经费”一处是4600元，一处是4600万元，相差10,000倍，请核对是否漏写或多写了“万”。')
  expect(found?.figures.map((index) => reading.figures[index]?.value)).toEqual([46_000_000, 4600])
})

import { expect, test } from 'vitest'
import { read } from './testing.ts'

const pathsOf = (text: string) => read(text).proposals.map((one) => one.path)

const section = (heading: string) =>
  `一、${heading}\n（一）夯实阵地。由市住建局负责，5月底前修缮双拥公园。\n（二）其他事项。走访慰问军属。`

test.each([
  '2026年工作思路',
  '工作思路',
  '今后努力方向',
  '下一阶段重点',
  '明年工作重点',
  '2026年工作重点',
  '2026年目标任务',
  '几点建议',
])('a report orders work under: %s', (heading) => {
  expect(pathsOf(`澜川市2025年双拥工作总结\n${section(heading)}`)).toEqual(['一/(一)', '一/(二)'])
})

test.each([
  '总体进展',
  '主要成效',
  '取得的成绩',
  '典型经验',
  '几点体会',
  '当前形势',
  '重大意义',
  '存在的主要问题',
  '困难和不足',
  '任务推进情况',
  '检查内容',
  '目标',
  '走访慰问对象',
  '充分肯定成绩，坚定做好双拥工作的信心',
  '提高站位，充分认识做好双拥工作的重大意义',
])('nothing is ordered, in a plan or a notice either, under: %s', (heading) => {
  for (const title of ['2026年澜川市双拥工作要点', '关于双拥重点任务推进的通报'])
    expect(pathsOf(`${title}\n${section(heading)}`)).toEqual([])
})

test.each(['解决突出问题', '督查落实情况', '提升工作成效', '破解“三后”难题', '“三后”问题', '关爱优抚对象'])(
  'a heading that acts itself bars nothing: %s',
  (heading) => {
    expect(pathsOf(`2026年澜川市双拥工作要点\n${section(heading)}`)).toEqual(['一/(一)', '一/(二)'])
  },
)

const plan = (body: string) => `2026年澜川市双拥工作要点\n一、重点任务\n（一）有关事项。${body}\n（二）其他。召开会议。`
const partsOf = (body: string) =>
  read(plan(body))
    .proposals.filter((one) => one.path === '一/(一)')
    .map((one) => one.text)

test.each([
  '归拢历年荣誉档案',
  '形成复查报告初稿',
  '承接区域交流现场会',
  '争取中央预算内资金',
  '上线“拥军通”小程序',
  '护理补贴提高到每人800元',
  '轮渡、缆车实行军人免票',
  '欢送仪式由县人武部承办',
  '严禁虚报冒领',
  '凡持优待证的军属一律免票',
])('in a section of tasks a point is one whatever its verb: %s', (act) => {
  expect(partsOf(`${act}。`)).toEqual([act])
})

test.each([
  '营造拥军优属的浓厚氛围',
  '不断增强官兵获得感',
  '做到桩桩有回音',
  '联系人：赵某，电话：0123-456',
  '全市还有两成站点没有专职人员',
  '会议听取了3家单位的汇报',
  '安置率最低的仅为六成',
])('aims, whom to ask and what is wrong or was done stay none: %s', (act) => {
  expect(partsOf(`${act}。`)).toEqual([])
})

test.each([
  ['4月9日前归拢目录；5月6日前形成定稿', ['2026-04-09', '2026-05-06']],
  ['7月底前赶上进度，10月9日前全面收尾', ['2026-07-31', '2026-10-09']],
  ['市双拥办每月调度，年底前纳入考核', ['每月', '2026-12-31']],
  ['2026年底前配租120套，2027年底前累计达到300套', ['2026-12-31', '2027-12-31']],
  ['8月底前完成自评，次年1月向市双拥办报送材料', ['2026-08-31', '2027-01-31']],
])('a half-sentence with its own day is a part: %s', (body, days) => {
  const parts = read(plan(`${body}。`)).proposals.filter((one) => one.path === '一/(一)')
  expect(parts.map((one) => one.deadline?.on ?? one.deadline?.text)).toEqual(days)
})

test('a day behind an act that has none is the day of both', () => {
  const body = '市教育局负责汇编军人子女转学须知，8月16日前发到每一户。'
  const parts = read(plan(body)).proposals.filter((one) => one.path === '一/(一)')
  expect(parts.map((one) => one.deadline?.on)).toEqual(['2026-08-16'])
})

test('a scheme without a title is told by what it says of itself', () => {
  expect(
    read(
      '结合我镇实际，特制定本实施方案。一、指导思想以服务部队为宗旨。二、工作任务（一）建机构。成立工作专班。（二）办专栏。开设橱窗。',
    ).head.kind,
  ).toBe('plan')
})

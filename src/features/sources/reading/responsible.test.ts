import { expect, test } from 'vitest'
import { readDocument } from './index.ts'

/** Lead and helpers of each part, as the text calls them. */
const whoOf = (body: string) =>
  readDocument(`2026年澜川市双拥工作要点\n一、重点任务\n1.有关事项。${body}\n2.其他。召开会议。`, {})
    .proposals.filter((one) => one.path === '一/1')
    .map((one) => [one.lead, ...one.helpers].map((unit) => unit?.word ?? '').join())

test.each([
  ['修缮营区围墙。由市住建局牵头，市财政局、市城管局配合。', '市住建局,市财政局,市城管局'],
  ['修缮营区围墙。市住建局牵头，市财政局配合。', '市住建局,市财政局'],
  ['修缮营区围墙。——市住建局负责', '市住建局'],
  ['修缮营区围墙。牵头单位为市住建局，配合单位为市财政局。', '市住建局,市财政局'],
  ['市双拥领导小组召开全体会议。（责任单位：市双拥办）', '市双拥领导小组,市双拥办'],
  ['各成员单位开列清单，报市双拥办备案。', '各成员单位'],
  ['各镇街要整修活动站。', '各镇街'],
  ['请市城管局会同临江镇，拆除旧棚。', '市城管局,临江镇'],
  ['柳林镇、白沙街道要整修活动站。', '柳林镇,白沙街道'],
  ['由各县区人武部会同同级退役军人事务局组织体检。', '各县区人武部,同级退役军人事务局'],
  [
    '市公安局、市烟草专卖局、某通信公司市分公司、市农商行要开设窗口。',
    '市公安局,市烟草专卖局,某通信公司市分公司,市农商行',
  ],
  ['澜川晚报社、市广播电视台开设专栏。', '澜川晚报社,市广播电视台'],
  ['由建设单位负责维护。', '建设单位'],
  ['市级各部门、各人民团体要开展走访。', '市级各部门'],
  ['市教育局会同各学校，于每年5月、11月开展摸排。', '市教育局,各学校'],
  ['原则同意市水利局提出的方案，9月底前完工。', '市水利局'],
  ['军分区战备建设处负责核对需求。', '军分区战备建设处'],
  ['某医院每月组织义诊。', '某医院'],
  ['驻澜某部派出辅导员。', '驻澜某部'],
  ['各部队要组织演练。', '各部队'],
  ['各村（居）要填写登记表。', '各村(居)'],
  ['对检查发现的问题，各地要限期整改。', '各地'],
  ['社区每月走访军属。', '社区'],
  ['市教育局提出方案，提交市政府审议。', '市教育局'],
  ['市双拥办每半年向领导小组报告一次。', '市双拥办'],
  ['市教育局办理转学。出席：市双拥工作领导小组全体成员。', '市教育局'],
])('who acts is read wherever and however it stands: %s', (body, who) => {
  const parts = whoOf(body)
  expect(parts.join(';')).toContain(who)
  expect(
    new Set(
      parts
        .join(';')
        .split(/[,;]/)
        .filter((word) => word !== ''),
    ),
  ).toEqual(new Set(who.split(',')))
})

test.each([
  '深入乡镇、社区走访军属。',
  '推进全镇、全乡创建。',
  '走访慰问乡镇、村的老兵。',
  '同意驻澜部队9名军人子女入学，办理入学手续。',
])('where it is done is nobody: %s', (body) => {
  expect(whoOf(body)).toEqual([''])
})

test('labels in the bracket of a heading hold for what stands below it', () => {
  const { proposals } = readDocument(
    '2026年迎检方案\n一、分工\n（一）材料组（组长单位：市双拥办；成员单位：市档案馆、市教育局）\n负责整理档案。\n（二）宣传组（组长单位：市文旅局）\n负责布置展板。',
    {},
  )
  expect(proposals.map((one) => [one.path, one.lead?.word, one.helpers.map((unit) => unit.word).join()])).toEqual([
    ['一/(一)', '市双拥办', '市档案馆,市教育局'],
    ['一/(二)', '市文旅局', ''],
  ])
})

test('who signs a paper and from when it holds are nothing to do', () => {
  const { proposals } = readDocument(
    '关于加强双拥工作的意见\n一、任务\n（一）督查。市双拥办要定期督查。\n（二）评议。市文旅局要组织评议。\n本意见自印发之日起施行，有效期三年。\n澜川市人民政府办公室\n澜川市人武部政治工作处\n2026年3月2日',
    {},
  )
  expect(proposals.map((one) => [one.path, one.lead?.word, one.helpers])).toEqual([
    ['一/(一)', '市双拥办', []],
    ['一/(二)', '市文旅局', []],
  ])
})

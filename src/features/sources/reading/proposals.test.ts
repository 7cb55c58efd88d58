import { expect, test } from 'vitest'
import { originalSpan, readDocument } from './index.ts'
import { leadOf, read, unitId, unitName } from './testing.ts'

const plan = (body: string) => `2026年澜川市双拥工作要点\n一、重点任务\n（一）有关事项。${body}\n（二）其他。召开会议。`
const readPlan = (body: string) => {
  const reading = read(plan(body))
  return { ...reading, proposals: reading.proposals.filter((one) => one.path === '一/(一)') }
}

test('each act that could go to another unit is a proposal of its own, with its own words', () => {
  const { proposals } = readPlan(
    '及时送达立功受奖喜报，为军属家庭悬挂光荣牌；落实军人子女教育优待政策，举办退役军人专场招聘会4场。',
  )
  expect(proposals.map((one) => one.text)).toEqual([
    '及时送达立功受奖喜报',
    '为军属家庭悬挂光荣牌',
    '落实军人子女教育优待政策',
    '举办退役军人专场招聘会4场',
  ])
  expect(proposals.map((one) => unitName(one.lead?.unitId))).toEqual([
    '市退役军人事务局',
    '市退役军人事务局',
    '市教育局',
    '市人力资源和社会保障局',
  ])
})

test('acts that fall due on other days are separate', () => {
  const { proposals } = readPlan('3月底前完成需求征集，4月15日前召开军地联席会议审定清单。')
  expect(proposals.map((one) => one.deadline?.on)).toEqual(['2026-03-31', '2026-04-15'])
})

test.each([
  '确保各项工作走在前列。',
  '不断增强官兵的荣誉感和使命感。',
  '近年来，全市先后投入资金改善营区条件，受到官兵好评。',
  '营造尊崇军人的浓厚氛围，推动形成爱国拥军的良好风尚。',
  '坚持以人民为中心。',
])('aims, praise and past work propose nothing: %s', (sentence) => {
  expect(readPlan(sentence).proposals).toEqual([])
})

test('guiding thought and aims of a plan propose nothing', () => {
  const reading = read(
    '2026年双拥工作计划\n一、指导思想\n加强领导，健全机制。\n二、工作目标\n建成双拥公园2处。\n三、主要任务\n（一）建设阵地。建设双拥公园2处。',
  )
  expect(reading.proposals.map((one) => one.path)).toEqual(['三/(一)'])
})

test('a report proposes only its next steps', () => {
  const reading = read(
    '澜川市双拥工作情况汇报\n一、主要做法\n（一）建阵地。建设双拥公园。\n二、下一步打算\n（一）补短板。由市住建局负责，年底前建设双拥公园3处。',
  )
  expect(reading.head.kind).toBe('report')
  expect(reading.proposals.map((one) => one.path)).toEqual(['二/(一)'])
})

test.each([
  ['教育部门要把国防教育列入开学第一课。', '市教育局'],
  ['市人社部门负责办好专场招聘会。', '市人力资源和社会保障局'],
  ['由市住建局牵头，会同市财政局，年底前建成双拥公园。', '市住房和城乡建设局'],
  ['年底前建成双拥公园（牵头单位：市城管局；配合单位：市财政局）。', '市城市管理局'],
  ['年底前建成双拥公园（市文旅局牵头，市财政局配合）。', '市文化广电旅游局'],
  ['县委宣传部牵头办好专栏。', '市委宣传部'],
  ['各乡镇（街道）要建立走访台账。', 'townships'],
  ['各县（市、区）要完成服务站复核。', 'counties'],
  ['各成员单位要报送工作总结。', 'members'],
  ['驻澜部队要组织官兵参加植树。', 'troops'],
])('a unit named by name, short name or kind leads: %s', (sentence, lead) => {
  const { proposals } = readPlan(sentence)
  expect(proposals).toHaveLength(1)
  expect(proposals[0]!.lead?.set ?? unitName(proposals[0]!.lead?.unitId)).toBe(lead)
  expect(proposals[0]!.lead).toMatchObject({ why: 'named', confirmed: false })
})

test('helpers are the others that are named', () => {
  const { proposals } = readPlan('由市住建局牵头，会同市财政局、自然资源部门，年底前建成双拥公园。')
  expect(proposals[0]!.helpers.map((one) => unitName(one.unitId))).toEqual(['市财政局', '市自然资源和规划局'])
})

test('a unit that is only spoken of does not lead', () => {
  const { proposals } = readPlan('走访慰问驻军部队和重点优抚对象。')
  expect(proposals[0]!.lead).toMatchObject({ why: 'duty', unitId: unitId('市退役军人事务局') })
})

test('where nobody is named the duty says who and why, never as confirmed', () => {
  const { proposals } = readPlan('落实军人子女教育优待政策。')
  expect(proposals[0]!.lead).toEqual({
    unitId: unitId('市教育局'),
    why: 'duty',
    word: '军人子女教育优待',
    reason: '按职责推荐：军人子女教育优待 — 市教育局',
    confirmed: false,
  })
})

test('an act that no duty covers has no lead and says so', () => {
  const reading = read('2026年工作计划\n一、任务\n（一）甲。组织品尝葡萄。\n（二）乙。组织观星。')
  expect(reading.proposals[0]).toMatchObject({ lead: null, confidence: 'low' })
  expect(reading.proposals[0]!.reasons.join()).toContain('请指定牵头单位')
})

test('the subject of a sentence goes before the labels of the clause, the label day still holds', () => {
  const { proposals } = readPlan(
    '市卫健委要会同市医保局，开设军人优先窗口；市财政局按规定保障所需经费。（责任单位：市卫健委；完成时限：5月底前）',
  )
  expect(proposals.map((one) => [unitName(one.lead?.unitId), one.deadline?.on])).toEqual([
    ['市卫生健康委员会', '2026-05-31'],
    ['市财政局', '2026-05-31'],
  ])
  expect(proposals[0]!.helpers.map((one) => unitName(one.unitId))).toEqual(['市医疗保障局'])
})

test('labels on lines of their own hold for the whole item', () => {
  const reading = read(
    '2026年双拥实施方案\n一、重点任务\n1.建设民兵训练基地。占地四十亩，分两期实施。\n牵头单位：市发展和改革委员会\n配合单位：市财政局、军分区\n完成时限：2026年10月底\n2.改善水电条件。铺设供水管道。\n责任单位：市水利局、市住建局\n完成时限：长期坚持',
  )
  expect(
    reading.proposals.map((one) => [
      unitName(one.lead?.unitId),
      one.helpers.map((helper) => unitName(helper.unitId)),
      one.deadline?.on,
    ]),
  ).toEqual([
    ['市发展和改革委员会', ['市财政局', '军分区'], '2026-10-31'],
    ['市水利局', ['市住房和城乡建设局'], null],
  ])
  expect(reading.proposals[1]!.deadline?.text).toBe('长期坚持')
})

test('a double list gives one proposal a row, with the units and days of its columns', () => {
  const reading = read(
    '2026年军地互办实事“双清单”\n序号|事项|责任单位|完成时限\n1|拓宽营区道路|市交通运输局|2026年9月底\n2|军人子女入学|市教育局|8月底前',
  )
  expect(reading.head.kind).toBe('duallist')
  expect(reading.proposals.map((one) => [one.title, unitName(one.lead?.unitId), one.deadline?.on])).toEqual([
    ['拓宽营区道路', '市交通运输局', '2026-09-30'],
    ['军人子女入学', '市教育局', '2026-08-31'],
  ])
})

test('cells that span rows belong to the row above, a second task under one number is a task of its own', () => {
  const reading = read(
    '2026年任务分工表\n序号|任务|责任单位|完成时限\n1|拓宽营区道路|市交通运输局|9月底前\n|制作宣传栏20块|市委宣传部|7月底前\n2|走访慰问部队|市民政局|8月1日前\n||市教育局|',
  )
  expect(
    reading.proposals.map((one) => [
      one.path,
      one.title,
      one.lead?.word,
      one.helpers.map(({ word }) => word),
      one.deadline?.on,
    ]),
  ).toEqual([
    ['1', '拓宽营区道路', '市交通运输局', [], '2026-09-30'],
    ['1', '制作宣传栏20块', '市委宣传部', [], '2026-07-31'],
    ['2', '走访慰问部队', '市民政局', ['市教育局'], '2026-08-01'],
  ])
})

test.each([
  [
    'a group named before its first row, its items numbered in their own cells',
    '重点任务|具体举措|牵头单位|配合单位|时间节点\n一、国防教育|1.修缮展馆3处|市教育局|市民政局|6月底\n|2.举办讲座|市委宣传部||11月底\n二、服务部队|3.拓宽营区道路|市交通运输局|市财政局|汛期前',
    [
      '一/1 修缮展馆3处 市教育局,市民政局 6月底',
      '一/2 举办讲座 市委宣传部 11月底',
      '二/3 拓宽营区道路 市交通运输局,市财政局 汛期前',
    ],
  ],
  [
    'a group without a number',
    '重点任务|具体举措|责任单位|完成时限\n国防教育|修缮展馆|市教育局|6月底\n|举办讲座|市委宣传部|11月底',
    ['1 修缮展馆 市教育局 6月底', '2 举办讲座 市委宣传部 11月底'],
  ],
  [
    'groups on lines of their own, cells parted by tabs',
    '序号\t工作任务\t责任单位\t协助单位\t完成时间\n一、国防教育\n1\t修缮展馆\t市教育局\t市民政局\t6月底\n二、服务部队\n2\t拓宽道路\t市交通运输局\t\t9月',
    ['一/1 修缮展馆 市教育局,市民政局 6月底', '二/2 拓宽道路 市交通运输局 9月'],
  ],
  [
    'each cell on a line of its own',
    '序号\n事项\n责任单位\n协助单位\n完成时间\n1\n修缮展馆\n市教育局\n市民政局\n6月底\n2\n拓宽道路1.5公里\n市交通运输局、市财政局\n城关镇\n9月\n联系人：李某',
    ['1 修缮展馆 市教育局,市民政局 6月底', '2 拓宽道路1.5公里 市交通运输局,市财政局,城关镇 9月'],
  ],
  [
    'its cells run together',
    '序号需求事项提出单位责任单位办理时限1拓宽门前道路1.5公里驻澜某部市交通运输局9月底前2安置家属8人县人武部市人社局、市总工会12月底前3送水200吨市水利局县人武部7月底前\n备注：市双拥办每月通报。',
    [
      '1 拓宽门前道路1.5公里 市交通运输局 9月底前',
      '2 安置家属8人 市人社局,市总工会 12月底前',
      '3 送水200吨 县人武部 7月底前',
    ],
  ],
  [
    'the months are the days',
    '月份|工作内容|责任科室|配合单位\n3月|修缮展馆|街道宣传办|各社区\n6月底前|举办讲座|街道武装部|',
    ['1 修缮展馆 街道宣传办,各社区 3月', '2 举办讲座 街道武装部 6月底前'],
  ],
  [
    'what it is called goes before what it holds',
    '序号|项目名称|主要内容|协办单位|责任单位|完成时间\n1|营区供暖|更换管线2公里|市财政局|市住建局|10月底',
    ['1 营区供暖 市住建局,市财政局 10月底'],
  ],
])('rows of a table: %s', (_, table, rows) => {
  const { proposals } = readDocument(`2026年重点任务分解表\n${table}`, {})
  expect(
    proposals.map(({ path, title, lead, helpers, deadline }) =>
      [path, title, [lead, ...helpers].map((unit) => unit?.word).join(), deadline?.text].join(' '),
    ),
  ).toEqual(rows)
})

test('how much is asked for is kept in its own words', () => {
  expect(readPlan('举办退役军人专场招聘会不少于4场。').proposals[0]!.quota).toBe('不少于4场')
  expect(readPlan('开展第三批双拥示范社区评选。').proposals[0]!.quota).toBeNull()
})

test.each([
  ['为每村配备1～2名联络员。', '1~2名'],
  ['按每人每年500元的标准发放补贴。', '每人每年500元'],
  ['对立功家庭每户一次性奖励5000元。', '每户一次性奖励5000元'],
  ['每年组织1—2次走访活动。', '每年组织1—2次'],
  ['安排10万元至15万元用于修缮。', '10万元至15万元'],
  ['绿化荒坡300亩。', '300亩'],
  ['于3月至10月开展轮训活动。', null],
])('a quota stands whole, whatever it is counted in: %s', (sentence, quota) => {
  expect(readPlan(sentence).proposals[0]!.quota).toBe(quota)
})

test('titles are short imperatives without circumstances', () => {
  const { proposals } = readPlan('汽车站、火车站等公共场所，在醒目位置规范设置“军人依法优先”标识。')
  expect(proposals.map((one) => one.title)).toEqual(['设置“军人依法优先”标识'])
})

test('spans lead back to the same words in the original', () => {
  const text = plan('认真(rènzhēn)落实(luòshí)军人(jūnrén)子女教育优待政策。')
  const reading = read(text)
  const proposal = reading.proposals[0]!
  expect(reading.clean.slice(proposal.span.start, proposal.span.end)).toBe(proposal.text)
  const span = originalSpan(reading.map, proposal.span)
  expect(text.slice(span.start, span.end)).toBe('认真(rènzhēn)落实(luòshí)军人(jūnrén)子女教育优待政策')
  expect(leadOf(reading)).toBe('市教育局')
})

test('a text without clauses that is a notice is read as one', () => {
  const reading = read('关于做好八一走访的通知\n各成员单位要在7月20日前走访慰问结对连队。')
  expect(reading.proposals).toHaveLength(1)
  expect(reading.proposals[0]).toMatchObject({ clause: null, path: null, deadline: { on: '2026-07-20' } })
})

test('a table whose first row is its head gives one proposal a row, with or without a column of numbers', () => {
  const reading = read(
    '2026年双拥重点任务分工表\n任务|责任单位|完成时限\n拓宽营区道路|市交通运输局|9月底前\n办好招聘专场|市人社局|6月底前',
  )
  expect(reading.clauses.map((clause) => [clause.path, clause.title])).toEqual([
    ['1', '拓宽营区道路'],
    ['2', '办好招聘专场'],
  ])
  expect(reading.proposals.map((one) => [one.title, unitName(one.lead?.unitId), one.deadline?.on])).toEqual([
    ['拓宽营区道路', '市交通运输局', '2026-09-30'],
    ['办好招聘专场', '市人力资源和社会保障局', '2026-06-30'],
  ])
})

test('a numbered line that is a sentence is a task of its own', () => {
  const reading = read(
    '2026年双拥工作安排\n一、市教育局负责落实军人子女入学优待，8月底前完成。\n二、市人社局负责举办专场招聘会，12月底前完成。',
  )
  expect(reading.proposals.map((one) => [one.path, unitName(one.lead?.unitId), one.deadline?.on])).toEqual([
    ['一', '市教育局', '2026-08-31'],
    ['二', '市人力资源和社会保障局', '2026-12-31'],
  ])
})

test('a month that opens a sentence is the day of everything in it, unless an act states its own', () => {
  const reading = read(
    '2026年双拥工作计划\n一、时间安排\n1—2月：走访慰问驻军部队，召开春节座谈会。5月：核查优抚对象信息，5月20日前录入数据。',
  )
  expect(reading.proposals.map((one) => one.deadline?.on)).toEqual([
    '2026-02-28',
    '2026-02-28',
    '2026-05-31',
    '2026-05-20',
  ])
})

test('without a list of units the names in the text stand for themselves, and months without a year stay words', () => {
  const { proposals } = readDocument(
    '县双拥工作计划\n一、任务\n（一）道路。县交通运输局会同白鹭镇人民政府，9月底前拓宽营区道路。\n（二）入学。各乡镇（街道）要摸清底数。',
    {},
  )
  expect(proposals.map((one) => [one.lead?.word, one.lead?.as, one.helpers.map((helper) => helper.word)])).toEqual([
    ['县交通运输局', 'lead', ['白鹭镇人民政府']],
    ['各乡镇(街道)', 'does', []],
  ])
  expect(proposals[0]!.deadline).toEqual({ on: null, text: '9月底前' })
})

test('the cell of a row goes before units that its title speaks of; an aim with what is built and how many is a task', () => {
  const reading = read(
    '2026年军地互办实事“双清单”\n一、清单\n序号|事项|责任单位|完成时限\n1|市教育局幼儿园修缮|市住建局|2026年9月底\n二、下步要求\n（一）争创先进。力争2027年建成示范型服务站10个以上。',
  )
  expect(reading.proposals.map((one) => [one.path, unitName(one.lead?.unitId), one.deadline?.text])).toEqual([
    ['一/1', '市住房和城乡建设局', '2026年9月底'],
    ['二/(一)', expect.anything(), '2027年'],
  ])
})

test('an article whose sentences are parted by a semicolon gives each; general articles give none', () => {
  const reading = read(
    '2026年双拥任务分解\n第一章 总则\n第一条 为明确责任，制定本分解。\n第二章 任务\n第二条 市教育局要在8月20日前办结入学手续；市卫健委要每年为优抚对象体检一次。',
  )
  expect(reading.proposals.map((one) => [one.path, unitName(one.lead?.unitId)])).toEqual([
    ['第二章/第二条', '市教育局'],
    ['第二章/第二条', '市卫生健康委员会'],
  ])
})

const whoAndWhen = (body: string) =>
  readDocument(`2026年澜川市双拥工作要点\n一、重点任务\n${body}`, { today: '2026-03-01' }).proposals.map((one) => [
    one.title,
    one.lead?.word ?? null,
    one.helpers.map((helper) => helper.word).join(),
    one.deadline?.on ?? null,
  ])

test.each([
  ['市教育局要在8月底前，编写国防教育读本，并组织试讲。', ['编写国防教育读本', '市教育局', '', '2026-08-31']],
  ['市人社局牵头、市财政局配合，10月底前举办招聘活动。', ['举办招聘活动', '市人社局', '市财政局', '2026-10-31']],
  [
    '由市民政局牵头，会同市财政局、市医保局，于6月15日前厘定补助口径。',
    ['厘定补助口径', '市民政局', '市财政局,市医保局', '2026-06-15'],
  ],
  ['由市民政局牵头，会同市财政局厘定补助口径。', ['厘定补助口径', '市民政局', '市财政局', null]],
  [
    '市民政局牵头，会同市财政局起草补助办法，6月15日前报市政府。',
    ['起草补助办法', '市民政局', '市财政局', '2026-06-15'],
  ],
  ['在去年试点的基础上，市城管局推进街区美化。', ['推进街区美化', '市城管局', '', null]],
  [
    '组织夜间巡逻。[牵头单位：市公安局；配合单位：市城管局；时限：11月底]',
    ['组织夜间巡逻', '市公安局', '市城管局', '2026-11-30'],
  ],
  ['开办讲解员培训班2期。（市文旅局、市委党校负责）', ['开办讲解员培训班2期', '市文旅局', '市委党校', null]],
  ['组织夜间巡逻。（市公安局牵头，市城管局配合）', ['组织夜间巡逻', '市公安局', '市城管局', null]],
])('who and when are read wherever the sentence puts them: %s', (body, expected) => {
  expect(whoAndWhen(body)).toEqual([expected])
})

test('a unit that opens a sentence with its day answers for all of it, whatever duties it touches', () => {
  const reading = read(
    '2026年澜川市双拥工作要点\n一、重点任务\n市卫健委要在8月底前，组织优抚对象体检，并建立健康档案，举办专场招聘会。',
  )
  expect(reading.proposals.map((one) => [unitName(one.lead?.unitId), one.deadline?.on])).toEqual([
    ['市卫生健康委员会', '2026-08-31'],
  ])
})

test('units in brackets answer for all the sentences before them, the heading too', () => {
  expect(
    whoAndWhen('1.开展夜巡，建立台账。组织回访。（市公安局牵头，市城管局配合）\n2.布置双拥展馆。（市文旅局负责）').map(
      ([, lead]) => lead,
    ),
  ).toEqual(['市公安局', '市公安局', '市文旅局'])
})

test('a heading that ends in a semicolon is the first half of what is ordered', () => {
  expect(whoAndWhen('（一）1-3月，市双拥办开展自查；5月，迎接省里检查。').map(([, , , on]) => on)).toEqual([
    '2026-03-31',
    '2026-05-31',
  ])
})

test.each(['镇财政所', '镇医保所', '镇中心小学', '镇教办', '党建办', '街道党建办', '县委督查室'])(
  'units of towns and streets are known by their build: %s',
  (unit) => {
    expect(whoAndWhen(`${unit}办理一次集中登记。`)[0]?.[1]).toBe(unit)
  },
)

test('a notice orders what is to be handed in, not its papers, its objects or whom to call', () => {
  const { proposals } = readDocument(
    '关于做好节日走访的通知\n各县（市、区）双拥办：\n一、慰问对象\n驻澜部队官兵、烈属。\n二、有关要求\n（一）请于9月6日前将小结和附件2报市双拥办，联系人王某，电话：123456。\n三、联系方式。联系人：张某，电话：123456。\n附件：1.走访单位名单\n2.走访情况统计表',
    { today: '2026-03-01' },
  )
  expect(proposals.map((one) => [one.title, one.deadline?.on])).toEqual([['将小结和附件2报市双拥办', '2026-09-06']])
})

test('units that do each their part on their own day are parts of their own', () => {
  expect(whoAndWhen('各村于9月上旬完成摸底，9月中旬上报名册，9月底前建档。').map(([, , , day]) => day)).toEqual([
    '2026-09-10',
    '2026-09-20',
    '2026-09-30',
  ])
})

test('a count of working days is no quota', () => {
  expect(read('2026年工作要点\n一、服务\n（一）退役返乡后7个工作日内完成登记。').proposals[0]?.quota).toBeNull()
})

test.each([
  ['所需经费约96万元由县财政局统筹解决，于6月底前到位。', ['县财政局']],
  ['会议同意县城管局提出的方案，县城管局6月底前完成整治。', ['县城管局']],
  ['街道社会事务办牵头，街道总工会配合，6月底前办好招聘会。', ['街道社会事务办', '街道总工会']],
  ['党工委班子成员6月底前走访老兵。（责任单位：街道党政办）', ['街道党政办']],
])('without a list of units their names are told from the words around them: %s', (sentence, wanted) => {
  const { proposals } = readDocument(`2026年工作要点\n一、任务\n（一）服务。${sentence}`, { today: '2026-03-01' })
  const words = proposals.flatMap(({ lead, helpers }) => [lead, ...helpers].map((one) => one?.word))
  expect([...new Set(words)]).toEqual(wanted)
})

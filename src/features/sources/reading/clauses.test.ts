import { expect, test } from 'vitest'
import { readClauses } from './clauses.ts'
import { cleanText } from './clean.ts'

const clausesOf = (text: string) => readClauses(cleanText(text).folded, 0)
const outline = (text: string) => clausesOf(text).map((clause) => `${clause.path} ${clause.title}`)

test('numbering that runs on across the parts keeps the printed number', () => {
  expect(
    outline(
      '一、宣传教育\n（一）办好专栏。甲。\n（二）讲好故事。乙。\n二、服务部队\n（三）建好机制。丙。\n（四）办好实事。丁。',
    ),
  ).toEqual([
    '一 宣传教育',
    '一/(一) 办好专栏',
    '一/(二) 讲好故事',
    '二 服务部队',
    '二/(三) 建好机制',
    '二/(四) 办好实事',
  ])
})

test('headings run into one paragraph are found', () => {
  const text =
    '为做好创建，提出如下意见。 一、指导思想 坚持服务大局，把双拥工作放在心上，抓在手上。 二、主要任务 (一)健全机制。一是定期会商。军地每季度会商一次。二是定期走访。春节走访部队。 (二)强化宣传。办好专栏。 三、保障措施 (一)加强领导。落实责任。'
  expect(outline(text)).toEqual([
    '一 指导思想',
    '二 主要任务',
    '二/(一) 健全机制',
    '二/(一)/一是 定期会商',
    '二/(一)/二是 定期走访',
    '二/(二) 强化宣传',
    '三 保障措施',
    '三/(一) 加强领导',
  ])
})

test('four levels, full-width and half-width marks alike', () => {
  expect(outline('一、甲部分\n（一）乙方面\n１．丙事项。说明。\n（1）丁小项；\n（2）戊小项。\n2、己事项。')).toEqual([
    '一 甲部分',
    '一/(一) 乙方面',
    '一/(一)/1 丙事项',
    '一/(一)/1/(1) 丁小项',
    '一/(一)/1/(2) 戊小项',
    '一/(一)/2 己事项',
  ])
})

test('chapters, articles and attachments', () => {
  expect(
    outline(
      '第一章 总则\n第一条 为做好工作，制定本办法。\n第二条 本办法适用于全市。\n第二章 职责\n第三条 成员单位履行职责。\n附件1\n任务分工表\n一、甲\n二、乙',
    ),
  ).toEqual([
    '第一章 总则',
    '第一章/第一条 为做好工作,制定本办法',
    '第一章/第二条 本办法适用于全市',
    '第二章 职责',
    '第二章/第三条 成员单位履行职责',
    '附件1 任务分工表',
    '附件1/一 甲',
    '附件1/二 乙',
  ])
})

test('headings without a marker are counted where there are no numbered ones', () => {
  const paragraph = '我们把军地双方的事当成自家的事来办，谁家有难处大家一起想办法，谁家有喜事大家一起来道贺。'
  expect(
    outline(`家住军营旁\n${paragraph}\n机制立起来氛围浓起来\n${paragraph}\n后盾硬起来脚步快起来\n${paragraph}`),
  ).toEqual(['#1 机制立起来氛围浓起来', '#2 后盾硬起来脚步快起来'])
})

test.each<[string, string, string[]]>([
  [
    'short ones between finished paragraphs',
    '强化组织领导\n县双拥办健全机制，投入100万元。\n深化拥军服务\n为部队办实事20件，解决入学12人。',
    ['#1 强化组织领导', '#2 深化拥军服务'],
  ],
  [
    'with a colon',
    '组织领导：\n县双拥办每月调度1次。\n宣传教育：\n县委宣传部每月办2期。',
    ['#1 组织领导', '#2 宣传教育'],
  ],
  ['a lone usual one', '主要做法\n县双拥办健全机制，投入100万元。', ['#1 主要做法']],
  [
    'over numbered points',
    '重点任务\n1.建机制。调度1次。\n2.落经费。列支100万元。\n工作要求\n各乡镇抓好落实。',
    ['#1 重点任务', '#1/1 建机制', '#1/2 落经费', '#2 工作要求'],
  ],
  [
    'over 一是',
    '存在问题\n一是重视不够。二是投入不足。\n整改要求\n县双拥办6月底前整改。',
    ['#1 存在问题', '#1/一是 重视不够', '#1/二是 投入不足', '#2 整改要求'],
  ],
  [
    'none in what is addressed and what is announced',
    '各乡镇：\n请做好走访慰问工作，按时报送情况。\n现将名单公布如下：\n甲村、乙村、丙村和丁村共四个村。',
    [],
  ],
  [
    'parts that are numbered stay alone',
    '一、任务\n工作要求\n各乡镇抓好落实。\n二、保障\n县财政局列支。',
    ['一 任务', '二 保障'],
  ],
])('usual and short headings without a marker: %s', (_, text, wanted) => {
  expect(outline(`2026年县双拥工作情况\n现将情况报告如下。\n${text}`)).toEqual(wanted)
})

test('what only looks like a number is text', () => {
  expect(
    outline(
      '一、节日慰问\n八一、春节期间走访。按照（二）的要求办理，坚持“一、二、三”工作法，投入2.5万元。依据第三条（一）项执行。\n二、其他',
    ),
  ).toEqual(['一 节日慰问', '二 其他'])
})

test('rows of a table are clauses under their section, its head is not', () => {
  expect(
    outline(
      '一、清单\n序号 | 事项 | 责任单位\n1 | 拓宽道路 | 交通运输局\n2 | 修缮公寓 | 住建局\n二、要求\n（一）按时办结。',
    ),
  ).toEqual(['一 清单', '一/1 拓宽道路', '一/2 修缮公寓', '二 要求', '二/(一) 按时办结'])
})

test('a clause holds its children, its body holds only its own words', () => {
  const text = '一、甲部分\n引言。\n（一）乙方面。丙丁。\n二、戊部分'
  const [first, second] = clausesOf(text)
  expect(text.slice(first!.span.start, first!.span.end)).toBe('一、甲部分\n引言。\n（一）乙方面。丙丁。')
  expect(text.slice(first!.body.start, first!.body.end).trim()).toBe('引言。')
  expect(text.slice(second!.body.start, second!.body.end).trim()).toBe('丙丁。')
  expect(second!.parent).toBe(0)
})

test('the list of attachments in a notice is no clause', () => {
  expect(
    outline('现将任务印发给你们。\n附件：1.任务分工表\n2.联络员名单\n澜东县双拥办\n一、甲部分\n1.丙事项。\n2.丁事项。'),
  ).toEqual(['一 甲部分', '一/1 丙事项', '一/2 丁事项'])
})

test('an item whose text begins with a day or a count is an item where the numbers count on, and a decimal where not', () => {
  expect(
    outline('1．4月底前，办好专栏。\n2．12名讲解员由讲解队选派。\n3、布置展馆。\n4．2026年3月-5月，开放展馆。').map(
      (line) => line.split(' ')[0],
    ),
  ).toEqual(['1', '2', '3', '4'])
  expect(outline('一、基本情况\n人均增加\n1.5万元，比计划多。\n3.2个百分点的差距还在。')).toEqual(['一 基本情况'])
})

test.each([
  ['tabs', '\t'],
  ['wide gaps', '   '],
])('a table pasted with %s between its cells has rows', (_, gap) => {
  const rows = [
    ['序号', '工作任务', '牵头单位', '完成时限'],
    ['1', '拓宽营区道路', '市交通局', '9月底前'],
    ['2', '修缮家属公寓', '市住建局', '11月底前'],
  ]
  expect(outline(`2026年任务清单\n${rows.map((cells) => cells.join(gap)).join('\n')}`)).toEqual([
    '1 拓宽营区道路',
    '2 修缮家属公寓',
  ])
})

test('a wide gap in a sentence makes no table', () => {
  expect(outline('一、要求\n序号  名称要写清\n1  写清序号')).toEqual(['一 要求'])
})

test.each<[string, string[]]>([
  ['（五）加强督查。市双拥办督查。\n（六）加强宣传。县委宣传部宣传。', ['(五)', '(六)']],
  ['一、宣传\n⒈办好专栏。\n⒉制作展板。', ['一', '一/1', '一/2']],
  ['一、宣传\n1)办好专栏。\n2)制作展板。', ['一', '一/1', '一/2']],
  ['一、宣传\n㈠办好专栏。\n㈡制作展板。', ['一', '一/(一)', '一/(二)']],
  [
    '附件\n任务分解表\n序号 任务 牵头单位 完成时间\n1 建好公园 县住建局 2026年6月\n2 办好展馆 县文旅局 2026年9月',
    ['1', '2'],
  ],
])('numbering of %j', (text, paths) => {
  expect(clausesOf(text).map(({ path }) => path)).toEqual(paths)
})

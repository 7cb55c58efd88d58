import { describe, expect, test } from 'vitest'
import { cleanText } from '../clean.ts'
import { readFigures } from './index.ts'

const figuresOf = (text: string) => {
  const { clean, folded } = cleanText(text)
  return readFigures(folded).map((one) => ({ ...one, text: clean.slice(one.span.start, one.span.end) }))
}
const brief = (text: string) =>
  figuresOf(text).map((one) => `${one.text} = ${one.value} ${one.unit}${one.approx ? ' ~' : ''}`)

describe('what is a figure', () => {
  test.each<[string, string[]]>([
    ['全年发放优抚金3850余万元。', ['3850余万元 = 38500000 元 ~']],
    ['市财政近3亿元用于营区建设。', ['近3亿元 = 300000000 元 ~']],
    ['修缮零散墓2.4万处。', ['2.4万处 = 24000 处']],
    ['出动民兵0.5万余人次。', ['0.5万余人次 = 5000 人次 ~']],
    ['百余名官兵参加，上万人到场。', ['百余名 = 100 人 ~', '上万人 = 10000 人 ~']],
    ['七成以上的家庭受益，满意率百分之九十二点五。', ['七成以上 = 70 % ~', '百分之九十二点五 = 92.5 %']],
    ['三分之一的社区达标。', ['三分之一 = 33.3 %']],
    ['经费由30万元增加到45万元。', ['30万元 = 300000 元', '45万元 = 450000 元']],
    ['实现省级“四连冠”。', ['四连冠 = 4 届']],
    ['落实资金3亿5千2百万元，另拨2千3百万元。', ['3亿5千2百万元 = 352000000 元', '2千3百万元 = 23000000 元']],
    ['2/5的村建站，完成投资的3/4。', ['2/5 = 40 %', '3/4 = 75 %']],
    ['会议定于1/3召开。', []],
    ['门票6折，收入翻了一番，一番话说得透。', ['6折 = 6 折', '一番 = 1 番']],
    ['先后5次受到表彰。', ['5次 = 5 次']],
    ['每年不少于2次，每季度1次。', ['不少于2次 = 2 次', '1次 = 1 次']],
    ['培训1,250人次，建站 318 个。', ['1,250人次 = 1250 人次', '318 个 = 318 个']],
    ['里程12km，面积80㎡，拨款￥1,200。', ['12km = 12 公里', '80㎡ = 80 平方米', '￥1,200 = 1200 元']],
    ['节约资金300万元，附近4个村受益。', ['300万元 = 3000000 元', '4个 = 4 个']],
    ['入学率提高2.5个百分点。', ['2.5个百分点 = 2.5 个百分点']],
    ['二百零六人参加，四百餘名到場。', ['二百零六人 = 206 人', '四百餘名 = 400 人 ~']],
    ['参会8人以下，约60分。', ['8人以下 = 8 人 ~', '约60分 = 60 分 ~']],
    ['每村一名联络员，举办一场晚会。', ['一名 = 1 人', '一场 = 1 场']],
    [
      '现有 2.7 万 余人，逾 1 万小时，“三 连 冠”。',
      ['2.7 万 余人 = 27000 人 ~', '逾 1 万小时 = 10000 小时 ~', '三 连 冠 = 3 届'],
    ],
    [
      '接待1.2万人（次），开展120余场（次），总额近1.5个亿。',
      ['1.2万人（次） = 12000 人次', '120余场（次） = 120 场次 ~', '近1.5个亿 = 150000000 元 ~'],
    ],
    ['清淤3000延米，投资￥860万，二期建设开工。', ['3000延米 = 3000 延米', '￥860万 = 8600000 元']],
    ['已连续两届获评，分两期建设。', ['两届 = 2 届', '两期 = 2 期']],
  ])('%s', (text, wanted) => {
    expect(brief(text)).toEqual(wanted)
  })
})

test.each([
  '2026年3月15日9时30分召开，电话0790-1234567。',
  '依据澜双拥〔2026〕3号文件，第十一届大会、第3批名单、第八次会议。',
  '坚持“五纳入五统一”，解决“三后”问题，健全三级网络和双清单。',
  '做到四个不摘、两个维护，抓好三个途径，由一把手负责。',
  '“十四五”期间，推行1+3+N模式，建党105周年。',
  '记三等功，获一等奖，推出一批作品，进一步完善一系列制度。',
  '投入数百万元，走访若干户，成千上万群众参加。',
  '党的二十届三中全会，十九届四中全会。',
  '把钱用在刀刃上，万众一心，千家万户，一人一档、一户一策。',
  '驻地96101部队、5号楼、104国道、A3展板。',
  '《百名老兵口述》《一个人的队伍》。',
  '3月底前完成，15个工作日内办结，为期3个月，年满60周岁。',
])('no figure: %s', (text) => {
  expect(brief(text)).toEqual([])
})

test('a range carries one unit for both ends', () => {
  expect(
    figuresOf('安排10至15万元，每村3—5个点，办好2到3场。').map(({ text, range, unit }) => [text, range, unit]),
  ).toEqual([
    ['10至15万元', [100_000, 150_000], '元'],
    ['3—5个', [3, 5], '个'],
    ['2到3场', [2, 3], '场'],
  ])
})

test('bounds are requirements, approximations are not', () => {
  expect(
    figuresOf('不少于3次，至少1处，不超过5人，80%以上，最高加5分，超过9人。').map(({ qualifier, bound, approx }) => [
      qualifier,
      bound,
      approx,
    ]),
  ).toEqual([
    ['不少于', 'min', false],
    ['至少', 'min', false],
    ['不超过', 'max', false],
    ['以上', 'min', true],
    [null, 'max', false],
    ['超', null, true],
  ])
})

test('the same statement again is one figure with two mentions; another thing of the same number is not', () => {
  const again = figuresOf(
    '全市建成退役军人服务站318个。\n全市建成的退役军人服务站318个全部达标。\n另有双拥宣传橱窗318个。',
  )
  expect(again.map((one) => one.mentions.length)).toEqual([2, 1])
})

test('a figure says what it counts, over which time and where', () => {
  const [first, second, third] = figuresOf(
    '2021年以来，澜东县发放优待金520万元，为86名退役士兵办理补助，每人每年提高960元。',
  )
  expect(first).toMatchObject({ metric: '优待金', period: '2021年以来', place: '澜东县' })
  expect(second).toMatchObject({ metric: '退役士兵', period: '2021年以来' })
  expect(third).toMatchObject({ period: '每人每年' })
})

test.each([
  ['目前全市拥军实事在办86件。', '拥军实事在办', null],
  ['3.镇卫生院开展巡诊6次。', '镇卫生院开展巡诊', null],
  ['得86分。', '', null],
  ['仅有40人。', '', null],
  ['建成省级双拥模范县4个。', '省级双拥模范县', null],
  ['送去慰问品价值18万元。', '慰问品价值', null],
  ['比上年增加6场，提供岗位2600个。', '岗位', null],
  ['上年提供岗位2600个。', '岗位', '上年'],
])('the metric keeps what is counted alone, and a comparison is no period: %s', (text, metric, period) => {
  expect(figuresOf(text).at(-1)).toMatchObject({ metric, period, place: null })
})

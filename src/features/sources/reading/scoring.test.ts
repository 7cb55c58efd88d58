import { describe, expect, test } from 'vitest'
import { mostOf } from './atoms.ts'
import { read } from './testing.ts'
import type { ScoringAtom } from './types.ts'

const plain = (atoms: ScoringAtom[]) => atoms.map(({ span: _, ...atom }) => atom)

// The five items whose points an official source confirms (T1-01 … T1-05), in our own words.
const PROSE = `双拥模范城考评标准（试行）
一、组织领导
1.双拥写进经济社会发展规划；双拥列入党政军领导政绩考核；当年政府工作报告写到双拥；军事机关党委工作报告写到双拥。（2分）做到一个得0.5分。
2.开好议军会、联席会和领导小组全体会。（1分）会议制度落实得0.5分；领导小组每年至少召开1次全体会得0.5分。
3.成员单位各负其责。（1分）职责明确得0.25分，有年度计划和总结得0.25分，每年在全体会上述职得0.5分。
4.双拥办军地合署办公，县级有相对固定的部队人员。（1分）达到要求得1分。
5.双拥活动经费有保障。（1分）列入财政预算且有拨付凭证得1分。`

const TABLE = `双拥模范城考评标准（试行）
一、组织领导
序号|考评内容|分值|评分标准
1|双拥写进经济社会发展规划；双拥列入党政军领导政绩考核；当年政府工作报告写到双拥；军事机关党委工作报告写到双拥|2|做到一个得0.5分
2|开好议军会、联席会和领导小组全体会|1|会议制度落实得0.5分；领导小组每年至少召开1次全体会得0.5分
3|成员单位各负其责|1|职责明确得0.25分，有年度计划和总结得0.25分，每年在全体会上述职得0.5分
4|双拥办军地合署办公，县级有相对固定的部队人员|1|达到要求得1分
5|双拥活动经费有保障|1|列入财政预算且有拨付凭证得1分`

describe.each([
  ['prose', PROSE],
  ['a table', TABLE],
])('the verified items as %s', (_, text) => {
  const { head, scoring } = read(text)

  test('are five items of one section worth six points, by their own points and by their atoms', () => {
    expect(head.kind).toBe('standard')
    expect(scoring.map((one) => [one.section, one.item, one.points])).toEqual([
      ['组织领导', '1', 2],
      ['组织领导', '2', 1],
      ['组织领导', '3', 1],
      ['组织领导', '4', 1],
      ['组织领导', '5', 1],
    ])
    const sums = scoring.map((one) => mostOf(one.atoms))
    expect(sums).toEqual([2, 1, 1, 1, 1])
    expect(sums.reduce((sum, one) => sum! + one!, 0)).toBe(6)
  })

  test('become atoms of their kinds', () => {
    expect(scoring.map((one) => one.atoms.map((atom) => atom.kind))).toEqual([
      ['each'],
      ['split'],
      ['split'],
      ['and'],
      ['and'],
    ])
    expect(plain(scoring[0]!.atoms)).toEqual([
      {
        kind: 'each',
        points: 0.5,
        count: 4,
        elements: [
          '双拥写进经济社会发展规划',
          '双拥列入党政军领导政绩考核',
          '当年政府工作报告写到双拥',
          '军事机关党委工作报告写到双拥',
        ],
      },
    ])
    expect(plain(scoring[2]!.atoms)).toEqual([
      {
        kind: 'split',
        parts: [
          { name: '职责明确', points: 0.25 },
          { name: '有年度计划和总结', points: 0.25 },
          { name: '每年在全体会上述职', points: 0.5 },
        ],
      },
    ])
    expect(plain(scoring[4]!.atoms)).toEqual([{ kind: 'and', points: 1, requires: ['列入财政预算', '有拨付凭证'] }])
  })
})

const atomsOf = (rule: string) =>
  plain(read(`某县考评标准\n一、工作\n1.某项要求。（5分）${rule}\n2.另一项。（1分）达到得1分。`).scoring[0]!.atoms)

test.each<[string, object[]]>([
  ['每少一次扣2分，扣完为止。', [{ kind: 'deduct', points: 2, count: 1, unit: '次', stopsAtZero: true }]],
  ['每少一次扣0.5分，最多扣2分。', [{ kind: 'deduct', points: 0.5, count: 1, unit: '次', stopsAtZero: false, cap: 2 }]],
  [
    '每少一次扣1分，每漏一户扣0.5分，累计扣分不超过3分；台账缺一项扣1分，扣完为止。',
    [
      { kind: 'deduct', points: 1, unit: '次', stopsAtZero: false, cap: 3 },
      { kind: 'deduct', points: 0.5, unit: '户', stopsAtZero: false, cap: 3 },
      { kind: 'deduct', points: 1, unit: '项', stopsAtZero: true, cap: null },
    ],
  ],
  ['每低1个百分点扣0.5分，最多扣4分。', [{ kind: 'ratio', points: -0.5, step: 1, cap: 4 }]],
  ['抽查20户，每发现一户未悬挂扣1分。', [{ kind: 'deduct', points: 1, count: 1, unit: '户', stopsAtZero: false }]],
  ['每低1个百分点扣0.25分。', [{ kind: 'ratio', points: -0.25, step: 1, unit: '个百分点' }]],
  ['未建立台账的扣3分。', [{ kind: 'deduct', points: 3, unit: null, what: '未建立台账' }]],
  [
    '达到95%以上得5分，80%—95%得3分，80%以下得1分。',
    [
      {
        kind: 'band',
        bands: [
          { min: 95, max: null, unit: '%', points: 5 },
          { min: 80, max: 95, unit: '%', points: 3 },
          { min: null, max: 80, unit: '%', points: 1 },
        ],
      },
    ],
  ],
  ['在市级以上刊物发表经验，每篇加0.5分，最高加3分。', [{ kind: 'bonus', points: 0.5, cap: 3 }]],
  ['挪用经费的实行“一票否决”。', [{ kind: 'veto', scope: 'whole' }]],
  [
    '列入预算得2分，足额拨付得3分；未列入的不得分。',
    [{ kind: 'split' }, { kind: 'veto', scope: 'item', what: '未列入' }],
  ],
  ['达标的3分，基本达标的1分。', [{ kind: 'split', parts: [{ points: 3 }, { points: 1 }] }]],
  [
    '合署的得满分，未合署的不得分。',
    [
      { kind: 'and', points: 5 },
      { kind: 'veto', scope: 'item' },
    ],
  ],
  ['有牌子2分、有台账2分、有专人1分。', [{ kind: 'split', parts: [{ points: 2 }, { points: 2 }, { points: 1 }] }]],
  ['举办3次以上5分、2次3分、1次不得分。', [{ kind: 'band', bands: [{ points: 5 }, { points: 3 }, { points: 0 }] }]],
  [
    '≥90%得5分，70%≤X＜90%得2分。',
    [
      {
        kind: 'band',
        bands: [
          { min: 90, max: null, points: 5 },
          { min: 70, max: 90, points: 2 },
        ],
      },
    ],
  ],
  ['按实际发放率×5分计算。', [{ kind: 'ratio', points: 5, step: 100, unit: '%', what: '实际发放率' }]],
  [
    '获省级、市级、县级推广的，分别加3分、2分、1分。',
    [
      { kind: 'bonus', what: '省级', points: 3 },
      { kind: 'bonus', what: '市级', points: 2 },
      { kind: 'bonus', what: '县级', points: 1 },
    ],
  ],
  [
    '有下列情形之一的，取消参评资格：截留补助的；虚报材料的。',
    [
      { kind: 'veto', scope: 'whole', what: '截留补助' },
      { kind: 'veto', scope: 'whole', what: '虚报材料' },
    ],
  ],
])('%s', (rule, wanted) => {
  const atoms = atomsOf(rule)
  expect(atoms).toHaveLength(wanted.length)
  expect(atoms).toMatchObject(wanted)
})

test('a table that lost its cells is read by its running numbers', () => {
  const { clauses, scoring } = read(
    '澜江县镇街考评标准\n项目序号考评内容分值评分标准得分一、组织领导（9分）1写入工作报告。4每写入一项得2分。2开好例会，每季度1次。5每少一次扣1分。二、宣传氛围（6分）3设立宣传栏。6每缺1处扣2分。',
  )
  expect(clauses.map((one) => one.path)).toEqual(['一', '一/1', '一/2', '二', '二/3'])
  expect(scoring.map((one) => [one.section, one.item, one.content, one.points])).toEqual([
    ['组织领导', '1', '写入工作报告', 4],
    ['组织领导', '2', '开好例会,每季度1次', 5],
    ['宣传氛围', '3', '设立宣传栏', 6],
  ])
})

test('texts without rules of points have no scoring clauses', () => {
  expect(read('2026年工作要点\n一、任务\n（一）走访。八一前走访部队，满意度得分达到95分以上。').scoring).toEqual([])
})

test('so much for each, in proportion, and a scale alone say what an item is worth', () => {
  const { head, scoring } = read(
    '澜川市双拥模范镇（街道）考核评分细则\n一、保障\n1.建好联络、走访、通报制度，每项2分。（6分）\n2.补助发放率按比例计分，满分4分。\n3.投入增长8%以上得5分，增长4%（含）至8%得3分，4%以下得1分。',
  )
  expect([head.kind, head.place]).toEqual(['standard', '澜川市'])
  expect(scoring.map(({ points, doubts }) => [points, doubts])).toEqual([
    [6, []],
    [4, []],
    [5, []],
  ])
  expect(plain(scoring[0]!.atoms)).toEqual([
    { kind: 'each', points: 2, elements: ['建好联络', '走访', '通报制度'], count: 3 },
  ])
  expect(plain(scoring[1]!.atoms)).toEqual([{ kind: 'ratio', points: 4, step: 100, unit: '%', what: '补助发放率' }])
})

test('points of an examination are no scoring', () => {
  expect(read('2026年工作方案\n一、教育\n（一）市教育局对烈士子女加15分投档。').scoring).toEqual([])
})

test.each([
  ['军人子女中考加10分政策落实到位的得2分', [['and', 2]]],
  ['立功受奖军人子女高考加20分投档，未落实的扣1分', [['deduct', 1]]],
  ['军人子女入学优待落实较好的加1分', [['bonus', 1]]],
])('points of an examination are none of the standard: %s', (rule, wanted) => {
  expect(atomsOf(rule).map((atom) => [atom.kind, 'points' in atom ? atom.points : null])).toEqual(wanted)
})

test('awards say what an item is worth where nothing else does; an article is the section of its items', () => {
  const { scoring } = read(
    '云桥区双拥模范村考评细则\n第一章 内容\n第一条 阵地建设（10分）\n（一）服务站规范，得4分；少一项扣1分。\n（二）有计划、有总结，各得3分。',
  )
  expect(scoring.map(({ section, points, doubts }) => [section, points, doubts])).toEqual([
    ['阵地建设', 4, []],
    ['阵地建设', 6, []],
  ])
})

test('cells that span rows hold for each of them, and a ruled table on bars is one', () => {
  const { head, clauses, scoring } = read(
    '附件3\n云桥区双拥工作考核评分表\n| 序号 | 考核项目 | 考核内容 | 分值 | 评分办法 | 备注 |\n| --- | --- | --- | --- | --- | --- |\n| 1 | 宣传（9分） | 建好宣传栏 | 4 | 每少1处扣1分 | |\n| 2 | | 办好专刊 | 5 | 未办的不得分 | |\n| 合计 | | | 9 | | |',
  )
  expect([head.kind, head.title]).toEqual(['standard', '云桥区双拥工作考核评分表'])
  expect(clauses.map(({ path, title }) => [path, title])).toEqual([
    ['1', '建好宣传栏'],
    ['2', '办好专刊'],
  ])
  expect(scoring.map(({ section, item, content, points }) => [section, item, content, points])).toEqual([
    ['宣传', '1', '建好宣传栏', 4],
    ['宣传', '2', '办好专刊', 5],
  ])
})

test('content, number and rule may each span several rows', () => {
  const { scoring } = read(
    '云桥区双拥工作考核评分表\n序号|考核内容|分值|评分标准\n1|组织领导|10|每少1次扣2分\n|||缺台账扣1分\n2|经费保障|8|未列入预算不得分\n|拨付及时||\n3|走访慰问|6|走访率达到100%得6分\n||4|每少一户扣1分\n|结对帮扶|2|未结对扣2分',
  )
  expect(
    scoring.map(({ item, content, points, atoms }) => [item, content, points, atoms.map(({ kind }) => kind)]),
  ).toEqual([
    ['1', '组织领导', 10, ['deduct', 'deduct']],
    ['2', '经费保障;拨付及时', 8, ['veto']],
    ['3', '走访慰问', 6, ['and']],
    ['3', '走访慰问', 4, ['deduct']],
    ['3', '结对帮扶', 2, ['deduct']],
  ])
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dutyRows, planText, read, unitName } from './testing.ts'

test('the duties file gives every row a unit, a phrase, words, a source, and calls none verified', () => {
  expect(new Set(dutyRows.map((row) => row.unit)).size).toBeGreaterThanOrEqual(32)
  for (const row of dutyRows) {
    expect(row.phrase.length).toBeGreaterThan(1)
    expect(row.words.length).toBeGreaterThan(0)
    expect(row.words.every((word) => word.length > 1)).toBe(true)
    expect(row.source).not.toBe('')
    expect(row.verified).toBe(false)
  }
})

describe('the sample plan', () => {
  const reading = read(planText)

  test('its head is read', () => {
    expect(reading.head).toEqual({
      kind: 'plan',
      title: '关于印发《2026年澜川市双拥工作要点》的通知',
      issuer: '澜川市双拥工作领导小组',
      number: '澜双拥〔2026〕3号',
      date: '2026-02-06',
      year: 2026,
      period: { from: '2026-01-01', to: '2026-12-31' },
      place: '澜川市',
    })
  })

  test('it has four parts and twelve points whose numbering runs on', () => {
    expect(reading.clauses.map((clause) => clause.path)).toEqual([
      '一',
      '一/(一)',
      '一/(二)',
      '一/(三)',
      '二',
      '二/(四)',
      '二/(五)',
      '二/(六)',
      '三',
      '三/(七)',
      '三/(八)',
      '三/(九)',
      '三/(十)',
      '四',
      '四/(十一)',
      '四/(十二)',
    ])
  })

  test('it gives at least forty proposals, nine in ten with a lead, over many units', () => {
    const withLead = reading.proposals.filter((one) => one.lead)
    expect(reading.proposals.length).toBeGreaterThanOrEqual(40)
    expect(withLead.length / reading.proposals.length).toBeGreaterThanOrEqual(0.9)
    expect(new Set(withLead.map((one) => one.lead!.unitId)).size).toBeGreaterThanOrEqual(12)
  })

  test.each([
    ['创作一部双拥题材舞台剧', '市文化广电旅游局', '2026-09-30'],
    ['完成褪色破损光荣牌更换', '市退役军人事务局', '2026-07-31'],
    ['设立军人优先就诊窗口', '市卫生健康委员会', '2026-06-30'],
    ['协调解决驻澜某部训练场进出道路拓宽问题', '市交通运输局', '2026-11-30'],
    ['为符合条件的军人家庭优先配租公租房', '市住房和城乡建设局', undefined],
    ['把双拥工作纳入领导班子政绩考核', '市委组织部', undefined],
    ['举行烈士公祭仪式', '市退役军人事务局', '2026-09-30'],
  ])('%s goes to %s', (title, lead, day) => {
    const proposal = reading.proposals.find((one) => one.title === title)
    expect(unitName(proposal?.lead?.unitId)).toBe(lead)
    expect(proposal?.deadline?.on).toBe(day)
  })

  test('proposals do not overlap and stand in the order of the text', () => {
    for (const [index, one] of reading.proposals.entries()) {
      const next = reading.proposals[index + 1]
      if (next) expect(one.span.end).toBeLessThanOrEqual(next.span.start)
    }
  })
})

test('any string is read without throwing, with spans inside the text', () => {
  const piece = fc.constantFrom(
    '一、',
    '二、',
    '（一）',
    '1.',
    '一是',
    '二是',
    '第一条',
    '附件1',
    '市教育局',
    '牵头',
    '各乡镇（街道）',
    '7月底前',
    '八一',
    '春节',
    '开展活动',
    '，',
    '。',
    '；',
    '\n',
    '“',
    '（',
    '）',
    '|',
    ' ',
    '2026年',
    '责任单位：',
    '每季度',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }), (pieces) => {
      const reading = read(pieces.join(''))
      for (const clause of reading.clauses) {
        expect(clause.span.start).toBeLessThanOrEqual(clause.titleSpan.start)
        expect(clause.titleSpan.end).toBeLessThanOrEqual(clause.span.end)
        expect(clause.body.start).toBeLessThanOrEqual(clause.body.end)
        expect(clause.span.end).toBeLessThanOrEqual(reading.clean.length)
      }
      for (const one of reading.proposals) expect(one.text).toBe(reading.clean.slice(one.span.start, one.span.end))
    }),
    { numRuns: 150 },
  )
})

test.each([
  '一、\n',
  '。一是',
  '短句。',
  '（',
  '（一）',
  '“《',
  '1.甲\n',
  '开展光荣牌悬挂，送达喜报，',
  '7月底前',
  '市教育局、',
  '1|甲|市教育局\n',
  '，',
  '！',
  '(quán',
])(
  'a text of nothing but %j forty thousand characters long is read',
  (piece) => {
    const text = `2026年计划\n一、甲\n（一）乙。${piece.repeat(Math.ceil(40_000 / piece.length))}`
    expect(read(text).clean.length).toBeGreaterThan(0)
  },
  60_000,
)

const seedFolder = fileURLToPath(new URL('../../../../../shared/seeds/', import.meta.url))
const seeds = existsSync(seedFolder) ? readdirSync(seedFolder).sort() : []
const seed = (number: string) => readFileSync(seedFolder + seeds.find((name) => name.startsWith(number))!, 'utf8')
const paths = (number: string) => read(seed(number)).clauses.map((clause) => clause.path)

describe.skipIf(seeds.length === 0)('real texts', () => {
  test('yearly work points: four parts, twelve points, thirty proposals, four in five with a lead', () => {
    const reading = read(seed('004'))
    expect(reading.clauses.filter((clause) => clause.level === 1)).toHaveLength(4)
    expect(reading.clauses.filter((clause) => clause.level === 2).map((clause) => clause.marker)).toEqual([
      '(一)',
      '(二)',
      '(三)',
      '(四)',
      '(五)',
      '(六)',
      '(七)',
      '(八)',
      '(九)',
      '(十)',
      '(十一)',
      '(十二)',
    ])
    expect(reading.proposals.length).toBeGreaterThanOrEqual(30)
    expect(reading.proposals.filter((one) => one.lead).length / reading.proposals.length).toBeGreaterThanOrEqual(0.8)
  })

  test('headings run into one paragraph: five parts with their points', () => {
    expect(paths('000').filter((path) => !path.includes('是'))).toEqual([
      '一',
      '二',
      '三',
      ...['一', '二', '三', '四', '五', '六', '七', '八'].map((n) => `三/(${n})`),
      '四',
      ...['一', '二', '三', '四', '五'].map((n) => `四/(${n})`),
      '五',
      ...['一', '二', '三', '四', '五'].map((n) => `五/(${n})`),
    ])
    expect(paths('000').filter((path) => path.includes('是'))).toEqual([
      '四/(一)/一是',
      '四/(一)/二是',
      '四/(一)/三是',
      '四/(三)/一是',
      '四/(三)/二是',
      '四/(三)/三是',
      '四/(三)/四是',
    ])
  })

  test('inline pinyin and a text printed twice: three headings, the text once', () => {
    const reading = read(seed('003'))
    expect(reading.clauses.map((clause) => clause.marker)).toEqual(['#1', '#2', '#3'])
    expect(reading.clean).not.toMatch(/[āáǎàēéěèīíǐìōóǒòūúǔù]/)
    const paragraphs = reading.clean.split('\n').filter((line) => line.length > 30)
    expect(new Set(paragraphs).size).toBe(paragraphs.length)
  })
})

import { expect, test } from 'vitest'
import type { SheetValues } from '../../../platform/sheets/index.ts'
import {
  codesByTitle,
  findLeader,
  findUnit,
  type Ground,
  indexUnits,
  judgeRow,
  linesByTitle,
  type NamedUnit,
  readDue,
  splitNames,
} from './rules.ts'
import { IMPORT_SHEET, type ImportKey } from './template.ts'

const unit = (id: number, name: string, shortName: string, regionId: number, aliases: string[] = []): NamedUnit => ({
  id,
  name,
  shortName,
  aliases,
  regionId,
  regionName: `第${regionId}区`,
})
const units = indexUnits([
  unit(1, '市教育局', '教育局', 1, ['市教体局']),
  unit(2, '市财政局', '财政局', 1),
  unit(3, '东区教育局', '教育局', 2),
  unit(4, '东区民政局', '民政局', 2),
  unit(5, '西区民政局', '民政局', 3),
])
const leaders = [
  { id: 11, name: '市双拥工作领导小组副组长', people: ['某甲'], regionId: 1 },
  { id: 12, name: '东区双拥工作领导小组副组长', people: ['某乙'], regionId: 2 },
]

test.each([
  ['市教育局', 1, '市教育局'],
  ['教育局', 1, '市教育局'],
  ['教育局', 2, '东区教育局'],
  ['市教体局', 1, '市教育局'],
  [' 市 教育局 ', 1, '市教育局'],
])('%s, asked by region %i, is %s', (text, regionId, name) => {
  expect(findUnit(text, units, regionId)).toMatchObject({ name })
})

test('a name that several bear or none is asked back, with the choices', () => {
  expect(findUnit('民政局', units, 1)).toEqual({
    wrong: '“民政局”有 2 家：东区民政局（第2区）、西区民政局（第3区），写全称',
  })
  expect(findUnit('各县区', units, 1)).toEqual({ wrong: '组织里没有“各县区”，改为单位的全称、简称或别名' })
})

test('a leader is found by post, by who holds it, and by part of the post of the own region', () => {
  expect(findLeader('某乙', leaders, 1)).toMatchObject({ id: 12 })
  expect(findLeader('副组长', leaders, 1)).toMatchObject({ id: 11 })
  expect(findLeader('副组长', leaders, 9)).toMatchObject({ wrong: expect.stringContaining('有 2 个') })
  expect(findLeader('某丙', leaders, 1)).toMatchObject({ wrong: expect.stringContaining('没有“某丙”') })
})

test('names in one cell stand between commas of every kind', () => {
  expect(splitNames('市教育局、市财政局，市人社局；市卫健委\n市民政局等')).toHaveLength(5)
})

test('a day, words that mean one, and words that mean none', () => {
  expect(readDue('2026-06-30', 2026)).toEqual({ dueOn: '2026-06-30', dueWords: '' })
  expect(readDue('6月底前', 2025)).toEqual({ dueOn: '2025-06-30', dueWords: '' })
  expect(readDue('全年', 2026)).toEqual({ dueOn: null, dueWords: '全年' })
})

const ground: Ground = {
  units,
  leaders,
  known: new Map([['RW-2025-001', { code: 'RW-2025-001', title: '旧事', dueOn: null }]]),
  openTitles: new Map([['同名', 'RW-2025-009']]),
  titleLines: new Map(),
  regionId: 1,
  year: 2026,
  category: 'other',
}
const values = (more: Partial<SheetValues<ImportKey>>): SheetValues<ImportKey> => ({
  ...(Object.fromEntries(IMPORT_SHEET.columns.map(({ key }) => [key, null])) as SheetValues<ImportKey>),
  title: '慰问驻军',
  lead: '教育局',
  ...more,
})

test('a row becomes a task; more than one lead helps, and nobody helps himself', () => {
  const { status, task, hints } = judgeRow(
    values({
      lead: '教育局、财政局',
      helpers: '市教体局、东区民政局',
      leader: '副组长',
      due: '全年',
      category: '组织领导',
    }),
    ground,
    3,
  )
  expect(status).toBe('new')
  expect(task).toMatchObject({
    leadName: '市教育局',
    helperNames: ['市财政局', '东区民政局'],
    leaderPostId: 11,
    dueOn: null,
    dueWords: '全年',
    category: 'organisation',
  })
  expect(hints).toEqual(['牵头写了 2 家，由市教育局牵头，其余列为配合', '完成时限“全年”记作未定期，原话保留'])
})

test('a row with a known code is passed over and says where it differs; an unknown code is wrong', () => {
  expect(judgeRow(values({ code: 'RW-2025-001', title: '旧事', lead: '没有的' }), ground, 3)).toMatchObject({
    status: 'known',
    hints: ['已在台账，不重复立项'],
  })
  expect(judgeRow(values({ code: 'RW-2025-001' }), ground, 3).hints[0]).toContain('台账不改')
  expect(judgeRow(values({ code: 'RW-1999-001' }), ground, 3).wrong).toMatchObject([{ key: 'code' }])
  expect(judgeRow(values({ title: '同 名' }), ground, 3).hints).toEqual(['台账里已有同名事项 RW-2025-009'])
})

test('rows of one sheet under one title are told each other’s lines, and nothing holds them up', () => {
  const rows = [
    { line: 3, values: values({ title: '慰问驻军' }) },
    { line: 4, values: values({ title: '慰问 驻军' }) },
    { line: 5, values: values({ title: '慰问驻军', code: 'RW-2025-001' }) },
    { line: 6, values: values({ title: '走访' }) },
  ]
  const sheet = { ...ground, titleLines: linesByTitle(rows) }
  const told = rows.map(({ line, values: row }) => judgeRow(row, sheet, line))
  expect(told.map(({ status }) => status)).toEqual(['new', 'new', 'known', 'new'])
  expect(told[0]?.hints).toEqual(['与表内第 4 行同名，是同一件的删去一行，是两件的照常导入'])
  expect(told[1]?.hints).toEqual(['与表内第 3 行同名，是同一件的删去一行，是两件的照常导入'])
  expect(told[3]?.hints).toEqual([])
})

test('open tasks stand under their title without white space and width, the oldest of several', () => {
  const codes = codesByTitle([
    { title: '军人子女入学（窗口）', code: 'RW-2026-009' },
    { title: '军人子女 入学(窗口)', code: 'RW-2026-002' },
  ])
  expect([...codes]).toEqual([['军人子女入学(窗口)', 'RW-2026-002']])
})

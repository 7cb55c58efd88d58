import { expect, test } from 'vitest'
import type { LargeCell } from '../../../platform/sheets/index.ts'
import { madeUpResident } from '../households/fixture.ts'
import { isFootLine } from './footers.ts'
import { type Places, readHonours, readLine } from './rules.ts'
import type { RegisterColumn } from './template.ts'
import { readYearMonth } from './years.ts'

const TODAY = '2026-07-14'
const places: Places = { byCode: () => 1, byName: () => [{ id: 1, town: '东门街道', county: '澜城区' }] }
const cellsOf = (values: Partial<Record<RegisterColumn, string>>, kind: LargeCell['kind'] = 'text') =>
  new Map(Object.entries(values).map(([key, words]) => [key as RegisterColumn, { words, kind } as LargeCell]))
const read = (values: Partial<Record<RegisterColumn, string>>) => {
  const cells = cellsOf({ village: '东门社区', name: '甲某', categories: '退役士兵', ...values })
  const { line, faults } = readLine(cells, places, TODAY)
  return { years: [line.birthYear, line.joinedYear, line.leftYear], faults }
}

test('a year of two figures is one only where its century has come', () => {
  const years = (words: string) => readYearMonth({ words, kind: 'text' }, TODAY)?.years
  expect(years('75年3月')).toEqual([1975])
  expect(years('05年3月')).toEqual([1905, 2005])
  expect(years('26年7月')).toEqual([1926, 2026])
  expect(years('26年8月')).toEqual([1926])
  expect(years('05年')).toEqual([1905, 2005])
  expect(years('05年13月')).toBeUndefined()
})

test.each<[string, Partial<Record<RegisterColumn, string>>, (number | null)[]]>([
  [
    'the number says the birth',
    { resident: madeUpResident('2005-03-04', 1), joined: '23年9月', left: '25年9月' },
    [2005, 2023, 2025],
  ],
  [
    'an older number says the other century',
    { resident: madeUpResident('1915-03-04', 1), birth: '15年3月', joined: '35年9月' },
    [1915, 1935, null],
  ],
  [
    'entry and discharge follow a birth written out',
    { birth: '1985-03', joined: '05年12月', left: '10年' },
    [1985, 2005, 2010],
  ],
  ['a birth comes before the entry', { birth: '05年3月', joined: '1975年' }, [1905, 1975, null]],
  ['a discharge comes after the entry', { birth: '1985-03', joined: '2003', left: '08年' }, [1985, 2003, 2008]],
  [
    'two figures that can be one year alone',
    { birth: '75年3月', joined: '93年12月', left: '97年' },
    [1975, 1993, 1997],
  ],
])('%s', (_what, values, years) => {
  expect(read(values).years).toEqual(years)
})

test('where both centuries fit, the cell is asked for and none is guessed', () => {
  const { years, faults } = read({ birth: '05年3月', joined: '23年9月', left: '25年9月' })
  expect(years).toEqual([null, 2023, 2025])
  expect(faults.map(({ column, words }) => [column, words])).toEqual([
    ['birth', '分不清是 1905 年还是 2005 年，写成四位年份，如 2005'],
  ])
  const child = read({ birth: '18年5月', categories: '' })
  expect(child.faults.map(({ column }) => column)).toEqual(['birth'])
})

test('a birth of two figures is compared with the number, in the century that agrees', () => {
  expect(read({ resident: madeUpResident('2005-03-04', 1), birth: '05年3月', joined: '2023' }).faults).toEqual([])
  expect(read({ resident: madeUpResident('2005-03-04', 1), birth: '06年3月', joined: '2023' }).faults).toMatchObject([
    { column: 'birth', words: expect.stringContaining('与身份证号不一致') },
  ])
})

test('whoever is called 户主 on the line of another head is asked for', () => {
  expect(read({ head: '乙某', relation: '户主', birth: '1985-03' }).faults).toMatchObject([{ column: 'relation' }])
})

test.each<[boolean, Partial<Record<RegisterColumn, string>>]>([
  [true, { town: '合计', name: '3' }],
  [true, { town: '小 计', name: '3人' }],
  [true, { village: '东河社区小计', name: '共2户5人' }],
  [true, { name: '合计', village: '13 人' }],
  [true, { town: '制表人：某某' }],
  [false, { town: '东门街道', name: '3' }],
  [false, { town: '合计', name: '甲1' }],
  [false, { village: '合计村', name: '12', resident: madeUpResident('1960-02-03', 1) }],
  [false, { village: '东门社区', name: '甲某' }],
])('a line of totals is one (%s): %o', (isFoot, values) => {
  expect(isFootLine(cellsOf(values))).toBe(isFoot)
})

test('1975.1 is January or October: the resident number says which, else it is asked', () => {
  for (const kind of ['text', 'number'] as const) {
    const of = (values: Partial<Record<RegisterColumn, string>>) =>
      readLine(new Map([...cellsOf({ village: '东门社区', name: '甲某' }), ...cellsOf(values, kind)]), places, TODAY)
    const asked = of({ birth: '1975.1' })
    expect(asked.line.birthMonth).toBeNull()
    expect(asked.faults).toMatchObject([
      { column: 'birth', words: '分不清是 1 月还是 10 月，写成 1975-01 或 1975年10月' },
    ])
    for (const [day, month] of [
      ['1975-01-09', 1],
      ['1975-10-09', 10],
    ] as const) {
      const cells = new Map([
        ...cellsOf({ village: '东门社区', name: '甲某', resident: madeUpResident(day, 3) }),
        ...cellsOf({ birth: '1975.1' }, kind),
      ])
      const { line, faults } = readLine(cells, places, TODAY)
      expect([line.birthMonth, faults]).toEqual([month, []])
    }
    const other = new Map([
      ...cellsOf({ village: '东门社区', name: '甲某', resident: madeUpResident('1975-03-09', 3) }),
      ...cellsOf({ birth: '1975.1' }, kind),
    ])
    expect(readLine(other, places, TODAY).faults).toHaveLength(1)
    for (const plain of ['1975.01', '1975.11', '1975.3', '1975-1'])
      expect(of({ birth: plain }).faults, plain).toEqual([])
  }
})

test.each([
  ['三等功2019、四有优秀（2020年）', ['third-merit 2019', 'four-haves 2020']],
  ['1999年三等功 2003年二等功', ['third-merit 1999', 'second-merit 2003']],
  ['三等功1999二等功2003', ['third-merit 1999', 'second-merit 2003']],
  ['荣立三等功（2018年5月）', ['third-merit 2018']],
  ['三等功20180501', ['third-merit 2018']],
  ['无', []],
  ['', []],
  ['三等功2018/2020', null],
  ['三等功2018 2020', null],
  ['三等功、2019', null],
  ['集体三等功2019', null],
  ['三等功', null],
  ['2019', null],
  ['二等功三等功 1999 2003', null],
  ['1999三等功二等功2003', null],
])('honours 立功受奖 “%s”', (text, expected) => {
  expect(readHonours(text)?.map(({ grade, year }) => `${grade} ${year}`) ?? null).toEqual(expected)
})

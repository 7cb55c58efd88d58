import { expect, test } from 'vitest'
import { outsideNamed } from './contract.ts'
import {
  assignUnits,
  fallbackTitle,
  MOST_HELPERS,
  type ReadableUnit,
  storableText,
  unitsOfSet,
  unitWords,
  withOutside,
} from './rules.ts'

const unit = (id: number, kind: string, regionPath: string, regionLevel: number, name = `单位${id}`): ReadableUnit => ({
  id,
  name,
  shortName: name.slice(1),
  aliases: [],
  kind,
  regionPath,
  regionLevel,
})
const CITY = '1.2.'
const COUNTY = '1.2.3.'
const OTHER = '1.2.4.'
const units = [
  unit(1, 'office', CITY, 2, '市双拥办'),
  unit(2, 'member', CITY, 2, '市教育局'),
  unit(3, 'member', CITY, 2, '市财政局'),
  unit(4, 'troop', CITY, 2, '驻澜某部'),
  unit(5, 'office', COUNTY, 3, '松坪县双拥办'),
  unit(6, 'government', COUNTY, 3, '松坪县人民政府'),
  unit(7, 'member', COUNTY, 3, '松坪县教育局'),
  unit(8, 'office', OTHER, 3, '青禾县双拥办'),
  unit(9, 'station', '1.2.3.5.', 4, '东坪镇服务站'),
  unit(10, 'government', '1.2.3.5.', 4, '东坪镇人民政府'),
  unit(11, 'station', '1.2.4.6.', 4, '禾丰镇服务站'),
]

test('a county with a government stands for itself through it, one without through its office', () => {
  expect(unitsOfSet('counties', units, CITY)).toEqual([6, 8])
})

test('a township stands through its government, else its service station, and only below the office that reads', () => {
  expect(unitsOfSet('townships', units, CITY)).toEqual([10, 11])
  expect(unitsOfSet('townships', units, COUNTY)).toEqual([10])
})

test('member units are those of the own region, troops those stationed in it', () => {
  expect(unitsOfSet('members', units, CITY)).toEqual([2, 3])
  expect(unitsOfSet('members', units, COUNTY)).toEqual([7])
  expect(unitsOfSet('troops', units, CITY)).toEqual([4])
  expect(unitsOfSet('troops', units, COUNTY)).toEqual([])
})

test('the own region comes first when a text says 教育局, and stations are never named one by one', () => {
  const order = (path: string) => unitWords(units, path).map(({ id }) => id)
  expect(order(CITY).indexOf(2)).toBeLessThan(order(CITY).indexOf(7))
  expect(order(COUNTY).indexOf(7)).toBeLessThan(order(COUNTY).indexOf(2))
  expect(order(CITY)).not.toContain(9)
})

const named = (part: { unitId?: number; set?: 'townships' | 'members' }, word: string) => ({
  ...part,
  why: 'named' as const,
  word,
  reason: '',
  confirmed: false as const,
})

test('a set named as lead becomes helpers and leaves the lead to a person', () => {
  expect(assignUnits({ lead: named({ set: 'townships' }, '各乡镇'), helpers: [] }, units, CITY)).toEqual({
    lead: null,
    helpers: [
      { unitId: 10, why: 'named', word: '各乡镇' },
      { unitId: 11, why: 'named', word: '各乡镇' },
    ],
  })
})

test('the lead is no helper of itself, and nobody helps twice', () => {
  const { lead, helpers } = assignUnits(
    {
      lead: named({ unitId: 2 }, '市教育局'),
      helpers: [named({ set: 'members' }, '各成员单位'), named({ unitId: 3 }, '市财政局')],
    },
    units,
    CITY,
  )
  expect(lead?.unitId).toBe(2)
  expect(helpers.map(({ unitId }) => unitId)).toEqual([3])
})

test('no more helpers than a person could pick', () => {
  const many = Array.from({ length: 90 }, (_, index) => unit(100 + index, 'member', CITY, 2))
  expect(assignUnits({ lead: null, helpers: [named({ set: 'members' }, '各单位')] }, many, CITY).helpers).toHaveLength(
    MOST_HELPERS,
  )
})

test('a document without a title is called by its file, else by its first line', () => {
  expect(fallbackTitle('要点 定稿.docx', '正文')).toBe('要点 定稿')
  expect(fallbackTitle(null, '\n  第一行 \n第二行')).toBe('第一行')
  expect(fallbackTitle('.txt', '   ')).toBe('未命名来文')
})

test('what the database cannot keep is taken out of a text', () => {
  expect(storableText('甲\u0000乙\ud83d丙😀')).toBe('甲乙\ufffd丙😀')
})

test('a named unit outside the directory is told first, and instead of nobody being named', () => {
  const bare = { lead: null, confidence: 'high' as const, reasons: ['文中未点名单位，请指定牵头单位', '语气较概括'] }
  const told = withOutside({ ...bare, outside: ['市烟草专卖局', '市报社'] })
  expect(told).toEqual({ confidence: 'low', reasons: ['文中点名：市烟草专卖局、市报社，单位名录里没有', '语气较概括'] })
  expect(outsideNamed(told.reasons)).toBe('市烟草专卖局、市报社')
  expect(withOutside(bare).reasons).toEqual(bare.reasons)
  expect(outsideNamed(bare.reasons)).toBeNull()
})

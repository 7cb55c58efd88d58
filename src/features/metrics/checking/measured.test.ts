import { expect, test } from 'vitest'
import { checkText } from '../../sources/stated/index.ts'
import { MEASURES } from '../measures/declared.ts'
import { measureAskedFor, measuredOf, periodsOf } from './measured.ts'

const TODAY = '2026-07-14'
const asked = (words: string) => {
  const { text, title, year, figures } = checkText(words, TODAY, null)
  return figures.map((one) => {
    const found = measureAskedFor(text, one, { place: '澜川市', title, year, today: TODAY })
    return found ? `${found.measure.key} ${found.periods.join('+')}` : null
  })
}

test.each([
  ['今年以来，全市开展走访慰问112次。', 'visits 2026'],
  ['2025年，全市共走访慰问30次。', 'visits 2025'],
  ['上半年，澜川市走访慰问驻军部队40次。', 'troop-visits 2026Q1+2026Q2'],
  ['一季度走访优抚家庭390户。', 'households-visited 2026Q1'],
  ['全市累计发放慰问金540余万元。', 'comfort-money 2026'],
  ['2026年3月送去慰问品200份。', 'gifts 2026-03'],
  ['召开双拥工作领导小组会议2次。', 'group-meetings 2026'],
  ['已挂光荣牌3167块。', 'plaques-hung 2026'],
  ['全年送达立功喜报16份。', 'merit-delivered 2026'],
  ['寄出慰问信120封。', 'letters-sent 2026'],
  ['发放立功奖励金3.2万元。', 'merit-bonus 2026'],
  ['开展国防教育活动42场次。', 'education-sessions 2026'],
])('a measure stands behind a figure where its words and its time leave no choice: %s', (text, wanted) => {
  expect(asked(text)).toEqual([wanted])
})

test.each([
  ['上半年，走访慰问40次；发放慰问金3万元；召开联席会议2次。', '2026Q1+2026Q2'],
  ['上半年，走访慰问40次。发放慰问金3万元。', '2026'],
  ['上半年，走访慰问40次；一季度发放慰问金3万元。', '2026Q1'],
  ['7月10日走访慰问40次；发放慰问金3万元。', '2026'],
  ['2025年上半年走访慰问40次；发放慰问金3万元。', '2025Q1+2025Q2'],
])('the time that a sentence begins with goes on behind its semicolons: %s', (text, wanted) => {
  expect(asked(text)[1]).toBe(`comfort-money ${wanted}`)
})

test.each([
  '青禾县走访慰问32次。',
  '走访慰问军属32户。',
  '春节期间，全市走访慰问32次。',
  '7月30日，全市走访慰问32次。',
  '发放八一慰问金32万元。',
  '力争走访慰问32次。',
  '比去年走访慰问32次。',
  '走访慰问不少于32次。',
  '悬挂光荣牌32块。',
  '2025年已挂光荣牌32块。',
  '近三年走访慰问32次。',
  '今年四季度走访慰问32次。',
  '开展国防教育讲座32场次。',
])('no measure is put beside %s', (text) => {
  expect(asked(text)).toEqual([null])
})

test('a time left out is that of the title, and the year is that of the text', () => {
  const of = (period: string | null, title: string | null, year: number) =>
    periodsOf(period, { title, year, today: TODAY })
  expect(of(null, '2025年上半年工作总结', 2025)).toEqual(['2025Q1', '2025Q2'])
  expect(of('全年', '2025年工作总结', 2025)).toEqual(['2025'])
  expect(of('2024年', '2025年工作总结', 2025)).toEqual(['2024'])
  expect(of('1—3月', null, 2026)).toEqual(['2026-01', '2026-02', '2026-03'])
  expect(of('1—13月', null, 2026)).toBeNull()
  expect(of('2026年以来', null, 2026)).toEqual(['2026'])
  expect(of('2019年以来', null, 2026)).toBeNull()
  expect(of('近五年', null, 2026)).toBeNull()
})

test('a value says for which time it is counted and opens the figure behind it', () => {
  const measure = MEASURES.find(({ key }) => key === 'visits')!
  const [figure] = checkText('走访慰问112次。', TODAY, null).figures
  const counted = (periods: string[]) =>
    measuredOf(figure!, { measure, periods }, 112, { today: TODAY, isInner: false })
  expect(counted(['2026'])).toMatchObject({
    period: '2026 年',
    agrees: true,
    measure: { key: 'visits', period: '2026' },
  })
  expect(counted(['2026Q1', '2026Q2']).period).toBe('2026 年一季度至二季度')
  expect(counted(['2026-03']).period).toBe('2026 年3月')
})

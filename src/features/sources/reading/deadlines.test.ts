import { expect, test } from 'vitest'
import { type DayContext, dayInWords, deadlineOf } from './deadlines.ts'

const plan2026: DayContext = { year: 2026, date: '2026-02-06', yearStated: true }
const on = (text: string, context = plan2026) => deadlineOf(text, context)?.on ?? null

test.each([
  ['7月底前完成更换', '2026-07-31'],
  ['8月1日前办结', '2026-08-01'],
  ['2月底前印发方案', '2026-02-28'],
  ['7月前完成', '2026-06-30'],
  ['3月上旬召开会议', '2026-03-10'],
  ['9月中旬前举办展览', '2026-09-20'],
  ['2026年10月1日前完成', '2026-10-01'],
  ['2026 年 10 月 1 日前完成', '2026-10-01'],
  ['2026-09-30', '2026-09-30'],
  ['2026.8.31', '2026-08-31'],
  ['年底前建成', '2026-12-31'],
  ['2027年底', '2027-12-31'],
  ['明年3月底前', '2027-03-31'],
  ['上半年完成招录', '2026-06-30'],
  ['第三季度完成', '2026-09-30'],
  ['2026年3月至4月', '2026-04-30'],
  ['1-2月开展走访', '2026-02-28'],
])('a day in numbers: %s', (text, day) => {
  expect(on(text)).toBe(day)
})

test.each([
  ['春节前走访部队', '2026-02-16'],
  ['元旦前送达', '2025-12-31'],
  ['清明期间组织祭扫', '2026-04-05'],
  ['端午节前慰问', '2026-06-18'],
  ['八一前完成', '2026-07-31'],
  ['“八一”建军节前完成', '2026-07-31'],
  ['中秋节前慰问', '2026-09-24'],
  ['烈士纪念日举行公祭', '2026-09-30'],
  ['全民国防教育日开展活动', '2026-09-19'],
  ['国庆前夕完成', '2026-09-30'],
])('a feast day: %s', (text, day) => {
  expect(on(text)).toBe(day)
})

test.each([
  ['每季度通报一次', '每季度'],
  ['每年12月底前开展', '每年12月底前'],
  ['长期坚持联络员制度', '长期坚持'],
  ['春节、“八一”期间走访慰问', '春节、“八一”期间'],
  ['春节前、八一期间组织走访', '春节前、八一期间'],
])('words without a single day: %s', (text, words) => {
  expect(deadlineOf(text, plan2026)).toEqual({ on: null, text: words })
})

test.each([
  '2025年10月以来成效明显',
  '自7月1日起施行',
  '贯彻《2025年12月31日前办结办法》',
  '三八红旗手家庭',
  '13月底前',
  '2月30日前',
])('no deadline: %s', (text) => {
  expect(on(text)).toBeNull()
})

test('without a year a month before the document means the next year', () => {
  const dated: DayContext = { year: 2025, date: '2025-11-20', yearStated: false }
  expect(on('3月底前完成', dated)).toBe('2026-03-31')
  expect(on('12月底前完成', dated)).toBe('2025-12-31')
})

test('the later of two dates is not taken for the first act, and a firm day wins over a mention', () => {
  expect(on('5月启动、9月底前完成')).toBe('2026-09-30')
})

test.each([
  ['６月底前', '2025-06-30'],
  ['6 月底前完成', '2025-06-30'],
  ['年底前', '2025-12-31'],
  ['2026年3月底前', '2026-03-31'],
  ['全年', null],
  ['长期坚持', null],
  ['每季度末', null],
  ['3月启动，9月底前完成', null],
])('the one day meant by %s', (words, day) => {
  expect(dayInWords(words, 2025)).toBe(day)
})

test.each<[string, string | null, string]>([
  ['重阳节前，走访老兵', '2026-10-17', '重阳节前'],
  ['腊八节前走访老兵', '2026-01-25', '腊八节前'],
  ['秋收前组织帮工', null, '秋收前'],
  ['新兵入伍前一周开欢送会', null, '入伍前一周'],
  ['返乡后5个工作日内登记', null, '返乡后5个工作日内'],
  ['自本通知印发之日起20日内报送', '2026-02-26', '自本通知印发之日起20日内'],
  ['自受理之日起20个工作日内办结', null, '自受理之日起20个工作日内'],
  ['本月底前完成', '2026-02-28', '本月底前'],
  ['次月8日前报表', null, '次月8日前'],
  ['每月18日前报表', null, '每月18日前'],
  ['每年“八一”“春节”前走访', null, '每年“八一”“春节”前'],
  ['分别于3月底、9月底前开会', '2026-09-30', '3月底、9月底前'],
  ['上半年、下半年各开会1次', '2026-12-31', '上半年、下半年'],
  ['于4月上旬完成', '2026-04-10', '4月上旬'],
])('a day told by a feast, an event, the paper itself or the month at hand: %s', (text, day, words) => {
  expect(deadlineOf(text, plan2026)).toEqual({ on: day, text: words })
})

test('a year behind 于 is history', () => {
  expect(on('阵地于2019年6月建成')).toBeNull()
})

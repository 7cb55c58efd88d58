import { Lunar, Solar } from 'lunar-typescript'
import { addDays, dayAt, dayOf, knownDay, partsOf, placeInYear, weekdayAt } from './days.ts'
import { FEASTS, type FeastCode } from './feast-names.ts'

export { FEASTS, type FeastCode }

export interface Feast {
  code: FeastCode
  name: string
  on: string
}

const lunarDay = (year: number, month: number, date: number): string => {
  const solar = Lunar.fromYmd(year, month, date).getSolar()
  return dayOf(solar.getYear(), solar.getMonth(), solar.getDay())
}

const qingming = (year: number): string => {
  const solar = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable().清明
  if (!solar) throw new RangeError(`no 清明 known for ${year}`)
  return dayOf(solar.getYear(), solar.getMonth(), solar.getDay())
}

/** The third Saturday of September (《国防教育法》 2024, 第十二条). */
const defenceEducationDay = (year: number): string => {
  const first = placeInYear(year, 9, 1)
  return dayAt(year, first + ((6 - weekdayAt(year, first) + 7) % 7) + 14)
}

const RULES: Record<FeastCode, (year: number) => string> = {
  'new-year': (year) => dayOf(year, 1, 1),
  'new-years-eve': (year) => addDays(lunarDay(year, 1, 1), -1),
  'spring-festival': (year) => lunarDay(year, 1, 1),
  lantern: (year) => lunarDay(year, 1, 15),
  qingming,
  'labour-day': (year) => dayOf(year, 5, 1),
  'dragon-boat': (year) => lunarDay(year, 5, 5),
  'party-day': (year) => dayOf(year, 7, 1),
  'army-day': (year) => dayOf(year, 8, 1),
  'defence-education-day': defenceEducationDay,
  'mid-autumn': (year) => lunarDay(year, 8, 15),
  'martyrs-day': (year) => dayOf(year, 9, 30),
  'national-day': (year) => dayOf(year, 10, 1),
  'double-ninth': (year) => lunarDay(year, 9, 9),
  'memorial-day': (year) => dayOf(year, 12, 13),
}

/** The day of a feast in a (solar) year: `feastDay('spring-festival', 2027)` is '2027-02-06'. */
export const feastDay = (code: FeastCode, year: number): string => RULES[code](year)

/** All feasts of a year in the order of their days. */
export const feastsOf = (year: number): Feast[] =>
  (Object.keys(FEASTS) as FeastCode[])
    .map((code) => ({ code, name: FEASTS[code], on: feastDay(code, year) }))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))

/** The lunar day in words: '2025-07-25' is '农历闰六月初一'. */
export const lunarName = (day: string): string => {
  const { year, month, date } = partsOf(knownDay(day))
  const lunar = Solar.fromYmd(year, month, date).getLunar()
  return `农历${lunar.getMonthInChinese()}月${lunar.getDayInChinese()}`
}

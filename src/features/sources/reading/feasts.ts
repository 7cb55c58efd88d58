import { Lunar, Solar } from 'lunar-typescript'

const two = (value: number): string => String(value).padStart(2, '0')

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : DAYS[month - 1]!

/** Last day of a month; null for a month that does not exist. */
export const monthEnd = (year: number, month: number): string | null => {
  if (month < 1 || month > 12) return null
  return `${year}-${two(month)}-${daysIn(year, month)}`
}

export const dayOf = (year: number, month: number, day: number): string | null => {
  const last = monthEnd(year, month)
  if (!last || day < 1 || day > Number(last.slice(8))) return null
  return `${year}-${two(month)}-${two(day)}`
}

/** Days of the Chinese calendar are dear to reckon, and few. */
const reckoned = new Map<string, string>()

const remembered = (key: string, reckon: () => string): string => {
  const known = reckoned.get(key)
  if (known !== undefined) return known
  const day = reckon()
  reckoned.set(key, day)
  return day
}

export const dayBefore = (day: string): string =>
  remembered(day, () => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10))

const lunarDay = (year: number, month: number, day: number): string => {
  const known = Math.min(Math.max(year, 1900), 2100)
  return remembered(`${known} ${month} ${day}`, () => Lunar.fromYmd(known, month, day).getSolar().toYmd())
}

/** 清明 is the solar term; it falls on April 4 to 6. */
const clearAndBright = (year: number): string => {
  const known = Math.min(Math.max(year, 1900), 2100)
  return remembered(`${known}`, () => Solar.fromYmd(known, 4, 10).getLunar().getPrevJie(true).getSolar().toYmd())
}

/** 全民国防教育日: third Saturday of September (国防教育法 art. 12). */
const defenceEducationDay = (year: number): string => {
  const first = new Date(Date.UTC(year, 8, 1)).getUTCDay()
  return `${year}-09-${two(1 + ((6 - first + 7) % 7) + 14)}`
}

const lunarEve = (year: number): string => dayBefore(lunarDay(year, 1, 1))

/** “八一”、春节期间: the next feast of a list. */
const AND_ANOTHER = '[、和及]“?(?:元旦|春节|新春|元宵|清明|五一|端午|七一|八一|建军|中秋|国庆|重阳|烈士纪念)'

/** Feasts and memorial days by how texts begin to write them. */
export const FEASTS: [RegExp, (year: number) => string][] = [
  [/^元旦(?:节)?/, (year) => `${year}-01-01`],
  [/^(?:除夕)/, lunarEve],
  [/^(?:春节|新春佳节)/, (year) => lunarDay(year, 1, 1)],
  [/^元宵(?:节)?/, (year) => lunarDay(year, 1, 15)],
  [/^“?三八”?(?:妇女)?节/, (year) => `${year}-03-08`],
  [/^清明(?:节)?/, clearAndBright],
  [
    new RegExp(`^“?五一”?(?:劳动节|国际劳动节|节|假期)?(?=前|期间|之前|以前|${AND_ANOTHER})`),
    (year) => `${year}-05-01`,
  ],
  [/^“?五四”?青年节/, (year) => `${year}-05-04`],
  [/^端午(?:节)?/, (year) => lunarDay(year, 5, 5)],
  [new RegExp(`^“?七一”?(?:建党节|前|期间|之前|(?=${AND_ANOTHER}))`), (year) => `${year}-07-01`],
  [/^建党(?:节|纪念日)/, (year) => `${year}-07-01`],
  [/^“?八一”?建军节/, (year) => `${year}-08-01`],
  [/^建军节/, (year) => `${year}-08-01`],
  [new RegExp(`^“?八一”?节?(?=前|期间|之前|以前|节|走访|慰问|${AND_ANOTHER})`), (year) => `${year}-08-01`],
  [/^(?:全民)?国防教育日/, defenceEducationDay],
  [/^“?六一”?(?:国际儿童节|儿童节|(?=前|期间|之前|以前|节))/, (year) => `${year}-06-01`],
  [/^(?:“?3·5”?)?学雷锋(?:纪念日|日)/, (year) => `${year}-03-05`],
  [/^正月十五/, (year) => lunarDay(year, 1, 15)],
  [/^(?:全民)?国防教育月/, (year) => `${year}-09-30`],
  [/^植树节/, (year) => `${year}-03-12`],
  [/^教师节/, (year) => `${year}-09-10`],
  [/^“?七夕(?:节)?/, (year) => lunarDay(year, 7, 7)],
  [/^重阳(?:节)?/, (year) => lunarDay(year, 9, 9)],
  [/^腊八(?:节)?/, (year) => lunarDay(year - 1, 12, 8)],
  [/^中秋(?:节)?/, (year) => lunarDay(year, 8, 15)],
  [/^烈士纪念日/, (year) => `${year}-09-30`],
  [/^(?:“?十一”?)?国庆(?:节)?/, (year) => `${year}-10-01`],
  [/^国家公祭日/, (year) => `${year}-12-13`],
]

/** So many days later. */
export const daysAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)

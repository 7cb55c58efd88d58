import type { Line, Reckoned } from './money.ts'
import { baseRefusal, CALCULATOR_REFUSALS, fenOf, moneyWords, RESULT_NOTE, shareOf } from './money.ts'
import {
  CARE_RULES,
  DEATH_RATES,
  type Death,
  type Disability,
  FUNERAL_MONTHS,
  type Funeral,
  MARTYR_RULES,
  MERIT_SHARES,
  MERITS,
  type Merit,
  NURSING_SHARES,
  type NursingCase,
  PLACEMENT_RULES,
  type RuleSet,
} from './rates.ts'

/**
 * Calculators 测算: pure, versioned, each line with its article. None of them pays or decides anything. Bases (incomes, wages, basic
 * pay, local amounts) are inputs of the day; they are in no file here. Source: domain rules 5.6, 5.7.
 */

export { CALCULATOR_REFUSALS }

const rulesOf = (...sets: RuleSet[]) => sets.map(({ id, title, version }) => ({ id, title, version }))
const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { amount }) => sum + amount, 0)

/** The highest of several honours; only it counts 取最高一项. */
export const highestOf = (merits: readonly Merit[]): Merit | null =>
  MERITS.find((merit) => merits.includes(merit)) ?? null

const severalRemark = (merits: readonly Merit[], counted: Merit | null): string[] =>
  counted !== null && new Set(merits).size > 1
    ? [`有 ${new Set(merits).size} 项功勋荣誉，只按最高一项“${MERIT_SHARES[counted].words}”计算。`]
    : []

/**
 * 护理费 each month: a share of the local monthly wage of the year before (军人抚恤优待条例第34条).
 * @param input `monthlyWage` 当地上年城镇单位就业人员月平均工资, yuan
 */
export const reckonNursing = (input: {
  day: string
  disability: Disability
  grade: number
  of: NursingCase
  monthlyWage: number
}): Reckoned => {
  if (input.day < CARE_RULES.fromOn) return { refused: 'no-rules-for-day' }
  const refused = baseRefusal(input.monthlyWage)
  if (refused) return { refused }
  const share = NURSING_SHARES[input.disability][input.grade]
  if (share === undefined) return { refused: 'not-covered' }
  if ((input.of === 'mental') !== (input.disability === 'mental')) return { refused: 'case-does-not-fit' }
  const base = fenOf(input.monthlyWage)
  const lines = [
    {
      label: '护理费',
      how: `当地上年月平均工资 ${moneyWords(base)} 元 × ${share}%`,
      amount: shareOf(base, share),
      clause: '军人抚恤优待条例第34条',
    },
  ]
  return { lines, total: totalOf(lines), per: 'month', rules: rulesOf(CARE_RULES), note: RESULT_NOTE, remarks: [] }
}

/**
 * What is paid once on a death: 烈士褒扬金, 一次性抚恤金, and the addition for honours, which stands on the lump sum alone
 * (军人抚恤优待条例第15、16条; 烈士褒扬条例第15条).
 * @param input `income` 上年度全国城镇居民人均可支配收入, `monthlyPay` 本人月基本工资, `leastPay` 少尉军官月基本工资; yuan
 */
export const reckonDeath = (input: {
  day: string
  death: Death
  income: number
  monthlyPay: number
  leastPay: number
  merits: readonly Merit[]
}): Reckoned => {
  const sets = input.death === 'martyr' ? [CARE_RULES, MARTYR_RULES] : [CARE_RULES]
  if (sets.some(({ fromOn }) => input.day < fromOn)) return { refused: 'no-rules-for-day' }
  const refused = baseRefusal(input.income, input.monthlyPay, input.leastPay)
  if (refused) return { refused }
  const rate = DEATH_RATES[input.death]
  const income = fenOf(input.income)
  const isRaised = input.monthlyPay < input.leastPay
  const pay = fenOf(isRaised ? input.leastPay : input.monthlyPay)
  const lump = income * rate.lump + pay * rate.months
  const merit = highestOf(input.merits)
  const lines: Line[] = []
  if (rate.praise > 0)
    lines.push({
      label: '烈士褒扬金',
      how: `全国城镇居民人均可支配收入 ${moneyWords(income)} 元 × ${rate.praise} 倍`,
      amount: income * rate.praise,
      clause: '军人抚恤优待条例第15条，烈士褒扬条例第15条',
    })
  lines.push({
    label: '一次性抚恤金',
    how: `${moneyWords(income)} 元 × ${rate.lump} 倍 ＋ 月基本工资 ${moneyWords(pay)} 元 × ${rate.months} 个月`,
    amount: lump,
    clause: '军人抚恤优待条例第15条',
  })
  if (merit !== null)
    lines.push({
      label: '功勋增发',
      how: `一次性抚恤金 × ${MERIT_SHARES[merit].death}%（${MERIT_SHARES[merit].words}）`,
      amount: shareOf(lump, MERIT_SHARES[merit].death),
      clause: '军人抚恤优待条例第16条',
    })
  return {
    lines,
    total: totalOf(lines),
    per: 'once',
    rules: rulesOf(...sets),
    note: RESULT_NOTE,
    remarks: [
      ...(isRaised ? ['本人月基本工资低于少尉军官标准，按少尉军官标准计算。'] : []),
      ...severalRemark(input.merits, merit),
    ],
  }
}

/**
 * Addition for honours to the lump sum on discharge (退役军人安置条例第22条).
 * @param input `lumpSum` the lump sum itself as it was fixed, yuan
 */
export const reckonDischarge = (input: { day: string; lumpSum: number; merits: readonly Merit[] }): Reckoned => {
  if (input.day < PLACEMENT_RULES.fromOn) return { refused: 'no-rules-for-day' }
  const refused = baseRefusal(input.lumpSum)
  if (refused) return { refused }
  const merit = highestOf(input.merits)
  if (merit === null) return { refused: 'not-covered' }
  const share = MERIT_SHARES[merit].discharge
  const base = fenOf(input.lumpSum)
  const lines = [
    {
      label: '退役金增发',
      how: `一次性退役金 ${moneyWords(base)} 元 × ${share}%（${MERIT_SHARES[merit].words}）`,
      amount: shareOf(base, share),
      clause: '退役军人安置条例第22条',
    },
  ]
  return {
    lines,
    total: totalOf(lines),
    per: 'once',
    rules: rulesOf(PLACEMENT_RULES),
    note: RESULT_NOTE,
    remarks: severalRemark(input.merits, merit),
  }
}

/**
 * 丧葬补助: the regular payment goes on for some months (军人抚恤优待条例第22、32、62条).
 * @param input `monthly` what the person received each month, yuan
 */
export const reckonFuneral = (input: { day: string; of: Funeral; monthly: number }): Reckoned => {
  if (input.day < CARE_RULES.fromOn) return { refused: 'no-rules-for-day' }
  const refused = baseRefusal(input.monthly)
  if (refused) return { refused }
  const { months, article } = FUNERAL_MONTHS[input.of]
  const monthly = fenOf(input.monthly)
  const lines = [
    {
      label: '丧葬补助',
      how: `每月 ${moneyWords(monthly)} 元 × ${months} 个月`,
      amount: monthly * months,
      clause: `军人抚恤优待条例${article}`,
    },
  ]
  return { lines, total: totalOf(lines), per: 'once', rules: rulesOf(CARE_RULES), note: RESULT_NOTE, remarks: [] }
}

/** 义务兵家庭优待金 as a place has fixed it from a day on. Everything in it is local; the office names its source. */
export type ConscriptTable = {
  id: number
  fromOn: string
  /** The yearly base in yuan, and what it is: 上年度城镇居民人均可支配收入 and the like. */
  base: number
  baseWords: string
  /** Share of the base in percent. */
  percent: number
  /** Multiples for hard areas: 西藏 2 means twice the standard. */
  areas: readonly { name: string; times: number }[]
  /** Paid once at enlistment by schooling, in yuan. */
  schooling: readonly { name: string; yuan: number }[]
  /** Share added to the yearly standard by honours, in percent; of several the highest. */
  merits: readonly { name: string; percent: number }[]
  years: number
  source: string
  isVerified: boolean
}

/** The table in force on a day: the latest that began by then. */
export const conscriptTableOn = (tables: readonly ConscriptTable[], day: string): ConscriptTable | null =>
  tables.filter(({ fromOn }) => fromOn <= day).sort((one, other) => (one.fromOn < other.fromOn ? 1 : -1))[0] ?? null

/**
 * 义务兵家庭优待金 by the local table in force on the day of enlistment: (base × share × area) a year, with the share for honours
 * of each year, for the years of the table, and once by schooling. Paid by the county that approved the enlistment
 * (兵役法第50条, 军人抚恤优待条例第42条, 征兵工作条例第31条).
 * @param input `honours` the names of the honours of each year of service
 */
export const reckonConscript = (
  tables: readonly ConscriptTable[],
  input: { day: string; area: string | null; schooling: string | null; honours: readonly (readonly string[])[] },
): Reckoned => {
  const table = conscriptTableOn(tables, input.day)
  if (!table) return { refused: 'no-table-for-day' }
  const area = input.area === null ? null : table.areas.find(({ name }) => name === input.area)
  const schooling = input.schooling === null ? null : table.schooling.find(({ name }) => name === input.schooling)
  if (area === undefined || schooling === undefined) return { refused: 'case-does-not-fit' }
  const base = fenOf(table.base)
  const standard = shareOf(base, table.percent)
  const yearly = Math.round(standard * (area?.times ?? 1))
  const clause = `兵役法第50条，军人抚恤优待条例第42条；${table.source}`
  const lines: Line[] = []
  for (let year = 0; year < table.years; year++) {
    lines.push({
      label: `第 ${year + 1} 年优待金`,
      how: `${table.baseWords} ${moneyWords(base)} 元 × ${table.percent}%${area ? ` × ${area.times}（${area.name}）` : ''}`,
      amount: yearly,
      clause,
    })
    const [best] = table.merits
      .filter(({ name }) => input.honours[year]?.includes(name))
      .sort((one, other) => other.percent - one.percent)
    if (best)
      lines.push({
        label: `第 ${year + 1} 年立功增发`,
        how: `标准 ${moneyWords(standard)} 元 × ${best.percent}%（${best.name}）`,
        amount: shareOf(standard, best.percent),
        clause,
      })
  }
  if (schooling)
    lines.push({
      label: '学历一次性增发',
      how: schooling.name,
      amount: fenOf(schooling.yuan),
      clause,
    })
  return {
    lines,
    total: totalOf(lines),
    per: 'years',
    rules: [
      { id: `local-${table.id}`, title: `本地标准（${table.fromOn} 起）`, version: table.fromOn },
      ...rulesOf(CARE_RULES),
    ],
    note: RESULT_NOTE,
    remarks: [
      `共 ${table.years} 年，由批准入伍地县级人民政府发放。`,
      ...(table.isVerified ? [] : ['本地标准未核实，先核对文件再用。']),
    ],
  }
}

/** Money is reckoned in whole fen 分, so that no share of a yuan is lost on the way. */
export type Fen = number

/** A figure typed in yuan, as fen; at most two places behind the point. */
export const fenOf = (yuan: number): Fen => Math.round(yuan * 100)

/** A share in percent of an amount, rounded half up to the fen. */
export const shareOf = (amount: Fen, percent: number): Fen => Math.floor((amount * percent * 2 + 100) / 200)

/** 1,036,420.00 as registers write money. */
export const moneyWords = (amount: Fen): string => {
  const yuan = Math.trunc(amount / 100)
  const rest = String(Math.abs(amount % 100)).padStart(2, '0')
  return `${String(yuan).replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
}

/** One line of a result: what it is, how it was reckoned, the amount, the article. */
export type Line = { label: string; how: string; amount: Fen; clause: string }

/** Said under every result. */
export const RESULT_NOTE = '测算，以主管部门核定为准。'

/** What a calculator answers: lines with their articles, the total, the version of the rules, and the note under it. */
export type Reckoning = {
  lines: Line[]
  total: Fen
  /** Per: 每月, 一次性, 各年 (the sum of what is paid year by year). */
  per: 'month' | 'once' | 'years'
  rules: { id: string; title: string; version: string }[]
  note: string
  /** What to look at before it is used: floors applied, one of several honours counted. */
  remarks: string[]
}

export type CalculatorRefusal =
  | 'no-rules-for-day'
  | 'not-covered'
  | 'case-does-not-fit'
  | 'base-needed'
  | 'base-unreadable'
  | 'no-table-for-day'
export type Reckoned = Reckoning | { refused: CalculatorRefusal }

export const CALCULATOR_REFUSALS: Record<CalculatorRefusal, string> = {
  'no-rules-for-day': '那一天适用的是旧条例，规则库里没有，不测算。',
  'not-covered': '条例没有为这一等级规定这项待遇。',
  'case-does-not-fit': '等级与情形不相符，按条例列明的情形重新选。',
  'base-needed': '基数没有填，填大于零的数。',
  'base-unreadable': '填的基数读不出来，只填大于零的数，如 51821、51,821.50 或 5.18万。',
  'no-table-for-day': '那一天没有本地标准，由双拥办先登记本地标准。',
}

export const PER_WORDS: Record<Reckoning['per'], string> = { month: '每月', once: '一次性', years: '各年' }

/**
 * A figure in yuan as it is typed: 51821, 51,821.50, ５１８２１, 51821元, ¥51821, 5.18万. Nothing typed is 0; what is no figure
 * above or at zero is NaN, which no calculator takes.
 */
export const yuanTyped = (typed: string): number => {
  const text = typed.normalize('NFKC').replace(/[\s,，¥]/g, '')
  if (text === '') return 0
  const [, figure, wan] = /^(\d+(?:\.\d+)?)(万?)元?$/.exec(text) ?? []
  if (figure === undefined) return Number.NaN
  return wan ? Math.round(Number(figure) * 1_000_000) / 100 : Number(figure)
}

/** Why a base cannot be reckoned with; null where it can. */
export const baseRefusal = (...bases: readonly number[]): 'base-needed' | 'base-unreadable' | null => {
  if (bases.some((base) => Number.isNaN(base) || base < 0)) return 'base-unreadable'
  return bases.every((base) => base > 0) ? null : 'base-needed'
}

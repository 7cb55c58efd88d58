import { fold } from '../../sources/reading/parts/index.ts'
import type { FactReading, Span } from './types.ts'

/**
 * A sentence as it is read: folded, with the commas and blanks inside of a number taken out (50,000元 → 50000元) and 10w as 10万.
 * Every other comma that is left ends a clause.
 */
export type Plain = {
  text: string
  /** Where characters were taken out, counted in the sentence as typed. */
  cuts: readonly number[]
  /** Numbers of which nobody can tell whether they are one or two (50,0000元, 3，500元), counted in `text`. */
  torn: readonly Span[]
}

const GROUPS = /\d+(?:,\d+)+(?:\.\d+)?/g
const WELL_FORMED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
const BLANKS = /(?<![\d.])\d{1,3}(?: \d{3})+(?![\d])(?=(?:\.\d+)? ?[万元块圆])/g
const MONEY_BEHIND = /^ ?[多余来]?[百千万亿]*[多余来]? ?(?:元|块|圆|人民币|RMB)/i
const MONEY_BEFORE = /(?:金|款|钱|包|元|补助|补贴|¥|人民币|RMB|慰问)(?:[共合总]计?|为|:|约|近)? ?$/i
const ANOTHER_BEHIND = /^ ?[多余]?[户人名位份家次件台袋桶箱]/

/** Which commas of `12,300` belong to the number; null where that cannot be told. */
const isOne = (number: string, isWide: boolean, before: string, behind: string): boolean | null => {
  const isMoney = MONEY_BEHIND.test(behind)
  if (before.endsWith('.')) return isMoney ? null : false
  if (!WELL_FORMED.test(number)) return isMoney ? null : false
  // 慰问金500,120人: money, and how many they were.
  if (!isMoney && MONEY_BEFORE.test(before) && ANOTHER_BEHIND.test(behind)) return false
  if (!isWide) return true
  if (/,000/.test(number)) return true
  return isMoney ? null : false
}

export const plainOf = (said: string): Plain => {
  const folded = fold(said)
    .replace(/(?<=\d)[wW](?![a-zA-Z])/g, '万')
    .replace(/(?<=\d)[kK](?![a-zA-Z])/g, '千')
  const cuts: number[] = []
  const doubtful: Span[] = []
  for (const hit of folded.matchAll(GROUPS)) {
    const end = hit.index + hit[0].length
    const commas = [...hit[0].matchAll(/,/g)].map((one) => hit.index + one.index)
    const isWide = commas.some((at) => said.charAt(at) !== ',') && /[0-9]/.test(said.charAt(hit.index))
    const told = isOne(hit[0], isWide, folded.slice(Math.max(0, hit.index - 8), hit.index), folded.slice(end, end + 8))
    if (told === false) continue
    cuts.push(...commas)
    if (told === null) doubtful.push({ start: hit.index, end })
  }
  for (const hit of folded.matchAll(BLANKS))
    cuts.push(...[...hit[0].matchAll(/ /g)].map((one) => hit.index + one.index))
  if (cuts.length === 0) return { text: folded, cuts, torn: [] }
  cuts.sort((a, b) => a - b)
  const taken = new Set(cuts)
  const text = [...folded.split('')].filter((_, at) => !taken.has(at)).join('')
  const made = { text, cuts, torn: [] }
  return { ...made, torn: doubtful.map(({ start, end }) => ({ start: inPlain(made, start), end: inPlain(made, end) })) }
}

const inPlain = ({ cuts }: Pick<Plain, 'cuts'>, at: number): number => at - cuts.filter((cut) => cut < at).length

/** A place of the plain text in the sentence as typed. */
export const asTyped = ({ cuts }: Pick<Plain, 'cuts'>, at: number): number => {
  let place = at
  for (const cut of cuts) if (cut <= place) place++
  return place
}

const isSpan = (value: object): value is Span =>
  'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number'

const shifted = <Value>(value: Value, move: (span: Span) => Span): Value => {
  if (Array.isArray(value)) return value.map((one) => shifted(one, move)) as Value
  if (typeof value !== 'object' || value === null) return value
  if (isSpan(value)) return { ...value, ...move(value) }
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, shifted(own, move)])) as Value
}

/** A reading of the plain text with its places in the sentence as typed. */
export const placedAsTyped = (reading: FactReading, plain: Plain): FactReading =>
  plain.cuts.length === 0
    ? reading
    : shifted(reading, ({ start, end }) => ({
        start: asTyped(plain, start),
        end: end > start ? asTyped(plain, end - 1) + 1 : asTyped(plain, end),
      }))

/** A reading with its places in the plain text. */
export const placedInPlain = (reading: FactReading, plain: Plain): FactReading =>
  plain.cuts.length === 0
    ? reading
    : shifted(reading, ({ start, end }) => ({ start: inPlain(plain, start), end: inPlain(plain, end) }))

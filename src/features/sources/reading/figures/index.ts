import { SIGN, SIGNS, signOf, tableOf } from '../alphabet.ts'
import type { Doubt } from '../doubts.ts'
import type { Figure, Qualifier, Span } from '../types.ts'
import { type Amount, amountAt, blankAt, rangeAt } from './amounts.ts'
import { figuresInCells } from './cells.ts'
import { metricOf, periodOf, placeOf, sentenceStart, toldIn } from './context.ts'
import { MEASURE_FIRST } from './measures.ts'
import { MORE_FIRST, NUMBER_FIRST, type NumberRead, numberAt } from './numbers.ts'
import { isNoFigure, isStructure, QuotedStretches } from './refused.ts'
import { unstatedAt } from './unstated.ts'

/** What stands before a number, longest first: the word, what it counts as, and the bound it sets. */
const BEFORE: [word: string, qualifier: Qualifier | null, bound: 'min' | 'max' | null][] = [
  ['不得少于', '不少于', 'min'],
  ['不得低于', '不低于', 'min'],
  ['不得超过', '不超过', 'max'],
  ['不少于', '不少于', 'min'],
  ['不低于', '不低于', 'min'],
  ['不小于', '不低于', 'min'],
  ['不超过', '不超过', 'max'],
  ['不高于', '不超过', 'max'],
  ['不多于', '不超过', 'max'],
  ['不大于', '不超过', 'max'],
  ['至少', '至少', 'min'],
  ['最少', '至少', 'min'],
  ['最低', '至少', 'min'],
  ['至多', '不超过', 'max'],
  ['最多', '不超过', 'max'],
  ['≥', '不低于', 'min'],
  ['≧', '不低于', 'min'],
  ['≤', '不超过', 'max'],
  ['≦', '不超过', 'max'],
  ['不到', '以下', null],
  ['不足', '以下', null],
  ['不满', '以下', null],
  ['超过', '超', null],
  ['突破', '超', null],
  ['接近', '近', null],
  ['将近', '近', null],
  ['大约', '约', null],
  ['约为', '约', null],
  ['大概', '约', null],
  ['超', '超', null],
  ['逾', '逾', null],
  ['近', '近', null],
  ['约', '约', null],
]
const EXACT = new Set<Qualifier>(['不少于', '不低于', '不超过', '至少'])
/** 节约300万元, 附近3个: part of another word. */
const OTHER_WORD: Record<string, RegExp> = {
  约: /[节条合预履签公契制相]$/,
  近: /[附最临靠亲邻就远新]$/,
  超: /[赶高反]$/,
}

const BEHIND: [string, Qualifier, 'min' | 'max' | null][] = [
  ['及以上', '以上', 'min'],
  ['以上', '以上', 'min'],
  ['以下', '以下', 'max'],
  ['以内', '不超过', 'max'],
  ['之内', '不超过', 'max'],
  ['左右', '左右', null],
  ['上下', '左右', null],
]

const BEHIND_FIRST = tableOf('及以之左上')

const CAPPED_LAST = tableOf('高限顶分加扣得减为给达过')
const CAPPED = /(?:最高|上限|封顶|满分)(?:可?[加扣得减为给达]|不超过|分为)?$/

const BLANK = 0x20
const YEN = 0xa5
const DOLLAR = 0x24

type Before = (typeof BEFORE)[number]
/** By their last character. */
const BEFORE_BY_LAST = new Array<Before[] | undefined>(SIGNS)
for (const entry of BEFORE) {
  const last = signOf(entry[0].charCodeAt(entry[0].length - 1))
  BEFORE_BY_LAST[last] = [...(BEFORE_BY_LAST[last] ?? []), entry]
}

/** The word that ends at this place. */
const wordBefore = (folded: string, end: number): Before | null => {
  const entries = end === 0 ? undefined : BEFORE_BY_LAST[SIGN[folded.charCodeAt(end - 1)]!]
  if (entries === undefined) return null
  for (const entry of entries) {
    const [word] = entry
    const start = end - word.length
    if (start < 0 || !folded.startsWith(word, start)) continue
    if (word.length === 1 && OTHER_WORD[word]?.test(folded.slice(Math.max(0, end - 6), start))) continue
    return entry
  }
  return null
}

/** 低于5次的扣1分: what has to be reached and is no estimate. */
const IS_CONDITION = /^[^,。;]{0,6}的?[,,]?(?:扣|不得分|得|不计|不予|视为|取消|每)/

/** 不超过6个月, 不少于3年: how long something may or must take; without such a word it is a day's business. */
const TIMES = ['个工作日', '个月', '年', '天', '日', '周', '个小时', '学年', '学期']
const TIME_FIRST = tableOf(TIMES.map((word) => word.charAt(0)).join(''))

const timeAt = (folded: string, read: NumberRead): Amount | null => {
  const at = blankAt(folded, read.end)
  if (TIME_FIRST[SIGN[folded.charCodeAt(at)]!] !== 1) return null
  const word = TIMES.find((one) => folded.startsWith(one, at))
  if (!word) return null
  const unit = word === '个小时' ? '小时' : word
  return { value: read.value, high: read.high, unit, end: at + word.length, read, plain: true }
}

/** Shares that may be negative: 环比-3.5%. */
const SHARES = new Set(['%', '‰', '个百分点', '个基点'])
const MINUS = tableOf('-−')

/** A minus sign, not what joins two numbers or names. */
const isMinusAt = (folded: string, at: number): boolean =>
  at >= 0 &&
  MINUS[SIGN[folded.charCodeAt(at)]!] === 1 &&
  (at === 0 || !/[\dA-Za-z%‰)一二三四五六七八九十-]/.test(folded[at - 1]!))

const VAGUE = tableOf('数几')
const ROUND = tableOf('十百千万')
const isOf = (table: Uint8Array, folded: string, at: number): boolean => table[SIGN[folded.charCodeAt(at)]!] === 1

type Draft = Omit<Figure, 'metric' | 'period' | 'place' | 'mentions' | 'doubts'>

const figureAt = (
  folded: string,
  at: number,
  currency: boolean,
  read: NumberRead | null,
  quotes: QuotedStretches,
): Draft | null => {
  const numberStart = currency ? blankAt(folded, at + 1) : at
  const first = currency ? numberAt(folded, numberStart) : read
  if (!first) return null
  const single = amountAt(folded, numberStart, currency, first)
  const behindWord = at > 0 && folded.charCodeAt(at - 1) === BLANK ? at - 1 : at
  let found = wordBefore(folded, behindWord)
  const amount =
    rangeAt(folded, numberStart, first, single) ??
    single ??
    (found !== null && found[2] !== null ? timeAt(folded, first) : null) ??
    unstatedAt(folded, at, first)
  if (!amount) return null
  if (found !== null && found[1] === '以下' && IS_CONDITION.test(folded.slice(amount.end, amount.end + 12)))
    found = null
  let start = found === null ? at : behindWord - found[0].length
  let qualifier = found === null ? null : found[1]
  let bound = found === null ? null : found[2]
  if (first.bare && !folded.startsWith('分之', first.end)) {
    // 上万名, 近百人, 千余户: a number without a digit counts only beside such a word.
    const on =
      folded[at - 1] === '上' &&
      !/[以网线晚会早赶加]/.test(folded[at - 2] ?? '') &&
      !/[成百千万]/.test(folded[at - 2] ?? '')
    if (on) {
      start = at - 1
      qualifier = '上'
    } else if (!found && !first.more) return null
    if (/[数几若成]/.test(folded[at - 1] ?? '') || folded.slice(at - 2, at - 1) === '千') return null
  }
  // 数十家, 几十户 are as vague as 数百万: no figure.
  if (first.digits === 'chinese' && at > 0 && isOf(VAGUE, folded, at - 1) && isOf(ROUND, folded, at)) return null
  const isMinus = SHARES.has(amount.unit) && isMinusAt(folded, at - 1)
  if (isMinus && !found) start = at - 1
  if (isNoFigure(folded, { start: numberStart, end: amount.end }, amount.unit, first)) return null
  if (isStructure(folded, { start: numberStart, end: amount.end }, amount, quotes.openAt(at))) return null
  let end = amount.end
  const more = amount.read.more
  if (more && !qualifier) qualifier = more
  if (
    !more &&
    !qualifier &&
    (folded[end] === '余' || folded[end] === '多') &&
    (amount.unit !== '%' || folded[end - 1] === '成')
  ) {
    qualifier = folded[end] as Qualifier
    end++
  }
  const behind =
    BEHIND_FIRST[SIGN[folded.charCodeAt(end)]!] === 1
      ? BEHIND.find(([word]) => folded.startsWith(word, end))
      : undefined
  if (behind) {
    end += behind[0].length
    qualifier ??= behind[1]
    bound ??= behind[2]
  }
  if (
    !bound &&
    start > 0 &&
    CAPPED_LAST[SIGN[folded.charCodeAt(start - 1)]!] === 1 &&
    CAPPED.test(folded.slice(Math.max(0, start - 6), start))
  )
    bound = 'max'
  const approx = qualifier !== null && !EXACT.has(qualifier)
  return {
    span: { start, end },
    value: isMinus && amount.high === null ? -amount.value : amount.value,
    unit: amount.unit,
    approx,
    qualifier,
    bound,
    range: amount.high === null ? null : [amount.value, amount.high],
  }
}

/** Words that count one thing here and another there: 分 are points, minutes or tenths, 期 issues, courses or stages. */
const AMBIGUOUS = new Set('分 期 部 节 层 门 口 面 道 头 本 块 班 级'.split(' '))

/** 得2分, 扣0.5分, (5分): points without doubt. */
const OF_POINTS = /[得扣加减计记满各共(以到少于至]$/

const doubtsOf = (metric: string, unit: string, before: string): Doubt[] => {
  const isPoints = unit === '分' && OF_POINTS.test(before)
  if (metric.length < 2 && AMBIGUOUS.has(unit) && !isPoints) return ['unclear-unit']
  return metric === '' && unit !== '分' ? ['no-metric'] : []
}

const SHORTEST_METRIC = 4

/** Whether two metrics speak of the same thing: equal, or one holds the other. */
const sameMetric = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short.length >= SHORTEST_METRIC && long.includes(short)
}

/**
 * Blanks that printing puts between figures and words (2.7 万 余人, 三 连 冠) out; those between digits part thousands and stay.
 * `cuts` are the offsets behind which a blank was left out.
 */
const withoutBlanks = (folded: string): { text: string; cuts: number[] } => {
  const cuts: number[] = []
  const pieces: string[] = []
  let from = 0
  for (let at = folded.indexOf(' '); at !== -1; at = folded.indexOf(' ', at + 1)) {
    if (at > 0 && isDigitCode(folded.charCodeAt(at - 1)) && isDigitCode(folded.charCodeAt(at + 1))) continue
    pieces.push(folded.slice(from, at))
    from = at + 1
    cuts.push(at - cuts.length)
  }
  if (cuts.length === 0) return { text: folded, cuts }
  pieces.push(folded.slice(from))
  return { text: pieces.join(''), cuts }
}

/** Where a character stood before the blanks were left out. */
const placeBefore = (cuts: readonly number[], at: number): number => {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (cuts[middle]! <= at) low = middle + 1
    else high = middle
  }
  return at + low
}

const [ZERO, NINE] = [0x30, 0x39]
const isDigitCode = (code: number): boolean => code >= ZERO && code <= NINE

const STARTS = tableOf(`¥$${NUMBER_FIRST}`)
/** 不超过6个月: a length of time counts only behind these. */
const BOUND_LAST = tableOf('于过少多≥≤≧≦')
/** What stands behind the first character of any figure: the numeral goes on, a measure, 分之, 成, 连冠, 至. */
const GOES_ON = tableOf(`${MEASURE_FIRST}${NUMBER_FIRST}${MORE_FIRST}点分成连 .,/(-—–~至到`)

/** The next place from here on where a figure may begin. */
const nextStart = (folded: string, from: number): number => {
  const size = folded.length
  for (let at = from; at < size; at++) {
    const code = folded.charCodeAt(at)
    if (STARTS[SIGN[code]!] !== 1) continue
    // Days and numbers of documents: not a digit of them is looked at closer.
    let behind = at + 1
    if (code >= ZERO && code <= NINE) while (behind < size && isDigitCode(folded.charCodeAt(behind))) behind++
    if (behind < size) {
      const sign = SIGN[folded.charCodeAt(behind)]!
      if (GOES_ON[sign] === 1) return at
      if (TIME_FIRST[sign] === 1 && at > 0 && BOUND_LAST[SIGN[folded.charCodeAt(at - 1)]!] === 1) return at
    }
    at = behind - 1
  }
  return size
}

/** Figures of one value, unit and exactness. */
type Known = { unit: string; approx: boolean; figures: Figure[] }

/** More of one value than any document states are not compared with each other. */
const MOST_COMPARED = 32

class Stated {
  private readonly byValue = new Map<number, Known[]>()

  /** Where a figure like this one is kept. */
  place({ value, unit, approx }: Draft): Figure[] {
    let list = this.byValue.get(value)
    if (!list) {
      list = []
      this.byValue.set(value, list)
    }
    for (const one of list) if (one.unit === unit && one.approx === approx) return one.figures
    const figures: Figure[] = []
    list.push({ unit, approx, figures })
    return figures
  }
}

const sameOf = (figures: readonly Figure[], metric: string): Figure | null => {
  for (const one of figures) if (one.unit === '届' || sameMetric(one.metric, metric)) return one
  return null
}

const figuresOf = (folded: string): Figure[] => {
  const figures: Figure[] = []
  const stated = new Stated()
  const quotes = new QuotedStretches(folded)
  let last = 0
  let previous: { metric: string; end: number } | null = null
  for (let at = nextStart(folded, 0); at < folded.length; at = nextStart(folded, at + 1)) {
    const code = folded.charCodeAt(at)
    const currency = code === YEN || code === DOLLAR
    const read = currency ? null : numberAt(folded, at)
    const draft = figureAt(folded, at, currency, read, quotes)
    if (!draft || draft.span.start < last) {
      // A numeral that is no figure is passed as a whole: 2019年 is not tried again as 019年.
      if (read && read.end > at) at = Math.max(at, at + read.length - 1)
      // Digits without end are no number; not one of them is tried as the beginning of another.
      else
        while (at + 1 < folded.length && isDigitCode(folded.charCodeAt(at)) && isDigitCode(folded.charCodeAt(at + 1)))
          at++
      continue
    }
    const metric = metricOf(folded, draft.span, draft.unit, previous)
    const likes = stated.place(draft)
    const same = sameOf(likes, metric)
    if (same) same.mentions.push(draft.span)
    else {
      const sentence = sentenceStart(folded, draft.span.start)
      const told = toldIn(folded, sentence, draft.span.start)
      const { span, value, unit, approx, qualifier, bound, range } = draft
      const figure: Figure = {
        span,
        value,
        unit,
        approx,
        qualifier,
        bound,
        range,
        metric,
        period: periodOf(folded, span, sentence, told),
        place: placeOf(folded, span, sentence, told),
        mentions: [span],
        doubts: doubtsOf(metric, unit, folded.charAt(span.start - 1)),
      }
      figures.push(figure)
      if (likes.length < MOST_COMPARED) likes.push(figure)
    }
    last = draft.span.end
    previous = { metric, end: last }
    at = draft.span.end - 1
  }
  return figures
}

/** Both in reading order; a number that says its own unit is read as it says. */
const merged = (figures: Figure[], inCells: ReturnType<typeof figuresInCells> | null): Figure[] => {
  if (inCells === null) return figures
  for (const one of figures) {
    const naming = one.metric === '' ? inCells.namings.get(one.span.start) : null
    if (!naming) continue
    Object.assign(one, naming)
    one.doubts = one.doubts.filter((doubt) => doubt !== 'no-metric')
  }
  if (inCells.figures.length === 0) return figures
  const starts = new Set(figures.flatMap(({ mentions }) => mentions.map(({ start }) => start)))
  return [...figures, ...inCells.figures.filter(({ span }) => !starts.has(span.start))].sort(
    (a, b) => a.span.start - b.span.start,
  )
}

/**
 * Every quantitative statement of a clean text (folded, same offsets), in reading order. One that the text states again with
 * the same metric, value and unit is one figure with several mentions.
 */
export const readFigures = (folded: string): Figure[] => {
  const { text, cuts } = withoutBlanks(folded)
  const figures = figuresOf(text)
  const inCells = folded.includes('|') ? figuresInCells(folded) : null
  if (cuts.length === 0) return merged(figures, inCells)
  const placed = ({ start, end }: Span): Span => ({
    start: placeBefore(cuts, start),
    end: placeBefore(cuts, end - 1) + 1,
  })
  for (const one of figures) {
    one.span = placed(one.span)
    one.mentions = one.mentions.map(placed)
  }
  return merged(figures, inCells)
}

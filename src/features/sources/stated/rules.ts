import { keyOf } from '../reading/fold.ts'
import {
  checkFigures,
  confidenceOf,
  doubtSentence,
  type FigureFaultKind,
  originalOffset,
  originalSpan,
  type Qualifier,
  type Reading,
  rangeOf,
  readDocument,
  type ScoringAtom,
  type Span,
} from '../reading/index.ts'
import type { DeskFigure, FoundFigure, FoundRemoved, FoundScoring, Stretch } from './contract.ts'

/** What is made of the figures and scoring clauses of a text before a person has looked at them; pure. */

const SENTENCE_END = /[。！？；;\n]/

/** The sentence around a stretch, without its blanks. */
export const sentenceAround = (text: string, { startAt, endAt }: Stretch): Stretch => {
  let from = startAt
  while (from > 0 && !SENTENCE_END.test(text[from - 1] as string)) from--
  let to = endAt
  while (to < text.length && !SENTENCE_END.test(text[to] as string)) to++
  if (to < text.length && text[to] !== '\n') to++
  while (from < startAt && /\s/.test(text[from] as string)) from++
  return { startAt: from, endAt: to }
}

const FILLERS =
  /^(?:\d{4}年(?:度|以来)?|截至目前|截止目前|目前|今年以来|近年来|去年以来|全市|全县|全区|全省|全国|我市|我县|我区|本市|本县|本区|各地|全年|年内|累计|先后|共计|总计|合计|一共|共(?![建同享青])|已|实现|完成|达到)+/
const BEHIND = /(?:累计|共计|共|已|达到|达|为|约|近|超过|超|不少于|不低于|每年|，|、|：)+$/

/** The words of a metric without what only joins it to its number: 全市累计悬挂光荣牌共 → 悬挂光荣牌. */
export const metricName = (phrase: string): string => {
  const bare = keyOf(phrase).replace(/[，,、：:；;“”"（）()]+$/, '')
  const name = bare.replace(FILLERS, '').replace(BEHIND, '')
  return (name === '' ? bare : name).slice(0, 60)
}

/** Figures of one key are of one metric: the name folded and without fillers, and the unit. */
export const metricKeyOf = (metric: string, unit: string): string =>
  `${metricName(metric).replace(/[的了和与及“”"()（）、，,]/g, '')}|${unit}`

/** Periods said alike: 2025年度, 2025年全年 and 2025年 are one. Empty for none. */
export const periodKeyOf = (period: string | null): string =>
  period === null
    ? ''
    : keyOf(period)
        .replace(/^(?:在|于|自|从)/, '')
        .replace(/(\d{4})年?(?:度|全年)?$/, '$1年')
        .replace(/(?:期间|来)$/, (end) => (end === '来' ? '来' : ''))

/** 全市, 我县: the place of the office that speaks. */
export const isOwnPlace = (place: string): boolean => /^(?:全|我|本)(?:市|县|区|州|省|旗)$/.test(place)

const inPart = (from: string, to: string): string => {
  const year = from.slice(0, 4)
  const days = `${from.slice(5)} ${to.slice(5)}`
  const parts: Record<string, string> = {
    '01-01 12-31': `${year}年`,
    '01-01 06-30': `${year}年上半年`,
    '07-01 12-31': `${year}年下半年`,
  }
  if (year === to.slice(0, 4) && parts[days]) return parts[days]
  if (days === '01-01 12-31') return `${year}—${to.slice(0, 4)}年`
  return `${from}—${to}`
}

/**
 * What a figure would be kept as: the name under which it is compared, the place it speaks of and its period. What the
 * figure itself does not say (全年 names no year) comes from the document: the place it speaks for, else that of the office that keeps it; the
 * time its title names, else its year.
 */
export const suggest = (
  figure: Pick<FoundFigure, 'phrase' | 'place' | 'period'>,
  document: { place: string | null; period: { from: string; to: string } | null; year: number; regionName: string },
): DeskFigure['suggested'] => {
  const named = figure.place && !isOwnPlace(figure.place) ? figure.place : null
  return {
    metric: metricName(figure.phrase),
    place: named ?? document.place ?? document.regionName,
    placeFrom: named ? ('figure' as const) : document.place ? ('document' as const) : ('office' as const),
    ...(figure.period && !/^(?:全年|今年|本年度?)$/.test(figure.period)
      ? { period: figure.period, periodFrom: 'figure' as const }
      : document.period
        ? { period: inPart(document.period.from, document.period.to), periodFrom: 'document' as const }
        : { period: `${document.year}年`, periodFrom: 'year' as const }),
  }
}

/** 0.5, 1, 12: points without trailing zeros. */
const number = (value: number): string => String(Math.round(value * 100) / 100)

const per = (count: number | null, unit: string | null): string =>
  unit === null ? '' : `每${count === null || count === 1 ? '' : ` ${count} `}${unit}`

/** What is scored and how often; words that say 每少一次 themselves are not told twice. */
const phrase = (what: string, times: string, between = '，'): string => {
  const said = what.replaceAll(',', '，')
  return /每[^，]*$/.test(said) ? said : [said, times].filter(Boolean).join(between)
}

const listed = (words: readonly string[] | null): string => (words && words.length > 0 ? `（${words.join('、')}）` : '')

const mostTaken = (cap: number | null | undefined): string => (cap == null ? '' : `，最多扣 ${number(cap)} 分`)

/** A piece of a scoring rule as an office would say it. */
export const atomWords = (atom: ScoringAtom): string => {
  switch (atom.kind) {
    case 'each': {
      const of = atom.count === null ? '' : `，共 ${atom.count} 项`
      return `每项 ${number(atom.points)} 分${of}${listed(atom.elements)}`
    }
    case 'and':
      return `全部做到得 ${number(atom.points)} 分${listed(atom.requires)}`
    case 'split':
      return `分项得分：${atom.parts.map(({ name, points }) => `${name} ${number(points)} 分`).join('、')}`
    case 'band':
      return `分档得分：${atom.bands.map(({ condition, points }) => `${condition} ${number(points)} 分`).join('、')}`
    case 'ratio': {
      const verb = atom.points < 0 ? '扣' : '得'
      const steps = phrase(atom.what, `每 ${number(atom.step)} ${atom.unit}`, '')
      return `按比例${verb}分：${steps}${verb} ${number(Math.abs(atom.points))} 分${mostTaken(atom.cap)}`
    }
    case 'deduct': {
      const what = phrase(atom.what, per(atom.count, atom.unit))
      return `扣分：${what}扣 ${number(atom.points)} 分${mostTaken(atom.cap)}${atom.stopsAtZero ? '，扣完为止' : ''}`
    }
    case 'bonus': {
      const what = phrase(atom.what, per(atom.count, atom.unit))
      const cap = atom.cap === null ? '，没有写上限' : `，最多加 ${number(atom.cap)} 分`
      return `加分${atom.cap === null ? '' : '有上限'}：${what}加 ${number(atom.points)} 分${cap}`
    }
    case 'veto':
      return `${atom.scope === 'whole' ? '一票否决' : '本项不得分'}${atom.what === '' ? '' : `：${atom.what}`}`
  }
}

const TOTAL = /(总分值?|满分|总计|共计|合计)[^\d\n。；;]{0,6}?(\d{1,4}(?:\.\d+)?)分/g
/** Where the first item begins; before it a standard speaks of itself. */
const FIRST_ITEM = /一、|[（(]一[)）]|1[.、]/
const OF_ALL = /(?:考核|考评|评估|总|全部|各项|标准|办法|细则|百分制)[^，,。；;]{0,6}$/

/**
 * What a standard itself calls its total: 满分100分, 总分为100分. Null where it names none; the 满分 of a single item is none.
 */
export const statedTotal = (text: string): number | null => {
  const key = keyOf(text.slice(0, 200_000))
  const front = FIRST_ITEM.exec(key)?.index ?? key.length
  for (const found of key.matchAll(TOTAL)) {
    const ofItem = found[1] === '满分' && found.index > front && !OF_ALL.test(key.slice(0, found.index).slice(-16))
    if (!ofItem) return Number(found[2])
  }
  return null
}

/** Sum of the items' points, and how many items state none. */
export const sumOfPoints = (scoring: readonly Pick<FoundScoring, 'points'>[]): { sum: number; unstated: number } => ({
  sum: Math.round(scoring.reduce((sum, { points }) => sum + (points ?? 0), 0) * 100) / 100,
  unstated: scoring.filter(({ points }) => points === null).length,
})

/** What is unclear, in sentences; what keeps a rule from being scored as it stands lowers the confidence too. */
const surenessOf = (
  doubts: Reading['figures'][number]['doubts'],
  more: readonly string[] = [],
): { confidence: 'high' | 'low'; reasons: string[] } => ({
  confidence: more.length > 0 ? 'low' : confidenceOf(doubts),
  reasons: [...doubts.map(doubtSentence), ...more],
})

const gapsOf = ({ atoms }: Reading['scoring'][number]): string[] => [
  ...(atoms.length === 0 ? ['没有读出得分的办法，请对照原文'] : []),
  ...(atoms.some((atom) => atom.kind === 'bonus' && atom.cap === null) ? ['加分没有写上限，请核对'] : []),
]

export type TextReading = {
  figures: FoundFigure[]
  scoring: FoundScoring[]
  head: Reading['head']
}

const SCALES: [number, string][] = [
  [1e8, '亿'],
  [1e4, '万'],
  [1, ''],
]

/** A figure as printed; the bare number of a table's cell with the unit of its head: 120.5 under 投入资金（万元） is 120.5万元. */
export const printedWords = (words: string, { value, unit }: { value: number; unit: string }): string => {
  const digits = keyOf(words).replace(/,/g, '')
  if (!/^[-−]?\d+(?:\.\d+)?$/.test(digits)) return words
  const printed = Math.abs(Number(digits.replace('−', '-')))
  const scale = SCALES.find(([times]) => Math.abs(printed * times - Math.abs(value)) <= Math.abs(value) * 1e-9)
  return scale ? `${words}${scale[1]}${unit}` : words
}

const figuresOf = (text: string, reading: Reading, place: (span: Span) => Stretch): FoundFigure[] =>
  reading.figures.map((figure, index) => {
    const at = place(figure.span)
    return {
      ...at,
      number: index + 1,
      words: printedWords(text.slice(at.startAt, at.endAt), figure),
      phrase: figure.metric,
      value: figure.value,
      high: figure.range?.[1] ?? null,
      unit: figure.unit,
      approx: figure.approx,
      qualifier: figure.qualifier,
      bound: figure.bound,
      period: figure.period,
      place: figure.place,
      sentence: sentenceAround(text, at),
      again: figure.mentions.map(place).filter(({ startAt }) => startAt !== at.startAt),
      ...surenessOf(figure.doubts),
    }
  })

/** Reads figures and scoring clauses of a text; every place counts in the text that was given. */
export const readStated = (text: string, today: string): TextReading => {
  const reading = readDocument(text, { today })
  const place = (span: Span): Stretch => {
    const { start, end } = originalSpan(reading.map, span)
    return { startAt: start, endAt: end }
  }
  return {
    head: reading.head,
    figures: figuresOf(text, reading, place),
    scoring: reading.scoring.map((one, index) => ({
      ...place(one.span),
      number: index + 1,
      section: one.section,
      item: one.item,
      content: one.content,
      points: one.points,
      atoms: one.atoms.map((atom) => ({ ...place(atom.span), kind: atom.kind, words: atomWords(atom) })),
      ...surenessOf(one.doubts, gapsOf(one)),
    })),
  }
}

/** A fault among the figures of one text; `figures` by number, the one in doubt first. */
export type TextFault = { kind: FigureFaultKind; sentence: string; figures: number[] }

/** What a text that is only looked at states in numbers, and what does not fit together in it; places of its clean text. */
export const checkText = (
  text: string,
  today: string,
  window: { from: string; to: string } | null,
): { text: string; title: string | null; year: number; figures: FoundFigure[]; faults: TextFault[] } => {
  const reading = readDocument(text, { today })
  return {
    text: reading.clean,
    title: reading.head.title,
    year: reading.head.year,
    figures: figuresOf(reading.clean, reading, ({ start, end }) => ({ startAt: start, endAt: end })),
    faults: checkFigures(reading, window ? { window } : {}).map(({ kind, sentence, figures }) => ({
      kind,
      sentence,
      figures: figures.map((index) => index + 1),
    })),
  }
}

/** Longer removed stretches are cut; nobody reads a second printing again. */
const REMOVED_SHOWN = 300

/** What was left out of the clean text, each with the place in the clean text where it stood. */
export const removedOf = (
  originalText: string,
  { map, removed }: Pick<Reading, 'map' | 'removed'>,
  cleanLength: number,
): FoundRemoved[] => {
  const cleanOffset = (original: number): number => {
    let low = 0
    let high = cleanLength
    while (low < high) {
      const middle = (low + high) >> 1
      if (originalOffset(map, middle) < original) low = middle + 1
      else high = middle
    }
    return low
  }
  return removed.map(({ start, end, reason }, index) => ({
    number: index + 1,
    reason,
    text: originalText.slice(start, Math.min(end, start + REMOVED_SHOWN)),
    length: end - start,
    at: cleanOffset(start),
  }))
}

/** Whether what is printed may stand for a value: 近, 余, 约 and ranges leave room, anything else is exact. */
export const agreesWith = (
  figure: Pick<FoundFigure, 'value' | 'high' | 'qualifier'>,
  other: number | Pick<FoundFigure, 'value' | 'high' | 'qualifier'>,
): boolean => {
  const roomOf = ({ value, high, qualifier }: Pick<FoundFigure, 'value' | 'high' | 'qualifier'>) =>
    rangeOf({ value, range: high === null ? null : [value, high], qualifier: qualifier as Qualifier | null })
  const [low, most] = roomOf(figure)
  const [otherLow, otherMost] = typeof other === 'number' ? [other, other] : roomOf(other)
  return low <= otherMost * (1 + 1e-9) && otherLow <= most * (1 + 1e-9)
}

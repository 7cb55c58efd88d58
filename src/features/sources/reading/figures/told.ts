import type { Figure, Span } from '../types.ts'

/**
 * - `differs`: one thing, two values
 * - `magnitude`: one thing, two values a thousand or ten thousand times apart (万 lost)
 * - `unit`: one thing, one value, two units that do not mean the same (人, 户)
 * - `percentage`: a share outside 0–100 %
 * - `part`: a part larger than its whole
 * - `sum`: a stated sum that its parts do not give
 * - `period`: stated for a time outside the window asked for
 */
export type FigureFaultKind = 'differs' | 'magnitude' | 'unit' | 'percentage' | 'part' | 'sum' | 'period'

/** `figures` index into `reading.figures`, the one in doubt first; `spans` of the clean text, in the same order. */
export type FigureFault = { kind: FigureFaultKind; figures: number[]; spans: Span[]; sentence: string }

/** One place where the text states a figure, with its words around. */
export type Stated = Span & { index: number; figure: Figure; sentence: Span; before: string }

const SENTENCE_ENDS = '。;!?\n'
const FURTHEST = 400

const sentenceOf = (folded: string, { start, end }: Span): Span => {
  let from = start
  while (from > 0 && start - from < FURTHEST && !SENTENCE_ENDS.includes(folded[from - 1]!)) from--
  let to = end
  while (to < folded.length && to - end < FURTHEST && !SENTENCE_ENDS.includes(folded[to]!)) to++
  return { start: from, end: to }
}

export const statedIn = (folded: string, figures: readonly Figure[]): Stated[] =>
  figures
    .flatMap((figure, index) =>
      figure.mentions.map((span) => {
        const sentence = sentenceOf(folded, span)
        return { ...span, index, figure, sentence, before: folded.slice(sentence.start, span.start) }
      }),
    )
    .sort((a, b) => a.start - b.start)

/** The least and the most that an approximate figure may stand for: 近 is a little less, 余 a little more. */
export const rangeOf = ({
  value,
  range,
  qualifier,
}: Pick<Figure, 'value' | 'range' | 'qualifier'>): [number, number] => {
  if (range) return range
  if (qualifier === '近') return [value * 0.8, value]
  if (qualifier === '余' || qualifier === '多' || qualifier === '超' || qualifier === '逾') return [value, value * 1.25]
  if (qualifier === '上') return [value, value * 10]
  if (qualifier === '约' || qualifier === '左右') return [value * 0.9, value * 1.1]
  if (qualifier === '以上') return [value, Number.POSITIVE_INFINITY]
  if (qualifier === '以下') return [0, value]
  return [value, value]
}

/** A text whose figures are held against each other. */
export type Context = {
  clean: string
  folded: string
  home: string | null
  stated: Stated[]
  figures: readonly Figure[]
}

/** A figure as the text prints it. */
export const printed = ({ clean }: Context, { start, end }: Span): string => clean.slice(start, end).replace(/\s/g, '')

const spanOf = ({ start, end }: Stated): Span => ({ start, end })

export const fault = (kind: FigureFaultKind, sentence: string, ...places: Stated[]): FigureFault => ({
  kind,
  figures: places.map(({ index }) => index),
  spans: places.map(spanOf),
  sentence,
})

import type { DeskFigure, FoundRemoved, FoundScoring, StatedFigure } from '../../../sources/stated/contract.ts'
import type { Mark } from '../../../sources/ui/index.ts'

/** What is read out of a document, each in its own list. */
export const VIEWS = ['tasks', 'figures', 'scoring', 'removed'] as const
export type View = (typeof VIEWS)[number]

export const VIEW_LABELS: Record<View, string> = {
  tasks: '任务',
  figures: '数字',
  scoring: '评分条款',
  removed: '略去',
}

/** The stated figure that stands for a figure of the text, if it is kept. */
export const keptOf = <One extends Pick<StatedFigure, 'startAt'>>(
  { startAt }: Pick<DeskFigure, 'startAt'>,
  kept: readonly One[],
): One | undefined => kept.find((one) => one.startAt === startAt)

/** Every place of a figure carries its number; kept ones are grey. */
export const figureMarks = (figures: readonly DeskFigure[], kept: readonly StatedFigure[]): Mark[] => {
  let id = 0
  return figures.flatMap((one) => {
    const tone = keptOf(one, kept) ? ('done' as const) : undefined
    const label = `数字${one.number}：${one.words}${one.phrase === '' ? '' : `，${one.phrase}`}${tone ? '，已采用' : ''}`
    return [one, ...one.again].map(({ startAt, endAt }) => {
      id++
      return { id, of: one.number, startAt, endAt, tag: String(one.number), label, tone }
    })
  })
}

export const scoringMarks = (scoring: readonly FoundScoring[]): Mark[] =>
  scoring.map(({ number, startAt, endAt, content }) => ({
    id: number,
    of: number,
    startAt,
    endAt,
    tag: `评分${number}`,
    label: `评分${number}：${content}`,
  }))

/** What was left out has no place of its own; the letter before it, or the first one, is marked. */
export const removedMarks = (removed: readonly FoundRemoved[], text: string): Mark[] =>
  removed.map(({ number, at }) => {
    let startAt = Math.max(0, Math.min(at, text.length) - 1)
    while (startAt > 0 && /\s/.test(text[startAt] ?? ' ')) startAt--
    return {
      id: number,
      of: number,
      startAt,
      endAt: startAt + 1,
      tag: `略${number}`,
      label: `略去的第 ${number} 处在这里`,
    }
  })

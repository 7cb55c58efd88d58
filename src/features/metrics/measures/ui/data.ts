import { useApi } from '../../../../platform/client/api.tsx'
import { formatNumber } from '../../../../platform/ui/index.ts'
import type { MeasureFigure, measures } from '../contract.ts'
import { FIGURE_WORDS } from '../words.ts'

export const useMeasures = () => useApi<{ measures: typeof measures }>().measures

/** What has to be said beside a figure: 其中未核 3，近似 2，补记 1. */
export const besides = (figure: MeasureFigure): string =>
  (
    [
      [figure.closed ? '闭账时未核' : '其中未核', figure.unchecked],
      ['近似', figure.approximate],
      ['补记', figure.late],
    ] as const
  )
    .filter(([, value]) => value > 0)
    .map(([word, value]) => `${word} ${formatNumber(value)}`)
    .join('，')

/** A figure as it is told: 1,230; 1,230 以上; 少于5. */
export const inWords = ({ value, told }: MeasureFigure): string =>
  told === 'number'
    ? formatNumber(value)
    : told === 'over'
      ? `${formatNumber(value)} ${FIGURE_WORDS.over}`
      : FIGURE_WORDS[told]

/** The same with its unit: 1,230 户以上. */
export const withUnit = (figure: MeasureFigure, unit: string): string =>
  isWords(figure)
    ? inWords(figure)
    : `${formatNumber(figure.value)} ${unit}${figure.told === 'over' ? FIGURE_WORDS.over : ''}`

/** Whether words stand in the place of a number. */
export const isWords = ({ told }: MeasureFigure): boolean => told !== 'number' && told !== 'over'

/** 闭账后 +3, -50; empty where the figure is open or did not move since. */
export const sinceClosing = ({ closed }: MeasureFigure): string =>
  closed === null || closed.change === 0
    ? ''
    : `闭账后 ${closed.change > 0 ? '+' : '-'}${formatNumber(Math.abs(closed.change))}`

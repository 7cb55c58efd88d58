import type { CheckedFigure, CheckedText, Fault } from './contract.ts'

/** How a figure stands after the check; one reading for screen and paper, so that both count alike. Free of the server. */

/**
 * - `doubt`: something about it does not fit (待核)
 * - `differs`: nothing else is wrong with it, but a kept figure of the same time says otherwise
 * - `bare`: nothing stands beside it (无来源)
 * - `sourced`: counted, or kept from a document that agrees
 */
export const STANDINGS = ['doubt', 'differs', 'bare', 'sourced'] as const
export type Standing = (typeof STANDINGS)[number]

/** Kept figures that say otherwise are no source. */
export const hasSource = ({ counted, stated }: Pick<CheckedFigure, 'counted' | 'stated'>): boolean =>
  counted !== null || stated.some(({ agrees }) => agrees)

export const faultsOf = ({ number }: Pick<CheckedFigure, 'number'>, faults: readonly Fault[]): Fault[] =>
  faults.filter(({ figures }) => figures.includes(number))

export const standingOf = (figure: CheckedFigure, faults: readonly Fault[]): Standing => {
  const own = faultsOf(figure, faults)
  if (own.length > 0) return own.every(({ kind }) => kind === 'stated') ? 'differs' : 'doubt'
  return hasSource(figure) ? 'sourced' : 'bare'
}

/** Figures in all, without a source, and with something in doubt; a figure may be both. */
export const tallyOf = ({ figures, faults }: Pick<CheckedText, 'figures' | 'faults'>) => ({
  all: figures.length,
  bare: figures.filter((one) => !hasSource(one)).length,
  doubt: figures.filter((one) => faultsOf(one, faults).length > 0).length,
})

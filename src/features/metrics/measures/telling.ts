import type { MeasureFigure } from './contract.ts'
import { NOTHING } from './sql.ts'

/**
 * 少于5: how figures of families are told to those who may not open the rows, and on sheets that go out (docs/adr/0052). Pure. The
 * atom is a county and a year: told in fives, and every sum is the sum of what was told, so that nothing can be subtracted from it.
 */

export const FIVE = 5

/** What of an amount is told: the fives in it. */
export const inFives = (amount: number): number => Math.floor(amount / FIVE) * FIVE

/** Figure of one atom. */
export const toldOfOne = (amount: number): MeasureFigure => {
  const value = inFives(amount)
  return { ...NOTHING, value, told: value === 0 ? 'under' : 'over' }
}

/** Figure of a place that holds atoms: no more than they tell. */
export const toldOfAll = (atoms: readonly MeasureFigure[]): MeasureFigure => {
  const value = atoms.reduce((sum, atom) => sum + atom.value, 0)
  return { ...NOTHING, value, told: value === 0 ? 'each-under' : 'over' }
}

export const NOT_TOLD: MeasureFigure = { ...NOTHING, told: 'kept' }

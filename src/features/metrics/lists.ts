import type { LedgerSearch } from '../matters/ui/index.ts'
import type { Overview } from './contract.ts'
import { METRICS, type MetricKey } from './declared.ts'

/** Which part of the ledger a group of figures stands for; the measure adds its own states and lights. */
export type Where = Omit<LedgerSearch, 'state' | 'light' | 'open' | 'view'>

/** The list whose total a figure is: the measure's own rows in that part of the ledger. */
export const listOf = (key: MetricKey, where: Where): LedgerSearch => {
  const { rows } = METRICS[key]
  return {
    ...where,
    view: 'all',
    state: [...rows.state],
    ...('light' in rows ? { light: [...rows.light] } : {}),
    ...('mark' in rows ? { mark: [...rows.mark] } : {}),
    ...('without' in rows ? { without: [...rows.without] } : {}),
  }
}

/** Matters that a unit leads, or all troops together where they do not stand singly. */
export const ofUnit = (year: number, { unitId, leadSide }: Overview['units'][number]): Where =>
  unitId === null ? { year, leadSide } : { year, leadUnitId: unitId }

/** Everything that counts once in the own place: matters without the parts handed down out of them. */
export const ofAll = (year: number): Where => ({ year, level: 'top' })

/** Matters of one part of a plan. */
export const ofPart = (year: number, { documentId, part }: Overview['parts'][number]): Where => ({
  year,
  documentId,
  part,
  level: 'top',
})

/**
 * Matters of a place with everything under it, a part handed to it counting like its own; of the own place (本级) those of
 * its own level alone.
 */
export const ofPlace = (year: number, { regionId, isOwn }: Overview['places'][number]): Where => ({
  year,
  regionId,
  level: 'top',
  ...(isOwn ? { regionOnly: 'true' as const } : {}),
})

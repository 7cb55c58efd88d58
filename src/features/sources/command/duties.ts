import { readFileSync } from 'node:fs'
import type { DutyWord } from '../reading/index.ts'

type DutyRow = { unit: string; phrase: string; words: string[]; source: string; weight?: number }

/**
 * The shipped duties of departments, numbered by unit. A reading tells by them where in a sentence another department's work
 * begins; which department that is stays out of what the command prints.
 */
export const shippedDuties = (): DutyWord[] => {
  const rows = JSON.parse(readFileSync(new URL('../../org/data/duties.json', import.meta.url), 'utf8')) as DutyRow[]
  const units = [...new Set(rows.map((row) => row.unit))]
  return rows.map(({ unit, ...duty }) => ({ ...duty, unitId: units.indexOf(unit) + 1 }))
}

import { HOUSE } from './house.ts'
import { MATTERS } from './matters.ts'
import { ORGANISATION } from './organisation.ts'
import type { TableRule } from './sights.ts'

export { searchesSql } from './searches.ts'
export { anyOf, type TableRule } from './sights.ts'

/** Every table, and who sees its rows. A table without an entry fails the start. */
export const VISIBILITY: Record<string, TableRule> = { ...ORGANISATION, ...HOUSE, ...MATTERS }

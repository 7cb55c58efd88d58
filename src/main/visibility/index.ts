import { FACTS, factSearchesSql } from './facts.ts'
import { HONOURS } from './honours.ts'
import { fileSightsSql, HOUSE } from './house.ts'
import { MATTERS } from './matters.ts'
import { ORGANISATION } from './organisation.ts'
import { REGISTERS, registerSearchesSql } from './registers.ts'
import { searchesSql as matterSearchesSql } from './searches.ts'
import type { TableRule } from './sights.ts'

export { anyOf, type TableRule } from './sights.ts'

/** Every table, and who sees its rows. A table without an entry fails the start. */
export const VISIBILITY: Record<string, TableRule> = {
  ...ORGANISATION,
  ...HOUSE,
  ...REGISTERS,
  ...HONOURS,
  ...MATTERS,
  ...FACTS,
}

/** Functions that the policies call, and those that search past them and hold the same conditions. */
export const searchesSql = (): string[] => [
  ...matterSearchesSql(),
  ...registerSearchesSql(),
  ...factSearchesSql(),
  ...fileSightsSql(),
]

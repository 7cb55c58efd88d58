import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../acting.ts'

/**
 * Whether rows may be narrowed to this unit or gathered under it: outside the office nothing is listed, counted or exported by
 * a single troop unit, but by the unit itself. Source: design, "Unclassified only". `unit` is an expression of SQL.
 */
export const tellsUnit = ({ role, unitId }: Pick<Acting, 'role' | 'unitId'>, unit: RawBuilder<unknown>) =>
  role === 'office'
    ? sql<boolean>`true`
    : sql<boolean>`(${unit} = ${unitId} or ${unit} in (select u.id from units u where u.side = 'civil'))`

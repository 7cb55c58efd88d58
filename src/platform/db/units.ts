import { type RawBuilder, sql } from 'kysely'
import type { Acting } from '../acting.ts'
import type { Tx } from './transaction.ts'

/**
 * Whether rows may be narrowed to this unit or gathered under it: outside the office nothing is listed, counted or exported by
 * a single troop unit, but by the unit itself. Source: design, "Unclassified only". `unit` is an expression of SQL.
 */
export const tellsUnit = ({ role, unitId }: Pick<Acting, 'role' | 'unitId'>, unit: RawBuilder<unknown>) =>
  role === 'office'
    ? sql<boolean>`true`
    : sql<boolean>`(${unit} = ${unitId} or ${unit} in (select u.id from units u where u.side = 'civil'))`

/**
 * Whether words may be searched: those that name one troop unit would list what is told of it, which is the office's and the unit's
 * own. Words that several bear (某部) name none.
 */
export const tellsWords = ({ role, unitId }: Pick<Acting, 'role' | 'unitId'>, words: string) => {
  const said = words.replace(/\s+/g, '')
  return role === 'office'
    ? sql<boolean>`true`
    : sql<boolean>`(select count(*) <> 1 or max(named.id) = ${unitId} from (
        select distinct u.id from units u, unnest(array[u.name, u.short_name] || u.aliases) as called
        where u.kind = 'troop' and called <> '' and (strpos(${said}, called) > 0 or strpos(called, ${said}) > 0)) named)`
}

export const maySearch = async (tx: Tx, acting: Pick<Acting, 'role' | 'unitId'>, words: string): Promise<boolean> =>
  (await sql<{ may: boolean }>`select ${tellsWords(acting, words)} as may`.execute(tx)).rows[0]?.may === true

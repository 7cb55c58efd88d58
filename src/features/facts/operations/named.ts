import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { FactFilter } from '../contract.ts'
import { isSaidOften, type NarrowedFilter, wordsOfFacts } from '../store/lists.ts'
import { readsNames, veilOf } from '../veil.ts'

/** More facts than this do not share the name of a person. */
const MOST = 2_000
/** A number of a fact, in whole or begun, as `facts_named` takes it. */
const CODE = /^[a-z]{0,2}[0-9-]*$/i

/**
 * A filter whose words are looked for in what the reader may see: whoever sees names masked does not learn by a search that a name stands
 * there. Facts whose words answer through a masked name alone are left out of list, count, calendar, gallery and export.
 */
export const amongNamed = async <Filter extends FactFilter>(
  tx: Tx,
  ctx: Context,
  filter: Filter,
): Promise<Filter & NarrowedFilter> => {
  const { q, ...narrower } = filter
  if (!q || CODE.test(q) || readsNames(ctx)) return filter
  // Narrowed to a few, what many facts say is gone through all the same.
  const isWide = Object.values(narrower).every((value) => value === undefined)
  if (isWide && (await isSaidOften(tx, q, MOST))) return filter
  const found = await wordsOfFacts(tx, ctx, filter, MOST + 1)
  if (found.length > MOST) return filter
  const texts = found.map(({ id, title, venue, body }) => [id, `${title} ${venue} ${body}`] as const)
  const veil = await veilOf(tx, ctx, texts)
  const asked = q.toLowerCase()
  return {
    ...filter,
    q: undefined,
    among: texts.flatMap(([id, text]) => (veil(id, text).toLowerCase().includes(asked) ? [id] : [])),
  }
}

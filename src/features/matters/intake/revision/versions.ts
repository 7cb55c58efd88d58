import type { Tx } from '../../../../platform/db/transaction.ts'
import * as sources from '../../../sources/index.ts'
import { type Comparison, compareVersions, trace } from './compare.ts'
import { hasEnded, isToDecide } from './rules.ts'
import { listSettled, mattersOfVersion, type SourcedMatter } from './store.ts'

/** The versions of a document, one behind the other, and the matters that stand on them. */

export type Document = NonNullable<Awaited<ReturnType<typeof sources.findDocument>>>

/** Texts of versions do not change under their version number; the last few comparisons are kept. */
const kept = new Map<string, Comparison>()
const MOST_KEPT = 12

export const comparisonOf = async (tx: Tx, older: Document, newer: Document): Promise<Comparison> => {
  const key = [older, newer].map(({ id, version, text }) => `${id}/${version}/${text.length}`).join(' ')
  const found = kept.get(key)
  if (found) return found
  const compared = compareVersions(
    { text: older.text, clauses: await sources.listClauses(tx, older.id) },
    { text: newer.text, clauses: await sources.listClauses(tx, newer.id) },
  )
  kept.set(key, compared)
  for (const first of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(first)
  }
  return compared
}

type Place = { startAt: number; endAt: number }

/** Follows a place through one comparison after the other; null where its clause fell away on the way. */
const followThrough = (steps: readonly Comparison[], from: Place): (Place & { isOpenBefore: boolean }) | null => {
  let at = { startAt: from.startAt, endAt: from.endAt, isOpenBefore: false }
  for (const step of steps) {
    const { group, newPiece, startAt, endAt } = trace(step, at)
    if (newPiece === null) return null
    at = { startAt, endAt, isOpenBefore: at.isOpenBefore || isToDecide(step.groups[group]?.kind ?? 'changed') }
  }
  return at
}

/** A matter on the older version; `isOpenBefore` where its clause changed earlier on the way and nothing was decided then. */
export type CarriedMatter = SourcedMatter & { isOpenBefore: boolean }

/**
 * The matters of the older version, and those whose reference still stands on a version before it, followed clause by clause to
 * their place in the older text. `lost` counts the ones of which the clause fell away on the way and nobody decided.
 */
export const mattersAlong = async (
  tx: Tx,
  { older, newer }: { older: Document; newer: Document },
): Promise<{ matters: CarriedMatter[]; lost: number }> => {
  const matters = (await mattersOfVersion(tx, older.id, newer.id)).map((one) => ({ ...one, isOpenBefore: false }))
  const direct = matters.length
  const seen = new Set(matters.map(({ id }) => id))
  const versions = [older]
  let lost = 0
  for (;;) {
    const last = versions[0] as Document
    const earlier = last.revisesId === null ? undefined : await sources.findDocument(tx, last.revisesId)
    if (!earlier) break
    const standing = (await mattersOfVersion(tx, earlier.id, newer.id)).filter(({ id }) => !seen.has(id))
    const settled = standing.length > 0 ? await listSettled(tx, versions) : new Set<number>()
    versions.unshift(earlier)
    if (standing.length === 0) continue
    const steps: Comparison[] = []
    for (const [index, one] of versions.slice(0, -1).entries())
      steps.push(await comparisonOf(tx, one, versions[index + 1] as Document))
    for (const matter of standing) {
      seen.add(matter.id)
      if (settled.has(matter.id)) continue
      const place = followThrough(steps, matter)
      if (place) matters.push({ ...matter, ...place, quote: older.text.slice(place.startAt, place.endAt).trim() })
      else if (matter.parentId === null && !matter.isMoved && !hasEnded(matter)) lost++
    }
  }
  if (matters.length > direct) matters.sort((one, other) => one.startAt - other.startAt || one.id - other.id)
  return { matters, lost }
}

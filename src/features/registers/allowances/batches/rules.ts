/** Fewer than this many are told to nobody outside the office. Source: design, "Personal data". */
export const FEW = 5

/** Why a total is not told: 少于5, or beside such a one, so that no difference tells it (连带不列). */
export type Hidden = 'few' | 'beside'

/** A total as the rule sees it; `above`: the place directly above, null for none. */
export type Total = {
  id: number
  regionId: number
  above: number | null
  batch: string
  category: string
  heads: number
}

/**
 * Sums that somebody may know: of a batch in a place over its categories, which the paying department publishes; and of a place over the
 * places below it, which stands in the same list. Each names the totals that hang together; the last of a place's own is its sum.
 */
const sumsOf = (totals: readonly Total[]): number[][] => {
  const sums = new Map<string, number[]>()
  const put = (key: string, id: number) => sums.set(key, [...(sums.get(key) ?? []), id])
  const held = new Map(totals.map((one) => [JSON.stringify([one.regionId, one.batch, one.category]), one]))
  for (const one of totals) {
    put(JSON.stringify(['place', one.regionId, one.batch]), one.id)
    if (one.above === null) continue
    const key = JSON.stringify(['below', one.above, one.batch, one.category])
    put(key, one.id)
    const sum = held.get(JSON.stringify([one.above, one.batch, one.category]))
    if (sum && !sums.get(key)?.includes(sum.id)) put(key, sum.id)
  }
  return [...sums.values()].filter((ids) => ids.length > 1)
}

/**
 * The unknowns that the sums settle: those whose line of the reduced system names no other unknown. A place is the sum of those below it,
 * with the other sign; turning the sign at every second level makes all signs alike, so they are left out.
 */
export const settledBy = (sums: readonly (readonly number[])[], hidden: ReadonlySet<number>): Set<number> => {
  const rows = sums
    .map((ids) => new Map(ids.filter((id) => hidden.has(id)).map((id) => [id, 1])))
    .filter((row) => row.size > 0)
  const done: Map<number, number>[] = []
  for (const row of rows) {
    for (const known of done) {
      const [pivot] = known.keys()
      const factor = pivot === undefined ? undefined : row.get(pivot)
      if (factor) for (const [id, value] of known) add(row, id, -factor * value)
    }
    const [pivot] = row.keys()
    if (pivot === undefined) continue
    const scale = row.get(pivot) as number
    for (const [id, value] of row) row.set(id, value / scale)
    const clean = new Map([[pivot, 1], ...[...row].filter(([id]) => id !== pivot)])
    for (const known of done) {
      const factor = known.get(pivot)
      if (factor) for (const [id, value] of clean) add(known, id, -factor * value)
    }
    done.push(clean)
  }
  return new Set(done.flatMap((row) => (row.size === 1 ? [...row.keys()] : [])))
}
const add = (row: Map<number, number>, id: number, value: number): void => {
  const sum = (row.get(id) ?? 0) + value
  if (Math.abs(sum) < 1e-9) row.delete(id)
  else row.set(id, sum)
}

/**
 * Which totals are told to nobody outside the office. Groups of one to four are not; nor is a second one wherever a sum would give the
 * first by subtraction (complementary suppression), the least that is no small group itself, so that the two together are not small
 * either. Taken over all totals of a batch in the city, so that whoever asks is told the same and two who compare learn nothing.
 */
export const hiddenTotals = (totals: readonly Total[]): Map<number, Hidden> => {
  const sums = sumsOf(totals)
  const byId = new Map(totals.map((one) => [one.id, one]))
  const isSmall = (id: number): boolean => {
    const heads = byId.get(id)?.heads ?? 0
    return heads > 0 && heads < FEW
  }
  const hidden = new Map<number, Hidden>(totals.filter(({ id }) => isSmall(id)).map(({ id }) => [id, 'few']))
  for (;;) {
    const settled = settledBy(sums, new Set(hidden.keys()))
    const partly = sums
      .map((ids) => ({ ids, kept: ids.filter((id) => hidden.has(id)) }))
      .filter(({ ids, kept }) => kept.some(isSmall) && kept.length < ids.length)
    // Alone in its sum first, then those that are small together, then what several sums together settle.
    const open = (
      partly.find(({ kept }) => kept.length === 1) ??
      partly.find(({ kept }) => kept.reduce((all, id) => all + (byId.get(id)?.heads ?? 0), 0) < FEW) ??
      partly.find(({ kept }) => kept.some((id) => isSmall(id) && settled.has(id)))
    )?.ids
    if (!open) return hidden
    const [next] = open
      .filter((id) => !hidden.has(id))
      .map((id) => ({ id, heads: byId.get(id)?.heads ?? 0 }))
      .sort((a, b) => Number(a.heads < FEW) - Number(b.heads < FEW) || a.heads - b.heads || a.id - b.id)
    if (!next) return hidden
    hidden.set(next.id, 'beside')
  }
}

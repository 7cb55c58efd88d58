import * as z from 'zod'
import type { Tx } from '../../../platform/db/transaction.ts'

/** Stands in words where the name of an erased person stood. */
export const SOMEBODY = '某某'
/** Records shown at once; whoever erases looks at each. */
export const MOST_NAMING = 50

/** A record of a higher room whose words name a person, as `matters:12`. */
export const Naming = z.object({ key: z.string(), label: z.string(), title: z.string() })
export type Naming = z.output<typeof Naming>

/**
 * A higher room whose records people write names into: it finds those that name an erased person, and puts 某某 in the place of
 * the name where the office chose them, in the same transaction; main/wiring.ts says which rooms do. Both run above the row policies.
 */
export type NameFollower = {
  /** Kind of record, as the audit names it. */
  record: string
  /** Records under a place whose words hold a name, the newest first. */
  find(
    tx: Tx,
    where: { name: string; regionPath: string },
    most: number,
  ): Promise<{ id: number; label: string; title: string }[]>
  replace(tx: Tx, id: number, name: string): Promise<void>
}

export const keyOf = (record: string, id: number): string => `${record}:${id}`

/** Where the words of the higher rooms name somebody. A name of one character would be found everywhere. */
export const findNaming = async (
  tx: Tx,
  followers: readonly NameFollower[],
  where: { name: string; regionPath: string },
): Promise<(Naming & { record: string; id: number })[]> => {
  if ([...where.name].length < 2) return []
  const found: (Naming & { record: string; id: number })[] = []
  for (const { record, find } of followers)
    for (const { id, label, title } of await find(tx, where, MOST_NAMING))
      found.push({ record, id, key: keyOf(record, id), label, title })
  return found
}

/** `unname`: keys of the records in whose words the name gives way to 某某; the office looked at each, as names are shared. */
export const Unname = z
  .array(z.string().regex(/^[a-z_]+:\d{1,9}$/))
  .max(200)
  .default([])

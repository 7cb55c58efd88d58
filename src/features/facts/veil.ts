import { sql } from 'kysely'
import type { Role } from '../../platform/acting.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { maskName } from '../../platform/masks.ts'
import type { StoredFact } from './store/rows.ts'

type Reader = Pick<Context, 'acting'>

/** Who reads names of the register in full; everybody else finds them masked inside the words of facts too. */
const KEEPERS: readonly Role[] = ['office', 'station']
export const readsNames = ({ acting }: Reader): boolean => KEEPERS.includes(acting.role)

/** A text of a fact as the reader may see it. */
export type Veil = (factId: number, text: string) => string

const RUN = /\p{Script=Han}+(?:·\p{Script=Han}+)*/gu
const LENGTHS = [2, 3, 4]
/** Most characters of a name on either side of its dot. */
const BESIDE_DOT = 6

/** Everything in a text that may be the name of a person: two to four characters, or some around a dot. */
export const saidNames = (texts: Iterable<string>): Set<string> => {
  const said = new Set<string>()
  for (const text of texts)
    for (const [run] of text.matchAll(RUN)) {
      const signs = [...run]
      for (const [at, sign] of signs.entries()) {
        if (sign === '·')
          for (let before = 1; before <= Math.min(at, BESIDE_DOT); before++)
            for (let after = 1; after <= BESIDE_DOT; after++)
              said.add(signs.slice(at - before, at + 1 + after).join(''))
        else
          for (const length of LENGTHS) if (at + length <= signs.length) said.add(signs.slice(at, at + length).join(''))
      }
    }
  return said
}

/** A text in which these names are masked, longer ones first: 看望魏** of 看望魏大根. */
export const withoutNames = (text: string, names: Iterable<string>): string => {
  const inText = [...new Set(names)].filter((name) => name !== '' && text.includes(name))
  if (inText.length === 0) return text
  const pattern = inText
    .sort((one, other) => other.length - one.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  return text.replace(new RegExp(pattern, 'gu'), maskName)
}

/**
 * The veil over these texts of facts for a reader who sees the register masked or not at all: names of the persons of the families that a
 * fact names, and of persons registered where it happened, as the database tells them (names_in_facts of main/visibility/facts.ts). What
 * a member or troop unit wrote itself it reads as it wrote it. `forAll`: for words that leave the fact and go to whoever.
 */
export const veilOf = async (
  tx: Tx,
  reader: Reader,
  texts: readonly (readonly [factId: number, text: string | null])[],
  { forAll = false } = {},
): Promise<Veil> => {
  const ids = [...new Set(texts.map(([id]) => id))]
  if (ids.length === 0 || (readsNames(reader) && !forAll)) return (_, text) => text
  const said = [...saidNames(texts.flatMap(([, text]) => text ?? []))]
  const { rows } = await sql<{ id: number; name: string }>`select fact_id as id, name
    from names_in_facts(${ids}::int[], ${said}::text[], ${!forAll}::boolean)`.execute(tx)
  const names = new Map<number, string[]>()
  for (const { id, name } of rows) names.set(id, [...(names.get(id) ?? []), name])
  return (id, text) => withoutNames(text, names.get(id) ?? [])
}

const wordsOf = (fact: StoredFact): (string | null)[] => [
  ...[
    fact.title,
    fact.body,
    fact.place,
    fact.campaignName,
    fact.promise,
    fact.askedReason,
    fact.returned?.reason ?? null,
  ],
  ...Object.values(fact.fields),
]

/** Facts with the words that a list shows as the reader may see them; the others are left as they stand, for nobody to show. */
export const veiledRows = async (tx: Tx, reader: Reader, facts: readonly StoredFact[]): Promise<StoredFact[]> => {
  const shown = ({ title, place, campaignName, returned }: StoredFact) => [
    title,
    place,
    campaignName,
    returned?.reason ?? null,
  ]
  const veil = await veilOf(
    tx,
    reader,
    facts.flatMap((fact) => shown(fact).map((text) => [fact.id, text] as const)),
  )
  return facts.map((fact) => ({
    ...fact,
    title: veil(fact.id, fact.title),
    place: veil(fact.id, fact.place),
    campaignName: fact.campaignName === null ? null : veil(fact.id, fact.campaignName),
    returned: fact.returned && { ...fact.returned, reason: veil(fact.id, fact.returned.reason) },
  }))
}

/** Facts with their words as the reader may see them; with `more` texts of theirs, the veil for those. */
export const veiled = async (
  tx: Tx,
  reader: Reader,
  facts: readonly StoredFact[],
  more: readonly (readonly [factId: number, text: string])[] = [],
): Promise<{ facts: StoredFact[]; veil: Veil }> => {
  const own = facts.flatMap((fact) => wordsOf(fact).map((text) => [fact.id, text] as const))
  const veil = await veilOf(tx, reader, [...own, ...more])
  const over = <Text extends string | null>(id: number, text: Text) => (text === null ? text : veil(id, text)) as Text
  return {
    veil,
    facts: facts.map((fact) => ({
      ...fact,
      title: veil(fact.id, fact.title),
      body: veil(fact.id, fact.body),
      place: veil(fact.id, fact.place),
      campaignName: over(fact.id, fact.campaignName),
      promise: over(fact.id, fact.promise),
      askedReason: over(fact.id, fact.askedReason),
      returned: fact.returned && { ...fact.returned, reason: veil(fact.id, fact.returned.reason) },
      fields: Object.fromEntries(Object.entries(fact.fields).map(([key, text]) => [key, veil(fact.id, text)])),
    })),
  }
}

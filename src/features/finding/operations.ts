import type { Role } from '../../platform/acting.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { maySearch } from '../../platform/db/units.ts'
import { kindName } from '../facts/contract.ts'
import { veilOf } from '../facts/index.ts'
import { STATE_LABELS } from '../matters/ui/labels.ts'
import { type FindAnswer, FOUND_KINDS, type Found, type FoundGroup, type FoundKind } from './contract.ts'
import {
  type Asked,
  closeness,
  codeCloseness,
  codesOf,
  excerptOf,
  hintFor,
  LEAST_FOR_RECORDS,
  type Marks,
  marksIn,
  maskedName,
  readAsked,
} from './rules.ts'
import {
  type Candidate,
  findClauses,
  findDocuments,
  findFacts,
  findHouseholdPersons,
  findMatters,
  findMeritReports,
  findPeople,
  findPosts,
  findUnits,
} from './store.ts'

/** So many of each kind are shown; the whole list is a page away. */
const SHOWN = 6

type Judged = { found: Found; closeness: number; isOlder: boolean }

/** Which candidates answer what was typed, the closest first; equally close ones stay in the store's order, older versions behind. */
const judge = (kind: FoundKind, candidates: readonly Candidate[], asked: Asked): FoundGroup => {
  const judged: Judged[] = []
  for (const { id, title, others, code, note, span, within, isOlder = false } of candidates) {
    const byCode = code ? codeCloseness(code, asked) : null
    // A short name or an alias counts where the title itself does not answer: of 市教育局 and 澜城区教育局, both 教育局 for short,
    // neither is nearer by it.
    const named = [title, ...others].find((one) => marksIn(one, asked) !== null)
    if (byCode === null && named === undefined) continue
    const byName =
      named === undefined ? Number.POSITIVE_INFINITY : closeness(named, asked, marksIn(named, asked) as Marks)
    judged.push({
      isOlder,
      found: {
        ...{ kind, id, title, note: note.join(' · '), marks: marksIn(title, asked) ?? [] },
        ...{ span: span ?? null, within: within ?? null },
      },
      closeness: Math.min(byName, byCode ?? Number.POSITIVE_INFINITY),
    })
  }
  judged.sort((a, b) => Number(a.isOlder) - Number(b.isOlder) || a.closeness - b.closeness)
  return { kind, items: judged.slice(0, SHOWN).map(({ found }) => found), hasMore: judged.length > SHOWN }
}

/**
 * Everything that answers what was typed, by kind, among what the acting post may see: by characters, by first letters
 * (`jyj`), by spelling (`jiaoyu`). People stand under their post with the family name only.
 */
export const find = async (ctx: Context, { q }: { q: string }): Promise<FindAnswer> => {
  const asked = readAsked(q)
  if (asked.text === '') return { groups: [], hint: null }
  // Of one sign of a name only the organisation is asked.
  const isEnough = asked.text.length >= LEAST_FOR_RECORDS
  // Matters, which take the longest, on a connection of their own beside all the rest.
  const found = await Promise.all([
    isEnough ? ctx.read((tx) => mattersFound(tx, asked)) : [],
    ctx.read((tx) => othersFound(tx, asked, ctx.today, isEnough)),
    isEnough ? ctx.read((tx) => factsFound(tx, ctx, asked)) : [],
    isEnough && REGISTER_READERS.includes(ctx.acting.role) ? ctx.read((tx) => registerFound(tx, ctx, asked)) : [],
  ])
  const groups = found.flat()
  const filled = FOUND_KINDS.flatMap((kind) => groups.filter((group) => group.kind === kind && group.items.length > 0))
  return { groups: filled, hint: filled.length === 0 ? hintFor(asked) : null }
}

/** Who finds by name in the register; the search itself says the same, and others are spared the question. */
const REGISTER_READERS: readonly Role[] = ['office', 'station']

/**
 * Registered persons of the acting post's place, each with his household, and 喜报 by the name of the soldier or by number; of names that
 * one is shown masked, none is confirmed. Whoever knows the name finds the report; the list itself tells none.
 */
const registerFound = async (tx: Tx, ctx: Context, asked: Asked): Promise<FoundGroup[]> => {
  const codes = codesOf('XB', asked, Number(ctx.today.slice(0, 4)))
  const merits = judge('merit', await findMeritReports(tx, asked, codes), asked)
  return [
    judge('household', await findHouseholdPersons(tx, asked), asked),
    { ...merits, items: merits.items.map((one) => ({ ...one, title: maskedName(one.title), marks: [] })) },
  ]
}

const mattersFound = async (tx: Tx, asked: Asked): Promise<FoundGroup[]> => {
  const matters = await findMatters(tx, asked)
  const candidates = matters.map(({ id, title, code, state, leadName }) => ({
    id,
    title: title ?? code ?? '',
    others: code && marksIn(code, asked) ? [code] : [],
    code,
    note: [code, STATE_LABELS[state as keyof typeof STATE_LABELS], leadName].filter((one): one is string =>
      Boolean(one),
    ),
  }))
  return [judge('matter', candidates, asked)]
}

/** Facts by their title, or by a sentence inside their account, which then stands in the second line. */
const factsFound = async (tx: Tx, ctx: Context, asked: Asked): Promise<FoundGroup[]> => {
  if (!(await maySearch(tx, ctx.acting, asked.text))) return []
  const facts = await findFacts(tx, asked, codesOf('SJ', asked, Number(ctx.today.slice(0, 4))))
  // Whoever sees names masked finds by what he sees.
  const words = facts.map(({ id, title, venue, body }) => [id, `${title}\n${venue}\n${body}`] as const)
  const veil = await veilOf(tx, ctx, words)
  const candidates = facts.map(({ id, code, kind, startsOn, region, ...fact }) => {
    const [title, venue, body] = [veil(id, fact.title), veil(id, fact.venue), veil(id, fact.body)]
    const said = marksIn(title, asked) ? null : (excerptOf(venue, asked) ?? excerptOf(body, asked))
    return {
      ...{ id, title, code },
      others: [venue, body, `${title} ${venue} ${body}`],
      note: [said, kindName(kind), startsOn, region].filter((one): one is string => Boolean(one)),
    }
  })
  return [judge('fact', candidates, asked)]
}

const othersFound = async (tx: Tx, asked: Asked, today: string, isEnough: boolean): Promise<FoundGroup[]> => {
  const units = judge('unit', await findUnits(tx, asked), asked)
  const posts = (await findPosts(tx, asked, today)).map(({ holder, note, ...post }) => ({
    ...post,
    note: [...note, holder === null ? '无人在任' : maskedName(holder)],
  }))
  const organisation = [units, judge('post', posts, asked)]
  if (!isEnough) return organisation
  const people = judge('person', await findPeople(tx, asked, today), asked)
  return [
    ...organisation,
    {
      ...people,
      // Whoever knows the name finds the post; the list itself tells no names.
      items: people.items.map((person) => ({ ...person, title: maskedName(person.title), marks: [] })),
    },
    judge('document', await findDocuments(tx, asked), asked),
    judge('clause', await findClauses(tx, asked), asked),
  ]
}

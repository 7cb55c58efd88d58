import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../platform/db/transaction.ts'
import { GRADE_WORDS } from '../registers/index.ts'
import type { Asked } from './rules.ts'

/** Candidates of one kind, the likeliest first; the rules say which of them answer. */
export type Candidate = {
  id: number
  title: string
  /** Other names by which it may be found: short name, aliases, number of a document. */
  others: string[]
  /** A number by which it may be found, begun or written otherwise (rw202612). */
  code?: string | null
  note: string[]
  span?: [from: number, until: number]
  within?: number | null
  /** A newer version took its place: it stands behind whatever is current. */
  isOlder?: boolean
}

/** So many candidates are looked at for each kind; more than is shown, because a title is also ranked by where it answers. */
const MOST = 60

/** Compares a text with patterns that it answers when it holds every word; without regard to case only where they have one, which costs more. */
const containing = (words: string[]): RawBuilder<unknown> => {
  const patterns = sql`all(${words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)}::text[])`
  return words.some((word) => /[a-z]/i.test(word)) ? sql`ilike ${patterns}` : sql`like ${patterns}`
}

/** Whether a title is spelt as one of the ways says; the pairs of letters beside the row are asked first. */
const isSpelt = (letters: string, title: RawBuilder<string>, { spellings }: Asked): RawBuilder<boolean> =>
  spellings.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`(${sql.join(
        spellings.map(
          (one) => sql`(${sql.ref(letters)} @> letter_pairs(${one.letters}::text) and ${title} ~ ${one.pattern})`,
        ),
        sql` or `,
      )})`

/** The same for units, whose letters have an index: all of a prefecture are not judged one by one. */
const unitsSpelt = ({ spellings }: Asked): RawBuilder<boolean> =>
  spellings.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`u.id = any(array(${sql.join(
        spellings.map(
          (one) => sql`select s.id from units s where s.letters @> letter_pairs(${one.letters}::text)
            and lower(s.name || ' ' || s.short_name || ' ' || joined(s.aliases)) ~ ${one.pattern}`,
        ),
        sql` union all `,
      )}))`

const column = (name: string): RawBuilder<string> => sql<string>`lower(${sql.ref(name)})`

type MatterCandidate = { id: number; title: string | null; code: string | null; state: string; leadName: string | null }

/** Matters whose words the acting post may read, open ones first and of them the newest. */
export const findMatters = async (tx: Tx, { words, spellings, code }: Asked): Promise<MatterCandidate[]> => {
  const letters = spellings.map((one) => one.letters)
  const patterns = spellings.map((one) => one.pattern)
  const sounds = spellings.map((one) => one.sounds)
  const byCode = code
    ? sql`union select id from matters_coded(${code.prefix}::text, ${code.year}::int, ${code.number}, ${MOST})`
    : sql``
  const { rows } = await sql<MatterCandidate>`
    select m.id, t.title, m.code, m.state, lead.name as "leadName"
    from (select id from matters_found(${words}::text[], ${letters}::text[], ${patterns}::text[], ${MOST}, ${sounds}::text[]) ${byCode}) f
      join matters m on m.id = f.id
      left join matter_texts t on t.matter_id = m.id
      left join units lead on lead.id = m.lead_unit_id and t.matter_id is not null
    order by m.is_done, m.id desc`.execute(tx)
  return rows
}

/** Units that stand, in their official order; the nearest places first. */
export const findUnits = async (tx: Tx, asked: Asked): Promise<Candidate[]> => {
  const pattern = containing(asked.words)
  const { rows } = await sql<{ id: number; title: string; others: string[]; region: string }>`
    select u.id, u.name as title, array[u.short_name] || u.aliases as others, r.name as region
    from units u join regions r on r.id = u.region_id
    where u.closed_on is null
      and (u.name ${pattern} or u.short_name ${pattern} or (u.aliases <> '{}' and array_to_string(u.aliases, ' ') ${pattern})
        or ${unitsSpelt(asked)})
    order by r.level, r.sort, u.sort, u.id limit ${MOST}`.execute(tx)
  return rows.map(({ region, ...row }) => ({ ...row, note: [region] }))
}

/** Posts that stand, with who holds them (his name is masked by the rules). */
export const findPosts = async (
  tx: Tx,
  asked: Asked,
  today: string,
): Promise<(Candidate & { holder: string | null })[]> => {
  const { rows } = await sql<{ id: number; title: string; unit: string; holder: string | null }>`
    select p.id, p.name as title, u.name as unit,
      (select h_p.name from post_holders h join people h_p on h_p.id = h.person_id
        where h.post_id = p.id and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date)
        order by h.id limit 1) as holder
    from posts p join units u on u.id = p.unit_id join regions r on r.id = p.region_id
    where p.closed_on is null and (p.name ${containing(asked.words)} or ${isSpelt('p.letters', column('p.name'), asked)})
    order by r.level, r.sort, p.sort, p.id limit ${MOST}`.execute(tx)
  return rows.map(({ unit, ...row }) => ({ ...row, others: [], note: [unit] }))
}

/** People by name, each with the post he holds today. */
export const findPeople = async (tx: Tx, asked: Asked, today: string): Promise<Candidate[]> => {
  const { rows } = await sql<{ id: number; title: string; post: string; postId: number }>`
    select e.id, e.name as title, p.name as post, p.id as "postId"
    from people e join lateral (
      select post.id, post.name from post_holders h join posts post on post.id = h.post_id
      where h.person_id = e.id and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date)
      order by h.id limit 1) p on true
    where e.disabled_at is null and (e.name ${containing(asked.words)} or ${isSpelt('e.letters', column('e.name'), asked)})
    order by e.id limit ${MOST}`.execute(tx)
  return rows.map(({ post, postId, ...row }) => ({ ...row, others: [], note: [post], within: postId }))
}

/** A newer version took the place of the document `d` (来文新版). */
const hasNewer = sql<boolean>`exists (select 1 from documents n where n.revises_id = d.id)`

/** Documents by title or number, the current versions before the older ones, the newest first. */
export const findDocuments = async (tx: Tx, asked: Asked): Promise<Candidate[]> => {
  const pattern = containing(asked.words)
  const { rows } = await sql<{
    id: number
    title: string
    number: string | null
    issuer: string | null
    hasNewer: boolean
  }>`
    select d.id, d.title, d.doc_number as number, d.issuer, ${hasNewer} as "hasNewer" from documents d
    where d.title ${pattern} or d.doc_number ${pattern} or ${isSpelt('d.letters', column('d.title'), asked)}
    order by ${hasNewer}, d.id desc limit ${MOST}`.execute(tx)
  return rows.map(({ id, title, number, issuer, hasNewer }) => ({
    id,
    title,
    others: number ? [number] : [],
    note: [hasNewer ? '已有新版' : null, number, issuer].filter((one): one is string => Boolean(one)),
    isOlder: hasNewer,
  }))
}

/** Clauses by their heading or first sentence, of the documents that the acting post may read. */
export const findClauses = async (tx: Tx, asked: Asked): Promise<Candidate[]> => {
  const { rows } = await sql<{
    id: number
    title: string
    document: string
    documentId: number
    startAt: number
    endAt: number
    hasNewer: boolean
  }>`
    select ${hasNewer} as "hasNewer", c.id, c.marker || c.title as title, d.title as document, d.id as "documentId", c.start_at as "startAt", c.end_at as "endAt"
    from clauses c join documents d on d.id = c.document_id
    where c.title ${containing(asked.words)} or ${isSpelt('c.letters', column('c.title'), asked)}
    order by ${hasNewer}, d.id desc, c.sort limit ${MOST}`.execute(tx)
  return rows.map(({ id, title, document, documentId, startAt, endAt, hasNewer }) => ({
    ...{ id, title },
    span: [startAt, endAt] as [number, number],
    others: [],
    note: [hasNewer ? `${document}（已有新版）` : document],
    within: documentId,
    isOlder: hasNewer,
  }))
}

/** Present persons of the register by name, in the acting post's place (main/visibility/registers.ts). */
export const findHouseholdPersons = async (tx: Tx, { words, spellings }: Asked): Promise<Candidate[]> => {
  const letters = spellings.map((one) => one.letters)
  const patterns = spellings.map((one) => one.pattern)
  const { rows } = await sql<{ id: number; title: string; village: string; town: string | null; household: number }>`
    select p.id, p.name as title, r.name as village, t.name as town, p.household_id as household
    from (select id from household_persons_found(${words}::text[], ${letters}::text[], ${patterns}::text[], ${MOST})) f
      join household_persons p on p.id = f.id join households h on h.id = p.household_id
      join regions r on r.id = h.region_id left join regions t on t.id = r.parent_id
    order by p.id`.execute(tx)
  return rows.map(({ id, title, village, town, household }) => ({
    ...{ id, title, within: household },
    others: [],
    note: [town, village].filter((one): one is string => Boolean(one)),
  }))
}

/** 喜报 of the acting post's place by the name of the soldier or by number, the newest first (main/visibility/registers.ts). */
export const findMeritReports = async (
  tx: Tx,
  { words, spellings }: Asked,
  codes: readonly string[],
): Promise<Candidate[]> => {
  const letters = spellings.map((one) => one.letters)
  const patterns = spellings.map((one) => one.pattern)
  const { rows } = await sql<{
    id: number
    title: string
    code: string
    grade: keyof typeof GRADE_WORDS
    place: string
  }>`
    select m.id, m.soldier_name as title, m.code, m.grade, r.name as place
    from (select distinct id from merit_reports_found(${words}::text[], ${letters}::text[], ${patterns}::text[],
        ${[...codes]}::text[], ${MOST})) f
      join merit_reports m on m.id = f.id join regions r on r.id = m.region_id
    order by m.id desc`.execute(tx)
  return rows.map(({ grade, place, ...row }) => ({ ...row, others: [], note: [row.code, GRADE_WORDS[grade], place] }))
}

type FactCandidate = {
  id: number
  title: string
  venue: string
  body: string
  code: string | null
  kind: string
  startsOn: string
  region: string
}

/** Facts that the acting post may see, by any of their words, by spelling or by number, the newest first. */
export const findFacts = async (tx: Tx, { words, spellings }: Asked, codes: string[]): Promise<FactCandidate[]> => {
  const letters = spellings.map((one) => one.letters)
  const patterns = spellings.map((one) => one.pattern)
  const sounds = spellings.map((one) => one.sounds)
  const { rows } = await sql<FactCandidate>`
    select f.id, f.title, f.venue, left(f.body, 2000) as body, f.code, f.kind, f.starts_on as "startsOn", r.name as region
    from facts_found(${words}::text[], ${letters}::text[], ${patterns}::text[], ${codes}::text[], ${MOST}, ${sounds}::text[]) n
      join facts f on f.id = n.id join regions r on r.id = f.region_id
    where f.state <> 'withdrawn' and f.state <> 'replaced'
    order by f.starts_on desc, f.id desc`.execute(tx)
  return rows
}

import { type RawBuilder, sql } from 'kysely'
import { type Context, dayOf } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { BehalfFacts } from '../behalf.ts'
import { type LightKind, lightDays } from '../lights.ts'
import {
  hasUnitsBelow,
  type Mark,
  type MatterFacts,
  type MatterKind,
  type MatterState,
  type NeedDirection,
  type OpenRequest,
  type RequestKind,
} from '../sides.ts'
import { readBehalf } from './slips.ts'

/** A matter as the store reads it; `title` and all words are null where the acting post may not see them. */
export type StoredMatter = {
  id: number
  cityId: number
  code: string | null
  kind: MatterKind
  direction: NeedDirection | null
  category: string
  state: MatterState
  title: string | null
  body: string | null
  hungCause: string | null
  declineClause: string | null
  declineExplanation: string | null
  dueWords: string | null
  evidenceNamed: string | null
  remark: string | null
  hasWords: boolean
  regionId: number
  regionName: string
  regionPath: string
  officeUnitId: number
  officeName: string
  askerUnitId: number
  askerName: string
  askerPostId: number | null
  leadUnitId: number | null
  leadName: string | null
  leadPostId: number | null
  leaderPostId: number | null
  helperUnitIds: number[]
  part: string | null
  partTitle: string | null
  documentId: number | null
  suggestedLeadUnitId: number | null
  wishedOn: string | null
  raisedOn: string | null
  dueOn: string | null
  firstDueOn: string | null
  reportedOn: string | null
  closedOn: string | null
  isHung: boolean
  hungReviewOn: string | null
  isSupervised: boolean
  marks: Mark[]
  reportedByPersonId: number | null
  reportedByUnitId: number | null
  parentId: number | null
  depth: number
  aboveUnits: number[]
  abovePosts: number[]
  leadSide: string | null
  leadLevel: number | null
  isExplained: boolean
  partExplanation: string | null
  partsAll: number
  partsDone: number
  partsSilent: number
  partsDueOn: string | null
  partsLate: boolean
  partsHung: boolean
  partsUndated: boolean
  superiorAskedOn: string | null
  superiorPosts: number[]
  isClosable: boolean
  mergedIntoId: number | null
  mergedFrom: MatterState | null
  posts: number[]
  changedAt: string
  version: number
  isDone: boolean
  dueKey: string
  /** The day a row is sorted by where its words may be withheld: the last day there is, for a row whose day is. */
  maskedDueKey: string
  codeKey: string
}

/** The rows that one statement after another narrows: matters the acting post sees. Words join them at the end alone. */
const ledger = (tx: Tx) => tx.selectFrom('matters as m').where('m.dropped_at', 'is', null)

export type Ledger = ReturnType<typeof ledger>
export { ledger }

/** RW-2026-00000031-0002: codes in the order of their numbers, also past 999, each followed by its parts. */
export const codeKey: RawBuilder<string> = sql<string>`(case when m.parent_id is null
  then left(coalesce(m.code, ''), 8) || lpad(substr(coalesce(m.code, ''), 9), 8, '0')
  else left(m.code, 8) || lpad(split_part(m.code, '-', 3), 8, '0') || '-' || lpad(split_part(m.code, '-', 4), 4, '0')
    || lpad(split_part(m.code, '-', 5), 4, '0') || lpad(split_part(m.code, '-', 6), 4, '0')
    || lpad(split_part(m.code, '-', 7), 4, '0') end)`

/** Where a row stands by day for a reader who may not know its day: among those without one. */
export const maskedDueKey = (hasWords: RawBuilder<boolean>): RawBuilder<string> =>
  sql<string>`(case when ${hasWords} then m.due_key else date '9999-12-31' end)`

const textsKnown: RawBuilder<boolean> = sql<boolean>`(t.matter_id is not null)`

/** The rows with their words, where the acting post may read them, and the names that stand in them. */
export const selectMatter = (query: Ledger) =>
  query
    .leftJoin('matter_texts as t', 't.matter_id', 'm.id')
    .innerJoin('regions as r', 'r.id', 'm.region_id')
    .innerJoin('units as office', 'office.id', 'm.office_unit_id')
    .innerJoin('units as asker', 'asker.id', 'm.asker_unit_id')
    .leftJoin('units as lead', 'lead.id', 'm.lead_unit_id')
    .leftJoin('regions as lead_region', 'lead_region.id', 'lead.region_id')
    .select([
      'm.id',
      'm.city_id as cityId',
      'm.code',
      'm.kind',
      'm.direction',
      'm.category',
      'm.state',
      't.title',
      't.body',
      't.hung_cause as hungCause',
      't.decline_clause as declineClause',
      't.decline_explanation as declineExplanation',
      't.due_words as dueWords',
      't.evidence_named as evidenceNamed',
      't.remark',
      'm.region_id as regionId',
      'r.name as regionName',
      'm.region_path as regionPath',
      'm.office_unit_id as officeUnitId',
      'office.name as officeName',
      'm.asker_unit_id as askerUnitId',
      'asker.name as askerName',
      'm.asker_post_id as askerPostId',
      'm.lead_unit_id as leadUnitId',
      'lead.name as leadName',
      'm.lead_post_id as leadPostId',
      'm.leader_post_id as leaderPostId',
      'm.part',
      'm.part_title as partTitle',
      'm.document_id as documentId',
      'm.suggested_lead_unit_id as suggestedLeadUnitId',
      'm.wished_on as wishedOn',
      'm.raised_on as raisedOn',
      'm.due_on as dueOn',
      'm.first_due_on as firstDueOn',
      'm.reported_on as reportedOn',
      'm.closed_on as closedOn',
      'm.is_hung as isHung',
      'm.hung_review_on as hungReviewOn',
      'm.is_supervised as isSupervised',
      'm.marks',
      'm.reported_by_person_id as reportedByPersonId',
      'm.reported_by_unit_id as reportedByUnitId',
      'm.parent_id as parentId',
      'm.depth',
      'm.above_units as aboveUnits',
      'm.above_posts as abovePosts',
      'lead.side as leadSide',
      'lead_region.level as leadLevel',
      'm.is_explained as isExplained',
      't.part_explanation as partExplanation',
      'm.parts_all as partsAll',
      'm.parts_done as partsDone',
      'm.parts_silent as partsSilent',
      'm.parts_due_on as partsDueOn',
      'm.parts_late as partsLate',
      'm.parts_hung as partsHung',
      'm.parts_undated as partsUndated',
      'm.superior_asked_on as superiorAskedOn',
      'm.superior_posts as superiorPosts',
      'm.is_closable as isClosable',
      'm.merged_into_id as mergedIntoId',
      'm.merged_from_state as mergedFrom',
      'm.posts',
      'm.changed_at as changedAt',
      'm.version',
      'm.is_done as isDone',
      'm.due_key as dueKey',
      maskedDueKey(textsKnown).as('maskedDueKey'),
      codeKey.as('codeKey'),
      textsKnown.as('hasWords'),
      sql<number[]>`array(select h.unit_id from matter_helpers h join units u on u.id = h.unit_id
        where h.matter_id = m.id order by u.sort, u.id)`.as('helperUnitIds'),
    ])

type SelectedMatter = Awaited<ReturnType<ReturnType<typeof selectMatter>['execute']>>[number]

/** The checks of the table hold kind, state and direction to the words of the rules. */
export const asStored = (rows: SelectedMatter[]): StoredMatter[] => rows as StoredMatter[]

/** The matter as this post sees it, or undefined. */
export const findMatter = async (tx: Tx, id: number): Promise<StoredMatter | undefined> =>
  asStored(await selectMatter(ledger(tx).where('m.id', '=', id)).execute())[0]

/** Several that the acting post may see, the latest first. */
export const findMatters = async (tx: Tx, ids: readonly number[]): Promise<StoredMatter[]> =>
  asStored(
    await selectMatter(ledger(tx).where('m.id', '=', sql<number>`any(${[...ids]}::int[])`))
      .orderBy('m.id', 'desc')
      .execute(),
  )

/** Locks the matter until the transaction ends, so that of two who decide at once the later sees what the first did. */
export const lockMatter = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx
    .selectFrom('matters')
    .select('id')
    .where('id', '=', id)
    // Of a tree the top first, so that a change below and one above never wait for each other.
    .where(sql<boolean>`(root_id is null or lock_tree(root_id))`)
    .forUpdate()
    .executeTakeFirst()) !== undefined

export type StoredRequest = OpenRequest & { matterId: number; id: number }

/** What the rules ask about a set of matters beside their rows, in a few statements however many they are. */
export type MoreFacts = {
  requests: Map<number, StoredRequest[]>
  openNodes: Map<number, number>
  behalf: Map<number, Omit<BehalfFacts, 'marks'>>
}

export const readMoreFacts = async (tx: Tx, ids: number[], today: string): Promise<MoreFacts> => {
  const more: MoreFacts = { requests: new Map(), openNodes: new Map(), behalf: await readBehalf(tx, ids, today) }
  if (ids.length === 0) return more
  const requests = await tx
    .selectFrom('matter_requests')
    .select(['id', 'matter_id', 'kind', 'unit_id', 'person_id', 'reason', 'clause', 'new_due_on', 'review_on'])
    .select('asked_at')
    .where('matter_id', '=', sql<number>`any(${ids})`)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute()
  for (const row of requests) {
    const request = {
      id: row.id,
      matterId: row.matter_id,
      byUnitId: row.unit_id,
      byPersonId: row.person_id,
      askedOn: dayOf(row.asked_at),
      ...requestWords(row.kind as RequestKind, row),
    }
    more.requests.set(row.matter_id, [...(more.requests.get(row.matter_id) ?? []), request])
  }
  const nodes = await tx
    .selectFrom('matter_nodes')
    .select(({ fn }) => ['matter_id', fn.countAll<number>().as('open')])
    .where('matter_id', '=', sql<number>`any(${ids})`)
    .where('done_on', 'is', null)
    .where(sql<boolean>`coalesce(explanation, '') = ''`)
    .groupBy('matter_id')
    .execute()
  for (const row of nodes) more.openNodes.set(row.matter_id, row.open)
  return more
}

type RequestColumns = { reason: string; clause: string | null; new_due_on: string | null; review_on: string | null }

/** `reason` holds what the request says: its reason, the cause of a 挂账, the explanation of a 不予办理. */
const requestWords = (kind: RequestKind, row: RequestColumns) => {
  if (kind === 'time') return { kind, newDueOn: row.new_due_on as string, reason: row.reason }
  if (kind === 'hang') return { kind, cause: row.reason, reviewOn: row.review_on as string }
  if (kind === 'decline') return { kind, clause: row.clause ?? '', explanation: row.reason }
  if (kind === 'day') return { kind, newDueOn: row.new_due_on as string, reason: row.reason }
  return { kind, reason: row.reason }
}

/** The matter in the words of the rules. */
export const factsOf = (matter: StoredMatter, more: MoreFacts): MatterFacts => ({
  state: matter.state,
  kind: matter.kind,
  askerUnitId: matter.askerUnitId,
  askerPostId: matter.askerPostId,
  officeUnitId: matter.officeUnitId,
  regionPath: matter.regionPath,
  leadUnitId: matter.leadUnitId,
  leadPostId: matter.leadPostId,
  helperUnitIds: matter.helperUnitIds,
  dueOn: matter.dueOn,
  hung: matter.isHung ? { cause: matter.hungCause ?? '', reviewOn: matter.hungReviewOn ?? '' } : null,
  supervised: matter.isSupervised,
  carried: matter.marks.includes('carried'),
  openRequests: more.requests.get(matter.id) ?? [],
  openNodes: more.openNodes.get(matter.id) ?? 0,
  isPart: matter.parentId !== null,
  mayHandDown: hasUnitsBelow(
    matter.leadSide === null || matter.leadLevel === null ? null : { side: matter.leadSide, level: matter.leadLevel },
    matter.depth,
  ),
  parts: {
    all: matter.partsAll,
    done: matter.partsDone,
    silent: matter.partsSilent,
    dueOn: matter.partsDueOn,
    late: matter.partsLate,
    hung: matter.partsHung,
    undated: matter.partsUndated,
  },
  superiorPostIds: matter.superiorPosts,
  isClosable: matter.isClosable,
  mergedFrom: matter.mergedFrom,
  reportedByPersonId: matter.reportedByPersonId,
  reportedByUnitId: matter.reportedByUnitId,
  reportedOn: matter.reportedOn,
  behalf: { mayStandIn: false, mayContest: false, ...more.behalf.get(matter.id), marks: matter.marks },
})

/**
 * The light of a row in SQL: the same as `lightOf` says, by two days instead of the calendar for every row, and by the
 * one day that the ledger keeps of each matter (migration 0042).
 */
export const lightSql = (today: string, calendar: Context['calendar'], soonDays?: number): RawBuilder<LightKind> => {
  const { lateBefore, soonUntil } = lightDays(today, calendar, soonDays)
  return sql<LightKind>`(case when m.light_day < ${lateBefore}::date then 'over' when m.light_day <= ${soonUntil}::date then 'due'
    else m.light_else end)`
}

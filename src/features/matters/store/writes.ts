import { sql, type Updateable } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Matters, MatterTexts } from '../../../platform/db/tables.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { lightDays } from '../lights.ts'
import { type Doers, tellParties } from '../notices/store.ts'
import { partiesOf } from '../parties.ts'
import type { Effect } from '../rules.ts'
import type { MatterKind, MatterState } from '../sides.ts'
import type { EntryDetails, EntryStep } from '../words.ts'
import type { StoredMatter } from './rows.ts'

type By = Pick<Context, 'acting' | 'now' | 'today' | 'calendar'>

const PREFIXES: Record<MatterKind, string> = { task: 'RW', need: 'XQ', case: 'GA' }

/**
 * The next `count` codes of a city and year, first to last (RW-2026-001). The counter's row stays locked until the
 * transaction ends and goes back with it, so numbers have no gaps.
 */
export const takeCodes = async (
  tx: Tx,
  cityId: number,
  kind: MatterKind,
  year: number,
  count: number,
): Promise<string[]> => {
  const prefix = PREFIXES[kind]
  const last = await takeNumbers(tx, cityId, prefix, year, count)
  return Array.from({ length: count }, (_, index) => {
    const number = last - count + 1 + index
    return `${prefix}-${year}-${String(number).padStart(3, '0')}`
  })
}

/** Takes the next `count` numbers of a prefix in a year and gives the last of them; the counter stays locked until the end. */
export const takeNumbers = async (tx: Tx, cityId: number, prefix: string, year: number, count = 1): Promise<number> => {
  const { last } = await tx
    .insertInto('matter_numbers')
    .values({ city_id: cityId, prefix, year, last: count })
    .onConflict((conflict) =>
      conflict.columns(['city_id', 'prefix', 'year']).doUpdateSet({ last: sql`matter_numbers.last + ${count}` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

export type NewMatter = {
  cityId: number
  code: string | null
  kind: MatterKind
  direction: string | null
  category: string
  state: MatterState
  title: string
  body: string
  region: { id: number; path: string }
  officeUnitId: number
  askerUnitId: number
  askerPostId: number | null
  leadUnitId: number | null
  leaderPostId: number | null
  helperUnitIds: number[]
  suggestedLeadUnitId: number | null
  wishedOn: string | null
  dueOn: string | null
  part: string | null
  partTitle: string | null
  documentId: number | null
  marks: string[]
  /** Of a part: what it was handed down out of, and who leads or is in charge above. */
  below?: { parentId: number; partNo: number; aboveUnits: number[]; abovePosts: number[] }
  /** Words that come with a sheet: of a day that is none, of evidence to be supplied, and the remark. */
  dueWords?: string
  evidenceNamed?: string
  remark?: string
}

/** Writes new matters with their words and helpers; ids in the order given. */
export const insertMatters = async (
  tx: Tx,
  by: By,
  matters: NewMatter[],
  regionLeaderPostIds: number[],
): Promise<number[]> => {
  const ids: number[] = []
  // One statement carries at most 65,535 parameters.
  for (let from = 0; from < matters.length; from += 500) {
    const part = matters.slice(from, from + 500)
    const rows = await tx
      .insertInto('matters')
      .values(
        part.map((matter) => ({
          city_id: matter.cityId,
          code: matter.code,
          year: Number(by.today.slice(0, 4)),
          kind: matter.kind,
          direction: matter.direction,
          category: matter.category,
          state: matter.state,
          region_id: matter.region.id,
          region_path: matter.region.path,
          office_unit_id: matter.officeUnitId,
          asker_unit_id: matter.askerUnitId,
          asker_post_id: matter.askerPostId,
          lead_unit_id: matter.leadUnitId,
          leader_post_id: matter.leaderPostId,
          suggested_lead_unit_id: matter.suggestedLeadUnitId,
          wished_on: matter.wishedOn,
          part: matter.part,
          part_title: matter.partTitle,
          document_id: matter.documentId,
          raised_on: matter.state === 'draft' ? null : by.today,
          due_on: matter.dueOn,
          first_due_on: matter.dueOn,
          marks: matter.marks,
          parent_id: matter.below?.parentId ?? null,
          part_no: matter.below?.partNo ?? null,
          above_units: matter.below?.aboveUnits ?? [],
          above_posts: matter.below?.abovePosts ?? [],
          ...partiesOf({ ...matter, ...matter.below, leadPostId: null, declineAsked: false }, regionLeaderPostIds),
          post_id: by.acting.postId,
          created_at: by.now,
          changed_at: by.now,
        })),
      )
      .returning('id')
      .execute()
    ids.push(...rows.map(({ id }) => id))
  }
  await tx
    .insertInto('matter_texts')
    .values(
      matters.map(({ title, body, dueWords, evidenceNamed, remark }, index) => ({
        matter_id: ids[index] as number,
        title,
        body,
        due_words: dueWords ?? '',
        evidence_named: evidenceNamed ?? '',
        remark: remark ?? '',
      })),
    )
    .execute()
  const helpers = matters.flatMap(({ helperUnitIds }, index) =>
    helperUnitIds.map((unit_id) => ({ matter_id: ids[index] as number, unit_id })),
  )
  for (let from = 0; from < helpers.length; from += 5_000)
    await tx
      .insertInto('matter_helpers')
      .values(helpers.slice(from, from + 5_000))
      .execute()
  return ids
}

export type NewEntry = {
  matterId: number
  step: EntryStep
  from: MatterState | null
  to: MatterState
  text: string
  details: EntryDetails
}

/** Writes entries of the timeline and tells the parties of them (消息); ids in the order given. */
export const insertEntries = async (tx: Tx, { acting, now }: By, entries: NewEntry[]): Promise<number[]> => {
  const ids: number[] = []
  for (let start = 0; start < entries.length; start += 5_000) {
    const rows = await tx
      .insertInto('matter_entries')
      .values(
        entries.slice(start, start + 5_000).map(({ matterId, step, from, to, text, details }) => ({
          matter_id: matterId,
          at: now,
          post_id: acting.postId,
          person_id: acting.personId,
          unit_id: acting.unitId,
          step,
          from_state: from,
          to_state: to,
          text,
          details: JSON.stringify(details),
        })),
      )
      .returning('id')
      .execute()
    ids.push(...rows.map(({ id }) => id))
  }
  tellParties(tx, ids)
  return ids
}

/** Attaches files to an entry of a matter. */
export const attachFiles = async (tx: Tx, matterId: number, entryId: number, fileIds: number[]): Promise<void> => {
  if (fileIds.length === 0) return
  await tx
    .insertInto('matter_files')
    .values(fileIds.map((file_id) => ({ matter_id: matterId, entry_id: entryId, file_id })))
    .execute()
}

type Written = {
  matter: Updateable<Matters>
  texts: Updateable<MatterTexts>
  leadPostId: number | null
  leadUnitId: number | null
  leaderPostId: number | null
  helperUnitIds: number[]
  superiorPosts: number[]
  declineAsked: boolean
}

/**
 * Writes what a step changes: the state, the effects that the rules named, parties in step with them, and the version; who
 * does the matter from here on.
 * @param answer what was written with it, kept with the requests it answers
 */
export const applyStep = async (
  tx: Tx,
  by: By,
  before: StoredMatter,
  taken: { to: MatterState; effects: Effect[] },
  more: {
    code?: string
    answer: string
    words: { title?: string; body?: string; result?: string }
    declineAsked: boolean
    regionLeaderPostIds: number[]
    /** Of a part handed to another unit: the place it lies in from now on. */
    region?: { id: number; path: string }
  },
): Promise<Doers> => {
  const written: Written = {
    matter: { state: taken.to },
    texts: { ...more.words },
    leadUnitId: before.leadUnitId,
    leadPostId: before.leadPostId,
    leaderPostId: before.leaderPostId,
    helperUnitIds: before.helperUnitIds,
    superiorPosts: before.superiorPosts,
    declineAsked: more.declineAsked,
  }
  for (const effect of taken.effects) await applyEffect(tx, by, before, effect, written, more.answer)
  if (before.state === 'draft' && taken.to !== 'draft')
    Object.assign(written.matter, { code: more.code, raised_on: by.today, year: Number(by.today.slice(0, 4)) })

  if (more.region) Object.assign(written.matter, { region_id: more.region.id, region_path: more.region.path })
  const { leadUnitId, leadPostId, leaderPostId, helperUnitIds, superiorPosts, declineAsked } = written
  const parties = partiesOf(
    { ...before, state: taken.to, leadUnitId, leadPostId, leaderPostId, helperUnitIds, superiorPosts, declineAsked },
    more.regionLeaderPostIds,
    before.posts,
  )
  // Words first: whoever loses sight of the matter by this step may still write what he says with it.
  if (Object.keys(written.texts).length > 0)
    await tx.updateTable('matter_texts').set(written.texts).where('matter_id', '=', before.id).execute()
  await tx
    .updateTable('matters')
    .set({
      ...written.matter,
      lead_unit_id: leadUnitId,
      lead_post_id: leadPostId,
      leader_post_id: leaderPostId,
      ...parties,
      changed_at: by.now,
      version: sql`version + 1`,
    })
    .where('id', '=', before.id)
    .execute()
  return doersOf(written)
}

/** Lead and helpers, the leading post and the responsible leader. */
export const doersOf = (
  matter: Pick<StoredMatter, 'leadUnitId' | 'leadPostId' | 'leaderPostId'> & { helperUnitIds: readonly number[] },
): Doers => ({
  units: [matter.leadUnitId, ...matter.helperUnitIds].filter((id) => id !== null),
  posts: [matter.leadPostId, matter.leaderPostId].filter((id) => id !== null),
})

const applyEffect = async (
  tx: Tx,
  by: By,
  before: StoredMatter,
  effect: Effect,
  written: Written,
  answer: string,
): Promise<void> => {
  const { matter, texts } = written
  if ('remove' in effect) matter.dropped_at = by.now
  else if ('lead' in effect) {
    const { lead, helpers, responsiblePostId } = effect
    Object.assign(written, {
      leadUnitId: lead.unitId,
      leadPostId: lead.postId,
      leaderPostId: responsiblePostId,
      helperUnitIds: helpers,
    })
    await replaceHelpers(tx, before.id, helpers)
  } else if ('clear' in effect) await applyClear(tx, before, effect.clear, written)
  else if ('open' in effect) await openRequest(tx, by, before.id, effect)
  else if ('settle' in effect) {
    await settleRequest(tx, by, before.id, effect.settle, effect.granted ? 'granted' : 'refused', answer)
    if (effect.dueOn) promise(matter, before, effect.dueOn)
  } else if ('fallen' in effect) await settleRequest(tx, by, before.id, effect.fallen, 'lapsed', null)
  else if ('dueOn' in effect) promise(matter, before, effect.dueOn)
  else if ('responsible' in effect) written.leaderPostId = effect.responsible
  else if ('set' in effect && effect.set === 'hung') {
    Object.assign(matter, { is_hung: true, hung_review_on: effect.reviewOn })
    texts.hung_cause = effect.cause
  } else if ('set' in effect)
    Object.assign(texts, { decline_clause: effect.clause, decline_explanation: effect.explanation })
  else if ('explained' in effect) {
    matter.is_explained = true
    texts.part_explanation = effect.explained
  } else if ('mergedInto' in effect)
    Object.assign(matter, {
      merged_into_id: effect.mergedInto,
      merged_from_state: before.state,
      marks: [...new Set([...(matter.marks ?? before.marks), 'merged'])],
    })
  else if ('mark' in effect && effect.mark === 'supervised') matter.is_supervised = true
  else if ('mark' in effect) matter.marks = [...new Set([...(matter.marks ?? before.marks), effect.mark])]
  else if ('unmark' in effect) matter.marks = (matter.marks ?? before.marks).filter((mark) => mark !== effect.unmark)
  else if ('reportedBy' in effect)
    Object.assign(matter, {
      reported_on: effect.on,
      reported_by_person_id: effect.reportedBy.personId,
      reported_by_unit_id: effect.reportedBy.unitId,
      reported_late_before: lightDays(effect.on, by.calendar).lateBefore,
    })
  else if ('confirmedBy' in effect) Object.assign(matter, { closed_on: effect.on, is_closable: false })
}

const promise = (matter: Updateable<Matters>, before: StoredMatter, dueOn: string | null) => {
  matter.due_on = dueOn
  matter.first_due_on = before.firstDueOn ?? dueOn
}

const applyClear = async (
  tx: Tx,
  before: StoredMatter,
  what: Extract<Effect, { clear: string }>['clear'],
  written: Written,
): Promise<void> => {
  if (what === 'lead') {
    Object.assign(written, { leadUnitId: null, leadPostId: null, leaderPostId: null, helperUnitIds: [] })
    await replaceHelpers(tx, before.id, [])
  } else if (what === 'hung') {
    Object.assign(written.matter, { is_hung: false, hung_review_on: null })
    written.texts.hung_cause = null
  } else if (what === 'supervised') written.matter.is_supervised = false
  else if (what === 'confirmation')
    Object.assign(written.matter, {
      closed_on: null,
      marks: (written.matter.marks ?? before.marks).filter((mark) => mark !== 'unanswered'),
    })
  else if (what === 'merged')
    Object.assign(written.matter, {
      merged_into_id: null,
      merged_from_state: null,
      marks: (written.matter.marks ?? before.marks).filter((mark) => mark !== 'merged'),
    })
  else {
    Object.assign(written.matter, {
      reported_on: null,
      reported_by_person_id: null,
      reported_by_unit_id: null,
      reported_late_before: null,
      reminders: 0,
      reminded_on: null,
      superior_asked_on: null,
      superior_posts: [],
      is_closable: false,
    })
    written.superiorPosts = []
  }
}

/** The helpers of a matter, in place of those before. */
export const replaceHelpers = async (tx: Tx, matterId: number, unitIds: number[]): Promise<void> => {
  await tx.deleteFrom('matter_helpers').where('matter_id', '=', matterId).execute()
  if (unitIds.length === 0) return
  await tx
    .insertInto('matter_helpers')
    .values(unitIds.map((unit_id) => ({ matter_id: matterId, unit_id })))
    .execute()
}

/** A request as it is opened: by a step, or 改期征询 by a new day above. */
type Opened = Extract<Effect, { open: string }> | { open: 'day'; newDueOn: string; reason: string }

export const openRequest = async (tx: Tx, { acting, now }: By, matterId: number, effect: Opened): Promise<void> => {
  const said =
    effect.open === 'time' || effect.open === 'day'
      ? { reason: effect.reason, new_due_on: effect.newDueOn }
      : effect.open === 'hang'
        ? { reason: effect.cause, review_on: effect.reviewOn }
        : effect.open === 'decline'
          ? { reason: effect.explanation, clause: effect.clause }
          : { reason: effect.reason }
  await tx
    .insertInto('matter_requests')
    .values({
      matter_id: matterId,
      kind: effect.open,
      unit_id: acting.unitId,
      post_id: acting.postId,
      person_id: acting.personId,
      asked_at: now,
      ...said,
    })
    .execute()
}

export const settleRequest = async (
  tx: Tx,
  { acting, now }: By,
  matterId: number,
  kind: string,
  state: 'granted' | 'refused' | 'lapsed',
  answer: string | null,
): Promise<void> => {
  await tx
    .updateTable('matter_requests')
    .set({ state, answered_at: now, answered_post_id: acting.postId, answer })
    .where('matter_id', '=', matterId)
    .where('kind', '=', kind)
    .where('state', '=', 'open')
    .execute()
}

/** Marks the matter as changed by something beside its own row (a node). */
export const touchMatter = async (tx: Tx, { now }: By, id: number): Promise<void> => {
  await tx.updateTable('matters').set({ changed_at: now, version: sql`version + 1` }).where('id', '=', id).execute()
}

/** Writes a draft as saved again. */
export const saveDraftWords = async (
  tx: Tx,
  { now }: By,
  id: number,
  draft: {
    direction: string
    category: string
    title: string
    body: string
    suggestedLeadUnitId: number | null
    wishedOn: string | null
  },
): Promise<void> => {
  const { direction, category, title, body, suggestedLeadUnitId, wishedOn } = draft
  await tx.updateTable('matter_texts').set({ title, body }).where('matter_id', '=', id).execute()
  await tx
    .updateTable('matters')
    .set({
      ...{ direction, category, wished_on: wishedOn, suggested_lead_unit_id: suggestedLeadUnitId },
      changed_at: now,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .execute()
}

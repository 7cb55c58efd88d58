import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { MatterRow } from '../contract.ts'
import type { Effect } from '../rules.ts'
import type { MatterKind, MatterState } from '../sides.ts'
import { findOffice, leadersOf, readUnits } from '../store/lookups.ts'
import { factsOf, findMatter, lockMatter, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { applyStep, insertEntries, insertMatters, takeCodes, touchMatter } from '../store/writes.ts'
import { askDownwards, laterParts, newDayOf, withdrawParts } from './parts.ts'
import { auditOf } from './shared.ts'

/**
 * Matters that follow something of a lower room: raised by it, changed with it and withdrawn with it, inside the change that
 * moved it. What it says was judged and looked through for secrets there; whose step it is the lower room's rules said.
 */

/** What a matter is raised with. */
export type Raised = {
  kind: MatterKind
  category: MatterRow['category']
  title: string
  body: string
  /** Who asks for it and who says whether it is done. */
  askerUnitId: number
  /** Who does it; none: the office of the place hands it out. */
  leadUnitId: number | null
  dueOn: string | null
  /** Path of the place it belongs to; its office, or the nearest one above, keeps it. */
  placePath: string
  /** Where it came from, as the first line of the timeline says it. */
  text: string
}

export type RaisedMatter = { matter: StoredMatter; entries: AuditEntry[] }

/** Whoever does the work does not confirm it: where asker and lead are one unit, the office asks. */
const askerOf = ({ askerUnitId, leadUnitId }: Raised, officeUnitId: number): number =>
  askerUnitId === leadUnitId ? officeUnitId : askerUnitId

/** Raises a matter; none where no office keeps the place, which then nobody could hand out. */
export const raiseFollowing = async (ctx: Context, tx: Tx, raised: Raised): Promise<RaisedMatter | null> => {
  const { acting, today } = ctx
  const office = await findOffice(tx, raised.placePath, today)
  if (!office) return null
  const { kind, leadUnitId, dueOn, text } = raised
  const askerUnitId = askerOf(raised, office.unitId)
  const lead =
    leadUnitId === null ? undefined : (await readUnits(tx, acting.cityId, [leadUnitId], today)).get(leadUnitId)
  // A case waits until its help is agreed to, also where the office itself asks.
  const isAccepted = askerUnitId === office.unitId && kind !== 'case'
  const state: MatterState = lead ? 'assigned' : isAccepted ? 'accepted' : 'raised'
  const [code] = await takeCodes(tx, acting.cityId, kind, Number(today.slice(0, 4)), 1)
  const leaders = await leadersOf(tx, office.regionId, today)
  const [id] = (await insertMatters(
    tx,
    ctx,
    [
      {
        cityId: acting.cityId,
        code: code as string,
        kind,
        direction: null,
        category: raised.category,
        state,
        title: raised.title,
        body: raised.body,
        region: { id: office.regionId, path: office.regionPath },
        officeUnitId: office.unitId,
        askerUnitId,
        askerPostId: askerUnitId === acting.unitId ? acting.postId : null,
        leadUnitId: lead?.id ?? null,
        leaderPostId: null,
        helperUnitIds: [],
        suggestedLeadUnitId: null,
        wishedOn: null,
        dueOn,
        part: null,
        partTitle: null,
        documentId: null,
        marks: [],
      },
    ],
    leaders.map((one) => one.id),
  )) as [number]
  const details = lead ? { leadUnitId: lead.id, lead: lead.name, dueOn } : { dueOn }
  await insertEntries(tx, ctx, [
    { matterId: id, step: lead ? 'assign' : 'raise', from: null, to: state, text, details },
  ])
  const matter = (await findMatter(tx, id)) as StoredMatter
  const action = lead ? 'matter.hand-out' : 'matter.raise'
  return { matter, entries: [{ action, record: 'matters', recordId: id, after: { ...auditOf(matter), text } }] }
}

/** The matter locked for a change; null where the acting post may not read its words. */
const lockedMatter = async (tx: Tx, id: number): Promise<StoredMatter | null> => {
  if (!(await lockMatter(tx, id))) return null
  return (await findMatter(tx, id)) ?? null
}

/** What a matter says anew. */
export type Reworded = Pick<Raised, 'title' | 'body' | 'dueOn' | 'leadUnitId' | 'text'>

/** Another lead follows until the first one signed for it; the work that runs stays where it is. */
const newLead = async (ctx: Context, tx: Tx, matter: StoredMatter, leadUnitId: number | null) => {
  const isFree = ['raised', 'accepted', 'assigned'].includes(matter.state)
  if (!isFree || leadUnitId === null || leadUnitId === matter.leadUnitId) return undefined
  // The asker does not become the lead of what he asked for.
  if (leadUnitId === matter.askerUnitId && matter.askerUnitId !== matter.officeUnitId) return undefined
  return (await readUnits(tx, ctx.acting.cityId, [leadUnitId], ctx.today)).get(leadUnitId)
}

/** Changes words, day and lead of an open matter with what it follows; nothing where nothing changed. */
export const rewordFollowing = async (
  ctx: Context,
  tx: Tx,
  matterId: number,
  { title, body, dueOn, leadUnitId, text }: Reworded,
): Promise<AuditEntry[]> => {
  const before = await lockedMatter(tx, matterId)
  if (!before || before.isDone) return []
  const lead = await newLead(ctx, tx, before, leadUnitId)
  const isNewDay = dueOn !== before.dueOn
  if (!lead && !isNewDay && title === before.title && body === before.body) return []
  const facts = factsOf(before, await readMoreFacts(tx, [matterId], ctx.today))
  const effects: Effect[] = [
    ...(lead
      ? [
          ...facts.openRequests.map(({ kind }) => ({ fallen: kind })),
          { lead: { unitId: lead.id, postId: null }, helpers: before.helperUnitIds, responsiblePostId: null },
        ]
      : []),
    ...(isNewDay ? [{ dueOn }] : []),
  ]
  const to = lead ? 'assigned' : before.state
  const leaders = await leadersOf(tx, before.regionId, ctx.today)
  const details = {
    ...(title === before.title ? {} : { formerTitle: before.title ?? '', title }),
    ...(lead ? { formerLead: before.leadName ?? '未定', newLead: lead.name, leadUnitId: lead.id } : {}),
    ...(isNewDay ? { formerDueOn: before.dueOn, dueOn, laterParts: await laterParts(ctx, tx, before, dueOn) } : {}),
  }
  await insertEntries(tx, ctx, [{ matterId, step: 'follow', from: before.state, to, text, details }])
  await applyStep(
    tx,
    ctx,
    before,
    { to, effects },
    {
      answer: text,
      words: { title, body },
      declineAsked: !lead && facts.openRequests.some(({ kind }) => kind === 'decline'),
      regionLeaderPostIds: leaders.map(({ id }) => id),
    },
  )
  const day = newDayOf(facts, effects)
  const asked = day === undefined ? [] : await askDownwards(ctx, tx, before, day)
  const after = (await findMatter(tx, matterId)) ?? before
  return [
    {
      action: 'matter.follow',
      record: 'matters',
      recordId: matterId,
      before: { ...auditOf(before), body: before.body },
      after: { ...auditOf(after), body: after.body, text },
    },
    ...asked,
  ]
}

type End = { step: 'withdraw' | 'follow'; to: 'withdrawn' | 'declined' | 'closed'; text: string }

/** Ends an open matter with what it follows, and what was handed down out of it. */
const endFollowing = async (ctx: Context, tx: Tx, matterId: number, end: End): Promise<AuditEntry[]> => {
  const before = await lockedMatter(tx, matterId)
  if (!before || before.isDone) return []
  const facts = factsOf(before, await readMoreFacts(tx, [matterId], ctx.today))
  const { step, to, text } = end
  const parts = await withdrawParts(ctx, tx, before, 'withdraw', text)
  await insertEntries(tx, ctx, [{ matterId, step, from: before.state, to, text, details: {} }])
  const effects: Effect[] = [
    ...facts.openRequests.map(({ kind }) => ({ fallen: kind })),
    ...(facts.hung ? [{ clear: 'hung' } as const] : []),
    ...(to === 'closed' ? closing(ctx, before) : []),
  ]
  await applyStep(
    tx,
    ctx,
    before,
    { to, effects },
    { answer: text, words: {}, declineAsked: false, regionLeaderPostIds: [] },
  )
  const after = { state: to, text }
  const entry = { action: `matter.${step}`, record: 'matters', recordId: matterId, before: auditOf(before), after }
  return [entry, ...parts]
}

/** Whoever ended it below did it, where nobody leads it yet. */
const closing = (
  { acting: { personId, postId, unitId }, today }: Context,
  { leadUnitId, helperUnitIds }: StoredMatter,
): Effect[] => [
  ...(leadUnitId === null ? [{ lead: { unitId, postId: null }, helpers: helperUnitIds, responsiblePostId: null }] : []),
  { confirmedBy: { personId, postId, unitId }, on: today },
]

/** 销号: what it follows is done. */
export const closeFollowing = (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> =>
  endFollowing(ctx, tx, matterId, { step: 'follow', to: 'closed', text })

/** 不予办理: what it follows was refused. */
export const declineFollowing = (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> =>
  endFollowing(ctx, tx, matterId, { step: 'follow', to: 'declined', text })

type Follow = { from: MatterState; to: MatterState; effects: Effect[] }

/** Moves a matter that stands where the move begins; in any other state a line of its timeline says what happened below. */
const moveFollowing = async (
  ctx: Context,
  tx: Tx,
  matterId: number,
  { from, to, effects }: Follow,
  text: string,
): Promise<AuditEntry[]> => {
  const before = await lockedMatter(tx, matterId)
  if (before?.state !== from) return noteFollowing(ctx, tx, matterId, text)
  await insertEntries(tx, ctx, [{ matterId, step: 'follow', from, to, text, details: {} }])
  const nothing = { answer: text, words: {}, declineAsked: false, regionLeaderPostIds: [] }
  await applyStep(tx, ctx, before, { to, effects }, nothing)
  const after = { state: to, text }
  return [{ action: 'matter.follow', record: 'matters', recordId: matterId, before: auditOf(before), after }]
}

/** 受理: what it follows was agreed to. */
export const acceptFollowing = (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> =>
  moveFollowing(ctx, tx, matterId, { from: 'raised', to: 'accepted', effects: [] }, text)

/** What it follows turned out not to be done, though the lead reported it so. */
export const resumeFollowing = (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> =>
  moveFollowing(ctx, tx, matterId, { from: 'reported', to: 'running', effects: [{ clear: 'report' }] }, text)

/** A line of the timeline: what it follows went one step on. */
export const noteFollowing = async (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> => {
  const before = await lockedMatter(tx, matterId)
  if (!before || before.isDone) return []
  await insertEntries(tx, ctx, [{ matterId, step: 'follow', from: before.state, to: before.state, text, details: {} }])
  await touchMatter(tx, ctx, matterId)
  return [{ action: 'matter.follow', record: 'matters', recordId: matterId, after: { code: before.code, text } }]
}

/** 撤回: what it follows was taken back. */
export const withdrawFollowing = (ctx: Context, tx: Tx, matterId: number, text: string): Promise<AuditEntry[]> =>
  endFollowing(ctx, tx, matterId, { step: 'withdraw', to: 'withdrawn', text })

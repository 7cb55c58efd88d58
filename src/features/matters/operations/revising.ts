import type { AuditEntry } from '../../../platform/audit/audit.ts'
import type { Change, Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { MatterDetail, TakeStep } from '../contract.ts'
import { type Effect, mayRevise } from '../rules.ts'
import { leadersOf } from '../store/lookups.ts'
import { factsOf, findMatter, readMoreFacts, type StoredMatter } from '../store/rows.ts'
import { type MovedSource, moveSources } from '../store/sources.ts'
import { applyStep, insertEntries, touchMatter } from '../store/writes.ts'
import type { EntryDetails } from '../words.ts'
import { askDownwards, laterParts, newDayOf } from './parts.ts'
import { knownUnits, refusalProblem } from './refuse.ts'
import { actorOf, auditOf, findOrRefuse } from './shared.ts'
import { lockForChange, takeStepIn } from './steps.ts'

/** Where the clause stood and where it stands now, in words: 《…》二（一）. */
export type ClauseWords = { from: string; to: string | null }

/** A matter as a newer version of its document has it. */
export type RevisedMatter = {
  title: string
  body: string
  leadUnitId: number
  dueOn: string | null
  /** The sender was told that nobody is in a post of the new lead. */
  isVacancyKnown?: boolean
}

type Subject = { id: number; version: number; reason: string; clauses: ClauseWords }

const asEntry = (action: string, { record, recordId, before, after, more }: Change<MatterDetail>): AuditEntry[] => [
  { action, record, recordId, before, after },
  ...(more ?? []),
]

const locked = async (ctx: Context, tx: Tx, { id, version }: Subject) => {
  const before = await lockForChange(ctx, tx, { id, version, step: 'revise' })
  const facts = factsOf(before, await readMoreFacts(tx, [id], ctx.today))
  return { before, facts }
}

const clauseDetails = ({ from, to }: ClauseWords): EntryDetails => ({
  fromClause: from,
  ...(to ? { toClause: to } : {}),
})

/** What changes, before and after, as the timeline tells it. */
const changeDetails = (before: StoredMatter, revised: RevisedMatter, lead: string | undefined): EntryDetails => ({
  ...(revised.title === before.title ? {} : { formerTitle: before.title ?? '', title: revised.title }),
  ...(revised.body === before.body ? {} : { formerBody: before.body ?? '', body: revised.body }),
  ...(lead === undefined ? {} : { formerLead: before.leadName ?? '未定', newLead: lead }),
  ...(revised.dueOn === before.dueOn ? {} : { formerDueOn: before.dueOn, dueOn: revised.dueOn }),
})

/**
 * 按新版改动, inside the caller's own change: words and day in one line of the timeline with what was before; another lead by the
 * ledger's own steps 收回交办 and 交办; a new day asks downwards. The caller has looked for secrets.
 * @throws Problem not-found, out-of-date, not-your-step, step-not-open, day-in-past, unknown-unit, nobody-in-post
 */
export const reviseMatter = async (
  ctx: Context,
  tx: Tx,
  { revised, ...subject }: Subject & { revised: RevisedMatter },
): Promise<AuditEntry[]> => {
  const { before, facts } = await locked(ctx, tx, subject)
  const isHandedAnew = revised.leadUnitId !== before.leadUnitId
  const isNewDay = revised.dueOn !== before.dueOn
  const refused =
    mayRevise(facts, actorOf(ctx)) ??
    (revised.dueOn !== null && revised.dueOn < ctx.today && (isNewDay || isHandedAnew) ? 'day-in-past' : null)
  if (refused)
    throw refusalProblem(refused, {
      matter: facts,
      step: 'revise',
      today: ctx.today,
      input: { dueOn: revised.dueOn },
      names: { office: before.officeName, asker: before.askerName },
    })
  const units = isHandedAnew ? await knownUnits(tx, ctx, { '/change/leadUnitId': [revised.leadUnitId] }) : undefined
  const details = {
    ...clauseDetails(subject.clauses),
    ...changeDetails(before, revised, units?.get(revised.leadUnitId)?.name),
    // Under another lead the parts are withdrawn.
    ...(isNewDay && !isHandedAnew ? { laterParts: await laterParts(ctx, tx, before, revised.dueOn) } : {}),
  }
  const leaders = (await leadersOf(tx, before.regionId, ctx.today)).map(({ id }) => id)
  const rows: AuditEntry[] = []
  const take = async (from: StoredMatter, input: Pick<TakeStep, 'step'> & Partial<TakeStep>) => {
    const change = await takeStepIn(ctx, tx, { id: from.id, version: from.version, fileIds: [], ...input })
    rows.push(...asEntry(`matter.${input.step}`, change))
    return findOrRefuse(tx, from.id)
  }
  let now = before
  const reason = subject.reason || '来文有新版。'
  if (isHandedAnew && now.state !== 'accepted') now = await take(now, { step: 'recall', reason })

  const effects: Effect[] = isNewDay && !isHandedAnew ? [{ dueOn: revised.dueOn }] : []
  await insertEntries(tx, ctx, [
    { matterId: now.id, step: 'revise', from: now.state, to: now.state, text: subject.reason, details },
  ])
  await applyStep(
    tx,
    ctx,
    now,
    { to: now.state, effects },
    {
      answer: '',
      words: { title: revised.title, body: revised.body },
      declineAsked: !isHandedAnew && facts.openRequests.some(({ kind }) => kind === 'decline'),
      regionLeaderPostIds: leaders,
    },
  )
  const newDay = newDayOf(facts, effects)
  if (newDay !== undefined) rows.push(...(await askDownwards(ctx, tx, before, newDay)))
  const after = await findOrRefuse(tx, now.id)
  rows.push({
    action: 'matter.revise',
    record: 'matters',
    recordId: now.id,
    before: { ...auditOf(now), body: now.body },
    after: { ...auditOf(after), body: after.body, text: subject.reason, details },
  })
  if (isHandedAnew)
    await take(after, {
      step: 'assign',
      lead: { unitId: revised.leadUnitId },
      helpers: before.helperUnitIds.filter((unitId) => unitId !== revised.leadUnitId),
      responsiblePostId: before.leaderPostId,
      dueOn: revised.dueOn,
      text: subject.reason,
      isVacancyKnown: revised.isVacancyKnown,
    })
  return rows
}

/** 新版后保留, inside the caller's own change: the timeline says that the newer version was looked at. */
export const keepMatter = async (ctx: Context, tx: Tx, subject: Subject): Promise<AuditEntry[]> => {
  const { before } = await locked(ctx, tx, subject)
  const details = clauseDetails(subject.clauses)
  await insertEntries(tx, ctx, [
    { matterId: before.id, step: 'revise-keep', from: before.state, to: before.state, text: subject.reason, details },
  ])
  await touchMatter(tx, ctx, before.id)
  return [
    {
      action: 'matter.revise-keep',
      record: 'matters',
      recordId: before.id,
      before: auditOf(before),
      after: { ...auditOf((await findMatter(tx, before.id)) ?? before), text: subject.reason, details },
    },
  ]
}

/** 撤回 by the ledger's own step, inside the caller's own change. */
export const withdrawMatter = async (ctx: Context, tx: Tx, { id, version, reason }: Subject): Promise<AuditEntry[]> =>
  asEntry('matter.withdraw', await takeStepIn(ctx, tx, { id, version, step: 'withdraw', reason, fileIds: [] }))

/** 出处移到新版: the matter and what was handed down out of it point at the clause of the newer version; the former place is kept. */
export const moveReference = async (
  ctx: Context,
  tx: Tx,
  matterId: number,
  formerId: number,
  to: MovedSource,
): Promise<AuditEntry> => {
  await moveSources(tx, ctx, matterId, formerId, to)
  const { documentId, clauseId, startAt, endAt } = to
  return {
    action: 'matter.move-reference',
    record: 'matters',
    recordId: matterId,
    before: { documentId: formerId },
    after: { documentId, clauseId, startAt, endAt },
  }
}

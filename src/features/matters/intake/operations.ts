import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { type FieldProblem, Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { ProposalRow } from '../../sources/index.ts'
import * as sources from '../../sources/index.ts'
import { createHandedTasks } from '../index.ts'
import {
  type AddProposal,
  type ChangeProposal,
  type Desk,
  type HandedOut,
  type HandOut,
  intakeProblems,
  type MarkProposal,
  type MergeProposal,
  type Proposal,
  type SplitProposal,
} from './contract.ts'
import { openDocument } from './publishing.ts'
import * as rules from './rules.ts'
import { mattersByProposal } from './store.ts'

/** All proposals of a document, numbered in the order of the text. */
const deskOf = async (tx: Tx, documentId: number): Promise<Desk> => {
  const rows = await sources.listProposals(tx, documentId)
  const clauses = new Map((await sources.listClauses(tx, documentId)).map(({ id, path }) => [id, path]))
  const names = await sources.unitNames(
    tx,
    rows.flatMap(({ lead, helpers }) => [...(lead ? [lead] : []), ...helpers].map(({ unitId }) => unitId)),
  )
  const made = await mattersByProposal(tx, documentId)
  const named = (unit: sources.GuessedUnit) => ({ ...unit, unitName: names.get(unit.unitId)?.name ?? '' })
  return {
    proposals: rows.map(
      (row, index): Proposal => ({
        ...row,
        clausePath: row.clauseId === null ? null : (clauses.get(row.clauseId) ?? null),
        number: index + 1,
        lead: row.lead ? named(row.lead) : null,
        helpers: row.helpers.map(named),
        matter: made.get(row.id) ?? null,
      }),
    ),
  }
}

/** The one proposal a step changed, as the desk shows it; of a desk of 300 nothing else crosses the wire again. */
const changedOf = async (tx: Tx, index: number, row: ProposalRow): Promise<Desk> => {
  const units = [...(row.lead ? [row.lead] : []), ...row.helpers]
  const names = await sources.unitNames(
    tx,
    units.map(({ unitId }) => unitId),
  )
  const named = (unit: sources.GuessedUnit) => ({ ...unit, unitName: names.get(unit.unitId)?.name ?? '' })
  return {
    proposals: [
      {
        ...row,
        clausePath: row.clauseId === null ? null : await sources.clausePath(tx, row.clauseId),
        number: index + 1,
        lead: row.lead ? named(row.lead) : null,
        helpers: row.helpers.map(named),
        // What was handed out does not change any more.
        matter: null,
      },
    ],
  }
}

/** @throws Problem not-found, not-yours: proposals are worked on by the office that keeps the document */
const requireMine = (ctx: Context, document: { regionPath: string } | undefined) => {
  if (!document) throw new Problem(problems['not-found'])
  if (!document.regionPath.startsWith(ctx.acting.regionPath)) throw new Problem(problems['not-yours'])
}

export const listProposals = (ctx: Context, { documentId }: { documentId: number }): Promise<Desk> =>
  ctx.read(async (tx) => {
    requireMine(ctx, await sources.findDocument(tx, documentId))
    return deskOf(tx, documentId)
  })

const refuse = (slug: rules.Refused['refused'], detail?: string): never => {
  throw new Problem(intakeProblems[slug], { detail })
}

const held = <Answer extends object>(answer: Answer | rules.Refused): Answer => {
  if ('refused' in answer) return refuse(answer.refused)
  return answer
}

type At = { documentId: number; id: number; version: number }
type Found = { rows: ProposalRow[]; one: ProposalRow; index: number; text: string }

/** The proposals of the document, locked, and the one that is meant. @throws Problem not-found, not-yours, out-of-date */
const lockOne = async (ctx: Context, tx: Tx, { documentId, id, version }: At): Promise<Found> => {
  const document = await sources.findDocument(tx, documentId)
  requireMine(ctx, document)
  const rows = await sources.lockProposals(tx, documentId)
  const index = rows.findIndex((row) => row.id === id)
  const one = rows[index]
  if (!one) {
    throw new Problem(problems['out-of-date'], {
      detail: '这条任务刚被别人并入或重读掉了。载入新的内容再看。',
      extra: { latest: await deskOf(tx, documentId) },
    })
  }
  if (one.version !== version) {
    throw new Problem(problems['out-of-date'], {
      detail: `第 ${index + 1} 条刚被别人改过。载入新的内容，核对后再改。`,
      extra: { latest: await deskOf(tx, documentId) },
    })
  }
  return { rows, one, index, text: document?.text ?? '' }
}

const shown = ({
  title,
  state,
  lead,
  helpers,
  dueOn,
  startAt,
  endAt,
}: Omit<ProposalRow, 'id' | 'documentId' | 'version' | 'standsAs'>) => ({
  title,
  state,
  leadUnitId: lead?.unitId ?? null,
  helperUnitIds: helpers.map(({ unitId }) => unitId),
  dueOn,
  startAt,
  endAt,
})

/** @throws Problem unknown-lead when a unit that a person picked does not exist or was closed */
const requireUnits = async (tx: Tx, leadUnitId: number | null, helperUnitIds: readonly number[]) => {
  const names = await sources.unitNames(tx, [...(leadUnitId === null ? [] : [leadUnitId]), ...helperUnitIds])
  const errors: FieldProblem[] = []
  const detail = intakeProblems['unknown-lead'].detail
  if (leadUnitId !== null && !names.get(leadUnitId)?.isOpen) errors.push({ pointer: '/leadUnitId', detail })
  if (helperUnitIds.some((id) => !names.get(id)?.isOpen)) errors.push({ pointer: '/helperUnitIds', detail })
  if (errors.length > 0) throw new Problem(intakeProblems['unknown-lead'], { errors })
}

const dayWords = (day: string, today: string): string => {
  const [year, month, date] = day.split('-').map(Number)
  return day.slice(0, 4) === today.slice(0, 4) ? `${month}月${date}日` : `${year}年${month}月${date}日`
}

const pastDay = (day: string, today: string): string =>
  `承诺日 ${dayWords(day, today)}早于今天（${dayWords(today, today)}），改为今天或以后。`

const refusePastDay = (dueOn: string | null, today: string): never => {
  const detail = pastDay(dueOn ?? today, today)
  throw new Problem(intakeProblems['past-day'], { detail, errors: [{ pointer: '/dueOn', detail }] })
}

/** A task that the reading did not find, on a stretch of the text that a person chose (补一条任务). */
export const addProposal = (ctx: Context, input: AddProposal): Promise<Desk> => {
  refuseSecrets({ '/title': input.title })
  return ctx.change('proposal.add', async (tx) => {
    const { documentId, startAt, endAt, title, dueOn, leadUnitId, helperUnitIds } = input
    const document = await sources.findDocument(tx, documentId)
    requireMine(ctx, document)
    if (!rules.isTaskSpan(document?.text ?? '', startAt, endAt)) return refuse('bad-span')
    if (dueOn !== null && dueOn < ctx.today) return refusePastDay(dueOn, ctx.today)
    await requireUnits(tx, leadUnitId, helperUnitIds)
    const clause = rules.clauseAt(await sources.listClauses(tx, documentId), startAt)
    const byPerson = (unitId: number): sources.GuessedUnit => ({ unitId, why: 'person', word: '' })
    const added: sources.NewProposal = {
      clauseId: clause?.id ?? null,
      title,
      startAt,
      endAt,
      dueOn,
      dueText: null,
      quota: null,
      confidence: 'high',
      reasons: [],
      lead: leadUnitId === null ? null : byPerson(leadUnitId),
      helpers: [...new Set(helperUnitIds)].filter((unitId) => unitId !== leadUnitId).map(byPerson),
    }
    const [id] = await sources.insertProposals(tx, documentId, [added])
    return {
      record: 'proposals',
      recordId: id as number,
      after: shown({ ...added, state: 'open' }),
      answer: await deskOf(tx, documentId),
    }
  })
}

/** @throws Problem out-of-date, already-handed, past-day, unknown-lead, secrecy */
export const editProposal = (ctx: Context, input: ChangeProposal): Promise<Desk> => {
  refuseSecrets({ '/title': input.title })
  return ctx.change('proposal.edit', async (tx) => {
    const { one, index } = await lockOne(ctx, tx, input)
    const after = rules.correct(one, input, ctx.today)
    if ('refused' in after && after.refused === 'past-day') return refusePastDay(input.dueOn, ctx.today)
    const content = held(after)
    await requireUnits(tx, input.leadUnitId, input.helperUnitIds)
    await sources.writeProposal(tx, one.id, content)
    return {
      record: 'proposals',
      recordId: one.id,
      before: shown(one),
      after: shown(content),
      answer: await changedOf(tx, index, { ...one, ...content, version: one.version + 1 }),
    }
  })
}

/** 采用, 舍弃, 恢复. @throws Problem out-of-date, already-handed, lead-needed */
export const markProposal = (ctx: Context, input: MarkProposal): Promise<Desk> =>
  ctx.change(`proposal.mark-${input.as}`, async (tx) => {
    const { one, index } = await lockOne(ctx, tx, input)
    const { state } = held(rules.mark(one, input.as))
    await sources.writeProposal(tx, one.id, { ...one, state })
    return {
      record: 'proposals',
      recordId: one.id,
      before: { state: one.state },
      after: { state },
      answer: await changedOf(tx, index, { ...one, state, version: one.version + 1 }),
    }
  })

/** @throws Problem out-of-date, already-handed, bad-span */
export const splitProposal = (ctx: Context, input: SplitProposal): Promise<Desk> =>
  ctx.change('proposal.split', async (tx) => {
    const { one, text } = await lockOne(ctx, tx, input)
    const { first, second } = held(rules.split(one, text, input.at))
    await sources.writeProposal(tx, one.id, first)
    const [secondId] = await sources.insertProposals(tx, input.documentId, [second])
    return {
      record: 'proposals',
      recordId: one.id,
      before: shown(one),
      after: shown(first),
      more: [
        {
          action: 'proposal.add',
          record: 'proposals',
          recordId: secondId as number,
          after: shown({ ...second, state: 'open' }),
        },
      ],
      answer: await deskOf(tx, input.documentId),
    }
  })

/** 并入上条: the next one above that was not dropped takes it in. @throws Problem out-of-date, already-handed, nothing-above */
export const mergeProposal = (ctx: Context, input: MergeProposal): Promise<Desk> =>
  ctx.change('proposal.merge', async (tx) => {
    const { rows, one, index } = await lockOne(ctx, tx, input)
    const above = rows.slice(0, index).findLast(({ state }) => state !== 'dropped')
    const content = held(rules.merge(above, one))
    await sources.deleteProposal(tx, one.id)
    await sources.writeProposal(tx, (above as ProposalRow).id, content)
    return {
      record: 'proposals',
      recordId: (above as ProposalRow).id,
      before: shown(above as ProposalRow),
      after: shown(content),
      more: [{ action: 'proposal.merge-away', record: 'proposals', recordId: one.id, before: shown(one) }],
      answer: await deskOf(tx, input.documentId),
    }
  })

const nameOf = (number: number, title: string): string => `第 ${number} 条“${title}”`

/**
 * A clause that was split, merged or changed may have a matter already since the older version: a second one is made only
 * by who knows it. @throws Problem stands-already with the proposals it is about
 */
const requireStandingKnown = (
  fit: readonly { index: number; number: number; row: ProposalRow }[],
  known: readonly number[],
): void => {
  const standing = fit.filter(({ row }) => row.standsAs !== null && !known.includes(row.id))
  if (standing.length === 0) return
  throw new Problem(intakeProblems['stands-already'], {
    detail: `有 ${standing.length} 条旧版已立过事项，这次一条也没有立。在新旧对照里改那一件；确要再立一件，先勾选“知道旧版已立”。`,
    errors: standing.map(({ index, number, row }) => ({
      pointer: `/proposals/${index}`,
      detail: `${nameOf(number, row.title)}：旧版已立 ${row.standsAs}。`,
    })),
    extra: { standing: standing.map(({ row }) => row.id) },
  })
}

/** Those asked for, each fit to become a matter. @throws Problem naming every one that is not */
const requireFit = async (
  ctx: Context,
  tx: Tx,
  input: HandOut,
  rows: readonly ProposalRow[],
): Promise<ProposalRow[]> => {
  const { documentId, proposals } = input
  const asked = [...new Map(proposals.map((one) => [one.id, one])).values()].map(({ id, version }, index) => {
    const place = rows.findIndex((row) => row.id === id)
    return { index, number: place + 1, row: rows[place], version }
  })
  const list = (ones: typeof asked) =>
    ones.map(({ number, row }) => (row ? nameOf(number, row.title) : '已并掉的一条')).join('、')
  const handed = asked.filter(({ row }) => row?.state === 'handed')
  if (handed.length > 0) {
    throw new Problem(intakeProblems['already-handed'], {
      detail: `${list(handed)}已被立为事项，这次一条也没有立。载入新的内容，核对后再立。`,
      extra: { latest: await deskOf(tx, documentId) },
    })
  }
  const moved = asked.filter(({ row, version }) => row === undefined || row.version !== version)
  if (moved.length > 0) {
    throw new Problem(problems['out-of-date'], {
      detail: `${list(moved)}刚被别人改过，这次一条也没有立。载入新的内容，核对后再立。`,
      extra: { latest: await deskOf(tx, documentId) },
    })
  }
  const fit = asked.flatMap(({ row, ...rest }) => (row ? [{ ...rest, row }] : []))
  const unready = fit.filter(({ row }) => row.state !== 'adopted' || row.lead === null)
  if (unready.length > 0) {
    throw new Problem(intakeProblems['not-adopted'], { detail: `${list(unready)}还没有采用，这次一条也没有立。` })
  }
  requireStandingKnown(fit, input.standingKnown ?? [])
  const late = fit.filter(({ row }) => row.dueOn !== null && row.dueOn < ctx.today)
  if (late.length > 0) {
    throw new Problem(intakeProblems['past-day'], {
      detail: `有 ${late.length} 条的承诺日已过，这次一条也没有立。改好这些日子再立。`,
      errors: late.map(({ index, number, row }) => ({
        pointer: `/proposals/${index}`,
        detail: `${nameOf(number, row.title)}：${pastDay(row.dueOn as string, ctx.today)}`,
      })),
    })
  }
  const names = await sources.unitNames(
    tx,
    fit.flatMap(({ row }) => [row.lead, ...row.helpers].flatMap((unit) => (unit ? [unit.unitId] : []))),
  )
  const closed = fit.filter(({ row }) =>
    [row.lead, ...row.helpers].some((unit) => unit !== null && !names.get(unit.unitId)?.isOpen),
  )
  if (closed.length > 0) {
    throw new Problem(intakeProblems['unknown-lead'], {
      detail: `${list(closed)}里有单位已撤销，这次一条也没有立。改好单位再立。`,
    })
  }
  return fit.map(({ row }) => row)
}

/** A refusal of the tasks in the places of the proposals they are made from. */
const ofProposals = ({ type, detail, errors, extra }: Problem): Problem =>
  new Problem(type, {
    detail: `${detail}这次一条也没有立。`,
    errors: errors.map((one) => ({ ...one, pointer: one.pointer.replace(/^\/tasks\//, '/proposals/') })),
    extra,
  })

/**
 * Makes a matter of every proposal named and hands it to its lead, all or none, and opens the document to everybody in
 * business. Of two people who hand out at once the second is told that it was done.
 * @throws Problem not-found, not-yours, already-handed, out-of-date, not-adopted, stands-already, past-day, unknown-lead,
 *   nobody-in-post
 */
export const handOut = (ctx: Context, input: HandOut): Promise<HandedOut> =>
  ctx.change('document.hand-out', async (tx) => {
    const document = await sources.findDocument(tx, input.documentId)
    requireMine(ctx, document)
    const locked = await sources.lockDocument(tx, input.documentId)
    if (!document || !locked) throw new Problem(problems['not-found'])
    const rows = await requireFit(ctx, tx, input, await sources.lockProposals(tx, input.documentId))
    const clauses = await sources.listClauses(tx, input.documentId)
    const { matters, more } = await createHandedTasks(
      ctx,
      tx,
      rows.map((row) => {
        const quote = document.text.slice(row.startAt, row.endAt).trim()
        const { part, partTitle } = rules.partOf(clauses, row.clauseId)
        return {
          title: row.title,
          body: quote,
          category: rules.categoryOf(row.title, quote, partTitle),
          leadUnitId: (row.lead as sources.GuessedUnit).unitId,
          helperUnitIds: row.helpers.map(({ unitId }) => unitId),
          dueOn: row.dueOn,
          part,
          partTitle,
          leaderPostId: null,
          documentId: input.documentId,
          clauseId: row.clauseId,
          proposalId: row.id,
          startAt: row.startAt,
          endAt: row.endAt,
          quote,
        }
      }),
      input.isVacancyKnown,
    ).catch((thrown: unknown) => {
      throw thrown instanceof Problem ? ofProposals(thrown) : thrown
    })
    await sources.markHanded(
      tx,
      rows.map(({ id }) => id),
    )
    await openDocument(ctx, tx, { ...locked, regionId: document.regionId })
    return {
      record: 'documents',
      recordId: input.documentId,
      after: { proposals: rows.map(({ id }) => id), matters: matters.map(({ id }) => id) },
      more,
      answer: { matters: matters.map(({ id, code, title }) => ({ id, code, title })) },
    }
  })

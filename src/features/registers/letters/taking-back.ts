import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type BatchRefusal, found, outOfDate, takeBackBarrier } from '../../org/index.ts'
import { askedPlace, handOf } from '../places.ts'
import { type LetterAccount, type LetterMark, type LetterRound, letterProblems } from './contract.ts'
import * as marks from './marks.ts'
import { accountOf, shownRound } from './operations.ts'
import * as store from './store.ts'

type Asker = Pick<Context, 'acting' | 'today'>

/** Why a mark cannot be taken back: by its unit or the office whose round it is, once, within 30 days, while none of its letters was marked again. */
const barrierOf = ({ acting, today }: Asker, round: store.StoredRound, mark: marks.StoredMark): BatchRefusal | null => {
  const isRoundOffice = acting.role === 'office' && acting.regionId === round.regionId
  return takeBackBarrier(
    {
      unitId: isRoundOffice ? acting.unitId : mark.unitId,
      madeOn: mark.madeOn,
      isTakenBack: mark.undoneAt !== null,
      changed: mark.changed,
    },
    acting.unitId,
    today,
  )
}

const shownMark = (ctx: Asker, round: store.StoredRound, mark: marks.StoredMark): LetterMark => {
  const { id, step, on, letters, changed, regionName, postName, at, undoneAt, undoneBy, undoneReason } = mark
  const barrier = barrierOf(ctx, round, mark)
  return {
    ...{ id, step, on, letters, changed, regionName, postName, at },
    undone: undoneAt === null ? null : { at: undoneAt, postName: undoneBy ?? '', reason: undoneReason ?? '' },
    // Of one whose letters were marked again the answer lists them, so it may be asked.
    mayUndo: handOf(ctx) !== null && round.closedOn === null && (barrier === null || barrier === 'changed-since'),
  }
}

/** What was marked in a round at a place and below, the last first. @throws Problem not-found */
export const listLetterMarks = (
  ctx: Context,
  { id, regionId, ...page }: { id: number; regionId?: number; after?: number; size: number },
) =>
  ctx.read(async (tx) => {
    const round = found(await store.findRound(tx, id))
    const { path } = await askedPlace(ctx, tx, regionId)
    const listed = await marks.listMarks(tx, { id, path, ...page })
    return { ...listed, rows: listed.rows.map((mark) => shownMark(ctx, round, mark)) }
  })

const REFUSALS: Record<BatchRefusal, keyof typeof letterProblems> = {
  'not-your-batch': 'mark-not-yours',
  'taken-back': 'mark-undone',
  'too-old': 'mark-too-old',
  'changed-since': 'letters-changed',
}
const MOST_TOLD = 10

/** Which families stand in the way, and how many more. */
const changedSince = async (tx: Tx, { id, roundId, changed }: marks.StoredMark): Promise<Problem> => {
  const families = await marks.changedFamilies(tx, roundId, id, MOST_TOLD)
  const rest = changed > families.length ? `等 ${changed} 户` : ''
  const detail = `这一次记的有 ${changed} 户后来又记过：${families.join('、')}${rest}。先撤回后来记的，再撤回这一次。`
  return new Problem(letterProblems['letters-changed'], { detail })
}

/**
 * 撤回误记: every letter of a mark stands again as it stood before it, or none does.
 * @throws Problem not-found, round-closed, round-withdrawn, mark-not-yours, mark-undone, mark-too-old, letters-changed, secrecy
 */
export const undoLetterMark = (
  ctx: Context,
  { id, markId, reason }: { id: number; markId: number; reason: string },
): Promise<LetterAccount> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('letter.undo', async (tx) => {
    await marks.lockRound(tx, id, { alone: true })
    const round = found(await store.findRound(tx, id))
    if (round.closedOn !== null)
      throw new Problem(letterProblems[round.withdrawnOn === null ? 'round-closed' : 'round-withdrawn'])
    const mark = found(await marks.findMark(tx, id, markId))
    const barrier = barrierOf(ctx, round, mark)
    if (barrier === 'changed-since') throw await changedSince(tx, mark)
    if (barrier) throw new Problem(letterProblems[REFUSALS[barrier]])
    await marks.undoMark(tx, ctx, { id: markId, reason })
    const count = await marks.restoreLines(tx, ctx, { roundId: id, id: markId })
    const { step, on } = mark
    return {
      record: 'letter_rounds',
      recordId: id,
      before: { step, on, count: mark.letters },
      after: { count, reason },
      answer: await accountOf(ctx, tx, id),
    }
  })
}

/** The office's own round, locked against whoever marks in it meanwhile. @throws Problem not-found, round-office-only, round-withdrawn */
const ownRound = async (ctx: Context, tx: Tx, id: number) => {
  await marks.lockRound(tx, id, { alone: true })
  const round = found(await store.findRound(tx, id))
  const figures = (await store.countRounds(tx, [id], ctx.acting.regionPath)).get(id)
  if (ctx.acting.role !== 'office' || ctx.acting.regionId !== round.regionId)
    throw new Problem(letterProblems['round-office-only'])
  if (round.withdrawnOn !== null) throw new Problem(letterProblems['round-withdrawn'])
  return { round, shown: shownRound(ctx, round, figures) }
}

const roundAfter = async (ctx: Context, tx: Tx, id: number): Promise<LetterRound> =>
  shownRound(
    ctx,
    found(await store.findRound(tx, id)),
    (await store.countRounds(tx, [id], ctx.acting.regionPath)).get(id),
  )

/**
 * 重开: letters can be marked again. The figures of the ending keep their number and day; ended again, it gets figures of that day beside them.
 * @throws Problem not-found, round-office-only, round-withdrawn, round-not-closed, out-of-date, secrecy
 */
export const reopenLetterRound = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<LetterRound> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('letter.reopen', async (tx) => {
    const { round, shown } = await ownRound(ctx, tx, id)
    if (round.closedOn === null) throw new Problem(letterProblems['round-not-closed'])
    const ended = round.frozen && {
      ...round.frozen,
      ...{ on: round.closedOn, reopenedOn: ctx.today, reopenedBy: await store.postName(tx, ctx.acting.postId), reason },
    }
    if (!(await marks.reopenRound(tx, { id, version }, ended, ctx.today)))
      throw await outOfDate(tx, { record: 'letter_rounds', id }, shown)
    return {
      record: 'letter_rounds',
      recordId: id,
      before: { closedOn: round.closedOn },
      after: { closedOn: null, reason },
      answer: await roundAfter(ctx, tx, id),
    }
  })
}

/**
 * 撤回这一批, opened by mistake: while nothing is marked as sent. It stays in the list with its reason and how many letters it held, and counts nowhere.
 * @throws Problem not-found, round-office-only, round-withdrawn, round-closed, letters-sent, out-of-date, secrecy
 */
export const withdrawLetterRound = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<LetterRound> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('letter.withdraw', async (tx) => {
    const { round, shown } = await ownRound(ctx, tx, id)
    if (round.closedOn !== null) throw new Problem(letterProblems['round-closed'])
    if (await marks.isAnySent(tx, id)) throw new Problem(letterProblems['letters-sent'])
    if (!(await marks.withdrawRound(tx, { id, version }, ctx.today, reason)))
      throw await outOfDate(tx, { record: 'letter_rounds', id }, shown)
    return {
      record: 'letter_rounds',
      recordId: id,
      before: { letters: shown.figures.owed },
      after: { withdrawnOn: ctx.today, reason },
      answer: await roundAfter(ctx, tx, id),
    }
  })
}

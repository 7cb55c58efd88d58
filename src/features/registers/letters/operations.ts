import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { paperDay } from '../../../platform/paper/index.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate, refuseFuture } from '../../org/index.ts'
import { marksApart } from '../households/apart.ts'
import { isMasked } from '../households/reading.ts'
import { CATEGORIES, type Category } from '../households/words.ts'
import { askedPlace, oneAtATime, type Place, placesBelow, registerCode, takeRegisterNumbers } from '../places.ts'
import {
  type FEASTS,
  type LetterAccount,
  type LetterFigures,
  type LetterItem,
  type LetterQuery,
  type LetterRound,
  letterProblems,
  type MarkStep,
} from './contract.ts'
import { insertMark, lockRound, tellLetters } from './marks.ts'
import * as store from './store.ts'
import { GONE_WORDS } from './words.ts'

const isBalanced = ({ owed, waiting, sent, returned, unneeded = 0 }: Partial<LetterFigures>): boolean =>
  owed === (waiting ?? 0) + (sent ?? 0) + (returned ?? 0) + unneeded

export const shownRound = (
  { acting }: Pick<Context, 'acting'>,
  { regionPath: _path, frozen, endings: _endings, ...round }: store.StoredRound,
  figures: LetterFigures = store.NO_LETTERS,
): LetterRound => {
  const isOwn = acting.role === 'office' && acting.regionId === round.regionId
  return {
    ...round,
    figures,
    isBalanced: isBalanced(figures),
    isFrozen: frozen !== null,
    mayClose: isOwn && round.closedOn === null,
    mayReopen: isOwn && round.closedOn !== null && round.withdrawnOn === null,
    mayWithdraw: isOwn && round.closedOn === null && figures.sent + figures.returned === 0,
  }
}

export const shownItems = async (
  ctx: Pick<Context, 'acting'>,
  tx: Tx,
  items: readonly store.StoredItem[],
): Promise<LetterItem[]> => {
  const marks = await marksApart(
    ctx,
    tx,
    items.map(({ householdId }) => householdId),
  )
  return items.map((item) => ({
    ...item,
    headName: isMasked(ctx) ? maskName(item.headName) : item.headName,
    twinMark: marks.get(item.householdId) ?? null,
  }))
}

/** What a round came to when it ended, for who sees the whole of it. */
const frozenFor = ({ acting }: Pick<Context, 'acting'>, { frozen, regionPath }: store.StoredRound) =>
  regionPath.startsWith(acting.regionPath) ? frozen?.figures : undefined

/** Rounds that reach into the range of the acting post, the newest first, each with the figures of that range. */
export const listLetterRounds = (ctx: Context, query: { after?: number; size: number }) =>
  ctx.read(async (tx) => {
    const page = await store.listRounds(tx, query)
    const figures = await store.countRounds(
      tx,
      page.rows.map(({ id }) => id),
      ctx.acting.regionPath,
    )
    return {
      ...page,
      rows: page.rows.map((round) => shownRound(ctx, round, frozenFor(ctx, round) ?? figures.get(round.id))),
    }
  })

export const accountOf = async (ctx: Context, tx: Tx, id: number, regionId?: number): Promise<LetterAccount> => {
  const round = found(await store.findRound(tx, id))
  const isAbove = ctx.acting.regionPath.startsWith(round.regionPath)
  const place: Place = await askedPlace(ctx, tx, regionId ?? (isAbove ? ctx.acting.regionId : round.regionId))
  const figures = (await store.countRounds(tx, [id], place.path)).get(id) ?? store.NO_LETTERS
  const categories = await store.countCategories(tx, id, place.path)
  const below = await store.countPlaces(tx, id, place)
  const places = (await placesBelow(tx, place.id)).map(({ id: of, name }) => ({
    id: of,
    name,
    isOwn: false,
    figures: below.get(of) ?? store.NO_LETTERS,
  }))
  const own = below.get(place.id)
  const above =
    place.parentId === null || place.path === round.regionPath || place.id === ctx.acting.regionId
      ? null
      : await askedPlace(ctx, tx, place.parentId)
  const frozen = place.id === round.regionId ? round.frozen : null
  return {
    ...shownRound(ctx, round, figures),
    place: { id: place.id, name: place.name },
    above: above && { id: above.id, name: above.name },
    byCategory: CATEGORIES.flatMap((category) => {
      const of = categories.get(category)
      return of ? [{ category, figures: of }] : []
    }),
    places:
      own && places.length > 0
        ? [...places, { id: place.id, name: '本级直接登记', isOwn: true, figures: own }]
        : places,
    // Earlier figures are of the whole round, for who sees the whole of it.
    endings: round.regionPath.startsWith(ctx.acting.regionPath)
      ? round.endings.map(({ on, figures: of, reopenedOn, reopenedBy, reason }, at) => ({
          ...{ no: at + 1, on, figures: of, reopenedOn, reopenedBy, reason },
        }))
      : [],
    ...(frozen ? { ...frozen, isBalanced: isBalanced(frozen.figures) } : {}),
  }
}

/** 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄 of a round at a place. @throws Problem not-found */
export const readLetterAccount = (ctx: Context, { id, regionId }: { id: number; regionId?: number }) =>
  ctx.read((tx) => accountOf(ctx, tx, id, regionId))

/** The letters behind a figure. A leader, who is shown names masked, does not look by name. @throws Problem not-found, not-yours */
export const listLetterItems = (ctx: Context, { regionId, after, size, ...filter }: LetterQuery) =>
  ctx.read(async (tx) => {
    if (filter.q !== undefined && isMasked(ctx)) throw new Problem(problems['not-yours'])
    found(await store.findRound(tx, filter.id))
    const { path } = await askedPlace(ctx, tx, regionId)
    const page = await store.listItems(tx, { ...filter, path }, { after, size })
    return { ...page, rows: await shownItems(ctx, tx, page.rows) }
  })

const PREFIX = 'WX'

/** What a person is told of the families that stand in other rounds already. */
const sharedSentence = ({ rounds, families }: Awaited<ReturnType<typeof store.findShared>>): string =>
  `${families} 户已经在没有结束的批次里：${rounds.map(({ code, name, regionName, shared }) => `${regionName} ${code} ${name} ${shared} 户`).join('，')}。`

/**
 * Opens a round: a letter for each present household of the categories in the office's own place. Families of an open round of the
 * same feast, here, above or below, are left out or sent another with a reason.
 * @throws Problem nobody-owed, same-round, opened-long-ago, day-in-future, secrecy
 */
export const openLetterRound = (
  ctx: Context,
  {
    again = '',
    isWithoutShared = false,
    ...input
  }: {
    name: string
    feast: (typeof FEASTS)[number]
    categories: Category[]
    openedOn: string
    again?: string
    isWithoutShared?: boolean
  },
): Promise<LetterRound> => {
  refuseSecrets({ '/name': input.name, '/again': again })
  refuseFuture(input.openedOn, ctx.today, '/openedOn')
  const year = Number(input.openedOn.slice(0, 4))
  const long = letterProblems['opened-long-ago']
  if (year < Number(ctx.today.slice(0, 4)) - 1)
    throw new Problem(long, { errors: [{ pointer: '/openedOn', detail: long.detail }] })
  return ctx.change('letter.open', async (tx) => {
    // The next round sees the families of the one before.
    await oneAtATime(tx, 'letter rounds', String(ctx.acting.cityId))
    const shared = await store.findShared(tx, ctx, input)
    if (shared.families > 0 && !isWithoutShared && again === '') {
      const detail = `${sharedSentence(shared)}选不重复寄，或者写明另寄一封的原因。`
      throw new Problem(letterProblems['same-round'], { detail, errors: [{ pointer: '/again', detail }] })
    }
    const without = isWithoutShared ? shared.rounds.map(({ id }) => id) : []
    const code = registerCode(PREFIX, year, await takeRegisterNumbers(tx, ctx.acting.cityId, PREFIX, year), 2)
    const { id, letters } = await store.insertRound(tx, ctx, { ...input, code, without })
    if (letters === 0)
      throw new Problem(
        letterProblems['nobody-owed'],
        without.length > 0 ? { detail: `选的家庭都在别的批次里了，不用另开：${sharedSentence(shared)}` } : {},
      )
    const round = found(await store.findRound(tx, id))
    return {
      record: 'letter_rounds',
      recordId: id,
      after: {
        ...{ code, ...input, letters },
        ...(isWithoutShared ? { leftOut: shared.families } : {}),
        ...(shared.families > 0 && !isWithoutShared ? { reason: again } : {}),
      },
      answer: shownRound(ctx, round, { ...store.NO_LETTERS, owed: letters, waiting: letters }),
    }
  })
}

/** A round that is still open, on a day from its opening on. @throws Problem not-found, round-closed, day-before-opening */
const openRound = async (tx: Tx, id: number, on: string): Promise<store.StoredRound> => {
  await lockRound(tx, id, { alone: false })
  const round = found(await store.findRound(tx, id))
  if (round.closedOn !== null)
    throw new Problem(letterProblems[round.withdrawnOn === null ? 'round-closed' : 'round-withdrawn'])
  const type = letterProblems['day-before-opening']
  if (on < round.openedOn) throw new Problem(type, { errors: [{ pointer: '/on', detail: type.detail }] })
  return round
}

/** Why a letter may not be marked so on that day. */
const letterRefusal = async (tx: Tx, id: number, householdId: number, on: string, to: 'sent' | 'returned') => {
  const letter = await store.findLetter(tx, id, householdId)
  const dated = (type: 'sent-later' | 'returned-later') =>
    new Problem(letterProblems[type], { errors: [{ pointer: '/on', detail: letterProblems[type].detail }] })
  if (to === 'returned' && letter?.state === 'sent' && letter.sentOn && letter.sentOn > on) return dated('sent-later')
  if (to === 'sent' && letter && letter.state !== 'sent') {
    if (letter.returnedOn && letter.returnedOn > on) return dated('returned-later')
    if (letter.household !== 'present') {
      const when = letter.endedOn ? `${paperDay(letter.endedOn)}起` : ''
      const detail = `这一户${when}${GONE_WORDS[letter.household]}，不用寄；走以前已经寄了的，寄发日写那以前的日子。`
      return new Problem(letterProblems['family-gone'], { detail })
    }
  }
  return new Problem(letterProblems['letter-not-open'])
}

/** Marks every letter that waits at a place as sent, or one of them. @throws Problem not-found, round-closed, letter-not-open, family-gone, returned-later, day-in-future */
export const sendLetters = (
  ctx: Context,
  { id, regionId, householdId, on }: { id: number; regionId: number; householdId: number | null; on: string },
): Promise<LetterAccount> => {
  refuseFuture(on, ctx.today, '/on')
  return ctx.change('letter.send', async (tx) => {
    await openRound(tx, id, on)
    const place = await askedPlace(ctx, tx, regionId)
    const markId = await insertMark(tx, ctx, { id, place, step: 'sent', on })
    const count = await store.sendLetters(tx, ctx, { id, path: place.path, householdId, on, markId })
    if (count === 0)
      throw householdId === null
        ? new Problem(letterProblems['letter-not-open'])
        : await letterRefusal(tx, id, householdId, on, 'sent')
    await tellLetters(tx, markId, count)
    return {
      record: 'letter_rounds',
      recordId: id,
      after: { regionId, householdId, on, count },
      answer: await accountOf(ctx, tx, id, regionId),
    }
  })
}

/** The mark of one letter, filed under the place of its family. @throws Problem letter-not-open where it has none in the round */
const markOne = async (
  ctx: Context,
  tx: Tx,
  id: number,
  householdId: number,
  made: { step: MarkStep; on: string },
): Promise<number> => {
  const letter = await store.findLetter(tx, id, householdId)
  if (!letter) throw new Problem(letterProblems['letter-not-open'])
  const markId = await insertMark(tx, ctx, { id, place: { id: letter.regionId, path: letter.regionPath }, ...made })
  await tellLetters(tx, markId, 1)
  return markId
}

/** A letter came back. @throws Problem not-found, round-closed, letter-not-open, sent-later, day-in-future, secrecy */
export const returnLetter = (
  ctx: Context,
  { id, householdId, on, reason }: { id: number; householdId: number; on: string; reason: string },
): Promise<LetterItem> => {
  refuseSecrets({ '/reason': reason })
  refuseFuture(on, ctx.today, '/on')
  return ctx.change('letter.return', async (tx) => {
    await openRound(tx, id, on)
    const markId = await markOne(ctx, tx, id, householdId, { step: 'returned', on })
    if (!(await store.returnLetter(tx, ctx, { id, householdId, on, reason, markId })))
      throw await letterRefusal(tx, id, householdId, on, 'returned')
    const { rows } = await store.listItems(tx, { id, path: ctx.acting.regionPath, householdId }, { size: 1 })
    return {
      record: 'letter_rounds',
      recordId: id,
      after: { householdId, on, reason },
      answer: found((await shownItems(ctx, tx, rows))[0]),
    }
  })
}

/** 不再寄: a letter came back from a family that is gone, and is not sent again. @throws Problem not-found, round-closed, letter-not-open, family-there, secrecy */
export const stopLetter = (
  ctx: Context,
  { id, householdId, reason }: { id: number; householdId: number; reason: string },
): Promise<LetterItem> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('letter.stop', async (tx) => {
    await openRound(tx, id, ctx.today)
    const markId = await markOne(ctx, tx, id, householdId, { step: 'stopped', on: ctx.today })
    if (!(await store.stopLetter(tx, ctx, { id, householdId, reason, markId }))) {
      const letter = await store.findLetter(tx, id, householdId)
      const isThere = letter?.state === 'returned' && letter.household === 'present'
      throw new Problem(letterProblems[isThere ? 'family-there' : 'letter-not-open'])
    }
    const { rows } = await store.listItems(tx, { id, path: ctx.acting.regionPath, householdId }, { size: 1 })
    return {
      record: 'letter_rounds',
      recordId: id,
      before: { householdId, state: 'returned' },
      after: { householdId, state: 'unneeded', reason },
      answer: found((await shownItems(ctx, tx, rows))[0]),
    }
  })
}

/** Ends a round: what it came to is frozen under its number and the day, and stays whatever happens to its families. @throws Problem not-found, round-closed, letters-waiting, out-of-date, secrecy */
export const closeLetterRound = (
  ctx: Context,
  { id, version, reason }: { id: number; version: number; reason: string },
): Promise<LetterRound> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('letter.close', async (tx) => {
    await lockRound(tx, id, { alone: true })
    const round = found(await store.findRound(tx, id))
    const figures = (await store.countRounds(tx, [id], ctx.acting.regionPath)).get(id)
    const before = shownRound(ctx, round, figures)
    if (round.closedOn !== null) throw new Problem(letterProblems['round-closed'])
    if (!before.mayClose) throw new Problem(letterProblems['letter-not-open'])
    const { figures: all, byCategory, places } = await accountOf(ctx, tx, id, round.regionId)
    if (all.waiting > 0 && reason === '') {
      const detail = `还有 ${all.waiting} 户没有寄。寄完再结束；不再寄的，写明原因。`
      throw new Problem(letterProblems['letters-waiting'], { detail, errors: [{ pointer: '/reason', detail }] })
    }
    if (!(await store.closeRound(tx, { id, version }, ctx.today, { figures: all, byCategory, places })))
      throw await outOfDate(tx, { record: 'letter_rounds', id }, before)
    return {
      record: 'letter_rounds',
      recordId: id,
      before: { closedOn: null },
      after: { closedOn: ctx.today, figures, ...(reason ? { reason } : {}) },
      answer: shownRound(ctx, found(await store.findRound(tx, id)), figures),
    }
  })
}

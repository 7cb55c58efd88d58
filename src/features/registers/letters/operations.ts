import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { auditExport, download, exportMark } from '../../../platform/http/download.ts'
import { maskName } from '../../../platform/masks.ts'
import { paperDay } from '../../../platform/paper/index.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type SheetTemplate, writeSheet } from '../../../platform/sheets/index.ts'
import { found, outOfDate, refuseFuture } from '../../org/index.ts'
import { marksApart } from '../households/apart.ts'
import { isMasked } from '../households/reading.ts'
import { CATEGORIES, CATEGORY_WORDS, type Category } from '../households/words.ts'
import { askedPlace, type Place, placesBelow, registerCode, takeRegisterNumbers } from '../places.ts'
import {
  type FEASTS,
  type LetterAccount,
  type LetterFigures,
  type LetterItem,
  type LetterQuery,
  type LetterRound,
  letterProblems,
} from './contract.ts'
import * as store from './store.ts'
import { GONE_WORDS, LETTER_STATE_WORDS } from './words.ts'

const isBalanced = ({ owed, waiting, sent, returned, unneeded = 0 }: Partial<LetterFigures>): boolean =>
  owed === (waiting ?? 0) + (sent ?? 0) + (returned ?? 0) + unneeded

const shownRound = (
  { acting }: Pick<Context, 'acting'>,
  { regionPath: _path, frozen, ...round }: store.StoredRound,
  figures: LetterFigures = store.NO_LETTERS,
): LetterRound => ({
  ...round,
  figures,
  isBalanced: isBalanced(figures),
  isFrozen: frozen !== null,
  mayClose: round.closedOn === null && acting.role === 'office' && acting.regionId === round.regionId,
})

const shownItems = async (
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

const accountOf = async (ctx: Context, tx: Tx, id: number, regionId?: number): Promise<LetterAccount> => {
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
    ...(frozen ? { ...frozen, isBalanced: isBalanced(frozen.figures) } : {}),
  }
}

/** 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄 of a round at a place. @throws Problem not-found */
export const readLetterAccount = (ctx: Context, { id, regionId }: { id: number; regionId?: number }) =>
  ctx.read((tx) => accountOf(ctx, tx, id, regionId))

/** The letters behind a figure. @throws Problem not-found */
export const listLetterItems = (ctx: Context, { regionId, after, size, ...filter }: LetterQuery) =>
  ctx.read(async (tx) => {
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
  const round = found(await store.findRound(tx, id))
  if (round.closedOn !== null) throw new Problem(letterProblems['round-closed'])
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
    const { path } = await askedPlace(ctx, tx, regionId)
    const count = await store.sendLetters(tx, ctx, { id, path, householdId, on })
    if (count === 0)
      throw householdId === null
        ? new Problem(letterProblems['letter-not-open'])
        : await letterRefusal(tx, id, householdId, on, 'sent')
    return {
      record: 'letter_rounds',
      recordId: id,
      after: { regionId, householdId, on, count },
      answer: await accountOf(ctx, tx, id, regionId),
    }
  })
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
    if (!(await store.returnLetter(tx, ctx, { id, householdId, on, reason })))
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
    if (!(await store.stopLetter(tx, ctx, { id, householdId, reason }))) {
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

type Key = 'no' | 'town' | 'village' | 'head' | 'twin' | 'category' | 'state' | 'sent' | 'returned' | 'reason' | 'gone'
const TEMPLATE: SheetTemplate<Key> = {
  title: '慰问信寄发名单',
  sheet: '慰问信',
  columns: [
    { key: 'no', header: '序号', width: 6, kind: 'number' },
    { key: 'town', header: '乡镇（街道）', width: 16, kind: 'text' },
    { key: 'village', header: '村（社区）', width: 16, kind: 'text' },
    { key: 'head', header: '户主', width: 12, holds: 'working', kind: 'text' },
    { key: 'twin', header: '同村同名辨认', width: 24, holds: 'working', kind: 'text' },
    { key: 'category', header: '类别', width: 22, kind: 'text' },
    { key: 'state', header: '寄发情况', width: 10, kind: 'text' },
    { key: 'sent', header: '寄发日', width: 12, kind: 'day' },
    { key: 'returned', header: '退回日', width: 12, kind: 'day' },
    { key: 'reason', header: '退回原因', width: 24, kind: 'text' },
    { key: 'gone', header: '不用寄的原因', width: 24, kind: 'text' },
  ],
}

/** The list of a round as an Excel file. @throws Problem not-found */
export const letterSheet = async (ctx: Context, query: Omit<LetterQuery, 'after' | 'size'>): Promise<File> => {
  const { round, place, items } = await ctx.read(async (tx) => {
    const round = found(await store.findRound(tx, query.id))
    const place = await askedPlace(ctx, tx, query.regionId)
    const items: store.StoredItem[] = []
    let after: string | undefined
    do {
      const page = await store.listItems(tx, { ...query, path: place.path }, { after, size: 2_000 })
      items.push(...page.rows)
      after = page.next ?? undefined
    } while (after !== undefined)
    return { round, place, items: await shownItems(ctx, tx, items) }
  })
  const rows = items.map((item, index) => ({
    no: index + 1,
    town: item.townName,
    village: item.regionName,
    head: item.headName,
    twin: item.twinMark,
    category: CATEGORY_WORDS[item.category],
    state: LETTER_STATE_WORDS[item.state],
    sent: item.sentOn,
    returned: item.returnedOn,
    reason: item.returnReason,
    gone:
      item.state === 'unneeded' && item.goneAs && item.goneOn
        ? [`${paperDay(item.goneOn)}${GONE_WORDS[item.goneAs]}`, item.stopReason].filter(Boolean).join('，')
        : null,
  }))
  const notes = [`${round.code}　${round.name}　${place.name}　${rows.length} 户　${paperDay(ctx.today)}`]
  const bytes = await writeSheet(TEMPLATE, rows, { notes, mark: exportMark(ctx) })
  const { id: recordId, ...filter } = query
  await auditExport(ctx, 'letter.export', {
    record: 'letter_rounds',
    recordId,
    kind: 'xlsx',
    rows: rows.length,
    filter,
  })
  return download(`慰问信名单 ${round.code}`, 'xlsx', bytes)
}

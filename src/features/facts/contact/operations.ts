import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { outOfDate } from '../../org/index.ts'
import {
  askedPlace,
  findCitySettings,
  isCityOffice,
  type Place,
  placesBelow,
  writeCitySettings,
} from '../../registers/index.ts'
import {
  type ContactFigures,
  type ContactPlan,
  type ContactQuery,
  type ContactRow,
  contactProblems,
  type MarkShown,
  type ReasonsShown,
} from './contract.ts'
import {
  type ContactDue,
  type ContactReason,
  DEFAULT_REASONS,
  duesAsked,
  knownBy,
  monthsAsked,
  stateOf,
  visitSpan,
  worstOf,
} from './rules.ts'
import * as store from './store.ts'
import type { ContactState } from './words.ts'

const REASONS = 'contact-reasons'

const reasonsIn = async (tx: Tx, cityId: number): Promise<{ reasons: readonly ContactReason[]; version: number }> => {
  const kept = await findCitySettings<{ reasons: ContactReason[] }>(tx, REASONS, cityId)
  return { reasons: kept?.value.reasons ?? DEFAULT_REASONS, version: kept?.version ?? 0 }
}

/** Families that are due in the month for the same reasons, with how they stand. */
type Due = store.Alike & {
  state: ContactState
  dues: ContactRow['dues']
  visit: { on: string; factId: number } | null
}

/** Who of a place is due in a month, and how each stands: the rules are asked once for all families that are alike to them. */
const duesOf = async (
  ctx: Context,
  tx: Tx,
  { path }: Place,
  month: string,
  reasons: readonly ContactReason[],
  told: 'counts' | 'ids',
): Promise<Due[]> => {
  const on = reasons.filter(({ isOn }) => isOn)
  const asked = on.filter((one) => isAsked(one, month, ctx.today))
  const months = monthsAsked(month, ctx.today)
  const visits = await store.readVisits(tx, path, visitSpan(on, months))
  const wanted = {
    categories: asked.some(({ categories }) => categories.length === 0)
      ? null
      : [...new Set(asked.flatMap(({ categories }) => categories))],
    born: on.some(({ kind }) => kind === 'sixty')
      ? { year: Number(month.slice(0, 4)), month: Number(month.slice(5, 7)) }
      : null,
    marks: on.some(({ kind }) => kind === 'sacrifice' || kind === 'hardship'),
    from: knownBy(months),
    visited: [...visits.keys()],
  }
  const families = await store.readFamilies(tx, path, wanted, told)
  const known = new Map<string, ContactDue[]>()
  const duesFor = ({ since, categories, persons, marks }: store.Alike): ContactDue[] => {
    const key = JSON.stringify([since, categories, persons, marks])
    const dues = known.get(key) ?? duesAsked(on, { since, categories, persons, marks }, month, ctx.today)
    known.set(key, dues)
    return dues
  }
  return families.flatMap((family) => {
    const dues = duesFor(family)
    if (dues.length === 0) return []
    const went = (family.visitedId !== null && visits.get(family.visitedId)) || []
    const days = went.map((visit) => visit.on)
    const states = dues.map((due) => stateOf(due, days, ctx.today))
    const first = dues.map(({ from }) => from).sort()[0] ?? ''
    return {
      ...family,
      state: worstOf(states),
      dues: dues.map(({ key, label, by }, at) => ({ key, label, by, state: states[at] as ContactState })),
      visit: went.filter((visit) => visit.on >= first).at(-1) ?? null,
    }
  })
}

/** Feasts and monthly reasons ask families by their categories; the others only who turns sixty or bears a mark. */
const isAsked = (one: ContactReason, month: string, today: string): boolean =>
  (one.kind === 'feast' || one.kind === 'monthly') &&
  duesAsked([{ ...one, categories: [] }], { since: '', categories: [], persons: [], marks: [] }, month, today).length >
    0

const figuresOf = (dues: readonly Due[]): ContactFigures => {
  const figures = { due: 0, done: 0, late: 0, open: 0, overdue: 0 }
  for (const { state, count } of dues) {
    figures.due += count
    figures[state] += count
  }
  return figures
}

const monthOf = (ctx: Context, month: string | undefined): string => month ?? ctx.today.slice(0, 7)

/** 联系计划 of a place and month: how many are due and how they stand, by reason and by the places below. @throws Problem not-found */
export const readPlan = (ctx: Context, query: { regionId?: number; month?: string }): Promise<ContactPlan> =>
  ctx.readFigures(async (tx) => {
    const month = monthOf(ctx, query.month)
    const place = await askedPlace(ctx, tx, query.regionId)
    const { reasons } = await reasonsIn(tx, ctx.acting.cityId)
    const dues = await duesOf(ctx, tx, place, month, reasons, 'counts')
    const below = await placesBelow(tx, place.id)
    const above =
      place.id === ctx.acting.regionId || place.parentId === null ? null : await askedPlace(ctx, tx, place.parentId)
    const places = below.map(({ id, name, path }) => {
      const own = dues.filter(({ part }) => path === `${place.path}${part}.`)
      return { id, name, isOwn: false, figures: figuresOf(own) }
    })
    const own = dues.filter(({ part }) => part === '')
    const count = (key: string) =>
      dues.filter((due) => due.dues.some((one) => one.key === key)).reduce((sum, { count }) => sum + count, 0)
    return {
      month,
      place: { id: place.id, name: place.name },
      above: above && { id: above.id, name: above.name },
      figures: figuresOf(dues),
      reasons: reasons
        .filter(({ isOn }) => isOn)
        .map(({ key, label, basis }) => ({ key, label, basis, count: count(key) }))
        .filter((one) => one.count > 0),
      places: [
        ...(below.length > 0 && own.length > 0
          ? [{ id: place.id, name: `${place.name}本级`, isOwn: true, figures: figuresOf(own) }]
          : []),
        ...places,
      ],
    }
  })

/** Families due in a month, village by village; a leader reads masked names. @throws Problem not-found */
export const listContacts = (ctx: Context, query: ContactQuery) =>
  ctx.read(async (tx): Promise<{ rows: ContactRow[]; total: number; next: string | null }> => {
    const place = await askedPlace(ctx, tx, query.regionId)
    const { reasons } = await reasonsIn(tx, ctx.acting.cityId)
    const names = await store.villages(tx, place.path)
    const rank = new Map([...names.keys()].map((id, at) => [id, at]))
    const dues = (await duesOf(ctx, tx, place, monthOf(ctx, query.month), reasons, 'ids'))
      .filter(({ state }) => query.state === undefined || state === query.state)
      .filter((due) => query.reason === undefined || due.dues.some(({ key }) => key === query.reason))
    const rows = dues
      .flatMap((due) => due.ids.map((id, at) => ({ id, regionId: due.regionIds[at] as number, due })))
      .sort((one, other) => (rank.get(one.regionId) ?? 0) - (rank.get(other.regionId) ?? 0) || one.id - other.id)
    const from = query.after === undefined ? 0 : rows.findIndex(({ id }) => id === query.after) + 1
    const page = rows.slice(from, from + query.size)
    const heads = await store.headNames(
      tx,
      page.map(({ id }) => id),
    )
    const shown = page.map(({ due: { state, dues: own, visit }, ...row }) => ({ ...row, state, dues: own, visit }))
    const facts = await store.readableFacts(
      tx,
      shown.flatMap(({ visit }) => (visit ? [visit.factId] : [])),
    )
    const isMasked = ctx.acting.role === 'leader'
    return {
      rows: shown.map(({ id, regionId, state, dues: own, visit }) => ({
        ...{ householdId: id, headName: isMasked ? maskName(heads.get(id) ?? '') : (heads.get(id) ?? '') },
        ...{ regionId, state, dues: own },
        regionName: names.get(regionId)?.name ?? place.name,
        townName: names.get(regionId)?.town ?? '',
        visitedOn: visit?.on ?? null,
        factId: visit && facts.has(visit.factId) ? visit.factId : null,
      })),
      total: rows.length,
      next: from + shown.length < rows.length ? String(shown.at(-1)?.id) : null,
    }
  })

const reasonsShown = async (ctx: Context, tx: Tx): Promise<ReasonsShown> => {
  const { reasons, version } = await reasonsIn(tx, ctx.acting.cityId)
  return {
    reasons: reasons.map((one) => ({ ...one, categories: [...one.categories] })),
    version,
    mayEdit: isCityOffice(ctx),
  }
}

export const readReasons = (ctx: Context): Promise<ReasonsShown> => ctx.read((tx) => reasonsShown(ctx, tx))

/** The city's office sets why one goes to see families. @throws Problem contact-reasons-city, contact-reason-twice, secrecy, out-of-date */
export const saveReasons = (
  ctx: Context,
  { reasons, version }: { reasons: ContactReason[]; version: number },
): Promise<ReasonsShown> => {
  if (!isCityOffice(ctx)) throw new Problem(contactProblems['contact-reasons-city'])
  if (new Set(reasons.map(({ key }) => key)).size < reasons.length)
    throw new Problem(contactProblems['contact-reason-twice'])
  refuseSecrets(
    Object.fromEntries(
      reasons.flatMap(({ label, basis }, at) => [
        [`/reasons/${at}/label`, label],
        [`/reasons/${at}/basis`, basis],
      ]),
    ),
  )
  return ctx.change('contact.save-reasons', async (tx) => {
    const before = await reasonsShown(ctx, tx)
    if (!(await writeCitySettings(tx, REASONS, ctx.acting.cityId, { reasons }, version)))
      throw new Problem(problems['out-of-date'], { extra: { latest: await reasonsShown(ctx, tx) } })
    return {
      record: 'settings',
      recordId: `${REASONS}:${ctx.acting.cityId}`,
      before: before.reasons,
      after: reasons,
      answer: await reasonsShown(ctx, tx),
    }
  })
}

/** @throws Problem not-found */
export const listMarks = (ctx: Context, { id }: { id: number }): Promise<MarkShown[]> =>
  ctx.read(async (tx) => {
    if (!(await store.seesHousehold(tx, id))) throw new Problem(problems['not-found'])
    return store.listMarks(tx, id)
  })

/** The day of a sacrifice, or since when a family is in hardship. @throws Problem contact-household, contact-day-in-future, contact-mark-twice */
export const markHousehold = (
  ctx: Context,
  { id, kind, on }: { id: number; kind: MarkShown['kind']; on: string },
): Promise<MarkShown[]> => {
  const future = contactProblems['contact-day-in-future']
  if (on > ctx.today) throw new Problem(future, { errors: [{ pointer: '/on', detail: future.detail }] })
  return ctx.change('contact.mark', async (tx) => {
    if (!(await store.seesHousehold(tx, id))) throw new Problem(problems['not-found'])
    const markId = await store.insertMark(tx, ctx, { householdId: id, kind, on })
    if (markId === undefined) throw new Problem(contactProblems['contact-mark-twice'])
    return {
      record: 'contact_marks',
      recordId: markId,
      after: { householdId: id, kind, on },
      answer: await store.listMarks(tx, id),
    }
  })
}

/** @throws Problem not-found, out-of-date */
export const endMark = (ctx: Context, { id, version }: { id: number; version: number }): Promise<MarkShown[]> =>
  ctx.change('contact.end-mark', async (tx) => {
    const mark = await store.findMark(tx, id)
    if (!mark) throw new Problem(problems['not-found'])
    if (!(await store.endMark(tx, id, version, ctx.today)))
      throw await outOfDate(tx, { record: 'contact_marks', id }, await store.listMarks(tx, mark.householdId))
    return {
      record: 'contact_marks',
      recordId: id,
      before: { householdId: mark.householdId, kind: mark.kind, on: mark.on },
      after: { endedOn: ctx.today },
      answer: await store.listMarks(tx, mark.householdId),
    }
  })

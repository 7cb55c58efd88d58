import type { Acting } from '../../../platform/acting.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { systemTransaction } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type ApprovalKind, askApproval, findOpenRequest } from '../../org/index.ts'
import { type ClosePeriod, type FactPeriod, type FactPeriodDetail, periodProblems, ReopenPeriod } from './contract.ts'
import type { PeriodFollower } from './follow.ts'
import { keepFactsOfThen } from './older.ts'
import { besideNow, closeBarrier, daysAt, periodName } from './rules.ts'
import * as store from './store.ts'

type Counts = { count: number; unchecked: number; now: number; afterClose: number }
const NOTHING: Counts = { count: 0, unchecked: 0, now: 0, afterClose: 0 }

/** Figures of a whole place stand only for those who see the whole of it. */
const seesWhole = ({ role, regionPath }: Acting, period: store.StoredPeriod): boolean =>
  (role === 'office' || role === 'leader' || role === 'station') && period.regionPath.startsWith(regionPath)

/** `counts`: null where the whole is not this post's to see. */
const toPeriod = (
  { acting }: Pick<Context, 'acting'>,
  period: store.StoredPeriod,
  counts: Counts | null,
): FactPeriod => {
  const isOwn = acting.role === 'office' && acting.regionId === period.regionId
  const isClosed = period.state === 'closed'
  return {
    id: period.id,
    kind: period.kind,
    name: periodName(period.kind, period.startsOn),
    region: { id: period.regionId, name: period.regionName },
    startsOn: period.startsOn,
    endsOn: period.endsOn,
    state: period.state,
    closesOn: period.closesOn,
    closedAt: period.closedAt,
    postName: period.postName,
    reopenedAt: period.reopenedAt,
    reopenReason: period.reopenReason,
    ...(counts === null
      ? { count: null, unchecked: null, change: null, afterClose: null }
      : {
          count: counts.count,
          unchecked: counts.unchecked,
          change: period.closedAt === null ? 0 : counts.now - counts.count,
          afterClose: period.closedAt === null ? 0 : counts.afterClose,
        }),
    keepsFacts: !isClosed || period.keepsFacts,
    mayDrop: isOwn && period.state === 'planned',
    mayReopen: isOwn && isClosed,
    version: period.version,
  }
}

/** 闭账期 of the acting post's place and of those above it. */
export const listPeriods = (ctx: Context): Promise<{ periods: FactPeriod[]; mayClose: boolean }> =>
  ctx.read(async (tx) => {
    const found = await store.listPeriods(tx, ctx.acting.regionPath)
    const counts = await store.readCounts(
      tx,
      found.filter((period) => seesWhole(ctx.acting, period)),
    )
    return {
      periods: found.map((period) => toPeriod(ctx, period, counts.get(period.id) ?? null)),
      mayClose: ctx.acting.role === 'office',
    }
  })

const REOPENING = 'period.reopen'
const pickAsker = ({ askedBy, askedPost, askedAt, expiresAt }: Asker): Asker => ({
  askedBy,
  askedPost,
  askedAt,
  expiresAt,
})
type Asker = { askedBy: string; askedPost: string; askedAt: string; expiresAt: string }

const toDetail = async (
  tx: Tx,
  ctx: Pick<Context, 'acting' | 'now' | 'today'>,
  period: store.StoredPeriod,
): Promise<FactPeriodDetail> => {
  const request = period.state === 'closed' ? await findOpenRequest(ctx, tx, REOPENING, period.id) : null
  const asked = request && { approvalId: request.id, ...pickAsker(request) }
  if (!seesWhole(ctx.acting, period)) return { ...toPeriod(ctx, period, null), asked, figures: [] }
  const counts = (await store.readCounts(tx, [period])).get(period.id) ?? NOTHING
  const frozen = period.closedAt === null ? [] : await store.readFrozen(tx, period.id)
  const now = await store.readFigures(tx, period)
  return { ...toPeriod(ctx, period, counts), asked, figures: besideNow(frozen, now) }
}

const findOrRefuse = async (tx: Tx, id: number): Promise<store.StoredPeriod> => {
  const period = await store.findPeriod(tx, id)
  if (!period) throw new Problem(problems['not-found'])
  return period
}

/** One period with its figures as they stood and as they stand. @throws Problem not-found */
export const getPeriod = (ctx: Context, { id }: { id: number }): Promise<FactPeriodDetail> =>
  ctx.read(async (tx) => toDetail(tx, ctx, await findOrRefuse(tx, id)))

const BARRIERS = { 'not-over': 'period-not-over', 'day-past': 'close-day-past', 'too-late': 'close-day-far' } as const

/**
 * The office states the day on which a period of its place closes; on the day itself it closes at once.
 * @throws Problem period-not-over, close-day-past, close-day-far, period-closed
 */
export const closePeriod =
  (followers: readonly PeriodFollower[]) =>
  (ctx: Context, { kind, day, closesOn }: ClosePeriod): Promise<FactPeriodDetail> => {
    const span = daysAt(kind, day)
    const barrier = closeBarrier(span.endsOn, closesOn, ctx.today)
    if (barrier) {
      const problem = periodProblems[BARRIERS[barrier]]
      throw new Problem(problem, { errors: [{ pointer: '/closesOn', detail: problem.detail }] })
    }
    const isNow = closesOn === ctx.today
    return ctx.change(isNow ? 'period.close' : 'period.plan', async (tx) => {
      await store.lockClosings(tx, ctx.acting.cityId)
      const holding = await store.findHolding(tx, { regionPath: ctx.acting.regionPath, ...span })
      if (holding && (holding.kind !== kind || holding.regionId !== ctx.acting.regionId))
        throw new Problem(periodProblems['period-held'], { detail: heldWords(holding) })
      const id = await store.insertPeriod(tx, ctx, { kind, ...span, closesOn })
      if (id === null) throw new Problem(periodProblems['period-closed'])
      if (isNow) await freeze(tx, await findOrRefuse(tx, id), ctx.now, followers)
      const period = await findOrRefuse(tx, id)
      return {
        record: 'fact_periods',
        recordId: id,
        after: { kind, ...span, closesOn, state: period.state },
        answer: await toDetail(tx, ctx, period),
      }
    })
  }

const heldWords = ({
  regionName,
  kind,
  startsOn,
}: Pick<store.StoredPeriod, 'regionName' | 'kind' | 'startsOn'>): string =>
  `这段时间已包在${regionName}${periodName(kind, startsOn)}的闭账里，数字已经留住，不用再定；要改的，申请重开那一期。`

const freeze = async (
  tx: Tx,
  period: store.StoredPeriod,
  now: string,
  followers: readonly PeriodFollower[],
): Promise<void> => {
  await store.lockClosings(tx, period.cityId)
  await store.freezeFigures(tx, period.id, period)
  for (const { closed } of followers) await closed(tx, period)
  await store.movePeriod(tx, period, { state: 'closed', closedAt: now })
}

/** Takes a stated day back before it has come. @throws Problem not-found, not-own-period, period-not-planned, out-of-date */
export const dropPeriod = (ctx: Context, { id, version }: { id: number; version: number }): Promise<FactPeriodDetail> =>
  ctx.change('period.drop', async (tx) => {
    const before = await findOrRefuse(tx, id)
    if (before.regionId !== ctx.acting.regionId) throw new Problem(periodProblems['not-own-period'])
    if (before.state !== 'planned') throw new Problem(periodProblems['period-not-planned'])
    if (!(await store.movePeriod(tx, { id, version }, { state: 'dropped' })))
      throw new Problem(problems['out-of-date'], { extra: { latest: await toDetail(tx, ctx, before) } })
    const after = await findOrRefuse(tx, id)
    return {
      record: 'fact_periods',
      recordId: id,
      before: { state: before.state },
      after: { state: after.state },
      answer: await toDetail(tx, ctx, after),
    }
  })

/** Closes what was stated for today or earlier; run by the program itself. Returns how many. */
export const closeDuePeriods = async (house: House, followers: readonly PeriodFollower[]): Promise<number> => {
  const today = house.clock.today()
  const due = await systemTransaction(house.pool, (tx) => store.listDue(tx, today))
  for (const { id } of due)
    await systemChange(house.pool, house.clock, 'period.close', {}, async (tx) => {
      const period = await findOrRefuse(tx, id)
      if (period.state === 'planned') await freeze(tx, period, house.clock.now().toISOString(), followers)
      return { record: 'fact_periods', recordId: id, after: { state: 'closed' }, answer: null }
    })
  return due.length
}

/**
 * Periods closed by an older version, which kept the figures of each kind and not the facts behind them: they are looked for once, and
 * every room keeps of them what it would have kept. Run by the program itself; returns how many were looked at.
 */
export const keepOlderClosings = async (house: House, followers: readonly PeriodFollower[]): Promise<number> => {
  const found = await systemTransaction(house.pool, (tx) => store.listOlderClosings(tx))
  for (const { id } of found)
    await systemChange(house.pool, house.clock, 'period.keep', {}, async (tx) => {
      const period = await store.lockOlderClosing(tx, id)
      if (!period) return { record: 'fact_periods', recordId: id, answer: null }
      const isFound = await keepFactsOfThen(tx, period)
      if (isFound && !period.keepsFacts) for (const { closedLongSince } of followers) await closedLongSince(tx, period)
      const keepsFacts = period.keepsFacts || isFound
      await store.noteSought(tx, id, { keepsFacts, keepsEach: isFound, at: house.clock.now().toISOString() })
      return { record: 'fact_periods', recordId: id, after: { keepsFacts }, answer: null }
    })
  return found.length
}

const MOST_NAMED = 4
/** The first few by name, the rest by number. */
const listedWords = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join('、')}${names.length > MOST_NAMED ? `等 ${names.length} 期` : ''}`

/** Asked for with a reason by the office, done by the approval of a second person who knows the business (docs/adr/0035, 0043). */
const reopening: ApprovalKind<ReopenPeriod> = {
  schema: ReopenPeriod,
  asks: ['office'],
  prepare: async (ctx, tx, { id, reason }, isAsked) => {
    refuseSecrets({ '/reason': reason })
    const period = await findOrRefuse(tx, id)
    // Approved by the leader of the place or the office above it as well.
    if (isAsked && period.regionId !== ctx.acting.regionId) throw new Problem(periodProblems['not-own-period'])
    if (period.state !== 'closed') throw new Problem(periodProblems['period-not-closed'])
    if (isAsked) {
      // Of two who ask at once the later one waits here and finds the first.
      await store.lockClosings(tx, period.cityId)
      const earlier = await findOpenRequest(ctx, tx, REOPENING, id)
      if (earlier) {
        const detail = `${earlier.askedBy}（${earlier.askedPost}）已经报批重开，在等批；到“组织”的“待批”里看，不用再报。`
        throw new Problem(periodProblems['reopening-asked'], { detail, extra: { approvalId: earlier.id } })
      }
    }
    const name = periodName(period.kind, period.startsOn)
    const counts = (await store.readCounts(tx, [period])).get(period.id) ?? NOTHING
    const others = await store.listHoldingPart(tx, period)
    const staying = others.map((one) => `${one.regionName}${periodName(one.kind, one.startsOn)}`)
    return {
      concerns: [],
      basis: { period: { id, version: period.version } },
      shown: {
        title: `重开${period.regionName}${name}的账`,
        changes: [
          { label: '闭账日', value: period.closesOn },
          { label: '原因', value: reason },
          // What is at stake stands in the request, as it was when it was asked.
          {
            label: '账上',
            value: `闭账时 ${counts.count} 条，现在 ${counts.now} 条，其中补记 ${counts.afterClose} 条`,
          },
          { label: '同意后', value: '这段时间的数字重新变动，原来闭账的数字留存可查' },
          ...(staying.length > 0
            ? [{ label: '另闭的', value: `${listedWords(staying)}另闭过账，那一部分仍不变，要变的另报重开` }]
            : []),
        ],
      },
    }
  },
  carryOut: async (ctx, tx, { id, reason }) => {
    const before = await findOrRefuse(tx, id)
    const isMoved = await store.movePeriod(tx, before, {
      state: 'reopened',
      reopenedAt: ctx.now,
      reopenReason: reason,
    })
    if (!isMoved) throw new Problem(problems['out-of-date'])
    return {
      entries: [
        {
          action: 'period.reopen',
          record: 'fact_periods',
          recordId: id,
          before: { state: before.state },
          after: { state: 'reopened', reason },
        },
      ],
    }
  },
}

/** Steps of this room that two people take. */
export const PERIOD_APPROVALS = { [REOPENING]: reopening } as const

/** One request of a closing waits at a time. @throws Problem not-found, not-own-period, period-not-closed, reopening-asked, nobody-decides, secrecy */
export const askReopening = async (
  ctx: Context,
  input: ReopenPeriod,
): Promise<{ approvalId: number; title: string; expiresAt: string; deciders: string[] }> => {
  const { id, title, expiresAt, deciders } = await askApproval(REOPENING, reopening)(ctx, input)
  return { approvalId: id, title, expiresAt, deciders }
}

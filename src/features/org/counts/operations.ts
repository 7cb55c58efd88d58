import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { RegionMark } from '../regions/contract.ts'
import { findRegion } from '../regions/store.ts'
import { checkKeeps, found, keepsRegion, outOfDate, refuseFuture } from '../scope.ts'
import { cityTree } from '../setup/divisions.ts'
import { type CityCounts, type CountPlaces, countProblems, type SaveCount } from './contract.ts'

const LEVELS = [3, 4, 5]
/** Names shown of each kind; the bulk acts on those shown. */
const MOST_NAMES = 500

/** Places of each level by the statistical codes shipped with the program; of a made-up city those without a zone of its own. */
const byCodes = async (tx: Tx, city: { code: string; path: string }): Promise<Map<number, number>> => {
  const tree = /^99/.test(city.code) ? null : await cityTree(city.code)
  if (tree) {
    return new Map(
      LEVELS.map((level) => [level, tree.regions.filter((one) => one.level === level && one !== tree.city).length]),
    )
  }
  const rows = await tx
    .selectFrom('regions')
    .select(({ fn }) => ['level', fn.countAll<number>().as('count')])
    .where('path', 'like', `${city.path}_%`)
    .where('mark', 'is distinct from', 'functional')
    .groupBy('level')
    .execute()
  return new Map(rows.map(({ level, count }) => [level, Number(count)]))
}

const countsOf = async (ctx: Context, tx: Tx): Promise<CityCounts> => {
  const { cityId } = ctx.acting
  const city = found(await findRegion(tx, cityId))
  const byCode = await byCodes(tx, city)
  const standing = await tx
    .selectFrom('regions as r')
    .innerJoin('regions as p', 'p.id', 'r.parent_id')
    .select(['r.id', 'r.name', 'r.level', 'r.mark', 'r.is_counted as isCounted', 'p.name as parentName'])
    .where('r.path', 'like', `${city.path}_%`)
    .where((where) => where.or([where('r.to_on', 'is', null), where('r.to_on', '>', ctx.today)]))
    .where('r.level', 'in', LEVELS)
    .orderBy('r.level')
    .orderBy('p.sort')
    .orderBy('r.sort')
    .orderBy('r.id')
    .execute()
  const own = await tx.selectFrom('own_counts').selectAll().where('city_id', '=', cityId).execute()
  const kinds = new Map<string, CityCounts['marked'][number]>()
  for (const { id, name, level, mark, isCounted, parentName } of standing) {
    if (mark === null) continue
    const key = `${level} ${mark}`
    const kind = kinds.get(key) ?? { level, mark: mark as RegionMark, total: 0, counted: 0, places: [] }
    kind.total += 1
    if (isCounted) kind.counted += 1
    if (kind.places.length < MOST_NAMES) kind.places.push({ id, name, parentName, isCounted })
    kinds.set(key, kind)
  }
  return {
    cityId,
    cityName: city.name,
    rows: LEVELS.map((level) => {
      const typed = own.find((one) => one.level === level)
      return {
        level,
        byCode: byCode.get(level) ?? 0,
        counted: standing.filter((one) => one.level === level && one.isCounted).length,
        own: typed?.value ?? null,
        source: typed?.source ?? null,
        onDay: typed?.on_day ?? null,
        version: typed?.version ?? null,
      }
    }),
    marked: [...kinds.values()],
    mayEdit: keepsRegion(ctx.acting, city.path),
  }
}

/** 口径对照: the city by the statistical codes, as this system counts, and by its own count. */
export const readCounts = (ctx: Context) => ctx.read((tx) => countsOf(ctx, tx))

/** The office's own figure for a level, with its source. @throws Problem out-of-scope, out-of-date, day-in-future, secrecy */
export const saveCount = (ctx: Context, { level, value, source, onDay, version }: SaveCount) => {
  refuseSecrets({ '/source': source })
  refuseFuture(onDay, ctx.today, '/onDay')
  return ctx.change('city.count', async (tx) => {
    const { cityId } = ctx.acting
    checkKeeps(ctx.acting, found(await findRegion(tx, cityId)).path)
    const before = await tx
      .selectFrom('own_counts')
      .selectAll()
      .where('city_id', '=', cityId)
      .where('level', '=', level)
      .executeTakeFirst()
    if ((before?.version ?? null) !== version) {
      const of = { record: 'own_counts', id: `${cityId}/${level}` }
      throw await outOfDate(tx, of, await countsOf(ctx, tx))
    }
    const values = { value, source, on_day: onDay }
    if (before) {
      await tx
        .updateTable('own_counts')
        .set({ ...values, version: sql`version + 1` })
        .where('city_id', '=', cityId)
        .where('level', '=', level)
        .execute()
    } else {
      await tx
        .insertInto('own_counts')
        .values({ ...values, city_id: cityId, level })
        .execute()
    }
    return {
      record: 'own_counts',
      recordId: `${cityId}/${level}`,
      before: before && { value: before.value, source: before.source },
      after: values,
      answer: await countsOf(ctx, tx),
    }
  })
}

/** Whether places count for the city: virtual villages do not, a functional zone does. @throws Problem not-a-place, out-of-scope */
export const countPlaces = (ctx: Context, { regionIds, isCounted }: CountPlaces) =>
  ctx.change('region.count', async (tx) => {
    const rows = await tx
      .selectFrom('regions')
      .select(['id', 'level', 'path', 'mark'])
      .where('id', 'in', regionIds)
      .execute()
    for (const { level, path, mark } of rows) {
      checkKeeps(ctx.acting, path)
      if (level < 3 || (level === 3 && mark === null)) throw new Problem(countProblems['not-a-place'])
    }
    if (rows.length !== new Set(regionIds).size) throw new Problem(countProblems['not-a-place'])
    await tx
      .updateTable('regions')
      .set({ is_counted: isCounted, version: sql`version + 1` })
      .where('id', 'in', regionIds)
      .where('is_counted', '<>', isCounted)
      .execute()
    return {
      record: 'regions',
      recordId: ctx.acting.cityId,
      after: { isCounted, regionIds },
      answer: await countsOf(ctx, tx),
    }
  })

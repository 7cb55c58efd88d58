import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'
import { firstMatters, type Tally, tallyMatters } from '../matters/index.ts'
import type { Figures, Overview } from './contract.ts'
import { METRIC_KEYS, METRICS, type Metric } from './declared.ts'
import { listParts, listPlaces, listUnits } from './store.ts'

const isIn = ({ rows }: Metric, { state, light, marks }: Tally): boolean =>
  rows.state.includes(state) &&
  (rows.light === undefined || rows.light.includes(light)) &&
  (rows.mark === undefined || marks.some((mark) => rows.mark?.includes(mark))) &&
  !marks.some((mark) => rows.without?.includes(mark))

const figuresOf = (tallies: Tally[]): Figures =>
  Object.fromEntries(
    METRIC_KEYS.map((key) => [
      key,
      tallies.filter((tally) => isIn(METRICS[key], tally)).reduce((sum, { count }) => sum + count, 0),
    ]),
  ) as Figures

const isEmpty = (figures: Figures): boolean => METRIC_KEYS.every((key) => figures[key] === 0)

const byKey = (tallies: Tally[]): Map<string, Tally[]> => {
  const groups = new Map<string, Tally[]>()
  for (const tally of tallies) {
    if (tally.key === null) continue
    const group = groups.get(tally.key)
    if (group) group.push(tally)
    else groups.set(tally.key, [tally])
  }
  return groups
}

const unitGroups = async (tx: Tx, ctx: Context, tallies: Tally[]): Promise<Overview['units']> => {
  const groups = byKey(tallies)
  const units = await listUnits(tx, [...groups.keys()].map(Number))
  const figures = (id: number) => figuresOf(groups.get(String(id)) ?? [])
  const isSingle = (side: string) => side === 'civil' || ctx.acting.role === 'office'
  const single = units
    .filter(({ side }) => isSingle(side))
    .map(({ id, name, side }) => ({
      unitId: id,
      name,
      leadSide: side as 'civil' | 'military',
      figures: figures(id),
    }))
  // Nothing is counted by single troop unit outside the office (design, "Unclassified only").
  const troops = units.filter(({ side }) => !isSingle(side)).flatMap(({ id }) => groups.get(String(id)) ?? [])
  const together =
    troops.length > 0
      ? [{ unitId: null, name: '部队合计', leadSide: 'military' as const, figures: figuresOf(troops) }]
      : []
  return [...single, ...together].filter((group) => !isEmpty(group.figures))
}

/** Clause titles are kept in half width for matching; on screen Chinese punctuation stands in full width. */
const inFullWidth = (title: string): string =>
  title.replace(/[,;:]/g, (mark) => ({ ',': '，', ';': '；', ':': '：' })[mark] ?? mark)

const partGroups = async (tx: Tx, tallies: Tally[]): Promise<Overview['parts']> => {
  const groups = byKey(tallies)
  const documents = [...new Set([...groups.keys()].map((key) => Number(key.split('/')[0])))]
  const parts = await listParts(tx, documents)
  const seen = new Set<string>()
  return parts.flatMap(({ documentId, documentTitle, part, title }) => {
    const key = `${documentId}/${part}`
    if (documentId === null || part === null || seen.has(key) || !groups.has(key)) return []
    seen.add(key)
    return [
      { documentId, documentTitle, part, name: inFullWidth(title ?? part), figures: figuresOf(groups.get(key) ?? []) },
    ]
  })
}

const placeGroups = async (tx: Tx, ctx: Context, tallies: Tally[]): Promise<Overview['places']> => {
  const groups = byKey(tallies)
  const places = await listPlaces(tx, ctx.acting.regionPath)
  // A township or village has no counties under it, and its own figures are the totals.
  const counted = places.filter(({ level }) => level <= 3)
  const lines = counted.map(({ id, name, level, path }) => {
    const isOwn = path === ctx.acting.regionPath
    const isCity = isOwn && level < 3
    const own = isCity ? tallies.filter(({ key }) => key === null) : (groups.get(String(id)) ?? [])
    return { regionId: id, name: isCity ? `${name}本级` : name, isOwn: isCity, figures: figuresOf(own) }
  })
  // An office counts all of its places, so that none of its own is none. Others see of the places below no more than what
  // they are a party to: a place of which they see nothing is left out, for a 0 would say that there is nothing.
  return ctx.acting.role === 'office' ? lines : lines.filter(({ isOwn, figures }) => isOwn || !isEmpty(figures))
}

/** Every measure over the matters of a year that count once in the own place. */
export const readTotals = async (tx: Tx, ctx: Context, year: number): Promise<Figures> => {
  const [all = []] = await tallyMatters(tx, ctx, { year }, [{ by: 'all', level: 'top' }])
  return figuresOf(all)
}

const LATE_SHOWN = 8

/** The first 总览: closed, running, late by unit, by part of the plan and by place, of the matters that the post sees. */
export const readOverview = async (ctx: Context, input: { year?: number }): Promise<Overview> => {
  const year = input.year ?? Number(ctx.today.slice(0, 4))
  const late = {
    year,
    level: 'top' as const,
    open: true,
    state: [...METRICS.over.rows.state],
    light: [...METRICS.over.rows.light],
  }
  const counted = await ctx.readFigures(async (tx) => {
    // A matter and its parts count once in a place; what a unit leads counts with the unit, part or not.
    const [all = [], byLead = [], byPart = [], byCounty = []] = await tallyMatters(
      tx,
      ctx,
      { year },
      [{ by: 'all', level: 'top' }, { by: 'lead' }, { by: 'part', level: 'top' }, { by: 'county' }],
      { isToBeSummed: true },
    )
    const region = await tx
      .selectFrom('regions')
      .select('name')
      .where('id', '=', ctx.acting.regionId)
      .executeTakeFirst()
    return {
      regionName: region?.name ?? '',
      totals: figuresOf(all),
      units: await unitGroups(tx, ctx, byLead),
      parts: await partGroups(tx, byPart),
      places: await placeGroups(tx, ctx, byCounty),
      late: await firstMatters(tx, ctx, late, LATE_SHOWN),
    }
  })
  return { year, asOf: ctx.now, ...counted }
}

import type { Context } from '../../../platform/context.ts'
import { scan } from '../../../platform/secrecy/index.ts'
import { listReadableUnits, unitWords } from '../../sources/index.ts'
import { indexRegions, indexUnits, type RegionIndex, type UnitIndex } from '../../sources/reading/parts/index.ts'
import type { EntryReading, ReadSentence } from './contract.ts'
import { draftOf } from './draft.ts'
import { chipsOf, type EntryNames, effectOf, isReady } from './form.ts'
import { readFact } from './read.ts'
import { listRegionWords } from './store.ts'

/** Names that a post may meet in its sentences. */
type Words = {
  units: UnitIndex
  regions: RegionIndex
  unitNames: Map<number, string>
  regionNames: Map<number, string>
}

/** Names change a few times a year, a sentence with every key: they are kept for a minute, for the posts that type now. */
const KEPT_MS = 60_000
const MOST_KEPT = 40
const kept = new Map<string, { until: number; words: Promise<Words> }>()

const readWords = (ctx: Context): Promise<Words> =>
  ctx.read(async (tx) => {
    const { cityId, regionPath } = ctx.acting
    const units = unitWords(await listReadableUnits(tx, cityId, ctx.today), regionPath)
    const regions = await listRegionWords(tx, regionPath, ctx.today)
    return {
      units: indexUnits(units),
      regions: indexRegions(regions),
      unitNames: new Map(units.map(({ id, name }) => [id, name])),
      regionNames: new Map(regions.map(({ id, name }) => [id, name])),
    }
  })

const wordsFor = (ctx: Context): Promise<Words> => {
  const { personId, postId, cityId } = ctx.acting
  const key = `${cityId}/${personId}/${postId}/${ctx.today}`
  const now = Date.parse(ctx.now)
  const held = kept.get(key)
  if (held && held.until > now) return held.words
  const words = readWords(ctx)
  kept.delete(key)
  kept.set(key, { until: now + KEPT_MS, words })
  words.catch(() => kept.delete(key))
  for (const [oldest] of kept) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return words
}

const MOST_SECRETS = 5

const nothingRead = (ctx: Context, secrets: string[]): EntryReading => ({
  chips: [],
  draft: {
    kind: null,
    direction: null,
    startsOn: ctx.today,
    endsOn: null,
    regionId: null,
    place: '',
    units: [],
    householdIds: [],
    quantities: [],
    fields: {},
    promise: null,
    promiseOn: null,
    body: '',
  },
  effect: '',
  isReady: false,
  units: [],
  households: [],
  region: null,
  secrets,
})

/**
 * Reads a sentence as it is typed; nothing is kept. What the secrecy rules refuse is told with its reason and not read any
 * further: it will not be saved either.
 */
export const readSentence = async (ctx: Context, { text, regionId }: ReadSentence): Promise<EntryReading> => {
  const hits = scan(text)
  if (hits.length > 0)
    return nothingRead(
      ctx,
      hits.slice(0, MOST_SECRETS).map(({ excerpt, reason }) => `“${excerpt}”：${reason}`),
    )
  const words = await wordsFor(ctx)
  const home = regionId ?? ctx.acting.regionId
  const reading = readFact(text, {
    today: ctx.today,
    units: words.units,
    regions: words.regions,
    home,
    workdays: ctx.calendar,
  })
  const draft = draftOf(reading, text, { today: ctx.today, regionId: home })
  const named = draft.units.flatMap(({ unitId }) => {
    const name = words.unitNames.get(unitId)
    return name === undefined ? [] : [{ id: unitId, name }]
  })
  const regionName = draft.regionId === null ? undefined : words.regionNames.get(draft.regionId)
  const region = draft.regionId !== null && regionName !== undefined ? { id: draft.regionId, name: regionName } : null
  const names: EntryNames = {
    units: Object.fromEntries(named.map(({ id, name }) => [id, name])),
    households: {},
    region,
  }
  return {
    chips: chipsOf(reading, draft, names, ctx.today),
    draft,
    effect: effectOf(draft),
    isReady: isReady(draft, reading),
    units: named,
    households: [],
    region,
    secrets: [],
  }
}

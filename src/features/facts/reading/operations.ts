import type { Context } from '../../../platform/context.ts'
import { scanField } from '../../../platform/secrecy/index.ts'
import { CATEGORY_WORDS } from '../../registers/index.ts'
import { listReadableUnits, unitWords } from '../../sources/index.ts'
import { indexRegions, indexUnits, type RegionIndex, type UnitIndex } from '../../sources/reading/parts/index.ts'
import { kindOf, type Side } from '../kinds/all.ts'
import { isAfterClose } from '../operations/marks.ts'
import { daysOf } from '../rules.ts'
import { sidesOf } from '../sides.ts'
import { sharedName } from './asked.ts'
import type { EntryReading, ReadSentence } from './contract.ts'
import { draftOf } from './draft.ts'
import { chipsOf, type EntryNames, effectOf, isReady } from './form.ts'
import { namesIn } from './names.ts'
import { readFact } from './read.ts'
import { findFamilies, listRegionWords, pathOf, type SameName, tellApart } from './store.ts'
import type { FactReading, FamilyWord } from './types.ts'

/** Names that a post may meet in its sentences. */
type Words = {
  units: UnitIndex
  regions: RegionIndex
  unitNames: Map<number, string>
  ownSide: Side
  regionNames: Map<number, string>
}

/** Names change a few times a year, a sentence with every key: they are kept for a minute, for the posts that type now. */
const KEPT_MS = 60_000
const MOST_KEPT = 40
const kept = new Map<string, { until: number; words: Promise<Words> }>()

const readWords = (ctx: Context): Promise<Words> =>
  ctx.read(async (tx) => {
    const { cityId, regionPath } = ctx.acting
    const readable = await listReadableUnits(tx, cityId, ctx.today)
    const units = unitWords(readable, regionPath)
    const own = readable.find(({ id }) => id === ctx.acting.unitId)
    const regions = await listRegionWords(tx, regionPath, ctx.today)
    return {
      units: indexUnits(units),
      regions: indexRegions(regions),
      ownSide: own?.kind === 'troop' || own?.kind === 'body' ? 'military' : 'civil',
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

/** Families that the names of a sentence may mean; asked for posts alone that keep the register. */
const familiesFor = async (ctx: Context, { parties }: FactReading, text: string): Promise<FamilyWord[]> => {
  const { role, regionPath } = ctx.acting
  if (role !== 'office' && role !== 'station') return []
  // 老王家 is said where everybody knows which; in a village or a township, not in a city.
  const surnames =
    role === 'station'
      ? parties.flatMap(({ sort, name }) =>
          sort === 'family' ? (/^(?:老|小)([\u3400-\u9fff])/.exec(name)?.[1] ?? []) : [],
        )
      : []
  const called = namesIn(parties, text)
  if (called.length === 0 && surnames.length === 0) return []
  return ctx.read((tx) => findFamilies(tx, { names: called, surnames, ownPath: regionPath }))
}

const detailOf = (name: string, { headName, birthYear, categories, personCount }: SameName): string =>
  [
    headName === name ? '户主' : `户主${headName}`,
    birthYear === null ? null : `${birthYear} 年生`,
    categories.map((one) => CATEGORY_WORDS[one]).join('、') || null,
    `${personCount} 人`,
  ]
    .filter(Boolean)
    .join('，')

/**
 * Of names that several families bear: the one in the place that the sentence names, where only one lives there; the others are
 * asked about.
 */
const choicesFor = async (
  ctx: Context,
  reading: FactReading,
  asks: readonly string[],
  families: readonly FamilyWord[],
): Promise<{ choices: EntryReading['choices']; settled: { id: number; name: string }[] }> => {
  const names = [...new Set(reading.parties.flatMap(({ isShared, name }) => (isShared ? [name] : [])))]
  const shared = names.filter((name) => asks.includes(sharedName(name)))
  if (shared.length === 0) return { choices: [], settled: [] }
  const said = reading.place?.regionId ?? null
  return ctx.read(async (tx) => {
    const path = said === null ? null : await pathOf(tx, said)
    const choices: EntryReading['choices'] = []
    const settled: { id: number; name: string }[] = []
    for (const name of shared) {
      const own = families.filter((one) => one.names.includes(name))
      const near = path === null ? [] : own.filter((one) => one.path?.startsWith(path))
      const [only] = near
      if (only && near.length === 1) {
        settled.push({ id: only.id, name })
        continue
      }
      const rows = await tellApart(
        tx,
        name,
        (near.length > 0 ? near : own).slice(0, MOST_CHOICES).map(({ id }) => id),
      )
      const told = rows.map((one) => ({ id: one.id, name, place: one.place, detail: detailOf(name, one) }))
      choices.push({ name, families: told })
    }
    return { choices, settled }
  })
}

/** So many families of one name are offered; of more, the village is to be said. */
const MOST_CHOICES = 6
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
  asks: [],
  unfilled: [],
  lastYear: null,
  facts: [],
  choices: [],
  units: [],
  households: [],
  region: null,
  secrets,
})

/** ，那段时间已闭账，标明补记: said before it is saved. */
const closedWords = async (ctx: Context, draft: EntryReading['draft']): Promise<string> => {
  const { kind, startsOn, regionId } = draft
  const found = kind === null ? undefined : kindOf(kind)
  if (!found || startsOn === null || regionId === null || startsOn.slice(0, 7) === ctx.today.slice(0, 7)) return ''
  const { endsOn } = daysOf(found, startsOn, draft.endsOn)
  const isClosed = await ctx.read(async (tx) => {
    const path = await pathOf(tx, regionId)
    return path !== null && (await isAfterClose(tx, ctx, { region: { path }, endsOn }))
  })
  return isClosed ? '，那段时间已闭账，标明补记' : ''
}

/**
 * Reads a sentence as it is typed; nothing is kept. What the secrecy rules refuse is told with its reason and not read any
 * further: it will not be saved either.
 */
export const readSentence = async (ctx: Context, { text, regionId, kind }: ReadSentence): Promise<EntryReading> => {
  const hits = scanField(text)
  if (hits.length > 0)
    return nothingRead(
      ctx,
      hits.slice(0, MOST_SECRETS).map(({ excerpt, reason }) => `“${excerpt}”：${reason}`),
    )
  const words = await wordsFor(ctx)
  const home = regionId ?? ctx.acting.regionId
  const options = {
    today: ctx.today,
    units: words.units,
    regions: words.regions,
    home,
    workdays: ctx.calendar,
    ...(kind ? { kind } : {}),
    sides: sidesOf({ role: ctx.acting.role, unitSide: words.ownSide }),
  }
  const first = readFact(text, options)
  const families = await familiesFor(ctx, first, text)
  const reading = families.length > 0 ? readFact(text, { ...options, families }) : first
  const { asks: asked, unfilled, lastYear, ...draft } = draftOf(reading, text, { today: ctx.today, regionId: home })
  const { choices, settled } = await choicesFor(ctx, reading, asked, families)
  draft.householdIds = [...new Set([...draft.householdIds, ...settled.map(({ id }) => id)])]
  const asks = asked.filter((words) => !settled.some(({ name }) => words === sharedName(name)))
  const named = draft.units.flatMap(({ unitId }) => {
    const name = words.unitNames.get(unitId)
    return name === undefined ? [] : [{ id: unitId, name }]
  })
  const regionName = draft.regionId === null ? undefined : words.regionNames.get(draft.regionId)
  const region = draft.regionId !== null && regionName !== undefined ? { id: draft.regionId, name: regionName } : null
  const households = draft.householdIds.flatMap((id) => {
    const name = families.find((one) => one.id === id)?.names[0]
    return name === undefined ? [] : [{ id, name }]
  })
  const names: EntryNames = {
    units: Object.fromEntries(named.map(({ id, name }) => [id, name])),
    households: Object.fromEntries(households.map(({ id, name }) => [id, name])),
    region,
  }
  return {
    chips: chipsOf(reading, draft, { asks, unfilled }, names, ctx.today),
    draft,
    effect: effectOf(draft) + (await closedWords(ctx, draft)),
    isReady: isReady(draft, reading, asks),
    asks,
    unfilled,
    lastYear,
    facts: reading.facts,
    choices,
    units: named,
    households,
    region,
    secrets: [],
  }
}

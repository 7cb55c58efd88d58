import { outsideReason } from './contract.ts'
import type { Assignment, Proposal as ReadProposal, UnitSet, UnitWord } from './reading/index.ts'

/** A unit as the reading needs it, in official order (建制顺序) of its place. */
export type ReadableUnit = {
  id: number
  name: string
  shortName: string
  aliases: string[]
  kind: string
  regionPath: string
  regionLevel: number
}

/** A unit proposed as lead or helper, and why; never counted as confirmed. */
export type GuessedUnit = { unitId: number; why: 'named' | 'duty' | 'person'; word: string }

/** More helpers than this on one task are a set of units and no list; the same limit holds where a person picks them. */
export const MOST_HELPERS = 60

/** How near a unit stands to the office that reads: its own region, the regions above, those below, all others. */
const nearness = (unitPath: string, ownPath: string): number => {
  if (unitPath === ownPath) return 0
  if (ownPath.startsWith(unitPath)) return 1
  return unitPath.startsWith(ownPath) ? 2 : 3
}

/**
 * Units under every name that texts use, those of the reading office's own region first: 教育局 in a city's plan means the
 * city's bureau, in a county's plan the county's. Units come in official order. Service stations are left out: texts
 * name them as a set, never one.
 */
export const unitWords = (units: readonly ReadableUnit[], ownPath: string): UnitWord[] =>
  units
    .filter(({ kind }) => kind !== 'station')
    .map((unit, index) => ({ unit, index, near: nearness(unit.regionPath, ownPath) }))
    .sort((a, b) => a.near - b.near || a.index - b.index)
    .map(({ unit }, sort) => ({
      id: unit.id,
      name: unit.name,
      words: [...new Set([unit.name, unit.shortName, ...unit.aliases])].filter((word) => word.length >= 2),
      sort,
      kind: unit.kind,
    }))

/** One unit for every place of a level under the office: its government, else the unit of the second kind. */
const onePerPlace = (
  units: readonly ReadableUnit[],
  ownPath: string,
  level: number,
  kinds: readonly string[],
): number[] => {
  const places = new Map<string, ReadableUnit>()
  for (const unit of units) {
    if (unit.regionLevel !== level || !unit.regionPath.startsWith(ownPath) || !kinds.includes(unit.kind)) continue
    const held = places.get(unit.regionPath)
    if (!held || kinds.indexOf(unit.kind) < kinds.indexOf(held.kind)) places.set(unit.regionPath, unit)
  }
  return [...places.values()].map(({ id }) => id)
}

/** The units that a set named in a text stands for (各乡镇（街道）, 各县（市、区）, 各成员单位, 驻军部队), seen from one office. */
export const unitsOfSet = (set: UnitSet, units: readonly ReadableUnit[], ownPath: string): number[] => {
  switch (set) {
    case 'townships':
      return onePerPlace(units, ownPath, 4, ['government', 'station'])
    case 'counties':
      return onePerPlace(units, ownPath, 3, ['government', 'office'])
    case 'members':
      return units.filter(({ kind, regionPath }) => kind === 'member' && regionPath === ownPath).map(({ id }) => id)
    case 'troops':
      return units
        .filter(({ kind, regionPath }) => kind === 'troop' && regionPath.startsWith(ownPath))
        .map(({ id }) => id)
  }
}

const guessesOf = (one: Assignment, units: readonly ReadableUnit[], ownPath: string): GuessedUnit[] => {
  const ids = one.set ? unitsOfSet(one.set, units, ownPath) : one.unitId === undefined ? [] : [one.unitId]
  return ids.map((unitId) => ({ unitId, why: one.why, word: one.word }))
}

/**
 * Lead and helpers of a read proposal as unit ids. A set cannot lead: its units stand as helpers and the office picks the
 * lead. A unit stands once; the lead is no helper of itself.
 */
export const assignUnits = (
  { lead, helpers }: Pick<ReadProposal, 'lead' | 'helpers'>,
  units: readonly ReadableUnit[],
  ownPath: string,
): { lead: GuessedUnit | null; helpers: GuessedUnit[] } => {
  const leader = lead?.unitId === undefined ? null : { unitId: lead.unitId, why: lead.why, word: lead.word }
  const asked = [...(lead?.set ? [lead] : []), ...helpers].flatMap((one) => guessesOf(one, units, ownPath))
  const seen = new Set(leader ? [leader.unitId] : [])
  const kept: GuessedUnit[] = []
  for (const one of asked) {
    if (seen.has(one.unitId) || kept.length >= MOST_HELPERS) continue
    seen.add(one.unitId)
    kept.push(one)
  }
  return { lead: leader, helpers: kept }
}

const NOBODY_NAMED = '文中未点名单位'

/** Units that a text names and the directory does not hold are told first among a proposal's reasons; without a named lead nothing is sure. */
export const withOutside = ({
  outside = [],
  lead,
  confidence,
  reasons,
}: Pick<ReadProposal, 'outside' | 'lead' | 'confidence' | 'reasons'>): {
  confidence: 'high' | 'low'
  reasons: string[]
} =>
  outside.length === 0
    ? { confidence, reasons }
    : {
        confidence: lead?.why === 'named' ? confidence : 'low',
        reasons: [outsideReason(outside), ...reasons.filter((reason) => !reason.startsWith(NOBODY_NAMED))],
      }

/** A notice that forwards a document goes by the document's own name: 关于印发《要点》的通知 → 要点. */
export const forwardedTitle = (title: string): string => {
  const [, quoted, plain] = /关于(?:印发|转发)(?:《([^《》]{4,200})》|([^《》]{4,200}))的通知$/.exec(title) ?? []
  return quoted ?? plain ?? title
}

/** A longer first line is a paragraph, not a title. */
export const LONGEST_NAME = 60

/** The name of a document that states none: its file's name, else the first line of its text. */
export const fallbackTitle = (fileName: string | null, text: string): string => {
  const stem = fileName?.replace(/\.[0-9a-z]{1,5}$/iu, '').trim()
  const first = text.split('\n').find((one) => one.trim() !== '')
  const words = stem || first?.trim() || '未命名来文'
  return words.length > LONGEST_NAME ? `${words.slice(0, LONGEST_NAME)}…` : words
}

/** What PostgreSQL cannot keep in text: NUL, and halves of surrogate pairs. */
export const storableText = (text: string): string =>
  text
    .replaceAll('\u0000', '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

/** Why one document cannot take the place of another, or null. Two versions are kept by one place; a version has one successor. */
export const reviseRefusal = (
  own: { id: number; regionId: number; revisesId: number | null },
  former: { id: number; regionId: number | null; hasNewer: boolean; isNewerThanOwn: boolean },
): 'revises-itself' | 'other-office' | 'revises-in-circle' | 'already-revised' | null => {
  if (own.id === former.id) return 'revises-itself'
  if (former.regionId !== own.regionId) return 'other-office'
  if (former.isNewerThanOwn) return 'revises-in-circle'
  return former.hasNewer || own.revisesId !== null ? 'already-revised' : null
}

import { keyOf } from './fold.ts'

/** A region as the tree knows it; `words` are other names of it (锦江 for 锦江市). */
export type RegionWord = { id: number; name: string; words?: string[]; parentId: number | null }

/**
 * `regionId` where only one region can be meant; else null and `candidates`, the nearest to home first, empty where no region
 * has this name.
 */
export type PlaceMatch = { regionId: number | null; candidates: number[] }

type Region = { id: number; path: number[]; full: boolean }

export type RegionIndex = {
  /** By name, the longest first among those with one first character. */
  byFirst: Map<string, string[]>
  regions: Map<string, Region[]>
  paths: Map<number, number[]>
}

const SUFFIX =
  /(?:特别行政区|自治区|自治州|自治县|自治旗|地区|街道办事处|街道|新区|开发区|林区|[省市县区州盟旗镇乡村])$/
/** 城关镇 is not called 城关 in a document that names several. */
const SHORTEST = 2
const DEEPEST = 12

/** Index over a region tree, made once by the caller; regions in any order. */
export const indexRegions = (all: readonly RegionWord[]): RegionIndex => {
  const parents = new Map(all.map(({ id, parentId }) => [id, parentId]))
  const paths = new Map<number, number[]>()
  for (const { id } of all) {
    const path: number[] = []
    for (let at: number | null = id; at !== null && path.length < DEEPEST; at = parents.get(at) ?? null)
      path.unshift(at)
    paths.set(id, path)
  }
  const regions = new Map<string, Region[]>()
  const add = (word: string, id: number, full: boolean) => {
    const name = keyOf(word)
    if (name.length < SHORTEST) return
    const list = regions.get(name) ?? []
    if (list.some((one) => one.id === id)) return
    list.push({ id, path: paths.get(id)!, full })
    regions.set(name, list)
  }
  for (const { id, name } of all) add(name, id, true)
  for (const { id, words = [] } of all) for (const word of words) add(word, id, true)
  for (const { id, name } of all) add(name.replace(SUFFIX, ''), id, false)
  const byFirst = new Map<string, string[]>()
  for (const name of [...regions.keys()].sort((a, b) => b.length - a.length))
    byFirst.set(name.charAt(0), [...(byFirst.get(name.charAt(0)) ?? []), name])
  return { byFirst, regions, paths }
}

const isUnder = (path: readonly number[], ancestor: number | null): boolean =>
  ancestor === null || path.slice(0, -1).includes(ancestor)

type Ending = { region: Region; short: number }

/** Every way in which the text from `at` on is a chain of regions, each below the one before. */
const endingsFrom = (index: RegionIndex, text: string, at: number, above: number | null, short: number): Ending[] => {
  const found: Ending[] = []
  for (const name of index.byFirst.get(text.charAt(at)) ?? []) {
    if (!text.startsWith(name, at)) continue
    for (const region of index.regions.get(name)!) {
      if (!isUnder(region.path, above)) continue
      const shorter = short + (region.full ? 0 : 1)
      if (at + name.length === text.length) found.push({ region, short: shorter })
      else if (region.path.length < DEEPEST)
        found.push(...endingsFrom(index, text, at + name.length, region.id, shorter))
    }
  }
  return found
}

/** How many ancestors two regions share. */
const shared = (a: readonly number[], b: readonly number[]): number => {
  let count = 0
  while (count < a.length && count < b.length && a[count] === b[count]) count++
  return count
}

/**
 * The region that a place as printed means (澜川市城关镇, 城关镇, 锦江). Names before it decide between equal ones; where they do
 * not, the one that shares most of its ancestors with `home`, the region whose document it is. Full names go before short ones.
 * A place whose first names are unknown (某省城关镇) is told by the rest.
 */
export const matchPlace = (index: RegionIndex, place: string, home: number | null = null): PlaceMatch => {
  const text = keyOf(place)
  let endings: Ending[] = []
  for (let at = 0; at < text.length && at < 24 && endings.length === 0; at++)
    endings = endingsFrom(index, text, at, null, 0)
  if (endings.length === 0) return { regionId: null, candidates: [] }
  const least = Math.min(...endings.map(({ short }) => short))
  const homePath = home === null ? [] : (index.paths.get(home) ?? [])
  const near = new Map<number, number>()
  for (const { region, short } of endings) if (short === least) near.set(region.id, shared(region.path, homePath))
  const order = [...near].sort((a, b) => b[1] - a[1] || index.paths.get(a[0])!.length - index.paths.get(b[0])!.length)
  const candidates = order.map(([id]) => id)
  const [first, second] = order
  const isClear = second === undefined || (home !== null && first![1] > second[1])
  return { regionId: isClear ? first![0] : null, candidates }
}

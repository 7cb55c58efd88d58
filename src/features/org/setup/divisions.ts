import { ancestorsOf, listCities, listCounties, listProvinces, loadTree } from '../data/regions/index.ts'
import { shortRegionName } from './rules.ts'
import type { PlannedRegion } from './store.ts'

const toDivision = ({ code, name }: { code: string; name: string }) => ({ code, name })

/** Provinces, their cities and their counties to choose from, in the order of their codes. */
export const listChoices = {
  provinces: async () => (await listProvinces()).map(toDivision),
  cities: async (province: string) => (await listCities(province)).map(toDivision),
  counties: async (city: string) => (await listCounties(city)).map(toDivision),
}

export type CityTree = {
  province: PlannedRegion
  city: PlannedRegion
  /** The province, the city and everything below it, parents before children. */
  regions: PlannedRegion[]
}

/** The tree to be created for a city or county, or null for a code that is none. A county hangs under its province. */
export const cityTree = async (code: string): Promise<CityTree | null> => {
  const [top] = await ancestorsOf(code).catch(() => [])
  const seeds = await loadTree(code).catch((error: unknown) => {
    if (error instanceof RangeError) return null
    throw error
  })
  const root = seeds?.[0]
  if (!top || !seeds || !root || root.level > 3) return null
  const places = new Map<string, number>()
  const children = new Map<string, number>()
  const regions: PlannedRegion[] = []
  for (const seed of [top, { ...root, name: root.name.replace(/（市辖区）$/, '') }, ...seeds.slice(1)]) {
    const parentCode = seed.code === root.code ? top.code : seed.parentCode
    const sort = (children.get(parentCode ?? '') ?? 0) + 1
    children.set(parentCode ?? '', sort)
    places.set(seed.code, regions.length)
    regions.push({
      code: seed.code,
      name: seed.name,
      shortName: shortRegionName(seed.name, seed.level),
      level: seed.level,
      mark: seed.mark,
      parent: parentCode === null ? null : (places.get(parentCode) ?? null),
      sort,
    })
  }
  return { province: regions[0] as PlannedRegion, city: regions[1] as PlannedRegion, regions }
}

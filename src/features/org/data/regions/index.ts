import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { projectRoot } from '../../../../platform/root.ts'

/** 1 province, 2 city, 3 county, 4 township, 5 village. */
export type DivisionLevel = 1 | 2 | 3 | 4 | 5

/**
 * What stands in the statistics beside the administrative divisions: `park` a development zone or park counted as a
 * township, `zone` a zone counted as a county or a farm, forest or other unit counted as a township, `virtual` a village
 * or township that exists for counting only (虚拟社区, 生活区, 直辖村级区划).
 */
export type DivisionMark = 'park' | 'zone' | 'virtual'

/** One place as the national statistics list it. */
export interface RegionSeed {
  /** 12 digits (统计用区划代码). */
  code: string
  name: string
  level: DivisionLevel
  /** Code of the place above, or null for the root of the tree that was asked for. */
  parentCode: string | null
  mark: DivisionMark | null
}

/** A place to choose from. */
export interface DivisionChoice {
  code: string
  name: string
  mark: DivisionMark | null
}

/** The national divisions as kept in a folder by bin/extract-regions.mjs. */
export interface Divisions {
  listProvinces(): Promise<DivisionChoice[]>
  /** Cities of a province (12 digits), in the order of their codes; groups without an office of their own come with a plain name. */
  listCities(province: string): Promise<DivisionChoice[]>
  /** Counties of a city (12 digits); none for a city without counties (东莞市). */
  listCounties(city: string): Promise<DivisionChoice[]>
  /** Province and city above a city or county, highest first. */
  ancestorsOf(code: string): Promise<RegionSeed[]>
  /** A city or county (12 digits) with everything under it, parents before children. Throws a RangeError for an unknown code. */
  loadTree(code: string): Promise<RegionSeed[]>
}

const PARK =
  /开发区|工业园|产业园|科技园|物流园|农业园|创业园|工业区|园区|园$|高新|经济区|保税|港区|集中区|加工区|示范区|度假区|新区|管委会|管理委员会|风景区|实验区|试验区/u
const TOWNSHIP_NAME = /(?:街道|街道办事处|镇|乡|苏木)$/u
const VIRTUAL = /虚拟|类似/u
const COMMITTEE = /(?:村|居|家|牧|民|嘎查)委会$|委员会$|社区$|村$|嘎查$/u

/**
 * Marks follow the making of the statistical codes (国家统计局《统计用区划代码和城乡划分代码编制规则》): counties 71–80 are
 * zones; townships 001–099 街道, 100–199 镇, 200–399 乡, from 400 on units like townships; villages 001–199 居委会,
 * 200–399 村委会, from 400 on units like villages. 198 under a county is its 直辖村级区划.
 */
export const markOf = (code: string, name: string): DivisionMark | null => {
  const county = Number(code.slice(4, 6))
  const township = Number(code.slice(6, 9))
  const village = Number(code.slice(9, 12))
  if (village > 0) return VIRTUAL.test(name) || (village >= 400 && !COMMITTEE.test(name)) ? 'virtual' : null
  if (township > 0) {
    if (VIRTUAL.test(name) || name.endsWith('直辖村级区划')) return 'virtual'
    if (township < 400 || TOWNSHIP_NAME.test(name)) return null
    return PARK.test(name) ? 'park' : 'zone'
  }
  return county >= 71 && county <= 80 ? 'zone' : null
}

const unpack = promisify(brotliDecompress)
const full = (code: string): string => code.padEnd(12, '0')

interface Row {
  code: string
  name: string
}

const choice = ({ code, name }: Row): DivisionChoice => ({ code: full(code), name, mark: markOf(full(code), name) })

/** 市辖区 and 县 of a municipality and 省直辖县级行政区划 are headings of the list; they get the province's name. */
const cityName = (province: string, name: string): string =>
  /^(?:市辖区|县)$/u.test(name)
    ? `${province}（${name}）`
    : /直辖县级行政区划$/u.test(name)
      ? `${province}直辖县（市）`
      : name

/** Opens the divisions kept in `dir` (in this repository: this file's folder). Files are read when first asked for. */
export const openDivisions = (dir: string): Divisions => {
  let overview: Promise<Row[]> | undefined

  const readOverview = async (): Promise<Row[]> => {
    const text = await readFile(join(dir, 'overview.txt'), 'utf8')
    const rows = text
      .split('\n')
      .filter((line) => /^\d/u.test(line))
      .map((line) => {
        const space = line.indexOf(' ')
        return { code: line.slice(0, space), name: line.slice(space + 1) }
      })
    const provinces = new Map(rows.filter(({ code }) => code.length === 2).map(({ code, name }) => [code, name]))
    return rows.map(({ code, name }) =>
      code.length === 4 ? { code, name: cityName(provinces.get(code.slice(0, 2)) ?? '', name) } : { code, name },
    )
  }

  const rowsOf = (): Promise<Row[]> => {
    overview ??= readOverview()
    return overview
  }

  // A city without counties is listed once more as its own county, under the same twelve digits: only the city is kept.
  const isRepeated = ({ code }: Row): boolean => code.length === 6 && code.endsWith('00')

  const listed = async (start: string, length: number): Promise<DivisionChoice[]> =>
    (await rowsOf())
      .filter((row) => row.code.length === length && row.code.startsWith(start) && !isRepeated(row))
      .map(choice)

  const ancestorsOf = async (code: string): Promise<RegionSeed[]> => {
    const rows = await rowsOf()
    const found: RegionSeed[] = []
    const lengths = code.endsWith('00000000') ? [2] : [2, 4]
    for (const length of lengths) {
      const row = rows.find((candidate) => candidate.code === code.slice(0, length))
      if (!row) throw new RangeError(`unknown division ${code}`)
      const parentCode = length === 2 ? null : full(code.slice(0, 2))
      found.push({ code: full(row.code), name: row.name, level: length === 2 ? 1 : 2, parentCode, mark: null })
    }
    return found
  }

  const seedsBelow = async (root: Row): Promise<RegionSeed[]> => {
    const packed = await readFile(join(dir, `${root.code.slice(0, 2)}.txt.br`))
    const lines = (await unpack(packed)).toString('utf8').split('\n')
    const start = root.code.slice(2)
    const rootCode = full(root.code)
    const seeds: RegionSeed[] = []
    const push = (code: string, name: string, level: DivisionLevel, above: string | null) =>
      seeds.push({ code, name, level, parentCode: above, mark: markOf(code, name) })
    push(rootCode, root.name, root.code.length === 4 ? 2 : 3, null)

    let county = ''
    let countyCode = ''
    let townshipCode = ''
    for (const line of lines) {
      if (line.startsWith('=')) {
        county = line.slice(1, 5)
        countyCode = full(root.code.slice(0, 2) + county)
        if (county.startsWith(start) && countyCode !== rootCode) push(countyCode, line.slice(5), 3, rootCode)
      } else if (!county.startsWith(start)) {
        // another city or county of the province
      } else if (line.startsWith('-')) {
        townshipCode = `${countyCode.slice(0, 6)}${line.slice(1, 4)}000`
        push(townshipCode, line.slice(4), 4, countyCode)
      } else {
        push(`${townshipCode.slice(0, 9)}${line.slice(0, 3)}`, line.slice(3), 5, townshipCode)
      }
    }
    return seeds
  }

  return {
    listProvinces: () => listed('', 2),
    listCities: (province) => listed(province.slice(0, 2), 4),
    listCounties: (city) => listed(city.slice(0, 4), 6),
    ancestorsOf,
    loadTree: async (code) => {
      const isWellFormed = /^\d{6}0{6}$/u.test(code)
      const short = code.slice(4, 6) === '00' ? code.slice(0, 4) : code.slice(0, 6)
      const root = isWellFormed ? (await rowsOf()).find((row) => row.code === short) : undefined
      if (!root) throw new RangeError(`unknown division ${code}`)
      return seedsBelow(root)
    },
  }
}

/** The divisions kept in this repository; the same files for the sources, the tests and the built server. */
export const divisions: Divisions = openDivisions(join(projectRoot, 'src/features/org/data/regions'))

export const { listProvinces, listCities, listCounties, ancestorsOf, loadTree } = divisions

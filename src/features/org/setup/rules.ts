import type { Role } from '../../../platform/acting.ts'
import { levelWord, type UnitKind, type UnitSide } from '../units/rules.ts'

/** One line of data/duties.json: a duty of a member unit as cities commonly share them out. */
export type DutyLine = {
  unit: string
  aliases: string[]
  phrase: string
  words: string[]
  source: string
  weight?: number
  verified: boolean
}

export type PlannedUnit = {
  name: string
  shortName: string
  aliases: string[]
  kind: UnitKind
  side: UnitSide
  duties: { phrase: string; words: string[]; source: string; weight: number }[]
}

const COUNTY_NAMES: Record<string, string> = {
  军分区: '人民武装部',
  市中级人民法院: '市人民法院',
}

/** A unit of a city, named for the level set up: 市教育局 → 县教育局. Names without 市 stand as they are. */
const atLevel = (name: string, word: string, isCounty: boolean): string => {
  const known = isCounty ? (COUNTY_NAMES[name] ?? name) : name
  return word === '市' ? known : known.replace('市', word)
}

const MILITARY = /军分区|警备区|人民武装部/

/** Member units with their duties in the official order of the data file; every duty waits to be confirmed locally. */
export const plannedMembers = (lines: readonly DutyLine[], cityName: string, level: number): PlannedUnit[] => {
  const word = levelWord(cityName)
  const units = new Map<string, PlannedUnit>()
  for (const line of lines) {
    const name = atLevel(line.unit, word, level === 3)
    let unit = units.get(name)
    if (!unit) {
      const aliases = [
        ...new Set([
          ...line.aliases.map((alias) => atLevel(alias, word, false)),
          ...(name === line.unit ? [] : [line.unit.replace(/^市/, '')]),
        ]),
      ]
      const shortName = aliases.find((alias) => alias.startsWith(word) && alias.length < name.length) ?? name
      unit = {
        name,
        shortName,
        aliases: aliases.filter((alias) => alias !== name && !/双拥/.test(alias)),
        kind: 'member',
        side: MILITARY.test(name) ? 'military' : 'civil',
        duties: [],
      }
      units.set(name, unit)
    }
    const { phrase, words, source, weight = 1 } = line
    unit.duties.push({ phrase, words, source, weight })
  }
  return [...units.values()]
}

/** The office and the leading group of a place, before its member units. */
export const plannedOffice = (prefix: string): PlannedUnit[] => [
  {
    name: `${prefix}双拥办`,
    shortName: '双拥办',
    aliases: ['双拥工作领导小组办公室'],
    kind: 'office',
    side: 'civil',
    duties: [],
  },
  {
    name: `${prefix}双拥工作领导小组`,
    shortName: '双拥工作领导小组',
    aliases: [],
    kind: 'group',
    side: 'civil',
    duties: [],
  },
]

export type FirstPost = { login: string; name: string; role: Role; postName: string }

/** The three administrators, apart, whom a real city begins with. */
export const ADMINISTRATOR_POSTS: readonly FirstPost[] = [
  { login: 'sysadmin', name: '系统管理员甲', role: 'sysadmin', postName: '系统管理员' },
  { login: 'secadmin', name: '安全管理员甲', role: 'secadmin', postName: '安全管理员' },
  { login: 'auditor', name: '审计管理员甲', role: 'auditor', postName: '审计管理员' },
]

/** The office's first post. */
export const firstOfficePost = (prefix: string): FirstPost => ({
  login: 'office',
  name: `${prefix}双拥办经办甲`,
  role: 'office',
  postName: `${prefix}双拥办综合岗`,
})

const OFFICES = /(社区)?居民委员会$|村民委员会$|居委会$|村委会$|办事处$/

/** A place as people call it: 青山村 for 青山村民委员会, 兴国 for 兴国县; never shorter than two characters. */
export const shortRegionName = (name: string, level: number): string => {
  if (level === 5) {
    if (/社区居民委员会$|社区居委会$/.test(name)) return name.replace(OFFICES, '社区')
    if (/村民委员会$/.test(name)) return name.replace(/村民委员会$/, '村').replace(/村村$/, '村')
    if (/村委会$/.test(name)) return name.replace(/村委会$/, '村').replace(/村村$/, '村')
    return name.replace(OFFICES, '') || name
  }
  if (level === 4) return name.replace(/办事处$/, '')
  const short = name.replace(/(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|地区|省|市|区|县)$/, '')
  return [...short].length >= 2 ? short : name
}

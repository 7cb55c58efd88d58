import { SIGN, tableOf } from './alphabet.ts'
import { fold } from './fold.ts'
import type { Scan } from './scan.ts'
import type { UnitSet, UnitWord } from './types.ts'
import { lowestOf, PairTable, WordIndex } from './words.ts'

/** One department under the names that texts use for it: full, short, and as 部门. */
const DEPARTMENTS: string[][] = [
  ['人力资源和社会保障', '人力资源社会保障', '人社'],
  ['发展和改革', '发展改革', '发改'],
  ['卫生健康', '卫健', '卫生'],
  ['住房和城乡建设', '住房城乡建设', '城乡建设', '住建'],
  ['文化广电旅游', '文化和旅游', '文化广电和旅游', '文化旅游', '文广旅', '文旅', '文化'],
  ['自然资源和规划', '自然资源', '规划和自然资源'],
  ['城市管理', '城市综合管理', '城市管理和综合执法', '城管'],
  ['交通运输', '交通'],
  ['教育体育', '教育', '教体'],
  ['退役军人事务', '退役军人管理', '退役军人'],
  ['应急管理', '应急'],
  ['医疗保障', '医保'],
  ['生态环境', '环保'],
  ['农业农村', '农业'],
  ['市场监督管理', '市场监管'],
  ['国有资产监督管理', '国资'],
  ['民族宗教事务', '民宗'],
  ['地方金融监督管理', '金融监管', '金融'],
  ['行政审批', '政务服务', '行政审批服务', '政务服务和数据管理'],
  ['粮食和物资储备', '粮食'],
  ['园林绿化', '园林'],
]

const ENDINGS = ['委员会', '办公室', '管理局', '局', '委', '办', '厅', '部', '中心', '支队']
const TEXT_ENDINGS = ['部门', '主管部门', '行政部门', '局', '委', '机关']
/** 市城市管理局: of a name that begins with its level that level is all. */
const REGION = /^(?![市县区州]城市)(?:[\u3400-\u9fff]{1,8}?(?:自治州|地区|市|县|区|州|盟|旗))(?=[\u3400-\u9fff]{2})/

const SETS: [set: UnitSet, first: string, second: string | null, pattern: RegExp][] = [
  [
    'townships',
    '各全',
    '乡镇市县区',
    /(?:各|全(?:市|县|区)各)(?:乡|镇){1,2}(?:\((?:街道|场|街道办事处|镇)\)|、?街(?:道(?:办事处)?|(?![头面区巷])))?(?:党委、?政府|政府)?/y,
  ],
  ['townships', '乡镇', '乡镇(', /(?:乡|镇){1,2}\(街道\)(?:党委、?政府|政府)?/y],
  ['townships', '各', '街', /各街道(?:\(乡镇\)|党工委|办事处|、?乡镇|、各?镇)?/y],
  [
    'counties',
    '各全',
    '县区市',
    /(?:各|全市各)(?:县|区|市)(?:\((?:市|区|县)(?:、(?:市|区|县))?\)|市区|、市、区|、区|区)?(?:党委、?政府|人民政府|政府|双拥办|委)?/y,
  ],
  [
    'members',
    '各市县区双领全成',
    '级双领各全成体拥导员',
    /(?:各级|各|市|县|区)?(?:双拥(?:工作)?)?(?:领导小组)?(?:各|全体)?成员单位/y,
  ],
  ['members', '各', '有相责级部单', /各(?:有关|相关|责任|级各)?(?:部门(?:各?单位)?|单位)/y],
  ['troops', '各驻', null, /(?:各)?驻(?:[\u3400-\u9fff]{1,2}?)?(?:各)?(?:军|部队)(?:各)?(?:部队|单位|官兵)?/y],
]

const SETS_BY_PAIR = new PairTable(SETS.map(([, first, second]) => [first, second]))

export type Mention = { start: number; end: number; word: string; unitId?: number; set?: UnitSet }

/**
 * `listed` reads what stands under a label, where every item is a name; without it `find` does. `within` finds in a stretch of
 * a text, its offsets those of the text; `opens` tells without reading on whether a name may stand within the first two
 * characters of a stretch.
 */
export type UnitIndex = {
  find: (folded: string) => Mention[]
  within: (scan: Scan, start: number, end: number) => Mention[]
  listed?: (folded: string) => Mention[]
  opens?: (scan: Scan, start: number, end: number) => boolean
}

const withoutRegion = (name: string): string => {
  const match = REGION.exec(name)
  const rest = match ? name.slice(match[0].length) : name
  // 澜川市委办公室 keeps 市委; 市教育局 loses its level.
  if (match && /^委/.test(rest)) return match[0].slice(-1) + rest
  return /^[市县区州](?!委)/.test(rest) && rest.length >= 4 ? rest.slice(1) : rest
}

/** Every way a text may write this name. */
const variantsOf = (name: string): string[] => {
  const short = withoutRegion(fold(name).replace(/\s/g, ''))
  const variants = new Set([short])
  // The same text may come from the level above or below: 市委宣传部, 区委宣传部, 党委宣传部.
  if (/^[市县区州]委/.test(short)) {
    for (const level of ['市', '县', '区', '州', '省', '党', '地']) variants.add(level + short.slice(1))
    if (short.length >= 5) variants.add(short.slice(2))
  }
  const ending = ENDINGS.find((one) => short.endsWith(one) && short.length - one.length >= 2)
  if (!ending) return [...variants]
  const stem = short.slice(0, short.length - ending.length)
  const family = DEPARTMENTS.find((names) => names.includes(stem)) ?? [stem]
  for (const one of family) {
    variants.add(one + ending)
    if (ending === '办公室') variants.add(`${one}办`)
    if (ending !== '中心' && ending !== '支队') for (const text of TEXT_ENDINGS) variants.add(one + text)
  }
  return [...variants]
}

/** Level words before a unit's name belong to the mention: 市教育局, 区委宣传部, 各级双拥办. */
const LEVEL_BEFORE = /(?:各级|市级|县级|区级|市委|县委|区委|州委|市|县|区|州)$/
const LONGEST_LEVEL = 2
const LEVEL_LAST = tableOf('级委市县区州')

const levelBefore = (text: string, from: number, at: number): number => {
  if (at === from || LEVEL_LAST[SIGN[text.charCodeAt(at - 1)]!] !== 1) return 0
  return LEVEL_BEFORE.exec(text.slice(Math.max(from, at - LONGEST_LEVEL), at))?.[0].length ?? 0
}

/** The set of units that begins at this place and ends no later than `end`. */
const setAt = (text: string, at: number, end: number): Mention | null => {
  for (let tried = SETS_BY_PAIR.at(text, at); tried !== 0; tried &= tried - 1) {
    const [set, , , pattern] = SETS[lowestOf(tried)]!
    pattern.lastIndex = at
    let word = pattern.exec(text)?.[0]
    // What goes on behind the stretch is read anew within it.
    if (word !== undefined && at + word.length > end) {
      pattern.lastIndex = 0
      word = pattern.exec(text.slice(at, end))?.[0]
    }
    if (word !== undefined && word.length >= 2) return { start: at, end: at + word.length, word, set }
  }
  return null
}

const NOBODY: Mention[] = []

/**
 * Finds units by name, short name, alias and 部门, and the sets of units. The longest name wins; of two units under one
 * word the first in official order.
 */
export const indexUnits = (units: UnitWord[]): UnitIndex => {
  const index = new WordIndex<UnitWord>()
  const ordered = [...units].sort((a, b) => a.sort - b.sort || a.id - b.id)
  for (const unit of ordered) index.add(withoutRegion(fold(unit.name).replace(/\s/g, '')), unit)
  for (const unit of ordered) for (const word of unit.words) index.add(fold(word).replace(/\s/g, ''), unit)
  for (const unit of ordered)
    for (const word of [unit.name, ...unit.words]) for (const one of variantsOf(word)) index.add(one, unit)

  const mentionsIn = (text: string, from: number, to: number): Mention[] => {
    let mentions: Mention[] | null = null
    let floor = from
    for (let at = from; at + 1 < to; at++) {
      const isSet = SETS_BY_PAIR.at(text, at) !== 0
      if (!isSet && !index.may(text, at)) continue
      const hit = index.at(text, at, to)
      const set = isSet ? setAt(text, at, to) : null
      if (set && (!hit || set.end > hit.end)) {
        mentions ??= []
        mentions.push(set)
        floor = set.end
      } else if (hit) {
        mentions ??= []
        const start = Math.max(floor, at - levelBefore(text, from, at))
        mentions.push({ start, end: hit.end, word: text.slice(start, hit.end), unitId: hit.values[0]!.id })
        floor = hit.end
      } else continue
      at = floor - 1
    }
    return mentions ?? NOBODY
  }
  const find = (folded: string): Mention[] => mentionsIn(folded, 0, folded.length)
  const within = ({ text }: Scan, start: number, end: number): Mention[] => mentionsIn(text, start, end)
  // Before a name its level may stand, which is no part of the list.
  const opens = ({ text }: Scan, start: number, end: number): boolean => {
    const last = Math.min(start + 1 + LONGEST_LEVEL, end - 2)
    for (let at = start; at <= last; at++) if (SETS_BY_PAIR.at(text, at) !== 0 || index.may(text, at)) return true
    return false
  }
  return { find, within, opens }
}

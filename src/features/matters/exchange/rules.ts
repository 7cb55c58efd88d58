import type { SheetValues } from '../../../platform/sheets/index.ts'
import { dayInWords } from '../../sources/index.ts'
import { CATEGORIES, type MatterRow } from '../contract.ts'
import { CATEGORY_LABELS } from '../ui/labels.ts'
import type { ImportKey } from './template.ts'

/** A unit under every name by which a sheet may call it. */
export type NamedUnit = {
  id: number
  name: string
  shortName: string
  aliases: string[]
  regionId: number
  regionName: string
}
/** A leader's post, and who holds it. */
export type NamedLeader = { id: number; name: string; people: string[]; regionId: number }
/** A matter of the ledger that a row may name by its code. */
export type KnownMatter = { code: string; title: string | null; dueOn: string | null }

export type Ground = {
  units: UnitNames
  leaders: readonly NamedLeader[]
  known: ReadonlyMap<string, KnownMatter>
  /** Open tasks by title, to say what stands there already. */
  openTitles: ReadonlyMap<string, string>
  /** Lines of new rows by title, to say which of them are alike. */
  titleLines: ReadonlyMap<string, readonly number[]>
  /** Region of the office that takes the sheet in. */
  regionId: number
  /** Year of days that are written without one. */
  year: number
  category: MatterRow['category']
}

/** A row as it will become a task. */
export type ReadTask = {
  title: string
  category: MatterRow['category']
  leadUnitId: number
  leadName: string
  helperUnitIds: number[]
  helperNames: string[]
  leaderPostId: number | null
  leaderName: string | null
  dueOn: string | null
  dueWords: string
  progress: string
  evidenceNamed: string
  remark: string
}

export type Judged = {
  status: 'new' | 'known' | 'wrong'
  code: string | null
  task: ReadTask | null
  /** What the person should know, nothing that holds the row up. */
  hints: string[]
  /** Wrong cells: what stands there and what to do. */
  wrong: { key: ImportKey; words: string }[]
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '')

/** Names in one cell: 市教育局、市财政局；市人社局. */
export const splitNames = (text: string): string[] =>
  text
    .split(/[、，,；;\n/／]|\s{2,}/)
    .map((name) => name.trim().replace(/等$/, ''))
    .filter(Boolean)

type Found = { id: number; name: string } | { wrong: string }

/** Units by their full names, and by short names and aliases. */
export type UnitNames = { full: Map<string, NamedUnit[]>; other: Map<string, NamedUnit[]> }

export const indexUnits = (units: readonly NamedUnit[]): UnitNames => {
  const index: UnitNames = { full: new Map(), other: new Map() }
  const add = (to: Map<string, NamedUnit[]>, name: string, unit: NamedUnit) => {
    const named = to.get(plain(name)) ?? []
    if (!named.includes(unit)) to.set(plain(name), [...named, unit])
  }
  for (const unit of units) {
    add(index.full, unit.name, unit)
    for (const name of [unit.shortName, ...unit.aliases]) add(index.other, name, unit)
  }
  return index
}

/**
 * The unit that a sheet means: by full name, else by short name or alias; of several under one name the one in the office's
 * own region, and where that leaves more than one the person is asked.
 */
export const findUnit = (text: string, units: UnitNames, regionId: number): Found => {
  const wanted = plain(text)
  const named = units.full.get(wanted) ?? units.other.get(wanted) ?? []
  const own = named.filter((unit) => unit.regionId === regionId)
  const [one, ...more] = own.length > 0 ? own : named
  if (!one) return { wrong: `组织里没有“${text}”，改为单位的全称、简称或别名` }
  if (more.length === 0) return { id: one.id, name: one.name }
  const choices = [one, ...more].slice(0, 4).map(({ name, regionName }) => `${name}（${regionName}）`)
  return { wrong: `“${text}”有 ${more.length + 1} 家：${choices.join('、')}，写全称` }
}

/** The leader that a sheet means: by the name of the post or of who holds it, else by part of the post's name. */
export const findLeader = (text: string, leaders: readonly NamedLeader[], regionId: number): Found => {
  const wanted = plain(text)
  const by = (fits: (leader: NamedLeader) => boolean) => {
    const all = leaders.filter(fits)
    const own = all.filter((leader) => leader.regionId === regionId)
    return own.length > 0 ? own : all
  }
  const exact = by(({ name, people }) => [name, ...people].some((one) => plain(one) === wanted))
  const named = exact.length > 0 ? exact : by(({ name }) => wanted.length >= 2 && plain(name).includes(wanted))
  const [one, ...more] = named
  if (!one) return { wrong: `没有“${text}”这个领导岗位或任职人，改为岗位名称，或空着以后再定` }
  if (more.length === 0) return { id: one.id, name: one.name }
  return {
    wrong: `“${text}”有 ${named.length} 个：${named
      .slice(0, 4)
      .map(({ name }) => name)
      .join('、')}，写岗位全称`,
  }
}

const ISO = /^\d{4}-\d\d-\d\d$/

/** A day as written: a day, words that mean one (6月底前), or words that mean none (全年), which stay as they are. */
export const readDue = (text: string | null, year: number): { dueOn: string | null; dueWords: string } => {
  if (!text) return { dueOn: null, dueWords: '' }
  if (ISO.test(text)) return { dueOn: text, dueWords: '' }
  return { dueOn: dayInWords(text, year), dueWords: dayInWords(text, year) === null ? text : '' }
}

const categoryOf = (label: string | null, otherwise: MatterRow['category']): MatterRow['category'] =>
  CATEGORIES.find((category) => CATEGORY_LABELS[category] === label) ?? otherwise

const textOf = (value: string | number | null): string => (value === null ? '' : String(value))

const MOST_LINES = 5

/** 第 3、7 行. */
const linesOf = (lines: readonly number[]): string =>
  `第 ${lines.slice(0, MOST_LINES).join('、')}${lines.length > MOST_LINES ? ' 等' : ''} 行`

/** The lines of the rows that are not in the ledger yet, by title. */
export const linesByTitle = (
  rows: readonly { line: number; values: SheetValues<ImportKey> }[],
): Map<string, number[]> => {
  const lines = new Map<string, number[]>()
  for (const { line, values } of rows) {
    const title = plain(textOf(values.title))
    if (title !== '' && textOf(values.code) === '') lines.set(title, [...(lines.get(title) ?? []), line])
  }
  return lines
}

/** Judges one row: already in the ledger, ready to become a task, or wrong in named cells. */
export const judgeRow = (values: SheetValues<ImportKey>, ground: Ground, line: number): Judged => {
  const code = textOf(values.code) || null
  if (code) {
    const matter = ground.known.get(code)
    if (!matter)
      return {
        status: 'wrong',
        code,
        task: null,
        hints: [],
        wrong: [{ key: 'code', words: `台账里没有编号“${code}”，作为新事项导入的把这一格清空` }],
      }
    const isOther = matter.title !== null && plain(matter.title) !== plain(textOf(values.title))
    const hints = [isOther ? `已在台账，表中名称与台账“${matter.title}”不同，台账不改` : '已在台账，不重复立项']
    return { status: 'known', code, task: null, hints, wrong: [] }
  }
  const wrong: Judged['wrong'] = []
  const hints: string[] = []
  const found = <Key extends ImportKey>(key: Key, answer: Found): { id: number; name: string } | null => {
    if (!('wrong' in answer)) return answer
    wrong.push({ key, words: answer.wrong })
    return null
  }
  const unitsIn = (key: 'lead' | 'helpers') =>
    splitNames(textOf(values[key])).flatMap((name) => found(key, findUnit(name, ground.units, ground.regionId)) ?? [])
  const [lead, ...alsoLead] = unitsIn('lead')
  const helpers = [...alsoLead, ...unitsIn('helpers')].filter(
    ({ id }, place, all) => id !== lead?.id && all.findIndex((one) => one.id === id) === place,
  )
  if (lead && alsoLead.length > 0) hints.push(`牵头写了 ${alsoLead.length + 1} 家，由${lead.name}牵头，其余列为配合`)
  const leaderText = textOf(values.leader)
  const leader = leaderText ? found('leader', findLeader(leaderText, ground.leaders, ground.regionId)) : null
  const due = readDue(values.due === null ? null : String(values.due), ground.year)
  if (due.dueWords) hints.push(`完成时限“${due.dueWords}”记作未定期，原话保留`)
  const title = textOf(values.title)
  const same = ground.openTitles.get(plain(title))
  if (same) hints.push(`台账里已有同名事项 ${same}`)
  const alike = (ground.titleLines.get(plain(title)) ?? []).filter((other) => other !== line)
  if (title !== '' && alike.length > 0) hints.push(`与表内${linesOf(alike)}同名，是同一件的删去一行，是两件的照常导入`)
  if (!lead || wrong.length > 0) return { status: 'wrong', code: null, task: null, hints, wrong }
  const task: ReadTask = {
    title,
    category: categoryOf(values.category as string | null, ground.category),
    leadUnitId: lead.id,
    leadName: lead.name,
    helperUnitIds: helpers.map(({ id }) => id),
    helperNames: helpers.map(({ name }) => name),
    leaderPostId: leader?.id ?? null,
    leaderName: leader?.name ?? null,
    ...due,
    progress: textOf(values.progress),
    evidenceNamed: textOf(values.evidence),
    remark: textOf(values.remark),
  }
  return { status: 'new', code: null, task, hints, wrong: [] }
}

/** Numbers of open tasks by title: the same without white space and width; of several the oldest is named. */
export const codesByTitle = (tasks: readonly { title: string; code: string | null }[]): Map<string, string> =>
  new Map(tasks.map(({ title, code }) => [plain(title), code ?? '']))

import { isEndMark, isPast } from './acts.ts'
import { SIGN, tableOf } from './alphabet.ts'
import { CHECK_LABEL, type Checked, checkedForAll, isCheckLabel } from './checked.ts'
import { LISTED_PAPER } from './clauses.ts'
import { type Act, BAR, type Context, subjectEnd } from './context.ts'
import { deadlineOf } from './deadlines.ts'
import { type LabelRole, labelAt, mayBeLabel } from './labels.ts'
import {
  type Labelled,
  NOBODY,
  type Responsible,
  readLabelled,
  readLabels,
  readResponsible,
  responsibleIn,
} from './responsible.ts'
import { Pieces, splitSentences } from './segments.ts'
import { addActs } from './separate.ts'
import type { Assignment } from './types.ts'
import { Endings } from './words.ts'

const UNLABELLED: Labelled = { responsible: NOBODY, deadlineText: null, found: false }

const lengthWithoutMarks = (text: string): number => {
  let length = text.length
  while (length > 0 && isEndMark(text.charCodeAt(length - 1))) length--
  return length
}

/** `责任单位:甲局,完成时限:7月底前` is two labels. */
const splitBeforeLabel = (piece: string): string[] => {
  const parts: string[] = []
  let rest = ''
  for (const part of piece.split(',')) {
    if (labelAt(part.trim()) && rest !== '') {
      parts.push(rest)
      rest = part
    } else rest = rest === '' ? part : `${rest},${part}`
  }
  return [...parts, rest]
}

/** 责任单位:甲局  配合单位:乙局 */
const BLANK_BEFORE_LABEL =
  /\s+(?=(?:牵头|主办|主责|责任|配合|协办|协同|参与|完成|办理|办结|时限)[\u3400-\u9fff]{0,4}:)/g

const splitLabels = (text: string): string[] =>
  text.replace(BLANK_BEFORE_LABEL, ';').replaceAll('。', ';').split(';').flatMap(splitBeforeLabel)

const onlyUnits = (context: Context, text: string): boolean => {
  const mentions = context.units.find(text)
  const named = mentions.reduce((sum, mention) => sum + mention.end - mention.start, 0)
  return mentions.length > 0 && named >= text.replace(/[、,和等各有关单位部门\s]/g, '').length * 0.8
}

/** 战备建设处牵头, 甲局、乙科负责: in a bracket every item before such a word is a name. */
const SAYS_WHO =
  /^(?:由)?([\u3400-\u9fff()、]{2,80}?)(?:等(?:有关)?(?:单位|部门)?)?(?:分别|共同|具体|按职责(?:分工)?)?(牵头(?:负责)?|负责(?:落实)?|主办|承办|落实|配合|协助|协同|协办|参与)$/
const ROLES: Record<string, LabelRole> = { 牵: 'lead', 主: 'lead', 配: 'helpers', 协: 'helpers', 参: 'helpers' }

const readBracket = (context: Context, inside: string): Responsible => {
  const { units } = context
  const responsible: Responsible = { lead: null, helpers: [] }
  for (const piece of inside.split(/[,;。]/)) {
    const said = SAYS_WHO.exec(piece.trim())
    if (
      said &&
      withoutBrackets(said[1]!)
        .split('、')
        .every((item) => ENDS_LIKE_OFFICE.test(item))
    )
      readLabelled(said[1]!, ROLES[said[2]!.charAt(0)] ?? 'units', units, responsible)
    else if (units.find(piece).length > 0) return readResponsible(inside, units)
  }
  return responsible.lead || responsible.helpers.length > 0 ? responsible : readResponsible(inside, units)
}
/** 各县(市、区)人武部 is one name. */
const withoutBrackets = (words: string): string => words.replace(/\([^()]*\)/g, '')
const ENDS_LIKE_OFFICE = /(?:[局委办部处科室会站所院社校团队司馆行厅]|中心|公司|政府|单位|部门|[乡镇街道区县村组]|\))$/

/** Labels in a sentence's own parentheses: `…入学工作(责任单位:市教育局)。` or `(市教育局牵头,市人社局配合)`. */
export const insideLabels = (context: Context, text: string): Labelled => {
  const pieces: string[] = []
  let bracketed: Responsible = NOBODY
  if (!text.includes('(')) return UNLABELLED
  for (const match of text.matchAll(/\(((?:[^()]|\([^()]{1,12}\)){2,200})\)/g)) {
    const inside = match[1]!
    if (labelAt(inside)) pieces.push(...splitLabels(inside))
    else if (/(?:牵头|负责|配合|协办|协同|落实)/.test(inside)) bracketed = readBracket(context, inside)
    else if (match.index + match[0].length >= lengthWithoutMarks(text) && onlyUnits(context, inside)) {
      if (bracketed === NOBODY) bracketed = { lead: null, helpers: [] }
      readLabelled(inside, 'units', context.units, bracketed)
    }
  }
  const labelled = readLabels(pieces, context.units)
  if (!labelled.found && (bracketed.lead || bracketed.helpers.length > 0))
    return { responsible: bracketed, deadlineText: null, found: true }
  return labelled
}

const DASH = 0x2014
const OPENS_BRACKET = tableOf('([【')

/** Units of a sentence that is nothing but a bracket with them: (市双拥办、市委党校负责)。 */
const bracketAlone = (context: Context, text: string): Labelled | null => {
  const inside = /^[([【]((?:[^()[\]【】]|\([^()]{1,12}\)){2,120})[)\]】][。;]?$/.exec(text)?.[1]
  if (inside === undefined || labelAt(inside)) return null
  const says = /(?:牵头|负责|配合|协办|协同|承办|落实)/.test(inside)
  const responsible: Responsible = says ? readBracket(context, inside) : { lead: null, helpers: [] }
  if (!says && onlyUnits(context, inside)) readLabelled(inside, 'units', context.units, responsible)
  if (!responsible.lead && responsible.helpers.length === 0) return null
  const days = inside.split(/[,;]/).map((part) => deadlineOf(part, context.days.context))
  return { responsible, deadlineText: days.find((day) => day !== null)?.text ?? null, found: true }
}

const PASSES = /^(?:——|—|-)?(?:并)?(?:由|请)?/
const ONLY_LEADS = /^(?:具体|共同)?(?:牵头|负责|主办|承办|牵头负责|负责落实|牵头落实|配合|协助|参与)$/

/** Units of a sentence that says who leads and who helps, and nothing else: 由市住建局牵头,市财政局配合。 */
const whoAlone = (context: Context, start: number, end: number): Labelled | null => {
  const { text } = context.scan
  let to = end
  while (to > start && isEndMark(text.charCodeAt(to - 1))) to--
  if (to - start > LONGEST_WHO || !ENDS_WHO.in(text, start, to)) return null
  for (let from = start; from < to; ) {
    const comma = text.indexOf(',', from)
    const until = comma === -1 || comma > to ? to : comma
    const begin = from + PASSES.exec(text.slice(from, until))![0].length
    const units = subjectEnd(context, begin, until)
    if (units === 0 || !ONLY_LEADS.test(text.slice(begin + units, until))) return null
    from = until + 1
  }
  const said = text.slice(start, to).replace(/^[—-]+/, '')
  const responsible = readResponsible(said, context.units)
  return responsible.lead ? { responsible, deadlineText: null, found: true } : null
}
const LONGEST_WHO = 120
const ENDS_WHO = new Endings(['牵头', '负责', '主办', '承办', '落实', '配合', '协助', '参与'])

/** `bracketed`: units in the first bracket of its own; they answer for the clause's heading as well. */
export type OwnText = { acts: Act[]; labels: Labelled; checked: Checked | null; bracketed: Labelled | null }

const HELPS = new Endings(['配合', '协助', '协办', '参与', '参加'])
const HELPING = /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:共同|积极|分别)?(?:配合|协助|协办|参与|参加)$/

/** Those whom a whole sentence names as helping and nothing else; null for any other sentence. */
const helpersAlone = (context: Context, start: number, end: number): Assignment[] | null => {
  const { text } = context.scan
  let to = end
  while (to > start && isEndMark(text.charCodeAt(to - 1))) to--
  if (!HELPS.in(text, start, to)) return null
  const units = subjectEnd(context, start, to)
  return units > 0 && HELPING.test(text.slice(start + units, to))
    ? responsibleIn(context.scan, start, to, context.units).helpers
    : null
}

/** 附件:1.名单 and the papers named under it order nothing. */
const PAPERS = /^附件? ?:/
const PAPERS_FIRST = 0x9644

/** Those of one clause after the other. */
const SENTENCES = new Pieces()

/** Sentences of a clause's own text, its labels kept apart. `isOrder`: see `addActs`. */
export const readOwnText = (context: Context, from: number, to: number, isOrder = false): OwnText => {
  const { scan } = context
  const acts: Act[] = []
  let labelPieces: string[] | null = null
  let bracketed: Labelled | null = null
  let checked: Checked | null = null
  let closed = 0
  let isList = false
  splitSentences(scan, from, to, SENTENCES)
  for (let index = 0; index < SENTENCES.count; index++) {
    let start = SENTENCES.start(index)
    const end = SENTENCES.end(index)
    const seen = SENTENCES.seen(index)
    checked ??= checkedForAll(scan, start, end, seen)
    // ——责任单位:甲局
    while (start < end && scan.codes[start] === DASH) start++
    if (start === end) continue
    const first = scan.codes[start]!
    if (isList || first === PAPERS_FIRST) {
      const text = scan.text.slice(start, end)
      isList = PAPERS.test(text) || (isList && LISTED_PAPER.test(text))
      if (isList) continue
    }
    const opens = OPENS_BRACKET[SIGN[first]!] === 1
    if (opens || mayBeLabel(first)) {
      const text = scan.text.slice(start, end)
      const bracket = opens && labelAt(text.slice(1)) !== null
      if (bracket || labelAt(text)) {
        const inner = bracket ? text.slice(1).replace(/[)\]】]?[。;]?$/, '') : text.replace(/[。;]$/, '')
        labelPieces ??= []
        labelPieces.push(...splitLabels(inner))
        continue
      }
      const units = opens ? bracketAlone(context, text) : null
      if (units) {
        if (closed === 0) bracketed ??= units
        for (const act of acts.slice(closed)) act.bracketed = units
        closed = acts.length
        continue
      }
    }
    const who = whoAlone(context, start, end)
    if (who) {
      if (closed === 0) bracketed ??= who
      for (const act of acts.slice(closed)) act.bracketed ??= who
      closed = acts.length
      continue
    }
    if ((seen & BAR) !== 0 || isPast(scan.text, start, end, seen)) continue
    if ((seen & CHECK_LABEL) !== 0 && isCheckLabel(scan.text.slice(start, end))) continue
    const helpers = acts.length > 0 ? helpersAlone(context, start, end) : null
    if (helpers) acts[acts.length - 1]!.helpers = helpers
    else addActs(context, start, end, acts, isOrder)
  }
  return {
    acts,
    labels: labelPieces === null ? UNLABELLED : readLabels(labelPieces, context.units),
    checked,
    bracketed,
  }
}

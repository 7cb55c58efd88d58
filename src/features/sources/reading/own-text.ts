import { SIGN, tableOf } from './alphabet.ts'
import { withoutEndMarks } from './act-title.ts'
import { isPast, sentencesOf } from './acts.ts'
import { CHECK_LABEL, type Checked, checkedForAll, isCheckLabel } from './checked.ts'
import { LISTED_PAPER } from './clauses.ts'
import { type Act, BAR, type Context, subjectEnd, textOf } from './context.ts'
import { labelAt } from './labels.ts'
import { type Labelled, NOBODY, type Responsible, readLabelled, readLabels, readResponsible } from './responsible.ts'
import { marksWithin } from './scan.ts'
import { actsOf } from './separate.ts'
import type { Assignment, Span } from './types.ts'

const UNLABELLED: Labelled = { responsible: NOBODY, deadlineText: null, found: false }

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

const onlyUnits = (context: Context, text: string): boolean => {
  const mentions = context.units.find(text)
  const named = mentions.reduce((sum, mention) => sum + mention.end - mention.start, 0)
  return mentions.length > 0 && named >= text.replace(/[、,和等各有关单位部门\s]/g, '').length * 0.8
}

/** Labels in a sentence's own parentheses: `…入学工作(责任单位:市教育局)。` or `(市教育局牵头,市人社局配合)`. */
export const insideLabels = (context: Context, text: string): Labelled => {
  const pieces: string[] = []
  let bracketed: Responsible = NOBODY
  if (!text.includes('(')) return UNLABELLED
  for (const match of text.matchAll(/\(([^()]{2,200})\)/g)) {
    const inside = match[1]!
    if (labelAt(inside)) pieces.push(...inside.split(/[;。]/).flatMap((piece) => splitBeforeLabel(piece)))
    else if (/(?:牵头|负责|配合|协办)/.test(inside)) bracketed = readResponsible(inside, context.units)
    else if (match.index + match[0].length >= withoutEndMarks(text).length && onlyUnits(context, inside)) {
      if (bracketed === NOBODY) bracketed = { lead: null, helpers: [] }
      readLabelled(inside, 'units', context.units, bracketed)
    }
  }
  const labelled = readLabels(pieces, context.units)
  if (!labelled.found && (bracketed.lead || bracketed.helpers.length > 0))
    return { responsible: bracketed, deadlineText: null, found: true }
  return labelled
}

const OPENS_BRACKET = tableOf('([【')

/** Units of a sentence that is nothing but a bracket with them: (市双拥办、市委党校负责)。 */
const bracketAlone = (context: Context, text: string): Responsible | null => {
  const inside = /^[([【]([^()[\]【】]{2,120})[)\]】][。;]?$/.exec(text)?.[1]
  if (inside === undefined || labelAt(inside)) return null
  const says = /(?:牵头|负责|配合|协办|承办|落实)/.test(inside)
  const responsible: Responsible = says ? readResponsible(inside, context.units) : { lead: null, helpers: [] }
  if (!says && onlyUnits(context, inside)) readLabelled(inside, 'units', context.units, responsible)
  return responsible.lead || responsible.helpers.length > 0 ? responsible : null
}

/** `bracketed`: units in the first bracket of its own; they answer for the clause's heading as well. */
export type OwnText = { acts: Act[]; labels: Labelled; checked: Checked | null; bracketed: Responsible | null }

const HELPS = new Set(['配合', '协助', '协办', '参与', '参加'])
const HELPS_END = tableOf('合助办与加')
const HELPING = /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:共同|积极|分别)?(?:配合|协助|协办|参与|参加)$/

/** Those whom a whole sentence names as helping and nothing else; null for any other sentence. */
const helpersAlone = (context: Context, text: string, start: number): Assignment[] | null => {
  const bare = withoutEndMarks(text)
  if (HELPS_END[SIGN[bare.charCodeAt(bare.length - 1)]!] !== 1 || !HELPS.has(bare.slice(-2))) return null
  const end = subjectEnd(context, bare, start)
  return end > 0 && HELPING.test(bare.slice(end))
    ? readResponsible(bare, context.units, context.scan, start).helpers
    : null
}

/** 附件:1.名单 and the papers named under it order nothing. */
const PAPERS = /^附件? ?:/
const PAPERS_FIRST = 0x9644

/** Sentences of a clause's own text, its labels kept apart. */
export const readOwnText = (context: Context, span: Span): OwnText => {
  const acts: Act[] = []
  let labelPieces: string[] | null = null
  let bracketed: Responsible | null = null
  let closed = 0
  let isList = false
  const sentences = sentencesOf(context.scan, span)
  for (const sentence of sentences) {
    const text = textOf(context, sentence)
    const seen = marksWithin(context.scan.marks, sentence.start, sentence.end)
    isList = (text.charCodeAt(0) === PAPERS_FIRST && PAPERS.test(text)) || (isList && LISTED_PAPER.test(text))
    if (isList) continue
    const opens = OPENS_BRACKET[SIGN[text.charCodeAt(0)]!] === 1
    const bracket = opens && labelAt(text.slice(1)) !== null
    if (bracket || labelAt(text)) {
      const inner = bracket ? text.slice(1).replace(/[)\]】]?[。;]?$/, '') : text.replace(/[。;]$/, '')
      labelPieces ??= []
      labelPieces.push(...inner.split(/[;。]/).flatMap(splitBeforeLabel))
      continue
    }
    const units = opens ? bracketAlone(context, text) : null
    if (units) {
      if (closed === 0) bracketed ??= units
      for (const act of acts.slice(closed)) act.bracketed = units
      closed = acts.length
      continue
    }
    if ((seen & BAR) !== 0 || isPast(text, seen) || ((seen & CHECK_LABEL) !== 0 && isCheckLabel(text))) continue
    const helpers = acts.length > 0 ? helpersAlone(context, text, sentence.start) : null
    if (helpers) acts.at(-1)!.helpers = helpers
    else for (const act of actsOf(context, sentence)) acts.push(act)
  }
  return {
    acts,
    labels: labelPieces === null ? UNLABELLED : readLabels(labelPieces, context.units),
    checked: checkedForAll(context.scan, sentences),
    bracketed,
  }
}

import { actTitle, isPast, type Segment, segmentsOf, sentencesOf, withoutEndMarks } from './acts.ts'
import { type Checked, checkedForAll, checkedIn, isCheckColumn, isCheckLabel } from './checked.ts'
import { LISTED_PAPER } from './clauses.ts'
import { type DayContext, deadlineOf } from './deadlines.ts'
import { type Doubt, doubtSentence } from './doubts.ts'
import { type DutyIndex, recommend } from './duties.ts'
import { isSpace, tableOf } from './fold.ts'
import { columnRole, type LabelRole, labelAt } from './labels.ts'
import { quotaOf } from './quota.ts'
import { addHelper, type Labelled, type Responsible, readLabelled, readLabels, readResponsible } from './responsible.ts'
import { type TableHead, tableHeads } from './rows.ts'
import type { Assignment, Clause, Deadline, DocumentKind, Proposal, Span } from './types.ts'
import type { UnitIndex } from './units.ts'

export type Context = {
  clean: string
  folded: string
  kind: DocumentKind
  clauses: Clause[]
  units: UnitIndex
  duties: DutyIndex
  unitName: (unitId: number) => string
  days: DayContext
}

/** Headings under which nothing is ordered: aims, thoughts, criteria, what was done. */
const NO_WORK =
  /^(?:总则$|指导思想|总体要求|总体思路|总体目标|工作目标|目标要求|主要目标|奋斗目标|目标任务$|创建目标|基本原则|工作原则|基本内容|重要意义|充分认识|深刻认识|主要做法|工作开展情况|基本情况|总体情况|主要成效|存在(?:的)?(?:问题|不足)|主要问题|办理情况$|完成情况|工作回顾|考评标准|考核标准|评分标准|计分办法|名词解释|附则|[\u3400-\u9fff]{0,6}(?:对象|范围|地点|联系方式|联系人)(?:及联系方式)?$)|(?:开展情况|工作情况|取得成效|工作总结)$/
const NEXT_STEPS = /(?:下一步|下步|打算|明年|工作安排|工作计划|今后|整改措施|改进措施|要求)/

const ancestors = (context: Context, index: number): Clause[] => {
  const chain: Clause[] = []
  for (let at: number | null = index; at !== null && chain.length < 12; at = context.clauses[at]!.parent) {
    chain.push(context.clauses[at]!)
  }
  return chain
}

/** In plans all clauses may order work except aims and the like; in reports only those about next steps. */
const ordersWork = (context: Context, index: number): boolean => {
  const chain = ancestors(context, index)
  if (context.kind === 'duallist')
    return !chain.some((clause) => clause.kind !== 'row' && /^(?:总体情况|基本情况)/.test(clause.title))
  if (chain.some((clause) => NO_WORK.test(clause.title))) return false
  if (context.kind === 'report' || context.kind === 'news') return chain.some((clause) => NEXT_STEPS.test(clause.title))
  return context.kind !== 'standard'
}

type Act = {
  span: Span
  core: Span
  strong: boolean
  /** The day that opens the sentence (4月:…) holds for every act in it. */
  sentenceDay?: Deadline | null
  opening?: number
  /** Who helps, said behind a semicolon: …;县总工会配合. */
  helpers?: Assignment[]
  /** Units in brackets of their own behind the sentence: …。(市双拥办牵头,市委党校配合). */
  bracketed?: Responsible
  /** The unit that opens the sentence before its acts (甲局要在9月底前,…) answers for every act in it. */
  subject?: Span
}

const textOf = (context: Context, span: Span): string => context.folded.slice(span.start, span.end)

const subjectEnd = (context: Context) => {
  return (text: string): number => {
    if (context.units.opens && !context.units.opens(text)) return 0
    const responsible = context.units.find(text)
    const first = responsible[0]
    if (!first || first.start > 1) return 0
    let end = first.end
    for (const mention of responsible.slice(1)) {
      if (!/^[、,和与及]$|^以及$/.test(text.slice(end, mention.start))) break
      end = mention.end
    }
    return end
  }
}

/** A general verb (加强, 支持) opens an act of its own only where the duty of another unit speaks this clearly. */
const CLEARLY_OTHER = 2.2

/** What an act's stretches say of duty, day and unit; looked up only where two of them are weighed against each other. */
class Weighed {
  private readonly context: Context
  private readonly stretches: { start: number; core: Span }[] = []

  constructor(context: Context) {
    this.context = context
  }

  add(start: number, core: Span): void {
    this.stretches.push({ start, core })
  }

  duty() {
    return recommend(this.context.duties.rank(textOf(this.context, this.stretches[0]!.core)), this.context.unitName)
  }

  private firstOf<Value>(of: (one: Weighed) => Value | null): Value | null {
    for (const { start, core } of this.stretches) {
      const one = new Weighed(this.context)
      one.add(start, core)
      const value = of(one)
      if (value !== null) return value
    }
    return null
  }

  lead(): number | null {
    return this.firstOf((one) => one.duty().lead?.unitId ?? null)
  }

  phrase(): string | null {
    return this.firstOf((one) => one.duty().phrase)
  }

  day(): string | null {
    return this.firstOf((one) => {
      const { start, core } = one.stretches[0]!
      return deadlineOf(this.context.folded.slice(start, core.end), this.context.days)?.text ?? null
    })
  }

  /** Whether its first stretch names who is to act. */
  unit(): boolean {
    return readResponsible(textOf(this.context, this.stretches[0]!.core), this.context.units).lead !== null
  }
}

/** Whether a stretch opens an act of its own behind another: its own unit, another duty, or another day. */
const isAnother = (segment: Segment, one: Weighed, current: Act, before: Weighed, isHeld: boolean): boolean => {
  if (!segment.strong) {
    if (isHeld) return false
    const duty = one.duty()
    if (!duty.clear || duty.score < CLEARLY_OTHER) return false
    const lead = before.lead()
    return (lead !== null || current.strong) && duty.lead?.unitId !== lead
  }
  if (one.unit() && before.unit()) return true
  if (!segment.ends && !isHeld) {
    const phrase = one.duty().phrase
    if (phrase !== null) {
      const former = before.phrase()
      if (phrase !== former && (former !== null || current.strong)) return true
    }
  }
  const day = one.day()
  if (day === null) return false
  const former = before.day()
  return former !== null && day !== former
}

const SHORTEST_ACT = 4

/** The stretches of one sentence as acts: a new one begins where another duty, unit or day does. */
const actsOf = (context: Context, sentence: Span): Act[] => {
  const segments: Segment[] = segmentsOf(context.folded, sentence, subjectEnd(context))
  const acts: Act[] = []
  let pending: number | null = null
  const opening = segments[0]?.kind === 'setting' ? textOf(context, segments[0]) : ''
  const sentenceDay = opening !== '' ? deadlineOf(opening, context.days) : null
  // 甲局要在9月底前,…: its unit and day are said for all of the sentence, whatever duties it touches.
  const isHeld = segments[0]?.who === true
  let current: Act | null = null
  let before = new Weighed(context)
  for (const segment of segments) {
    if (segment.kind !== 'act') {
      if (current && segment.kind !== 'setting') current.span.end = segment.end
      else pending ??= segment.start
      continue
    }
    const start = pending ?? segment.start
    const core = { start: segment.start, end: segment.end }
    const one = new Weighed(context)
    one.add(start, core)
    if (current === null || isAnother(segment, one, current, before, isHeld)) {
      current = { span: { start, end: segment.end }, core, strong: segment.strong }
      before = one
      acts.push(current)
    } else {
      current.span.end = segment.end
      before.add(start, core)
    }
    pending = null
  }
  const first = segments[0]
  const who = segments.some((segment) => segment.who)
  // Who acts is said, so what stands behind is the act, whatever its verb.
  const unread = acts.length === 0 && who ? segments.filter((one) => !one.who && one.kind !== 'aim').at(-1) : undefined
  if (unread && unread.end - unread.start >= SHORTEST_ACT && first) {
    const core = { start: unread.start, end: unread.end }
    acts.push({ span: { start: first.start, end: unread.end }, core, strong: true })
  }
  for (const act of acts) {
    act.sentenceDay = sentenceDay
    act.opening = sentence.start
    if (first?.who && first.end <= act.span.start) act.subject = { start: first.start, end: first.end }
  }
  // Circumstances behind the last act have nothing to introduce: they stay with it.
  if (current && pending !== null) current.span.end = sentence.end
  return acts
}

const END_MARKS = tableOf(',;:。')
const isEndMark = (code: number): boolean => END_MARKS[code] === 1 || isSpace(code)

const withoutMark = (context: Context, span: Span): Span => {
  let end = span.end
  while (end > span.start && isEndMark(context.folded.charCodeAt(end - 1))) end--
  return { start: span.start, end }
}

/** Labels in a sentence's own parentheses: `…入学工作(责任单位:市教育局)。` or `(市教育局牵头,市人社局配合)`. */
const insideLabels = (context: Context, text: string): Labelled => {
  const pieces: string[] = []
  let bracketed: Responsible = { lead: null, helpers: [] }
  if (!text.includes('(')) return { responsible: bracketed, deadlineText: null, found: false }
  for (const match of text.matchAll(/\(([^()]{2,200})\)/g)) {
    const inside = match[1]!
    if (labelAt(inside)) pieces.push(...inside.split(/[;。]/).flatMap((piece) => splitBeforeLabel(piece)))
    else if (/(?:牵头|负责|配合|协办)/.test(inside)) bracketed = readResponsible(inside, context.units)
    else if (match.index + match[0].length >= withoutEndMarks(text).length && onlyUnits(context, inside)) {
      readLabelled(inside, 'units', context.units, bracketed)
    }
  }
  const labelled = readLabels(pieces, context.units)
  if (!labelled.found && (bracketed.lead || bracketed.helpers.length > 0))
    return { responsible: bracketed, deadlineText: null, found: true }
  return labelled
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

const onlyUnits = (context: Context, text: string): boolean => {
  const mentions = context.units.find(text)
  const named = mentions.reduce((sum, mention) => sum + mention.end - mention.start, 0)
  return mentions.length > 0 && named >= text.replace(/[、,和等各有关单位部门\s]/g, '').length * 0.8
}

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
type Parts = { acts: Act[]; labels: Labelled; checked: Checked | null; bracketed: Responsible | null }

const HELPING = /^(?:等)?(?:有关|相关)?(?:部门|单位)?(?:共同|积极|分别)?(?:配合|协助|协办|参与|参加)$/

/** Those whom a whole sentence names as helping and nothing else; null for any other sentence. */
const helpersAlone = (context: Context, text: string): Assignment[] | null => {
  const bare = withoutEndMarks(text)
  const end = subjectEnd(context)(bare)
  return end > 0 && HELPING.test(bare.slice(end)) ? readResponsible(bare, context.units).helpers : null
}

/** 附件:1.名单 and the papers named under it order nothing. */
const PAPERS = /^附件? ?:/

/** Sentences of a clause's own text, its labels kept apart. */
const readOwnText = (context: Context, span: Span): Parts => {
  const acts: Act[] = []
  const labelPieces: string[] = []
  let bracketed: Responsible | null = null
  let closed = 0
  let isList = false
  const sentences = sentencesOf(context.folded, span)
  for (const sentence of sentences) {
    const text = textOf(context, sentence)
    isList = PAPERS.test(text) || (isList && LISTED_PAPER.test(text))
    if (isList) continue
    const bracket = /^[([【]/.test(text) && labelAt(text.slice(1)) !== null
    if (bracket || labelAt(text)) {
      const inner = bracket ? text.slice(1).replace(/[)\]】]?[。;]?$/, '') : text.replace(/[。;]$/, '')
      labelPieces.push(...inner.split(/[;。]/).flatMap(splitBeforeLabel))
      continue
    }
    const units = bracketAlone(context, text)
    if (units) {
      if (closed === 0) bracketed ??= units
      for (const act of acts.slice(closed)) act.bracketed = units
      closed = acts.length
      continue
    }
    if (isPast(text) || text.includes('|') || isCheckLabel(text)) continue
    const helpers = acts.length > 0 ? helpersAlone(context, text) : null
    if (helpers) acts.at(-1)!.helpers = helpers
    else acts.push(...actsOf(context, sentence))
  }
  return {
    acts,
    labels: readLabels(labelPieces, context.units),
    checked: checkedForAll(context.folded, sentences),
    bracketed,
  }
}

/** 6月20日前, 9月底前: a day that an act states for itself. */
const FIRM_DAY = /(?:前|底|末|日|内)$/
/** A month or a feast without its year; 每季度 and 长期 need none. */
const MONTH = /^(?!每|按|逐)(?:.{0,6}\d月|.{0,6}(?:节|季度|上半年|下半年|八一|七一|五一|国庆|元旦))/

const proposalOf = (
  context: Context,
  act: Act,
  index: number | null,
  labels: Labelled,
  stageDay: Deadline | null,
  onlyAct: boolean,
  checked: Checked | null,
): Proposal => {
  const span = withoutMark(context, act.span)
  const text = textOf(context, span)
  const clause = index === null ? null : context.clauses[index]!
  const reasons: string[] = []
  const doubts: Doubt[] = []
  const own = insideLabels(context, textOf(context, act.span))
  const inside = own.responsible.lead || !act.bracketed ? own : { ...own, responsible: act.bracketed }
  const bare = text.includes('(')
    ? text.replace(/\([^()]{0,200}(?:单位|牵头|负责|配合|时限)[^()]{0,200}\)/g, (part) => ' '.repeat(part.length))
    : text
  const said = readResponsible(bare, context.units)
  const spoken = said.lead || !act.subject ? said : readResponsible(textOf(context, act.subject), context.units)
  const responsible: Responsible = { lead: null, helpers: [] }
  // A unit that is the subject of its own sentence goes before the labels of the whole clause.
  const isSubject = spoken.lead?.unitId !== undefined && inside.responsible.lead === null
  const isLabelled = inside.responsible.lead !== null || labels.responsible.lead !== null
  const sources =
    clause?.kind === 'row' && labels.responsible.lead !== null
      ? [labels.responsible]
      : isSubject
        ? [spoken]
        : isLabelled
          ? [inside.responsible, labels.responsible]
          : [inside.responsible, labels.responsible, spoken]
  for (const source of sources) {
    if (source.lead && !responsible.lead) responsible.lead = source.lead
    else if (source.lead) addHelper(responsible, source.lead)
    for (const helper of source.helpers) addHelper(responsible, helper)
  }

  for (const helper of act.helpers ?? []) addHelper(responsible, helper)

  let clear = true
  if (responsible.lead) {
    reasons.push(responsible.lead.reason)
  } else {
    // What introduces an act (以…故事为蓝本) speaks for a unit only where the act itself does not.
    const coreText = context.folded.slice(Math.max(act.core.start, span.start), span.end)
    const core = recommend(context.duties.rank(coreText), context.unitName)
    const own = core.lead ? core : recommend(context.duties.rank(text), context.unitName)
    const chain = index === null ? [] : ancestors(context, index)
    const wider = own.lead
      ? null
      : chain.map((one) => recommend(context.duties.rank(one.title), context.unitName, true)).find((one) => one.lead)
    const chosen = wider ?? own
    clear = own.lead !== null && own.clear
    responsible.lead = chosen.lead
    for (const helper of chosen.helpers) addHelper(responsible, helper)
    if (chosen.lead) reasons.push(chosen.lead.reason)
    doubts.push('no-unit')
    if (wider) doubts.push('unit-by-heading')
    else if (own.lead && !own.clear) doubts.push('several-units')
    if (wider) reasons.push('依据所在条目的标题推荐，请核对')
    else if (own.lead && !own.clear) reasons.push(doubtSentence('several-units'))
    else if (!chosen.lead) reasons.push('文中未点名单位，职责表中也没有对应事项，请指定牵头单位')
  }
  if (responsible.lead?.set) {
    doubts.push('set-of-units')
    reasons.push(doubtSentence('set-of-units'))
  }
  if (!act.strong) {
    doubts.push('aim-or-task')
    reasons.push('语气较概括，请核对是否单独立项')
  }

  const spokenDay = deadlineOf(text, context.days)
  const ownDay = inside.deadlineText === null && spokenDay?.on ? spokenDay : null
  const labelDay = inside.deadlineText ?? labels.deadlineText
  const labelled = labelDay ? (deadlineOf(labelDay, context.days) ?? { on: null, text: labelDay }) : null
  // A month that opens the sentence (1—2月:…) goes before a feast named in it, the stage's end before what recurs.
  const opening = act.sentenceDay ?? null
  const deadline =
    (opening && !FIRM_DAY.test(spokenDay?.text ?? '') ? opening : (ownDay ?? (opening ? spokenDay : null))) ??
    labelled ??
    stageDay ??
    spokenDay
  if (deadline === null) doubts.push('no-deadline')
  else if (deadline.on === null && context.days.yearKnown === false && MONTH.test(deadline.text)) doubts.push('no-year')
  return {
    clause: index,
    path: clause?.path ?? null,
    title:
      onlyAct && !act.strong && clause && clause.title.length <= 20 && clause.level > 1
        ? clause.title
        : titleOf(context, act),
    text: context.clean.slice(span.start, span.end),
    span,
    lead: responsible.lead,
    helpers: responsible.helpers.filter((one) => !sameUnit(one, responsible.lead)),
    deadline,
    opening: opening ? act.opening : undefined,
    quota: quotaOf(text),
    checked: checkedIn(context.folded, span) ?? checked,
    confidence: clear && act.strong && !responsible.lead?.set && responsible.lead ? 'high' : 'low',
    reasons,
    doubts,
  }
}

const sameUnit = (a: Assignment, b: Assignment | null): boolean => a.unitId === b?.unitId && a.set === b?.set

const titleOf = (context: Context, act: Act): string => {
  const core = withoutMark(context, act.core)
  const whole = textOf(context, core)
  const plain = whole.includes('(') ? whole.replace(/\([^()]{0,200}(?:单位|牵头|负责|时限)[^()]{0,200}\)/g, '') : whole
  const joined = plain.replace(/^(?:会同|联合|协同|商)/, '')
  const text = joined !== plain && subjectEnd(context)(joined) > 0 ? joined : plain
  const units = subjectEnd(context)(text)
  const rest = text.slice(units).replace(/^(?:等)?(?:单位|部门)?(?:要|应|须|将|负责|牵头)+/, '')
  return actTitle(rest.length >= 4 ? rest : text)
}

/** A short item may be nothing but its heading: 1.走访慰问驻军部队。 */
const titleAct = (context: Context, clause: Clause): Act[] => {
  if (clause.kind === 'row') return [{ span: clause.titleSpan, core: clause.titleSpan, strong: true }]
  if (clause.titleSpan.end - clause.titleSpan.start < 5 || isPast(clause.title)) return []
  return actsOf(context, clause.titleSpan)
}

const LIST_KINDS = new Set<Clause['kind']>(['item', 'subitem', 'circled', 'ordinal', 'article'])

/** Items often are one sentence and no heading; then their first words order work too. */
const titleIsText = (context: Context, clause: Clause): boolean =>
  context.folded[clause.titleSpan.end] === ';' ||
  (LIST_KINDS.has(clause.kind) && (clause.title.includes(',') || clause.title.length > 24))

/** (一)动员部署阶段(2026年3月至4月): the stage's period is the day of everything in it. */
const stageDeadline = (context: Context, clause: Clause): Deadline | null => {
  const text = textOf(context, clause.titleSpan)
  return /(?:阶段|\([^()]{0,40}月[^()]{0,40}\)$)/.test(text) ? deadlineOf(text, context.days) : null
}

/** The head over a row: the last that begins before it. */
const headOver = (clause: Clause, heads: TableHead[]): string[] => {
  let low = 0
  let high = heads.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (heads[middle]!.at < clause.span.start) low = middle + 1
    else high = middle
  }
  return heads[low - 1]?.cells ?? []
}

const rowChecked = (context: Context, clause: Clause, heads: TableHead[]): Checked | null => {
  const column = headOver(clause, heads).findIndex(isCheckColumn)
  if (column === -1) return null
  const cells = context.folded.slice(clause.span.start, clause.span.end).split('|')
  const cell = cells[column] ?? ''
  if (cell.trim() === '') return null
  const before = cells.slice(0, column).reduce((sum, one) => sum + one.length + 1, clause.span.start)
  const start = before + cell.length - cell.trimStart().length
  return { text: cell.trim(), span: { start, end: start + cell.trim().length } }
}

const rowLabels = (context: Context, clause: Clause, heads: TableHead[]): Labelled => {
  const cells = context.folded.slice(clause.span.start, clause.span.end).split('|')
  const head = headOver(clause, heads)
  const labelled: Labelled = { responsible: { lead: null, helpers: [] }, deadlineText: null, found: false }
  cells.forEach((cell, column) => {
    const role: LabelRole | null = columnRole(head[column] ?? '')
    if (!role) return
    labelled.found = true
    if (role === 'deadline') labelled.deadlineText = cell.trim() || null
    else readLabelled(cell, role, context.units, labelled.responsible)
  })
  return labelled
}

const proposeFromClause = (context: Context, index: number, isLeaf: boolean, heads: TableHead[]): Proposal[] => {
  const clause = context.clauses[index]!
  if (!ordersWork(context, index)) return []
  if (clause.kind === 'row') {
    return titleAct(context, clause).map((act) =>
      proposalOf(
        context,
        act,
        index,
        rowLabels(context, clause, heads),
        null,
        false,
        rowChecked(context, clause, heads),
      ),
    )
  }
  const body = readOwnText(context, clause.body)
  if (isLeaf && titleIsText(context, clause)) body.acts.unshift(...titleAct(context, clause))
  const isSentence = clause.level > 1 || context.folded[clause.titleSpan.end] === '。' || clause.title.includes(',')
  if (isLeaf && body.acts.length === 0 && isSentence) body.acts.push(...titleAct(context, clause))
  // The heading stands before the first bracket of the text below it.
  for (const act of body.acts) if (act.span.start < clause.body.start) act.bracketed ??= body.bracketed ?? undefined
  const stage = stageDeadline(context, clause)
  const proposals = body.acts.map((act) =>
    proposalOf(context, act, index, body.labels, stage, body.acts.length === 1, body.checked),
  )
  // Above a list stands what introduces it; it orders work only where it names who or when.
  return isLeaf ? proposals : proposals.filter((one) => one.lead?.why === 'named' || one.deadline?.on)
}

/** Acts to be handed out, in reading order. Texts without any clause are read as one. */
export const propose = (context: Context, bodyStart: number): Proposal[] => {
  if (context.clauses.length === 0) {
    if (context.kind !== 'plan' && context.kind !== 'notice') return []
    const { acts, labels, checked } = readOwnText(context, { start: bodyStart, end: context.folded.length })
    return acts.map((act) => proposalOf(context, act, null, labels, null, false, checked))
  }
  const heads = tableHeads(context.folded)
  const parents = new Set(context.clauses.map((clause) => clause.parent))
  return context.clauses
    .flatMap((_, index) => proposeFromClause(context, index, !parents.has(index), heads))
    .sort((a, b) => a.span.start - b.span.start)
}

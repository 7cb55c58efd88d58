import { actTitle } from './act-title.ts'
import { words } from './act-words.ts'
import { isPast } from './acts.ts'
import { SIGN, tableOf, withSpaces } from './alphabet.ts'
import { type Checked, checkedIn } from './checked.ts'
import { parentsOf } from './clauses.ts'
import { type Act, BRACKET, type Context, subjectEnd, subjectEndOf, textOf } from './context.ts'
import { deadlineIn, deadlineOf } from './deadlines.ts'
import { type Doubt, doubtSentence } from './doubts.ts'
import { recommend } from './duties.ts'
import { insideLabels, readOwnText } from './own-text.ts'
import { quotaIn } from './quota.ts'
import { addHelper, type Labelled, NOBODY, type Responsible, readResponsible, responsibleIn } from './responsible.ts'
import { rowChecked, rowLabels } from './row-labels.ts'
import { type TableHead, tableHeads } from './rows.ts'
import { marksWithin } from './scan.ts'
import { orderingWork } from './sections.ts'
import { actOf, addActs } from './separate.ts'
import type { Assignment, Clause, Deadline, Proposal, Span } from './types.ts'
import { Beginnings } from './words.ts'
import { stagesOf, yearsOf } from './years.ts'

const ancestors = (context: Context, index: number): Clause[] => {
  const chain: Clause[] = []
  for (let at: number | null = index; at !== null && chain.length < 12; at = context.clauses[at]!.parent) {
    chain.push(context.clauses[at]!)
  }
  return chain
}

const END_MARKS = withSpaces(tableOf(',;:。'))

/** Where a stretch ends without the marks behind it. */
const withoutMarks = ({ scan }: Context, start: number, end: number): number => {
  let last = end
  while (last > start && END_MARKS[SIGN[scan.codes[last - 1]!]!] === 1) last--
  return last
}

/** 6月20日前, 9月底前: a day that an act states for itself. */
const FIRM_DAY = /(?:前|底|末|日|内)$/
/** A month or a feast without its year; 每季度 and 长期 need none. */
const MONTH = /^(?!每|按|逐)(?:.{0,6}\d月|.{0,6}(?:节|季度|上半年|下半年|八一|七一|五一|国庆|元旦))/

const IN_BRACKETS = /\([^()]{0,200}(?:单位|牵头|负责|配合|时限)[^()]{0,200}\)/g

/** Lead and helpers as the text names them, by order of what goes before what. */
const namedIn = (
  context: Context,
  act: Act,
  span: Span,
  clause: Clause | null,
  inside: Labelled | null,
  labels: Labelled,
  onlyAct: boolean,
): Responsible => {
  const { units, scan } = context
  const said =
    inside === null
      ? responsibleIn(scan, span.start, span.end, units)
      : readResponsible(
          textOf(context, span).replace(IN_BRACKETS, (part) => ' '.repeat(part.length)),
          units,
        )
  const spoken =
    said.lead || act.subjectStart === -1 ? said : responsibleIn(scan, act.subjectStart, act.subjectEnd, units)
  const bracketed = inside?.responsible.lead
    ? inside.responsible
    : (act.bracketed?.responsible ?? inside?.responsible ?? NOBODY)
  // A unit that is the subject of its own sentence goes before the labels of the whole clause.
  const isLabelled = bracketed.lead !== null || labels.responsible.lead !== null
  const isSubject =
    spoken.lead?.unitId !== undefined && bracketed.lead === null && !(isLabelled && IN_POST.test(textOf(context, span)))
  const responsible: Responsible = { lead: null, helpers: [] }
  if (clause?.kind === 'row' && labels.responsible.lead !== null) addAll(responsible, labels.responsible)
  else if (isSubject) addAll(responsible, spoken)
  else {
    addAll(responsible, bracketed)
    addAll(responsible, labels.responsible)
    if (!isLabelled) addAll(responsible, spoken)
    else addJoined(responsible, spoken, textOf(context, span))
  }
  // 领导小组召开会议。(责任单位:双拥办): of a single act the label holds as well.
  if (isSubject && onlyAct) addAll(responsible, labels.responsible)
  // 领导小组召开会议。(市双拥办)
  else if (
    act.bracketed &&
    !labels.found &&
    spoken.lead?.as === 'does' &&
    spoken.lead.set === undefined &&
    !IN_POST.test(textOf(context, span))
  )
    addAll(responsible, spoken)
  if (act.helpers) for (const helper of act.helpers) addHelper(responsible, helper)
  return responsible
}

/** 联合市人社局举办…。(市总工会负责): those the act is done with, beside those the labels name. */
const addJoined = (to: Responsible, spoken: Responsible, text: string): void => {
  for (const helper of spoken.helpers)
    if (['会同', '联合', '协同'].some((joins) => text.includes(joins + helper.word))) addHelper(to, helper)
}

/** 由区委、区政府主要负责同志任双组长: who holds a post; beside a label no unit that acts. */
const IN_POST = /(?:负责同志|负责人|领导|书记|主任|[市县区镇乡]长)(?:同志)?(?:分别)?(?:任|担任|兼任)/

const addAll = (to: Responsible, from: Responsible): void => {
  if (from.lead && !to.lead) to.lead = from.lead
  else if (from.lead) addHelper(to, from.lead)
  for (const helper of from.helpers) addHelper(to, helper)
}

const NOTHING_RECOMMENDED = { own: recommend([], () => ''), wider: null }

/** Whom the duties speak for where the text names nobody: by the act itself, else by the headings over it. */
const recommendFor = (context: Context, act: Act, span: Span, index: number | null) => {
  const by = (words: string, weak = false) => recommend(context.duties.rank(words), context.unitName, weak)
  // What introduces an act (以…故事为蓝本) speaks for a unit only where the act itself does not.
  const core = by(context.folded.slice(Math.max(act.coreStart, span.start), span.end))
  const own = core.lead ? core : by(textOf(context, span))
  if (own.lead || index === null) return { own, wider: null }
  return {
    own,
    wider:
      ancestors(context, index)
        .map((one) => by(one.title, true))
        .find((one) => one.lead) ?? null,
  }
}

/** 宣传, 档案 say less than the act itself. */
const isShortTitle = (title: string): boolean => title.length >= SHORTEST_TITLE && title.length <= 20

const proposalOf = (
  context: Context,
  act: Act,
  index: number | null,
  labels: Labelled,
  stageDay: Deadline | null,
  onlyAct: boolean,
  checked: Checked | null,
): Proposal => {
  const { scan } = context
  const span = { start: act.start, end: withoutMarks(context, act.start, act.end) }
  const clause = index === null ? null : context.clauses[index]!
  const reasons: string[] = []
  const doubts: Doubt[] = []
  const { seen } = act
  const inside = (seen & BRACKET) !== 0 ? insideLabels(context, context.folded.slice(act.start, act.end)) : null
  const responsible = namedIn(context, act, span, clause, inside, labels, onlyAct)

  let clear = true
  if (responsible.lead) {
    reasons.push(responsible.lead.reason)
  } else {
    const { own, wider } = context.duties.size === 0 ? NOTHING_RECOMMENDED : recommendFor(context, act, span, index)
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

  const deadline = dayOfAct(
    context,
    act,
    span,
    seen,
    inside?.deadlineText ?? null,
    act.bracketed?.deadlineText ?? labels.deadlineText,
    stageDay,
  )
  if (deadline === null) doubts.push('no-deadline')
  else if (deadline.on === null && !context.yearKnown && MONTH.test(deadline.text)) doubts.push('no-year')
  return {
    clause: index,
    path: clause?.path ?? null,
    title:
      onlyAct && !act.strong && clause && isShortTitle(clause.title) && clause.level > 1
        ? clause.title
        : titleOf(context, act),
    text: context.clean.slice(span.start, span.end),
    span,
    lead: responsible.lead,
    helpers: withoutLead(responsible),
    deadline,
    opening: act.sentenceDay ? act.opening : undefined,
    quota: quotaIn(scan, span.start, span.end, seen),
    checked: checkedIn(scan, span.start, span.end, seen) ?? checked,
    confidence: clear && act.strong && !responsible.lead?.set && responsible.lead ? 'high' : 'low',
    reasons,
    doubts,
  }
}

/** The day of an act: its own, that of its sentence, of the labels, of the stage it stands in. */
const dayOfAct = (
  { days }: Context,
  act: Act,
  span: Span,
  seen: number,
  insideText: string | null,
  labelText: string | null,
  stageDay: Deadline | null,
): Deadline | null => {
  const spokenDay = deadlineIn(days, span.start, span.end, seen)
  const ownDay = insideText === null && spokenDay?.on ? spokenDay : null
  const labelDay = insideText ?? labelText
  const labelled = labelDay ? (deadlineOf(labelDay, days.context) ?? { on: null, text: labelDay }) : null
  // A month that opens the sentence (1—2月:…) goes before a feast named in it, the stage's end before what recurs.
  const opening = act.sentenceDay
  return (
    (opening && !FIRM_DAY.test(spokenDay?.text ?? '') ? opening : (ownDay ?? (opening ? spokenDay : null))) ??
    labelled ??
    stageDay ??
    spokenDay
  )
}

const withoutLead = ({ lead, helpers }: Responsible): Assignment[] =>
  helpers.some((one) => sameUnit(one, lead)) ? helpers.filter((one) => !sameUnit(one, lead)) : helpers

const sameUnit = (a: Assignment, b: Assignment | null): boolean => a.unitId === b?.unitId && a.set === b?.set

const WITH = new Beginnings(words('会同 联合 协同 商'))
const BEHIND_UNITS = /(?:等)?(?:单位|部门|群团组织)?(?:要|应|须|将|负责|牵头)+/y
const BEHIND_UNITS_FIRST = tableOf('等单部要应须将负牵')
const SHORTEST_TITLE = 4

/** Where the words that say who acts are over, of a stretch whose units end `from`. */
const behindUnits = (text: string, from: number, end: number): number => {
  if (from >= end || BEHIND_UNITS_FIRST[SIGN[text.charCodeAt(from)]!] !== 1) return from
  BEHIND_UNITS.lastIndex = from
  return BEHIND_UNITS.test(text) ? Math.min(end, BEHIND_UNITS.lastIndex) : from
}

const IN_BRACKET = 0x28

/** The title of words cut out of the text; `unitsAt` tells how long the units are that stand at a place of them. */
const titleIn = (text: string, start: number, end: number, unitsAt: (at: number) => number): string => {
  const joined = WITH.lengthAt(text, start, end)
  const from = joined > 0 && unitsAt(start + joined) > 0 ? start + joined : start
  const behind = behindUnits(text, from + unitsAt(from), end)
  return actTitle(text, end - behind >= SHORTEST_TITLE ? behind : from, end)
}

const titleOf = (context: Context, act: Act): string => {
  const { scan, folded } = context
  const start = act.coreStart
  const end = withoutMarks(context, start, act.coreEnd)
  for (let at = start; at < end && (act.seen & BRACKET) !== 0; at++)
    if (scan.codes[at] === IN_BRACKET) {
      const whole = folded.slice(start, end)
      const plain = whole.replace(/\([^()]{0,200}(?:单位|牵头|负责|时限)[^()]{0,200}\)/g, '')
      if (plain !== whole) return titleIn(plain, 0, plain.length, (from) => subjectEndOf(context, plain.slice(from)))
      break
    }
  return titleIn(folded, start, end, (from) =>
    from === start && act.units !== -1 ? act.units : subjectEnd(context, from, end),
  )
}

/** A short item may be nothing but its heading: 1.走访慰问驻军部队。 */
const titleAct = (context: Context, clause: Clause, isOrder = false): Act[] => {
  const { start, end } = clause.titleSpan
  if (clause.kind === 'row') return [actOf(start, start, end, true, -1, marksWithin(context.scan.marks, start, end))]
  const acts: Act[] = []
  if (end - start >= 5 && !isPast(clause.title, 0, clause.title.length, -1)) addActs(context, start, end, acts, isOrder)
  return acts
}

const LIST_KINDS = new Set<Clause['kind']>(['item', 'subitem', 'circled', 'ordinal', 'article'])

/** Items often are one sentence and no heading; then their first words order work too. */
const titleIsText = (context: Context, clause: Clause): boolean =>
  context.folded[clause.titleSpan.end] === ';' ||
  (LIST_KINDS.has(clause.kind) && (clause.title.includes(',') || clause.title.length > 24))

/** 综合组(组长单位:甲局;成员单位:乙局): labels in the bracket of a heading, which the heading's own words end in. */
const labelsInHeading = (context: Context, clause: Clause): { labels: Labelled; end: number } | null => {
  const { folded } = context
  const { start, end } = clause.titleSpan
  if (folded.charCodeAt(end) !== COLON) return null
  let open = end - 1
  while (open > start && folded.charCodeAt(open) !== IN_BRACKET) open--
  if (open <= start) return null
  const close = folded.indexOf(')', open)
  if (close === -1 || close > clause.body.end || close - open > LONGEST_BRACKET) return null
  const labels = insideLabels(context, folded.slice(open, close + 1))
  return labels.found ? { labels, end: close + 1 } : null
}
const LONGEST_BRACKET = 200
const COLON = 0x3a

const proposeFromClause = (
  context: Context,
  index: number,
  isLeaf: boolean,
  heads: TableHead[],
  stage: Deadline | null,
  isOrder: boolean,
): Proposal[] => {
  const clause = context.clauses[index]!
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
  const heading = labelsInHeading(context, clause)
  const bodyStart = heading?.end ?? clause.body.start
  let body = readOwnText(context, bodyStart, clause.body.end)
  if (isLeaf && titleIsText(context, clause)) body.acts.unshift(...titleAct(context, clause))
  const isSentence = clause.level > 1 || context.folded[clause.titleSpan.end] === '。' || clause.title.includes(',')
  if (isLeaf && body.acts.length === 0 && isSentence) body.acts.push(...titleAct(context, clause))
  if (isLeaf && isOrder && body.acts.length === 0) {
    // The section orders it, whatever its verb.
    body = readOwnText(context, bodyStart, clause.body.end, true)
    if (body.acts.length === 0 && isSentence) body.acts.push(...titleAct(context, clause, true))
  }
  if (heading && !body.labels.found) body = { ...body, labels: heading.labels }
  const proposals: Proposal[] = []
  if (body.acts.length === 0) return proposals
  // The heading stands before the first bracket of the text below it.
  for (const act of body.acts) if (act.start < clause.body.start) act.bracketed ??= body.bracketed
  let before: { opening: number; day: Deadline | null } = { opening: -1, day: null }
  for (const act of body.acts) {
    // 清明节前后祭扫,市教育局组织师生: the day of the sentence goes before that of the stage above it.
    const sentence = stage !== null && act.opening === before.opening ? before.day : null
    const one = proposalOf(context, act, index, body.labels, sentence ?? stage, body.acts.length === 1, body.checked)
    before = { opening: act.opening, day: one.deadline?.on ? one.deadline : null }
    // Above a list stands what introduces it; it orders work only where it names who or when.
    if (isLeaf || one.lead?.why === 'named' || one.deadline?.on) proposals.push(one)
  }
  return proposals
}

/** Acts to be handed out, in reading order. Texts without any clause are read as one. */
export const propose = (context: Context, bodyStart: number): Proposal[] => {
  if (context.clauses.length === 0) {
    if (context.kind !== 'plan' && context.kind !== 'notice') return []
    const { acts, labels, checked } = readOwnText(context, bodyStart, context.folded.length)
    return acts.map((act) => proposalOf(context, act, null, labels, null, false, checked))
  }
  const { orders, surely } = orderingWork(context)
  if (!orders.includes(true)) return []
  const heads = tableHeads(context.folded)
  const parents = parentsOf(context.clauses)
  const years = yearsOf(context)
  const stages = stagesOf(context, years)
  const proposals: Proposal[] = []
  orders.forEach((isOrdering, index) => {
    if (!isOrdering) return
    context.days.context = years[index]!
    context.stageDay = stages[index]?.text ?? null
    for (const one of proposeFromClause(context, index, parents[index] !== 1, heads, stages[index]!, surely[index]!))
      proposals.push(one)
  })
  const isSorted = proposals.every((one, index) => index === 0 || proposals[index - 1]!.span.start <= one.span.start)
  return isSorted ? proposals : proposals.sort((a, b) => a.span.start - b.span.start)
}

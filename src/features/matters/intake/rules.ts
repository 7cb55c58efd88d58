import type { Clause } from '../../sources/contract.ts'
import type { GuessedUnit, NewProposal, ProposalRow } from '../../sources/index.ts'
import type { CATEGORIES } from '../contract.ts'

/** Decisions of the reading desk (来文核对); nothing becomes a matter before a person has adopted it. */

export type Refused = { refused: 'already-handed' | 'lead-needed' | 'bad-span' | 'nothing-above' | 'past-day' }

type Marked = 'adopted' | 'dropped' | 'open'

/** A proposal that was handed out stays as it is; one without a lead cannot be adopted. */
export const mark = (one: Pick<ProposalRow, 'state' | 'lead'>, as: Marked): { state: Marked } | Refused => {
  if (one.state === 'handed') return { refused: 'already-handed' }
  if (as === 'adopted' && one.lead === null) return { refused: 'lead-needed' }
  return { state: as }
}

export type Correction = {
  title: string
  leadUnitId: number | null
  helperUnitIds: readonly number[]
  dueOn: string | null
}

const byPerson = (unitId: number): GuessedUnit => ({ unitId, why: 'person', word: '' })

/**
 * A person's correction. A unit that stood there keeps its reason, a new one is the person's own choice. Without a lead an
 * adopted proposal is to be checked again. A day that is newly set may not be past; one that was read may stay until
 * the proposal is handed out.
 */
export const correct = (
  one: ProposalRow,
  { title, leadUnitId, helperUnitIds, dueOn }: Correction,
  today: string,
): Content | Refused => {
  if (one.state === 'handed') return { refused: 'already-handed' }
  if (dueOn !== null && dueOn !== one.dueOn && dueOn < today) return { refused: 'past-day' }
  const known = new Map([one.lead, ...one.helpers].flatMap((unit) => (unit ? [[unit.unitId, unit] as const] : [])))
  const lead = leadUnitId === null ? null : (known.get(leadUnitId) ?? byPerson(leadUnitId))
  const helpers = [...new Set(helperUnitIds)]
    .filter((unitId) => unitId !== leadUnitId)
    .map((unitId) => known.get(unitId) ?? byPerson(unitId))
  const state = one.state === 'adopted' && lead === null ? 'open' : one.state
  return { ...contentOf(one), title, lead, helpers, dueOn, state }
}

type Content = Omit<ProposalRow, 'id' | 'documentId' | 'version' | 'standsAs'>
const contentOf = ({ id, documentId, version, standsAs, ...content }: ProposalRow): Content => content

const MOST_TITLE = 30

/** A short name for a stretch of text: to its first pause after a few words, at most 30 characters. */
export const shortTitle = (text: string): string => {
  const words = text.replace(/\s+/g, '').replace(/^[，。；、：,;:)）]+|[，。；、：,;:(（]+$/g, '')
  const pause = words.slice(0, MOST_TITLE + 1).search(/[。；;！]/)
  const first = pause >= 6 ? words.slice(0, pause) : words
  if (first.length <= MOST_TITLE) return first
  const comma = first.slice(0, MOST_TITLE + 1).lastIndexOf('，')
  return comma >= 8 ? first.slice(0, comma) : first.slice(0, MOST_TITLE)
}

/** A place in the text that holds words, not only marks and spaces. */
const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Two proposals out of one; both are to be checked again and keep lead, helpers and day. */
export const split = (
  one: ProposalRow,
  text: string,
  at: number,
): { first: Content; second: NewProposal } | Refused => {
  if (one.state === 'handed') return { refused: 'already-handed' }
  const before = text.slice(one.startAt, at)
  const after = text.slice(at, one.endAt)
  if (at <= one.startAt || at >= one.endAt || !hasWords(before) || !hasWords(after)) return { refused: 'bad-span' }
  const { state: _, ...content } = contentOf(one)
  return {
    first: { ...content, title: shortTitle(before), endAt: at, state: 'open' },
    second: { ...content, title: shortTitle(after), startAt: at },
  }
}

/** One proposal out of two neighbours: the words from the first to the last, the earlier day, the units of both. */
export const merge = (above: ProposalRow | undefined, one: ProposalRow): Content | Refused => {
  if (one.state === 'handed') return { refused: 'already-handed' }
  if (!above || above.state === 'handed') return { refused: 'nothing-above' }
  const lead = above.lead ?? one.lead
  const seen = new Set(lead ? [lead.unitId] : [])
  const helpers = [...above.helpers, ...(one.lead ? [one.lead] : []), ...one.helpers].filter(({ unitId }) => {
    if (seen.has(unitId)) return false
    seen.add(unitId)
    return true
  })
  const earlier = above.dueOn !== null && (one.dueOn === null || above.dueOn <= one.dueOn) ? above : one
  const dated = earlier.dueOn === null && above.dueText !== null ? above : earlier
  return {
    ...contentOf(above),
    startAt: Math.min(above.startAt, one.startAt),
    endAt: Math.max(above.endAt, one.endAt),
    lead,
    helpers,
    dueOn: dated.dueOn,
    dueText: dated.dueText,
    quota: above.quota ?? one.quota,
    confidence: 'low',
    reasons: [...new Set([...above.reasons, ...one.reasons])],
    state: 'open',
  }
}

/** Longer selections are no single task. */
const MOST_SPAN = 2000

/** Whether a selection can carry a task: inside the text, with words in it, not a whole chapter. */
export const isTaskSpan = (text: string, startAt: number, endAt: number): boolean =>
  startAt < endAt && endAt <= text.length && endAt - startAt <= MOST_SPAN && hasWords(text.slice(startAt, endAt))

/** The innermost clause that holds a place. */
export const clauseAt = <One extends Pick<Clause, 'startAt' | 'endAt' | 'level'>>(
  clauses: readonly One[],
  at: number,
): One | null =>
  clauses
    .filter(({ startAt, endAt }) => startAt <= at && at < endAt)
    .reduce<One | null>((inner, one) => (inner === null || one.level >= inner.level ? one : inner), null)

/** Outermost clause above one: the part of the plan that a matter is counted under. */
export const partOf = (
  clauses: readonly Pick<Clause, 'id' | 'parentId' | 'path' | 'title'>[],
  clauseId: number | null,
): { part: string | null; partTitle: string | null } => {
  const byId = new Map(clauses.map((clause) => [clause.id, clause]))
  let at = clauseId === null ? undefined : byId.get(clauseId)
  while (at?.parentId) at = byId.get(at.parentId)
  return at
    ? { part: at.path.slice(0, 20), partTitle: at.title.slice(0, 200) || null }
    : { part: null, partTitle: null }
}

type Category = (typeof CATEGORIES)[number]

/** Words that speak for a category of matters, first match counts; the words of the task before those of its part. */
const CATEGORY_WORDS: [Category, RegExp][] = [
  ['family', /子女|入学|随军|家属|家庭|优待证|优抚|抚恤|荣誉金|光荣牌|喜报/],
  ['rights', /维权|权益|法律|涉军案|纠纷|司法/],
  ['facilities', /设施|场站|军供|道路|烈士陵园|纪念(?:馆|设施)|驿站|标识|窗口/],
  ['training', /练兵|训练|战备|征兵|兵员|国防动员/],
  ['pairing', /结对|共建|帮扶/],
  ['publicity', /宣传|国防教育|媒体|典型|模范|演出|慰问演出|主题/],
  ['support-locality', /拥政爱民|助力乡村|抢险|支援地方|驻(?:地|军)部队/],
  ['activities', /走访|慰问|联欢|活动|节日|春节|八一/],
  ['policy', /政策|法规|办法|条例|安置|就业|创业/],
  ['organisation', /组织领导|领导小组|机构|机制|例会|会议|考核|督导|台账|经费/],
  ['support-army', /拥军|官兵|军人/],
]

/** Category of a task from a document, by its own words, else by the title of its part; 其他 when nothing speaks. */
export const categoryOf = (...texts: (string | null)[]): Category => {
  for (const text of texts) {
    const found = text ? CATEGORY_WORDS.find(([, words]) => words.test(text)) : undefined
    if (found) return found[0]
  }
  return 'other'
}

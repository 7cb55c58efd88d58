import { type LabelRole, labelAt } from './labels.ts'
import type { Assignment } from './types.ts'
import type { Mention, UnitIndex } from './units.ts'

/** Units that a stretch of text makes responsible, in the order named. */
export type Responsible = { lead: Assignment | null; helpers: Assignment[] }

const named = (mention: Mention, as?: Assignment['as']): Assignment => ({
  as,
  unitId: mention.unitId,
  set: mention.unitId === undefined ? mention.set : undefined,
  why: 'named',
  word: mention.word,
  reason: `文中点名：${mention.word}`,
  confirmed: false,
})

const same = (a: Assignment, b: Assignment): boolean => a.unitId === b.unitId && a.set === b.set

/** Adds without repeating; the lead is no helper of itself. */
export const addHelper = (to: Responsible, one: Assignment): void => {
  if (to.lead && same(to.lead, one)) return
  if (!to.helpers.some((helper) => same(helper, one))) to.helpers.push(one)
}

const HELPS_BEFORE = /(?:会同|联合|协同|配合|商|指导|督促|组织|推动|发动|协调|联系|动员)$/
const LEADS_BEFORE = /(?:由|请|责成)$/
const LEADS_AFTER = /^(?:等)?(?:单位|部门)?(?:负责)?(?:牵头|主办|主责)/
const DOES_AFTER =
  /^(?:等)?(?:有关|相关)?(?:单位|部门)?(?:分别|共同|具体|按职责|按照职责|根据职责|结合职责)?(?:负责|要|应|须|将|需|承办|落实|每|会同|联合|组织|按|结合|在|于|对|把|为|向|定期|及时|开展|建立|做好|加强)/
const HELPS_AFTER = /^(?:等)?(?:有关|相关)?(?:单位|部门)?(?:共同|积极)?(?:配合|协助|参与|协办|参加)/
const LEADS_WITH = /^(?:要|应|须|负责|牵头)?(?:会同|商)/
const LIST = /^(?:[、,和与及]|以及|等)$/

type Role = 'lead' | 'does' | 'helps' | null

/** What the words around a run of names make of them. */
const roleOf = (folded: string, start: number, end: number, atStart: boolean): Role => {
  const before = folded.slice(Math.max(0, start - 4), start)
  const after = folded.slice(end, end + 14)
  if (LEADS_AFTER.test(after)) return 'lead'
  if (HELPS_AFTER.test(after)) return 'helps'
  if (HELPS_BEFORE.test(before)) return 'helps'
  if (LEADS_BEFORE.test(before)) return 'lead'
  if (DOES_AFTER.test(after) && (atStart || /[,。;:(”]$/.test(before))) return 'does'
  if (atStart && /^(?:[,:]|$)/.test(after) === false) return 'does'
  return null
}

/**
 * Who is to act according to the words themselves: 由…牵头, …负责, …会同…, the subject of a sentence. A unit that is only
 * spoken of (走访慰问驻军部队, 贯彻市委议军会精神) is not responsible.
 */
export const readResponsible = (folded: string, units: UnitIndex): Responsible => {
  const result: Responsible = { lead: null, helpers: [] }
  const mentions = units.find(folded)
  for (let i = 0; i < mentions.length; ) {
    let last = i
    while (last + 1 < mentions.length && LIST.test(folded.slice(mentions[last]!.end, mentions[last + 1]!.start))) last++
    const run = mentions.slice(i, last + 1)
    const start = run[0]!.start
    const clauseStart = /(?:^|[。;,:!(])[“\s]*$/.test(folded.slice(Math.max(0, start - 3), start)) || start === 0
    const role = roleOf(folded, start, run.at(-1)!.end, clauseStart)
    // Before 会同 stands who leads, though no word says so.
    const leads = role === 'lead' || LEADS_WITH.test(folded.slice(run.at(-1)!.end, run.at(-1)!.end + 6))
    if (role === 'lead' || role === 'does') {
      for (const mention of run) {
        const one = named(mention, leads ? 'lead' : 'does')
        if (!result.lead) result.lead = one
        else addHelper(result, one)
      }
    } else if (role === 'helps') {
      for (const mention of run) addHelper(result, named(mention, 'helps'))
    }
    i = last + 1
  }
  return result
}

/** Units listed under a label: every name counts; under 责任单位 the first leads unless somebody already does. */
export const readLabelled = (folded: string, role: LabelRole, units: UnitIndex, to: Responsible): void => {
  for (const mention of (units.listed ?? units.find)(folded)) {
    const one = named(mention, role === 'lead' ? 'lead' : role === 'helpers' ? 'helps' : 'does')
    if (role !== 'helpers' && !to.lead) to.lead = one
    else addHelper(to, one)
  }
}

export type Labelled = { responsible: Responsible; deadlineText: string | null; found: boolean }

/** Reads pieces such as `牵头单位:市教育局;配合单位:市人社局;完成时限:7月底前`, on lines or inside parentheses. */
export const readLabels = (pieces: string[], units: UnitIndex): Labelled => {
  const labelled: Labelled = { responsible: { lead: null, helpers: [] }, deadlineText: null, found: false }
  for (const piece of pieces) {
    const text = piece.trim()
    const label = labelAt(text)
    if (!label) continue
    labelled.found = true
    const rest = text.slice(label.length)
    if (label.role === 'deadline') labelled.deadlineText = rest.trim()
    else readLabelled(rest, label.role, units, labelled.responsible)
  }
  return labelled
}

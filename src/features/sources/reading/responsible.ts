import { isSpace, SIGN, SIGNS, signOf, tableOf } from './alphabet.ts'
import { type LabelRole, labelAt } from './labels.ts'
import { type Scan, scanOf } from './scan.ts'
import type { Assignment } from './types.ts'
import type { Mention, UnitIndex } from './units.ts'

/** Units that a stretch of text makes responsible, in the order named. */
export type Responsible = { lead: Assignment | null; helpers: Assignment[] }

/** Shared: never added to. */
export const NOBODY: Responsible = { lead: null, helpers: [] }

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

const HELPS_BEFORE = /(?:会同|联合|协同|配合|协助|商|指导|督促|组织|推动|发动|协调|联系|动员)$/
/** Not 邀请, 提请: they are only asked. */
const LEADS_BEFORE = /(?:由|(?<![邀提聘申报呈])请|责成|委托)$/
/** 与市应急管理局联合组织演练 */
const TOGETHER = /^(?:等)?(?:单位|部门)?(?:联合|共同|一道|协同)/
const WITH = 0x4e0e
/** 原则同意市住建局提出的方案 */
const DOES_BEFORE = /同意$/
const LEADS_AFTER = /^(?:等)?(?:单位|部门)?(?:负责)?(?:牵头|主办|主责)/
const DOES_AFTER =
  /^(?:等)?(?:有关|相关)?(?:单位|部门)?(?:分别|共同|具体|按职责|按照职责|根据职责|结合职责)?(?:负责|要|应|须|将|需|承办|落实|每|会同|联合|组织|按|结合|在|于|对|把|为|向|定期|及时|开展|建立|做好|加强)/
const HELPS_AFTER = /^(?:等)?(?:有关|相关)?(?:单位|部门)?(?:共同|积极)?(?:配合|协助|协同(?!推)|参与|协办|参加)/
const LEADS_WITH = /^(?:要|应|须|负责|牵头)?(?:会同|商)/
const JOINS = tableOf('、,和与及等')
const AS_WELL_AS = '以及'

/** What stands between two names of one run: 、 , 和 与 及 以及 等. */
const isJoin = (text: string, from: number, to: number): boolean =>
  to - from === 1 ? JOINS[SIGN[text.charCodeAt(from)]!] === 1 : to - from === 2 && text.startsWith(AS_WELL_AS, from)

type Role = 'lead' | 'does' | 'helps' | null

/** What the words behind a name begin with, and those before it end with, by the patterns above. */
const [LEADS, DOES, HELPS] = [1, 2, 4]
const AFTER = new Uint8Array(SIGNS)
for (const [role, chars] of [
  [LEADS, '等单部负牵主'],
  [DOES, '等有相单部分共具按根结负要应须将需承落每会联组在于对把为向定及开建做加'],
  [HELPS, '等有相单部共积配协参'],
] as const)
  for (const char of chars) AFTER[signOf(char.charCodeAt(0))]! |= role
const BEFORE = new Uint8Array(SIGNS)
for (const [role, chars] of [
  [HELPS, '同合助商导促织动调系员'],
  [LEADS, '由请成意托'],
] as const)
  for (const char of chars) BEFORE[signOf(char.charCodeAt(0))]! |= role
/** Behind the subject one of these alone makes it do what follows. */
const DOES_ALONE = tableOf('要应须将需每按在于对把为向')
const WITH_FIRST = tableOf('要应须负牵会商')
const OPENS_CLAUSE = tableOf(',。;:(”')
const [COMMA, COLON, ZERO, NINE] = [0x2c, 0x3a, 0x30, 0x39]

/** What the words around a run of names make of them, from its first character to its last in a stretch of a text. */
const roleOf = (text: string, from: number, to: number, start: number, end: number, atStart: boolean): Role => {
  const next = end < to ? text.charCodeAt(end) : COMMA
  const last = start > from ? text.charCodeAt(start - 1) : 0
  const behind = AFTER[SIGN[next]!]!
  const before = BEFORE[SIGN[last]!]!
  const after = (behind & (LEADS | HELPS)) !== 0 ? text.slice(end, Math.min(to, end + 14)) : ''
  if ((behind & LEADS) !== 0 && LEADS_AFTER.test(after)) return 'lead'
  if ((behind & HELPS) !== 0 && HELPS_AFTER.test(after)) return 'helps'
  if (last === WITH && TOGETHER.test(text.slice(end, Math.min(to, end + 10)))) return 'helps'
  if (before !== 0) {
    const words = text.slice(Math.max(from, start - 4), start)
    if ((before & HELPS) !== 0 && HELPS_BEFORE.test(words)) return 'helps'
    if ((before & LEADS) !== 0 && LEADS_BEFORE.test(words)) return 'lead'
    // 同意驻军9名子女入学: those it is agreed for.
    if ((before & LEADS) !== 0 && !(next >= ZERO && next <= NINE) && DOES_BEFORE.test(words)) return 'does'
  }
  if (
    (behind & DOES) !== 0 &&
    (atStart || OPENS_CLAUSE[SIGN[last]!] === 1) &&
    (DOES_ALONE[SIGN[next]!] === 1 || DOES_AFTER.test(text.slice(end, Math.min(to, end + 14))))
  )
    return 'does'
  return atStart && next !== COMMA && next !== COLON ? 'does' : null
}

const OPENS_SENTENCE = tableOf('。;,:!(')
const QUOTE = 0x201c

/** Whether nothing but blanks and quotes stands between a name and the mark before it, within three characters. */
const isAtStart = (text: string, from: number, start: number): boolean => {
  const floor = Math.max(from, start - 3)
  let at = start
  while (at > floor && (text.charCodeAt(at - 1) === QUOTE || isSpace(text.charCodeAt(at - 1)))) at--
  return start === from || at === floor || OPENS_SENTENCE[SIGN[text.charCodeAt(at - 1)]!] === 1
}

/** Where the run of names ends that begins with one of them: the index of its last. */
const lastOfRun = (text: string, mentions: readonly Mention[], first: number): number => {
  let last = first
  while (last + 1 < mentions.length && isJoin(text, mentions[last]!.end, mentions[last + 1]!.start)) last++
  return last
}

/** 走访驻县部队,各乡镇要…: of a run that nothing makes act the names behind a comma are looked at anew. */
const behindComma = (text: string, mentions: readonly Mention[], first: number, last: number): number => {
  let next = first + 1
  while (next <= last && text.charCodeAt(mentions[next]!.start - 1) !== COMMA) next++
  return next
}

/**
 * Who is to act according to the words of a stretch: 由…牵头, …负责, …会同…, the subject of a sentence. A unit that is only
 * spoken of (走访慰问驻军部队, 贯彻市委议军会精神) is not responsible.
 */
export const responsibleIn = (scan: Scan, from: number, to: number, units: UnitIndex): Responsible => {
  const mentions = units.within(scan, from, to)
  if (mentions.length === 0) return NOBODY
  const { text } = scan
  const result: Responsible = { lead: null, helpers: [] }
  for (let i = 0; i < mentions.length; ) {
    const last = lastOfRun(text, mentions, i)
    const { start } = mentions[i]!
    const { end } = mentions[last]!
    const role = roleOf(text, from, to, start, end, isAtStart(text, from, start))
    // Before 会同 stands who leads, though no word says so.
    const leads =
      role === 'lead' ||
      (role === 'does' &&
        end < to &&
        WITH_FIRST[SIGN[text.charCodeAt(end)]!] === 1 &&
        LEADS_WITH.test(text.slice(end, Math.min(to, end + 6))))
    if (role === 'lead' || role === 'does') {
      for (; i <= last; i++) {
        const one = named(mentions[i]!, leads ? 'lead' : 'does')
        if (!result.lead) result.lead = one
        else addHelper(result, one)
      }
    } else if (role === 'helps') for (; i <= last; i++) addHelper(result, named(mentions[i]!, 'helps'))
    i = role === null ? behindComma(text, mentions, i, last) : last + 1
  }
  return result
}

/** Whether a stretch names who is to do what it says. */
export const namesLead = (scan: Scan, from: number, to: number, units: UnitIndex): boolean => {
  const mentions = units.within(scan, from, to)
  for (let i = 0; i < mentions.length; ) {
    const last = lastOfRun(scan.text, mentions, i)
    const { start } = mentions[i]!
    const role = roleOf(scan.text, from, to, start, mentions[last]!.end, isAtStart(scan.text, from, start))
    if (role === 'lead' || role === 'does') return true
    i = behindComma(scan.text, mentions, i, last)
  }
  return false
}

/** The same for words that stand nowhere in the text as they are. */
export const readResponsible = (folded: string, units: UnitIndex): Responsible =>
  responsibleIn(scanOf(folded), 0, folded.length, units)

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

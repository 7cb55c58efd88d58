import * as z from 'zod'
import { MARKS, MATTER_KINDS, MATTER_STATES, NEED_DIRECTIONS, REQUEST_KINDS, STEPS } from './rules.ts'
import { LINES } from './words.ts'

/** What the ledger shows of a matter. */

/** A unit, post or region by its id and its full name. */
export const Named = z.object({ id: z.number(), name: z.string() })
export type Named = z.output<typeof Named>

/** How near the promised day is; `days` are working days, `words` stand on the screen. Computed, never typed. */
export const Light = z.object({
  kind: z.enum(['ok', 'due', 'over', 'hung', 'none', 'done']),
  days: z.number().nullable(),
  words: z.string(),
})

/** Categories of a matter (需求分类, 要点部分); source: domain rules 4.2 and the eight parts of the standard. */
export const CATEGORIES = [
  'training',
  'facilities',
  'rights',
  'family',
  'organisation',
  'publicity',
  'support-army',
  'support-locality',
  'policy',
  'activities',
  'pairing',
  'other',
] as const

/**
 * One line of the ledger. `title` is null where only category and state may be seen (a need raised by troops); then the
 * asker stands as { id: 0, name: '部队' }, and nothing else with words is filled.
 */
export const MatterRow = z.object({
  id: z.number(),
  /** RW-2026-001 (任务), XQ-2026-001 (需求), GA-2026-001 (个案); '草稿' until it is raised. */
  code: z.string(),
  kind: z.enum(MATTER_KINDS),
  direction: z.enum(NEED_DIRECTIONS).nullable(),
  category: z.enum(CATEGORIES),
  state: z.enum(MATTER_STATES),
  title: z.string().nullable(),
  region: Named,
  asker: Named,
  lead: Named.nullable(),
  helperCount: z.number(),
  dueOn: z.string().nullable(),
  light: Light,
  isHung: z.boolean(),
  hungReviewOn: z.string().nullable(),
  isSupervised: z.boolean(),
  marks: z.array(z.enum(MARKS)),
  part: z.string().nullable(),
  partTitle: z.string().nullable(),
  /** Steps that the acting post may record for the asking unit, with its signed slip (代确认). */
  standInSteps: z.array(z.enum(STEPS)),
  /** The matter it was handed down out of (分解件). */
  parentId: z.number().nullable(),
  /** Of a part: what was asked of it with 分解下达, cut short; null where that says no more than the title. */
  partText: z.string().nullable(),
  /** 分解情况: how many of the parts handed down are closed; null without parts. */
  parts: z.object({ all: z.number(), done: z.number() }).nullable(),
  /** Open requests waiting for an answer: time, hang, decline, not-ours, day. */
  requests: z.array(z.string()),
  /** Steps that the acting post may take now, most likely first. */
  openSteps: z.array(z.enum(STEPS)),
  raisedOn: z.string().nullable(),
  reportedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  changedAt: z.string(),
  version: z.number(),
})
export type MatterRow = z.output<typeof MatterRow>

export const MatterFile = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.string(),
  mime: z.string(),
  size: z.number(),
  pages: z.number().nullable(),
  createdAt: z.string(),
  unitName: z.string(),
})

/** One step in the life of a matter, newest first on the screen. */
export const MatterEntry = z.object({
  id: z.number(),
  at: z.string(),
  step: z.enum([...STEPS, ...LINES]),
  postName: z.string(),
  unitName: z.string(),
  text: z.string(),
  fromState: z.enum(MATTER_STATES).nullable(),
  toState: z.enum(MATTER_STATES),
  /** What the step carried: new day, review day, clause, units … with Chinese values ready to show. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  files: z.array(MatterFile),
  /** 代录 or 代确认 where an office recorded the step for the asking unit. */
  behalf: z.enum(['entered-for', 'confirmed-for']).nullable(),
})

/** What was recorded for the asking unit; `signedOn` is null while the slip of an entered need is still to come. */
export const MatterSlip = z.object({
  id: z.number(),
  entryId: z.number(),
  step: z.enum(STEPS),
  unitName: z.string(),
  signedOn: z.string().nullable(),
  signer: z.string().nullable(),
  fileCount: z.number(),
  recordedOn: z.string(),
  isContested: z.boolean(),
  /** Last day of 异议. */
  contestUntil: z.string(),
})

export const MatterRequest = z.object({
  id: z.number(),
  kind: z.enum(REQUEST_KINDS),
  state: z.enum(['open', 'granted', 'refused', 'lapsed']),
  unitName: z.string(),
  reason: z.string(),
  clause: z.string().nullable(),
  newDueOn: z.string().nullable(),
  reviewOn: z.string().nullable(),
  askedAt: z.string(),
  answeredAt: z.string().nullable(),
  answer: z.string().nullable(),
})

/** A node 节点 with its own day; `explanation` says why an open one does not hold up the report. */
export const MatterNode = z.object({
  id: z.number(),
  title: z.string(),
  dueOn: z.string().nullable(),
  doneOn: z.string().nullable(),
  explanation: z.string().nullable(),
  light: Light,
})

/** A stretch of a document that a matter came from. */
const SourcePlace = z.object({
  documentId: z.number(),
  documentTitle: z.string(),
  docNumber: z.string().nullable(),
  clausePath: z.string().nullable(),
  quote: z.string(),
  startAt: z.number(),
  endAt: z.number(),
  /** Whether the acting post may open the document itself. */
  mayOpen: z.boolean(),
})

export const MatterSource = SourcePlace.extend({
  readOn: z.string(),
  /** 原出处: the clauses of older versions that it came from before, newest first. */
  former: z.array(SourcePlace.extend({ movedOn: z.string() })),
})

/** A part handed down (分解件), with why it is still open. */
export const MatterPart = MatterRow.extend({ explanation: z.string().nullable() })

/** Another matter by its code; its title and the way to it only for who may see it. */
const OtherMatter = z.object({ id: z.number().nullable(), code: z.string(), title: z.string().nullable() })

export const MatterDetail = MatterRow.extend({
  body: z.string().nullable(),
  helpers: z.array(Named),
  leadPost: Named.nullable(),
  leader: Named.nullable(),
  office: Named,
  /** Hints of the asker for the office that hands out: who could lead, and by which day it is wished for. */
  suggestedLead: Named.nullable(),
  wishedOn: z.string().nullable(),
  firstDueOn: z.string().nullable(),
  hungCause: z.string().nullable(),
  declineClause: z.string().nullable(),
  declineExplanation: z.string().nullable(),
  /** What the sheet said that it was taken in from: a time that is no day (全年), evidence to be supplied, the remark. */
  dueWords: z.string().nullable(),
  evidenceNamed: z.string().nullable(),
  remark: z.string().nullable(),
  entries: z.array(MatterEntry),
  requestList: z.array(MatterRequest),
  nodes: z.array(MatterNode),
  files: z.array(MatterFile),
  slips: z.array(MatterSlip),
  source: MatterSource.nullable(),
  /** The fact in which it was promised (承诺); its title and the way to it only for who may see it. */
  promise: OtherMatter.nullable(),
  /** 个案: the help 帮扶 that it is about; its number for who sees the family in the register alone. */
  help: z.object({ id: z.number().nullable(), code: z.string() }).nullable(),
  /** One sentence on who has the next step, or null when nothing waits. */
  waitsFor: z.string().nullable(),
  /** Whether nodes may be changed by the acting post. */
  mayEditNodes: z.boolean(),
  /** Whether the acting post may add the signed slip that an entered need still waits for. */
  maySign: z.boolean(),
  /** The matters above a part, from the top. */
  above: z.array(OtherMatter),
  /** The parts that the acting post may see, in the order they were handed down, withdrawn ones too. */
  partList: z.array(MatterPart),
  /** Of a part: why it is still open, as written by the unit that handed it down. */
  explanation: z.string().nullable(),
  mergedInto: OtherMatter.nullable(),
  /** Of a part: the promised day of the matter above, where it is seen; no part is promised for later. */
  aboveDueOn: z.string().nullable(),
  /** What its place was called on the day it was raised, where it is called otherwise today. */
  placeThen: z.string().nullable(),
  /** Since when the posts above the asker are asked to answer. */
  superiorAskedOn: z.string().nullable(),
})
export type MatterDetail = z.output<typeof MatterDetail>

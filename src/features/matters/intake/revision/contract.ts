import * as z from 'zod'
import { DueDay, endpoint, Id, line, prose, Version } from '../../../../platform/http/contract.ts'
import { nameProblems } from '../../../../platform/problem.ts'
import { MATCH_KINDS, RUN_KINDS } from '../../../sources/contract.ts'
import { Light } from '../../contract.ts'
import { MATTER_STATES } from '../../sides.ts'

/** 保留, 改动, 撤回: what the office decides on a matter whose clause changed or fell away. */
export const CHOICES = ['keep', 'change', 'withdraw'] as const
export type Choice = (typeof CHOICES)[number]

/** What a matter becomes by 改动. */
export const MatterChange = z.object({
  title: line('事项名称', 120),
  body: prose('具体情况'),
  leadUnitId: z.number({ error: '牵头单位还没有选。' }).int().positive(),
  dueOn: DueDay.nullable(),
  /** The sender was told that nobody is in a post of the new lead. */
  isVacancyKnown: z.boolean().optional(),
})
export type MatterChange = z.output<typeof MatterChange>

const Decision = z.object({
  choice: z.enum(CHOICES),
  reason: z.string(),
  change: MatterChange.extend({ leadName: z.string() }).nullable(),
  postName: z.string(),
  at: z.string(),
  isCarried: z.boolean(),
  /** The matter changed after the decision: it is to be looked at again before it is carried out. */
  isStale: z.boolean(),
  version: z.number(),
})
export type Decision = z.output<typeof Decision>

const MatterLine = z.object({
  id: z.number(),
  code: z.string(),
  /** Null where only category and state may be seen. */
  title: z.string().nullable(),
  state: z.enum(MATTER_STATES),
  lead: z.object({ id: z.number(), name: z.string() }).nullable(),
  dueOn: z.string().nullable(),
  light: Light,
})

/** A matter made from a clause, with what was handed down out of it. */
export const RevisionMatter = MatterLine.extend({
  body: z.string(),
  version: z.number(),
  /** 分解件, at every depth, that the acting post may see. */
  parts: z.array(MatterLine),
  /** What became of its own sentence: as it was, changed, or no longer there. */
  fate: z.enum(['same', 'changed', 'gone']),
  quote: z.string(),
  newQuote: z.string().nullable(),
  /** What the acting post may decide; empty where it is not its matter, or the matter has ended. */
  choices: z.array(z.enum(CHOICES)),
  /** Why a choice is not open, in words. */
  note: z.string().nullable(),
  /** 改动 as the newer version reads: to begin the form with. */
  proposed: MatterChange.omit({ isVacancyKnown: true }).extend({ leadName: z.string() }),
  decision: Decision.nullable(),
})
export type RevisionMatter = z.output<typeof RevisionMatter>

const Side = z.object({
  path: z.string().nullable(),
  marker: z.string(),
  text: z.string(),
  startAt: z.number(),
  endAt: z.number(),
})

/** Clauses that belong together: one of the older and one of the newer version, or what was split, merged, added, removed. */
export const RevisionGroup = z.object({
  key: z.string(),
  kind: z.enum(MATCH_KINDS),
  form: z.enum(['split', 'merged']).nullable(),
  isMoved: z.boolean(),
  isRenumbered: z.boolean(),
  old: z.array(Side),
  new: z.array(Side),
  /** The words of a changed clause: kept, struck, inserted. */
  runs: z.array(z.object({ kind: z.enum(RUN_KINDS), text: z.string() })),
  matters: z.array(RevisionMatter),
  /** Matters of this clause outside of what the acting post may see. */
  hidden: z.number(),
})
export type RevisionGroup = z.output<typeof RevisionGroup>

const VersionHead = z.object({
  id: z.number(),
  title: z.string(),
  docNumber: z.string().nullable(),
  issuedOn: z.string().nullable(),
  version: z.number(),
})

/** 新旧对照 of a document and the version before it. */
export const Revision = z.object({
  document: VersionHead,
  former: VersionHead,
  groups: z.array(RevisionGroup),
  counts: z.record(z.enum(MATCH_KINDS), z.number()),
  /** Whether the acting post is the office that decides here. */
  mayDecide: z.boolean(),
  /** Matters of changed and removed clauses, how many of them are decided, and how many of these carried out. */
  toDecide: z.number(),
  decided: z.number(),
  carried: z.number(),
  /** Own matters of unchanged and moved clauses whose reference still stands in the older version. */
  toFollow: z.number(),
  /** Matters of earlier versions that are to be decided in the comparison before this one. */
  openBefore: z.number(),
  /** Proposals of the newer version held back because a matter stands for them. */
  heldBack: z.number(),
  /** Whether the mark of a newer version may still be taken back. */
  mayUndo: z.boolean(),
})
export type Revision = z.output<typeof Revision>

/** A revision of the acting office with something left to decide or to carry out. */
export const WaitingRevision = z.object({
  documentId: z.number(),
  title: z.string(),
  undecided: z.number(),
  toCarry: z.number(),
})
export type WaitingRevision = z.output<typeof WaitingRevision>

export const Decide = z.object({
  documentId: Id,
  matterId: Id,
  choice: z.enum(CHOICES),
  reason: prose('原因', 1000).default(''),
  change: MatterChange.nullable().default(null),
  /** The matter as the sender saw it. */
  matterVersion: Version,
  /** Of the decision that stands; 0 where there is none. */
  version: z.number().int().min(0),
})
export type Decide = z.output<typeof Decide>

export const ClearDecision = z.object({ documentId: Id, matterId: Id, version: Version })
export type ClearDecision = z.output<typeof ClearDecision>

export const CarryOut = z.object({
  documentId: Id,
  decisions: z
    .array(z.object({ matterId: Id, version: Version }))
    .min(1, { error: '还没有可落实的决定。' })
    .max(500, { error: '一次最多落实 500 件，分几次落实。' }),
})
export type CarryOut = z.output<typeof CarryOut>

export const revisionProblems = nameProblems({
  'no-older-version': [404, '没有旧版可对照', '这份来文没有标为新版，或旧版不在本岗位范围内。'],
  'not-of-this-version': [404, '这件不在对照里', '这件事项不是由旧版立的，或不在本岗位范围内，刷新后再看。'],
  'clause-unchanged': [409, '条款没有改动', '这件事项的条款没有改动，不用决定，照旧办理。'],
  'not-your-matter': [403, '不由本岗定', '这件事项由交办它的双拥办决定，本岗只看。'],
  'choice-not-open': [409, '现在不能这样定', '已销号的只能保留；已报办结的先确认或退回重办，再改动或撤回。'],
  'already-carried': [409, '决定已落实', '这件的决定已经落实，不能再改；要调整，到事项里办理。'],
  'nothing-decided': [409, '没有可落实的决定', '所选的事项还没有决定，或决定刚被撤去，刷新后再看。'],
  'nothing-changed': [422, '没有改动', '所填与现在的事项一样，改好再存，或选保留。'],
  'withdraw-reason': [422, '撤回要写明原因', '写明为什么撤回，牵头单位看得到。'],
  'revision-decided': [409, '已有决定，不能撤去', '对照里已有决定，不能再撤去新版标记。先撤去没有落实的决定。'],
  'nothing-to-follow': [409, '没有要移的出处', '未变、移位的条款没有出处还在旧版的事项，刷新后再看。'],
})

export const revision = {
  waiting: endpoint('sources:write')
    .route({ method: 'GET', path: '/revisions/waiting', summary: '还有待定事项的来文新版' })
    .output(z.array(WaitingRevision)),
  get: endpoint('sources:read')
    .route({ method: 'GET', path: '/documents/{documentId}/revision', summary: '新旧对照' })
    .input(z.object({ documentId: Id }))
    .output(Revision),
  decide: endpoint('sources:write')
    .route({ method: 'PUT', path: '/documents/{documentId}/revision/{matterId}', summary: '定一件：保留、改动或撤回' })
    .input(Decide)
    .output(Revision),
  clear: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/revision/{matterId}/clear', summary: '撤去一件的决定' })
    .input(ClearDecision)
    .output(Revision),
  carryOut: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/revision/carry-out', summary: '落实决定' })
    .input(CarryOut)
    .output(Revision),
  follow: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/revision/follow', summary: '未变条款的出处移到新版' })
    .input(z.object({ documentId: Id }))
    .output(Revision),
}

import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, prose, Version } from '../../platform/http/contract.ts'
import { nameProblems } from '../../platform/problem.ts'
import { CONTEST_DAYS, MARKS, MATTER_KINDS, MATTER_STATES, NEED_DIRECTIONS, REQUEST_KINDS, STEPS } from './rules.ts'
import { LINES } from './words.ts'

export type { Mark, MatterState, Step, StepInput } from './rules.ts'

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
  /** RW-2026-001 (任务), XQ-2026-001 (需求); '草稿' until it is raised. */
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

export const MATTER_VIEWS = ['owe', 'answer', 'mine', 'all'] as const
export const LIGHTS = ['ok', 'due', 'over', 'hung', 'none', 'done'] as const
export const MATTER_LEVELS = ['top', 'handed', 'parts'] as const
export const MATTER_SORTS = ['due', 'changed', 'code'] as const
/** Days that move with today: the next seven days, this month, before today. */
export const DUE_SPANS = ['week', 'month', 'past'] as const

const many = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined ? undefined : Array.isArray(value) ? value : [value]),
    z.array(item).optional(),
  )

/** Filters of the ledger; the same for list, count and export. `after` is the key given as `next` by the page before. */
export const MatterQuery = z.object({
  view: z.enum(MATTER_VIEWS).default('all'),
  kind: many(z.enum(MATTER_KINDS)),
  direction: z.enum(NEED_DIRECTIONS).optional(),
  state: many(z.enum(MATTER_STATES)),
  /** `open`: neither closed, declined nor withdrawn. */
  open: z.stringbool().optional(),
  light: many(z.enum(LIGHTS)),
  category: z.enum(CATEGORIES).optional(),
  leadUnitId: Id.optional(),
  askerUnitId: Id.optional(),
  unitId: Id.optional(),
  /** Matters that carry one of these marks (of those kept with the row: not 挂账 and 挂牌督办). */
  mark: many(z.enum(MARKS)),
  without: many(z.enum(MARKS)),
  /**
   * `top`: matters whose parent does not lie in the place looked at (`regionId`, or the own one), so that a matter and its
   * parts count once; `handed`: those with parts; `parts`: parts alone.
   */
  level: z.enum(MATTER_LEVELS).optional(),
  /** The parts of one matter. */
  parentId: Id.optional(),
  /** Whether the lead is a troop unit or a unit of the locality. */
  leadSide: z.enum(['civil', 'military']).optional(),
  regionId: Id.optional(),
  /** With `regionId`: that region alone, without the regions under it. */
  regionOnly: z.stringbool().optional(),
  part: z.string().max(20).optional(),
  documentId: Id.optional(),
  year: z.coerce.number().int().min(2000).max(2200).optional(),
  dueFrom: Day.optional(),
  dueTo: Day.optional(),
  /** Beside `dueFrom` and `dueTo`: days that move with today, so that a kept view stays true. */
  dueIn: z.enum(DUE_SPANS).optional(),
  q: z.string().trim().max(100).optional(),
  sort: z.enum(MATTER_SORTS).default('due'),
  after: z.string().max(200).optional(),
  size: z.coerce.number().int().min(1).max(100).default(50),
})
export type MatterQuery = z.output<typeof MatterQuery>

/** The signed slip of a unit without access: its day, the post of who signed, and the photos or scans of it. */
export const SignedSlip = z.object({
  signedOn: Day,
  signer: line('签字岗位', 60),
  fileIds: z.array(z.number().int().positive()).max(20).default([]),
})
export type SignedSlip = z.output<typeof SignedSlip>

/** A need as its asker writes it; `isDraft` keeps it to himself. */
export const RaiseMatter = z.object({
  direction: z.enum(NEED_DIRECTIONS),
  category: z.enum(CATEGORIES),
  title: line('事项名称', 120),
  body: prose('具体情况'),
  /** The unit that the asker thinks should lead; only a hint for the office. */
  suggestedLeadUnitId: z.number().int().positive().nullable().default(null),
  /** The day by which the asker would like it done. */
  wishedOn: Day.nullable().default(null),
  /** 代录: the unit without access for which an office enters the need; null for the own unit. */
  onBehalfOfUnitId: z.number().int().positive().nullable().default(null),
  /** The signed 需求登记单 of that unit; may be added later, once it has been printed and signed. */
  slip: SignedSlip.nullable().default(null),
  fileIds: z.array(z.number().int().positive()).max(20).default([]),
  isDraft: z.boolean().default(false),
})
export type RaiseMatter = z.output<typeof RaiseMatter>

/** A task that the office hands out without a document (立一件任务): handed out in one go. */
export const RaiseTask = z.object({
  category: z.enum(CATEGORIES),
  title: line('事项名称', 120),
  body: prose('具体情况'),
  leadUnitId: z.number({ error: '牵头单位还没有选。' }).int().positive(),
  helperUnitIds: z.array(z.number().int().positive()).max(60).default([]),
  leaderPostId: z.number().int().positive().nullable().default(null),
  dueOn: Day.nullable().default(null),
  fileIds: z.array(z.number().int().positive()).max(20).default([]),
  /** The sender was told that nobody is in a post of the lead. */
  isVacancyKnown: z.boolean().optional(),
})
export type RaiseTask = z.output<typeof RaiseTask>

/** One step with what it carries (STEP_NEEDS in rules.ts says what each step asks for). */
export const TakeStep = z.object({
  id: Id,
  step: z.enum(STEPS),
  version: Version,
  reason: prose('原因', 1000).nullish(),
  text: prose('说明').nullish(),
  dueOn: Day.nullish(),
  lead: z.object({ unitId: z.number().int().positive(), postId: z.number().int().positive().nullish() }).nullish(),
  helpers: z.array(z.number().int().positive()).max(60).nullish(),
  responsiblePostId: z.number().int().positive().nullish(),
  clause: prose('依据条款', 500).nullish(),
  explanation: prose('解释说明', 2000).nullish(),
  cause: prose('挂账原因', 1000).nullish(),
  reviewOn: Day.nullish(),
  /** The step is the asking unit's, recorded for it with its signed slip (代确认). */
  slip: SignedSlip.nullish(),
  /** With `hand-down`: one part for each unit. */
  parts: z
    .array(z.object({ unitId: z.number().int().positive(), dueOn: Day.nullish() }))
    .max(400, { error: '一次最多下达 400 个单位，分几次下达。' })
    .nullish(),
  /** With `merge`: the matter it goes into. */
  targetId: z.number().int().positive().nullish(),
  /** With `assign` and `hand-down`: the sender was told that nobody is in a post of a unit. */
  isVacancyKnown: z.boolean().optional(),
  /** With `raise` on a returned or drafted need: the words as corrected. */
  title: line('事项名称', 120).optional(),
  body: prose('具体情况').optional(),
  fileIds: z.array(z.number().int().positive()).max(20).default([]),
  /** With a remark (留言): the posts it names, all of which must be able to read the matter. */
  namedPostIds: z.array(z.number().int().positive()).max(10, { error: '一次最多点名 10 个岗位。' }).optional(),
})
export type TakeStep = z.output<typeof TakeStep>

/** A unit below a lead, to hand a part to; in administrative order, level by level. */
export const UnitBelow = z.object({
  id: z.number(),
  name: z.string(),
  level: z.number(),
  regionId: z.number(),
  regionName: z.string(),
  /** 对口单位: does the same one level down. */
  isCounterpart: z.boolean(),
  /** Nobody is in a post of the unit today: nobody there can sign. */
  isVacant: z.boolean(),
  /** It has an open part of this matter already. */
  hasPart: z.boolean(),
})
export type UnitBelow = z.output<typeof UnitBelow>

/** How long a report waits for its answer (working days), of the city; `isDefault`: nobody changed them. */
export const AnswerWaitsForm = z.object({
  remindAfter: z.array(z.number().int().min(1).max(60)).length(2, { error: '催办分两次，两次都要填。' }),
  superiorAfter: z.number().int().min(1).max(120),
  closeAfter: z.number().int().min(1).max(120),
  /** 异议: calendar days from the day of the record. */
  contestDays: z.number().int().min(1).max(365).default(CONTEST_DAYS),
})
export const AnswerWaitsShown = AnswerWaitsForm.extend({
  version: z.number(),
  isDefault: z.boolean(),
  mayEdit: z.boolean(),
})
export type AnswerWaitsShown = z.output<typeof AnswerWaitsShown>

export const SaveNode = z.object({
  title: line('节点', 80),
  dueOn: Day.nullable().default(null),
  doneOn: Day.nullable().default(null),
  explanation: prose('说明', 500).nullable().default(null),
})

/** A draft as its writer saves it again. */
export const SaveDraft = RaiseMatter.omit({ onBehalfOfUnitId: true, slip: true, isDraft: true }).extend({
  id: Id,
  version: Version,
})
export type SaveDraft = z.output<typeof SaveDraft>

/** One record made for a unit without access, as the audit administrator sees it: no words of the matter, no unit. */
export const BehalfLine = z.object({
  id: z.number(),
  at: z.string(),
  personName: z.string(),
  postName: z.string(),
  step: z.enum(STEPS),
  code: z.string(),
  signedOn: z.string().nullable(),
  fileCount: z.number(),
  contestedAt: z.string().nullable(),
})

/** A row of 今日: the matter, why it is here, and the one step that is next. */
export const TodayItem = MatterRow.extend({
  /** When and by whom it came here: '市教育局 · 今日 08:52', ready to show. */
  from: z.string(),
  /** 报办结, 申请延期, 新提需求, 非本单位 …; null for what I owe. */
  tag: z.string().nullable(),
  /** Second line: what was said. */
  note: z.string(),
})

export const ComingDay = z.object({
  on: z.string(),
  title: z.string(),
  note: z.string(),
  matterId: z.number().nullable(),
})

export const Today = z.object({
  today: z.string(),
  weekday: z.string(),
  lunar: z.string(),
  /** '距八一 18 天，13 个工作日'; null when nothing is near. */
  countdown: z.string().nullable(),
  /** False when this year's holidays are not announced yet: 该年放假安排未公布. */
  isCalendarAnnounced: z.boolean(),
  lights: z.record(z.enum(LIGHTS), z.number()),
  handled: z.number(),
  owe: z.object({ total: z.number(), items: z.array(TodayItem) }),
  answer: z.object({ total: z.number(), items: z.array(TodayItem) }),
  coming: z.array(ComingDay),
})
export type Today = z.output<typeof Today>

/** One column of the 双清单. */
export const DualColumn = z.object({
  direction: z.enum(NEED_DIRECTIONS),
  open: z.number(),
  lights: z.record(z.enum(LIGHTS), z.number()),
  rows: z.array(MatterRow),
  next: z.string().nullable(),
})
export const DualList = z.object({
  counts: z.object({ open: z.number(), closed: z.number(), other: z.number() }),
  columns: z.array(DualColumn),
})

export const matterProblems = nameProblems({
  'not-below': [422, '不是下级单位', '分解件只下达给本单位下级的单位，另选一个县、乡镇或村的单位。'],
  'nobody-in-post': [422, '单位无人在任', '选的单位还没有人在任，交办后没有人签收；确要交办，先勾选“知道无人在任”。'],
  'merge-target': [422, '不能并入这一件', '要并入的是本办在办的另一件同类事项，不含分解件，重新选一件。'],
  'not-waits': [422, '等待天数不对', '按提示改好等待天数后再存下。'],
  'not-city-office': [403, '由市级双拥办设定', '等待天数由市级双拥办或系统管理员设定，本岗只看。'],
  'unknown-post': [422, '没有这个岗位', '选的岗位不存在、已撤销或不是这个单位的，重新选一个。'],
  'named-may-not-read': [422, '点名的岗位看不到这件事项', '点名的岗位看不到这件事项，另选一个。'],
  'unknown-node': [404, '没有这个节点', '这个节点已删去或不在这件事项里，刷新后再看。'],
  'nodes-closed': [409, '节点现在不能改', '这件事项现在不能改节点，交办后、报办结前才能改。'],
  'not-your-nodes': [403, '节点不由本岗改', '节点由牵头单位和双拥办改，本岗可以留言。'],
  'day-in-past': [422, '日期早于今天', '填的日子早于今天，改为今天或以后。'],
  'done-in-future': [422, '完成日晚于今天', '完成日晚于今天，改为今天或以前的日子。'],
  'no-slip-needed': [409, '不缺签字单据', '这一份已附签字单据，不用再补。刷新后再看。'],
  'slip-not-picture': [
    422,
    '签字单据不是照片或扫描件',
    '签字单据里有看不到签字的文件，上传签字单据的照片或扫描件（图片或 PDF）。',
  ],
  'unit-has-access': [422, '不用代录', '这个单位已有人在本系统办理，由它自己提出。'],
  'own-unit-behalf': [422, '不用代录', '代录只用于没有账号的单位，自己的需求直接提出。'],
  'unknown-unit': [422, '没有这个单位', '选的单位不存在或已撤销，重新选一个。'],
  'unknown-file': [422, '附件不可用', '有附件不存在或不归本岗位，重新上传。'],
  'no-office': [422, '没有对口双拥办', '本单位所在地没有双拥办，联系上级双拥办建立。'],
  'wrong-direction': [
    422,
    '提出方向不对',
    '部队提的需求由部队联络员提出，地方提的需求由双拥办、成员单位或服务站提出。',
  ],
})

export const matters = {
  list: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters', summary: '事项列表' })
    .input(MatterQuery)
    .output(pageOf(MatterRow)),
  get: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters/{id}', summary: '一件事项' })
    .input(z.object({ id: Id }))
    .output(MatterDetail),
  today: endpoint('matters:read').route({ method: 'GET', path: '/today', summary: '今日' }).output(Today),
  dual: endpoint('matters:read')
    .route({ method: 'GET', path: '/dual-list', summary: '双清单' })
    .input(
      z.object({ show: z.enum(['open', 'closed', 'other']).default('open'), year: z.coerce.number().int().optional() }),
    )
    .output(DualList),
  raise: endpoint('matters:write')
    .route({ method: 'POST', path: '/matters', summary: '提出需求' })
    .input(RaiseMatter)
    .output(MatterDetail),
  raiseTask: endpoint('matters:write')
    .route({ method: 'POST', path: '/matters/tasks', summary: '立一件任务并交办' })
    .input(RaiseTask)
    .output(MatterDetail),
  unitsBelow: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters/{id}/units-below', summary: '可下达的下级单位' })
    .input(
      z.object({
        id: Id,
        level: z.coerce.number().int().min(2).max(5).optional(),
        q: z.string().trim().max(50).optional(),
      }),
    )
    .output(z.object({ levels: z.array(z.number()), units: z.array(UnitBelow) })),
  answerWaits: endpoint('org:read')
    .route({ method: 'GET', path: '/answer-waits', summary: '答复等待天数' })
    .output(AnswerWaitsShown),
  saveAnswerWaits: endpoint('org:write')
    .route({ method: 'PUT', path: '/answer-waits', summary: '改答复等待天数' })
    .input(AnswerWaitsForm.extend({ version: z.number().int().min(0) }))
    .output(AnswerWaitsShown),
  step: endpoint('matters:write')
    .route({ method: 'POST', path: '/matters/{id}/steps', summary: '办理一步' })
    .input(TakeStep)
    .output(MatterDetail),
  saveDraft: endpoint('matters:write')
    .route({ method: 'PUT', path: '/matters/{id}/draft', summary: '改草稿' })
    .input(SaveDraft)
    .output(MatterDetail),
  signSlip: endpoint('matters:write')
    .route({ method: 'POST', path: '/matters/{id}/slips/{slipId}', summary: '补附签字单据' })
    .input(z.object({ id: Id, slipId: Id, version: Version, slip: SignedSlip }))
    .output(MatterDetail),
  behalfLines: endpoint('audit:read')
    .route({ method: 'GET', path: '/behalf-lines', summary: '代录、代确认清单' })
    .input(
      z.object({
        lacking: z.stringbool().default(false),
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(pageOf(BehalfLine)),
  readers: endpoint('matters:read')
    .route({ method: 'GET', path: '/matters/{id}/readers', summary: '可点名的岗位' })
    .input(z.object({ id: Id }))
    .output(z.array(Named)),
  addNode: endpoint('matters:write')
    .route({ method: 'POST', path: '/matters/{id}/nodes', summary: '加节点' })
    .input(SaveNode.extend({ id: Id, version: Version }))
    .output(MatterDetail),
  saveNode: endpoint('matters:write')
    .route({ method: 'PUT', path: '/matters/{id}/nodes/{nodeId}', summary: '改节点' })
    .input(SaveNode.extend({ id: Id, nodeId: Id, version: Version }))
    .output(MatterDetail),
  dropNode: endpoint('matters:write')
    // Not DELETE: the version stands in the body, which some proxies take away from a DELETE.
    .route({ method: 'POST', path: '/matters/{id}/nodes/{nodeId}/drop', summary: '删节点' })
    .input(z.object({ id: Id, nodeId: Id, version: Version }))
    .output(MatterDetail),
}

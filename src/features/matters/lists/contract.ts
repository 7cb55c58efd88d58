import * as z from 'zod'
import { Day, DueDay, endpoint, Id, line, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Light, MatterQuery, MatterRow } from '../contract.ts'
import { MATTER_KINDS, MATTER_STATES, type Step } from '../sides.ts'

export const LAYOUTS = ['list', 'board', 'calendar'] as const
export type Layout = (typeof LAYOUTS)[number]

/** 只给本岗位, 本单位, 本地及下级: the last two are an office's to give. */
export const SHARINGS = ['mine', 'unit', 'region'] as const
export type Sharing = (typeof SHARINGS)[number]

/** Columns a person may show, hide and put in order; the title always stands. */
export const LEDGER_COLUMNS = [
  'code',
  'title',
  'kind',
  'category',
  'asker',
  'lead',
  'helpers',
  'region',
  'part',
  'raised',
  'due',
  'light',
  'state',
  'behalf',
  'changed',
] as const
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number]

/** The filters of a view, as they stand in the address: names of the ledger's search, lists as a,b. */
export const SEARCH_NAMES = [
  'view',
  'kind',
  'direction',
  'state',
  'light',
  'category',
  'leadUnitId',
  'askerUnitId',
  'unitId',
  'leadSide',
  'regionId',
  'regionOnly',
  'part',
  'mark',
  'without',
  'level',
  'documentId',
  'year',
  'dueFrom',
  'dueTo',
  'dueIn',
  'q',
  'sort',
  'by',
  'span',
] as const
export const ViewSearch = z.partialRecord(z.enum(SEARCH_NAMES), z.string().max(200))
export type ViewSearch = z.output<typeof ViewSearch>

export const SavedView = z.object({
  id: z.number(),
  name: z.string(),
  sharing: z.enum(SHARINGS),
  layout: z.enum(LAYOUTS),
  search: ViewSearch,
  columns: z.array(z.enum(LEDGER_COLUMNS)),
  /** Whether the acting post may rename, change, reorder and delete it. */
  mayChange: z.boolean(),
  /** Who shares it; null for one's own. */
  from: z.string().nullable(),
  version: z.number(),
})
export type SavedView = z.output<typeof SavedView>

export const SaveView = z.object({
  name: line('视图名称', 20),
  sharing: z.enum(SHARINGS).default('mine'),
  layout: z.enum(LAYOUTS).default('list'),
  search: ViewSearch,
  columns: z.array(z.enum(LEDGER_COLUMNS)).max(LEDGER_COLUMNS.length).default([]),
})
export type SaveView = z.output<typeof SaveView>

/** What the board and the calendar are narrowed by: the ledger's own filters. */
const Filters = MatterQuery.omit({ after: true, size: true, sort: true })

export const BOARD_BY = ['state', 'lead', 'part'] as const
export type BoardBy = (typeof BOARD_BY)[number]

export const BoardQuery = Filters.extend({
  by: z.enum(BOARD_BY).default('state'),
  /** One column only, by its key; with `after`, its next rows. */
  column: z.string().max(40).optional(),
  after: z.string().max(200).optional(),
  /** Rows of each column. */
  each: z.coerce.number().int().min(1).max(50).default(12),
  /** How many columns were shown before. */
  skip: z.coerce.number().int().min(0).max(10_000).default(0),
})
export type BoardQuery = z.output<typeof BoardQuery>

export const BoardColumn = z.object({
  /** A state, the id of a unit, `document/part`; 'none' for what has none or none that may be shown. */
  key: z.string(),
  name: z.string(),
  total: z.number(),
  rows: z.array(MatterRow),
  next: z.string().nullable(),
})
export type BoardColumn = z.output<typeof BoardColumn>

export const Board = z.object({ columns: z.array(BoardColumn), more: z.number() })
export type Board = z.output<typeof Board>

/** 到期, 复核 (of a 挂账), 节点. */
export const DAY_KINDS = ['due', 'review', 'node'] as const

export const CalendarQuery = Filters.extend({
  from: Day,
  to: Day,
  each: z.coerce.number().int().min(1).max(100).default(4),
  /** Of one day: the key given as `next` by the part before. */
  after: z.string().max(60).optional(),
})
export type CalendarQuery = z.output<typeof CalendarQuery>

export const DayItem = z.object({ kind: z.enum(DAY_KINDS), node: z.string().nullable(), row: MatterRow })
export type DayItem = z.output<typeof DayItem>

export const LedgerCalendar = z.object({
  days: z.array(z.object({ day: z.string(), total: z.number(), items: z.array(DayItem), next: z.string().nullable() })),
  /** Rows of the same filter without a day, or with none that may be shown: they stand on no day. */
  undated: z.number(),
})
export type LedgerCalendar = z.output<typeof LedgerCalendar>

/** A part of a plan that matters in scope come from. */
export const PlanPart = z.object({
  documentId: z.number().nullable(),
  documentTitle: z.string().nullable(),
  part: z.string(),
  partTitle: z.string().nullable(),
  count: z.number(),
})
export type PlanPart = z.output<typeof PlanPart>

/** An earlier matter like the one being written; `days` are working days from raised to closed. */
export const SimilarMatter = z.object({
  id: z.number(),
  code: z.string(),
  title: z.string(),
  kind: z.enum(MATTER_KINDS),
  state: z.enum(MATTER_STATES),
  light: Light,
  lead: z.string().nullable(),
  raisedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  days: z.number().nullable(),
  /** Of a 先例: declined, with what it rests on. */
  clause: z.string().nullable(),
  explanation: z.string().nullable(),
})
export type SimilarMatter = z.output<typeof SimilarMatter>

/** Steps that may be taken in many matters at once; 催办 is `comment`. */
export const BULK_STEPS = [
  'comment',
  'supervise',
  'lift-supervise',
  'accept',
  'assign',
  'sign',
  'grant-time',
  'change-leader',
  'carry',
] as const satisfies readonly Step[]
export type BulkStep = (typeof BULK_STEPS)[number]
export const MOST_AT_ONCE = 200

const RowId = z.number().int().positive()

/** The ticked rows, or with `filter` all that it finds. */
export const CheckBulk = z.object({
  step: z.enum(BULK_STEPS),
  ids: z.array(RowId).max(MOST_AT_ONCE).default([]),
  filter: Filters.optional(),
})
export type CheckBulk = z.output<typeof CheckBulk>

const BulkRow = z.object({ id: z.number(), code: z.string(), title: z.string() })
export const BulkCheck = z.object({
  open: z.array(BulkRow.extend({ version: z.number() })),
  /** Those in which the step is not open, each with the reason. */
  skipped: z.array(BulkRow.extend({ why: z.string() })),
})
export type BulkCheck = z.output<typeof BulkCheck>

export const TakeBulk = z.object({
  step: z.enum(BULK_STEPS),
  rows: z
    .array(z.object({ id: RowId, version: Version }))
    .min(1, { error: '没有可办的事项，先勾选。' })
    .max(MOST_AT_ONCE, { error: `一次最多办 ${MOST_AT_ONCE} 件。` }),
  text: prose('说明').nullish(),
  reason: prose('原因', 1000).nullish(),
  dueOn: DueDay.nullish(),
  lead: z.object({ unitId: RowId }).nullish(),
  helpers: z.array(RowId).max(60).nullish(),
  responsiblePostId: RowId.nullish(),
  /** With `assign`: the sender was told that nobody is in a post of the lead. */
  isVacancyKnown: z.boolean().optional(),
})
export type TakeBulk = z.output<typeof TakeBulk>

export const BulkAnswer = z.object({
  batchId: z.number(),
  title: z.string(),
  taken: z.number(),
  /** Last day on which it can be taken back as a whole. */
  until: z.string(),
})
export type BulkAnswer = z.output<typeof BulkAnswer>

export const listProblems = nameProblems({
  'too-many-views': [422, '视图已满', '每个岗位最多存 30 个视图，先删去不用的再存。'],
  'sharing-not-yours': [403, '共享由双拥办定', '视图由双拥办共享给本单位或本地各岗位，本岗位先存为自己的。'],
  'view-gone': [409, '视图已过恢复期', '删去超过 30 日的视图不能恢复，按原来的条件另存一个。'],
  'too-many-at-once': [422, '一次太多', '一次最多办 200 件，先加筛选条件分几次办。'],
  'span-too-long': [422, '日期范围太长', '日历一次最多看 62 天，缩短起止日期再看。'],
})

export const lists = {
  views: endpoint('matters:read')
    .route({ method: 'GET', path: '/ledger/views', summary: '存下的视图' })
    .output(z.array(SavedView)),
  saveView: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/views', summary: '存为视图' })
    .input(SaveView)
    .output(SavedView),
  changeView: endpoint('matters:write')
    .route({ method: 'PUT', path: '/ledger/views/{id}', summary: '改视图' })
    .input(SaveView.extend({ id: Id, version: Version }))
    .output(SavedView),
  placeView: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/views/{id}/place', summary: '移动视图' })
    .input(z.object({ id: Id, place: z.number().int().min(1).max(60) }))
    .output(z.array(SavedView)),
  dropView: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/views/{id}/drop', summary: '删去视图' })
    .input(z.object({ id: Id, version: Version }))
    .output(z.array(SavedView)),
  restoreView: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/views/{id}/restore', summary: '恢复视图' })
    .input(z.object({ id: Id }))
    .output(SavedView),
  board: endpoint('matters:read')
    .route({ method: 'GET', path: '/ledger/board', summary: '事项看板' })
    .input(BoardQuery)
    .output(Board),
  calendar: endpoint('matters:read')
    .route({ method: 'GET', path: '/ledger/calendar', summary: '事项日历' })
    .input(CalendarQuery)
    .output(LedgerCalendar),
  parts: endpoint('matters:read')
    .route({ method: 'GET', path: '/ledger/parts', summary: '事项的要点部分' })
    .output(z.array(PlanPart)),
  checkBulk: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/bulk/check', summary: '批量办理前核对' })
    .input(CheckBulk)
    .output(BulkCheck),
  takeBulk: endpoint('matters:write')
    .route({ method: 'POST', path: '/ledger/bulk', summary: '批量办理' })
    .input(TakeBulk)
    .output(BulkAnswer),
  similar: endpoint('matters:read')
    .route({ method: 'GET', path: '/ledger/similar', summary: '相似的事项和先例' })
    .input(z.object({ title: z.string().trim().max(120).default(''), exclude: Id.optional() }))
    .output(z.array(SimilarMatter)),
}

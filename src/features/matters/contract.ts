import * as z from 'zod'
import { DueDay, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../platform/http/contract.ts'
import { nameProblems } from '../../platform/problem.ts'
import { LIGHTS, MatterQuery, RaiseMatter, RaiseTask, SignedSlip, TakeStep, UnitBelow } from './asks.ts'
import { CONTEST_DAYS, NEED_DIRECTIONS, STEPS } from './rules.ts'
import { MatterDetail, MatterRow, Named } from './shapes.ts'

export * from './asks.ts'
export type { Mark, MatterState, Step, StepInput } from './rules.ts'
export * from './shapes.ts'

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
  dueOn: DueDay.nullable().default(null),
  doneOn: PastDay.nullable().default(null),
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

import * as z from 'zod'
import { ROLES } from '../../../platform/acting.ts'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { MatterRow } from '../contract.ts'
import { STEPS } from '../sides.ts'
import { LINES } from '../words.ts'

const Person = z.object({
  holderId: z.number(),
  personName: z.string(),
  fromOn: z.string(),
  toOn: z.string().nullable(),
})

/** 交接说明 of one tenure. */
export const HandoverNote = z.object({
  holderId: z.number(),
  personName: z.string(),
  text: z.string(),
  byPostName: z.string(),
  writtenAt: z.string(),
  version: z.number(),
})
export type HandoverNote = z.output<typeof HandoverNote>

const Matters = z.object({ total: z.number(), rows: z.array(MatterRow) })

/** A day the post has promised: 承诺日, 挂账复核, 节点. */
export const PromisedItem = z.object({
  on: z.string(),
  kind: z.enum(['due', 'review', 'node']),
  matterId: z.number(),
  title: z.string(),
  node: z.string().nullable(),
  isPast: z.boolean(),
})

/** Everything whoever takes over a post must know, on one page. */
export const Handover = z.object({
  post: z.object({
    id: z.number(),
    name: z.string(),
    role: z.enum(ROLES),
    unitName: z.string(),
    regionName: z.string(),
  }),
  today: z.string(),
  year: z.number(),
  isOwn: z.boolean(),
  isVacant: z.boolean(),
  successor: Person.nullable(),
  predecessor: Person.nullable(),
  leaving: Person.nullable(),
  receivedAt: z.string().nullable(),
  mayReceive: z.boolean(),
  /** What the predecessor, or the office for him, wrote. */
  received: HandoverNote.nullable(),
  /** What whoever holds the post writes for the next one; null before the first word. */
  own: HandoverNote.nullable(),
  /** The tenure a note may be written on now; null where nobody may write. */
  writes: z.number().nullable(),
  owe: Matters,
  answer: Matters,
  closed: Matters,
  promises: z.array(PromisedItem),
  /** What was entered through the post this year, by step. */
  entries: z.array(z.object({ step: z.enum([...STEPS, ...LINES]), count: z.number() })),
  entered: z.number(),
})
export type Handover = z.output<typeof Handover>

/** A post that changed hands lately, is about to, or stands empty with work waiting. */
export const HandoverRow = z.object({
  postId: z.number(),
  postName: z.string(),
  unitName: z.string(),
  regionName: z.string(),
  kind: z.enum(['changed', 'leaving', 'vacant']),
  predecessor: z.string().nullable(),
  successor: z.string().nullable(),
  onDay: z.string().nullable(),
  receivedAt: z.string().nullable(),
  owe: z.number(),
  answer: z.number(),
  hasNote: z.boolean(),
})
export type HandoverRow = z.output<typeof HandoverRow>

export const WriteNote = z.object({
  id: Id,
  holderId: z.number().int().positive(),
  /** Null: the first word; else the version that was seen. */
  version: z.number().int().positive().nullable(),
  text: z.string().trim().min(1, { error: '交接说明还没有写。' }).max(4000, { error: '交接说明最多 4000 个字。' }),
})
export type WriteNote = z.output<typeof WriteNote>

export const handoverProblems = nameProblems({
  'note-closed': [409, '说明已定稿', '离任后说明不再改；要补充的，由所在地双拥办写在事项里。'],
  'nothing-to-receive': [409, '没有待接的交接', '这个岗位没有等你接的交接，回到今日。'],
})

export const handover = {
  list: endpoint('matters:read')
    .route({ method: 'GET', path: '/handovers', summary: '岗位交接列表' })
    .output(z.array(HandoverRow)),
  mine: endpoint('matters:read')
    .route({ method: 'GET', path: '/handovers/mine', summary: '等本岗位接收的交接' })
    .output(z.object({ postId: z.number(), predecessor: z.string(), onDay: z.string() }).nullable()),
  get: endpoint('matters:read')
    .route({ method: 'GET', path: '/handovers/{id}', summary: '一个岗位的交接单' })
    .input(z.object({ id: Id }))
    .output(Handover),
  paper: endpoint('matters:read')
    .route({ method: 'GET', path: '/handovers/{id}/paper', summary: '交接单（Word）' })
    .input(z.object({ id: Id }))
    .output(Download),
  write: endpoint('matters:write')
    .route({ method: 'PUT', path: '/handovers/{id}/note', summary: '写交接说明' })
    .input(WriteNote)
    .output(Handover),
  receive: endpoint('matters:write')
    .route({ method: 'POST', path: '/handovers/{id}/receive', summary: '确认已接' })
    .input(z.object({ id: Id, holderId: z.number().int().positive() }))
    .output(Handover),
}

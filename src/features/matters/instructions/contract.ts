import * as z from 'zod'
import { DueDay, endpoint, Id, line, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CATEGORIES, Named } from '../contract.ts'
import { INSTRUCTION_STATES } from './rules.ts'

/** A number as the leader saw it: which measure, where, when, and its value with the unit, in words. */
export const InstructionFigure = z.object({
  code: line('口径', 60),
  name: line('口径名称', 60),
  place: line('地方', 60),
  period: line('时段', 40),
  value: line('数值', 40),
  /** Where the rows behind it open: a path of the screens. */
  href: z.string().max(400).startsWith('/', { error: '数字的出处写得不对，刷新后再批。' }),
})
export type InstructionFigure = z.output<typeof InstructionFigure>

export const InstructionPost = Named.extend({
  unitId: z.number(),
  unitName: z.string(),
  readAt: z.string().nullable(),
  answeredAt: z.string().nullable(),
  answer: z.string().nullable(),
})

/** An instruction 批示 with what became of it. */
export const Instruction = z.object({
  id: z.number(),
  at: z.string(),
  leader: Named,
  text: z.string(),
  dueOn: z.string().nullable(),
  state: z.enum(INSTRUCTION_STATES),
  /** What it is written on; the title of the matter or document. */
  matter: Named.extend({ code: z.string() }).nullable(),
  document: Named.nullable(),
  figure: InstructionFigure.nullable(),
  posts: z.array(InstructionPost),
  /** The matter it became; `result` is what was reported when it closed. */
  made: Named.extend({ code: z.string(), isClosed: z.boolean(), result: z.string().nullable() }).nullable(),
  mayRead: z.boolean(),
  mayAnswer: z.boolean(),
  mayTurn: z.boolean(),
  mayWithdraw: z.boolean(),
  version: z.number(),
})
export type Instruction = z.output<typeof Instruction>

export const InstructionQuery = z.object({
  /** `waiting`: what the acting post still has to see, answer or turn; for the leader what is not yet done. */
  show: z.enum(['waiting', 'all']).default('all'),
  /** Written on this matter, or become it. */
  matterId: Id.optional(),
  documentId: Id.optional(),
  /** On figures alone. */
  figures: z.stringbool().optional(),
  after: Id.optional(),
  size: z.coerce.number().int().min(1).max(50).default(20),
})
export type InstructionQuery = z.output<typeof InstructionQuery>

export const WriteInstruction = z.object({
  matterId: z.number().int().positive().optional(),
  documentId: z.number().int().positive().optional(),
  figure: InstructionFigure.optional(),
  postIds: z
    .array(z.number().int().positive())
    .min(1, { error: '还没有选批给哪个岗位。' })
    .max(20, { error: '一次最多批给 20 个岗位。' }),
  text: line('批示', 1000),
  dueOn: DueDay.nullable().default(null),
})
export type WriteInstruction = z.output<typeof WriteInstruction>

/** What is left out is taken from the instruction: its first sentence, the unit of the first post, its day. */
export const TurnInstruction = z.object({
  id: Id,
  title: line('事项名称', 120).optional(),
  category: z.enum(CATEGORIES).optional(),
  leadUnitId: z.number().int().positive().optional(),
  dueOn: DueDay.nullable().optional(),
  /** The sender was told that nobody is in a post of the lead. */
  isVacancyKnown: z.boolean().optional(),
})
export type TurnInstruction = z.output<typeof TurnInstruction>

export const instructionProblems = nameProblems({
  'one-subject': [422, '没有写明批在哪里', '批示只能写在一件事项、一份来文或一个数字上，回到那里再写。'],
  'outside-region': [422, '岗位不在本级范围内', '只能批给本级和下级的岗位，另选一个。'],
  'instruction-withdrawn': [409, '批示已撤回', '这条批示已由领导撤回，不用再办。'],
  'instruction-made': [409, '批示已转为事项', '这条批示已转为事项，到那件事项里看办理情况。'],
  'already-answered': [409, '已经回复过', '本岗位已回复过这条批示，有补充的到事项里留言。'],
})

export const instructions = {
  list: endpoint('matters:read')
    .route({ method: 'GET', path: '/instructions', summary: '批示' })
    .input(InstructionQuery)
    .output(pageOf(Instruction)),
  addressees: endpoint('instructions:write')
    .route({ method: 'GET', path: '/instruction-addressees', summary: '可批给的岗位' })
    .input(
      z.object({
        q: z.string().trim().max(40).optional(),
        matterId: Id.optional(),
        documentId: Id.optional(),
      }),
    )
    .output(z.array(Named.extend({ unitName: z.string() }))),
  write: endpoint('instructions:write')
    .route({ method: 'POST', path: '/instructions', summary: '写批示' })
    .input(WriteInstruction)
    .output(Instruction),
  read: endpoint('matters:write')
    .route({ method: 'POST', path: '/instructions/{id}/read', summary: '签阅批示' })
    .input(z.object({ id: Id }))
    .output(Instruction),
  answer: endpoint('matters:write')
    .route({ method: 'POST', path: '/instructions/{id}/answer', summary: '回复批示' })
    .input(z.object({ id: Id, text: line('回复', 1000) }))
    .output(Instruction),
  turn: endpoint('matters:write')
    .route({ method: 'POST', path: '/instructions/{id}/matter', summary: '批示转为事项' })
    .input(TurnInstruction)
    .output(Instruction),
  withdraw: endpoint('instructions:write')
    .route({ method: 'POST', path: '/instructions/{id}/withdraw', summary: '撤回批示' })
    .input(z.object({ id: Id, version: Version, reason: prose('原因', 500).default('') }))
    .output(Instruction),
}

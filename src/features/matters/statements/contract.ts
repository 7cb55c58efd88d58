import * as z from 'zod'
import { Day, Download, endpoint, Id, pageOf } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Named, SignedSlip } from '../contract.ts'
import { MATTER_STATES, NEED_DIRECTIONS } from '../sides.ts'
import { TERMS, type Term } from './rules.ts'

/** The equation of one direction; every figure is the number of its lines. */
export const Figures = z.object({
  opening: z.number(),
  closing: z.number(),
  ...(Object.fromEntries(TERMS.map((term) => [term, z.number()])) as Record<Term, z.ZodNumber>),
})

export const LINE_TERMS = ['opening', ...TERMS, 'closing'] as const
/** What stands beside a line: 代录, 代确认, 逾期未确认, 挂账, 逾期. */
export const LINE_FLAGS = ['entered-for', 'confirmed-for', 'unanswered', 'hung', 'over'] as const

export const StatementLine = z.object({
  direction: z.enum(NEED_DIRECTIONS),
  term: z.enum(LINE_TERMS),
  matterId: z.number(),
  /** Day of the movement; null for opening and closing. */
  on: z.string().nullable(),
  code: z.string(),
  title: z.string(),
  asker: z.string(),
  lead: z.string().nullable(),
  state: z.enum(MATTER_STATES),
  dueOn: z.string().nullable(),
  /** The light in words as it was when the line was written. */
  light: z.string(),
  flags: z.array(z.enum(LINE_FLAGS)),
})
export type StatementLine = z.output<typeof StatementLine>

export const Signature = z.object({
  side: z.enum(['office', 'unit']),
  /** Who signed on screen, or who put the signed paper in. */
  postName: z.string(),
  signedOn: z.string(),
  /** 代签: post of who signed the paper. */
  signer: z.string().nullable(),
})

const Side = z.object({ direction: z.enum(NEED_DIRECTIONS), figures: Figures, isBalanced: z.boolean() })

const Head = z.object({
  id: z.number().nullable(),
  /** DZ-2026-01; null while it is not frozen. */
  number: z.string().nullable(),
  round: z.number(),
  office: Named,
  /** The troop unit; null: all troop units together. */
  unit: Named.nullable(),
  fromOn: z.string(),
  untilOn: z.string(),
  frozenOn: z.string().nullable(),
  frozenBy: z.string().nullable(),
  sides: z.array(Side),
  signatures: z.array(Signature),
})

/** A statement, frozen or as it would be now. */
export const Statement = Head.extend({
  lines: z.array(StatementLine),
  /** What does not balance, need by need; empty where it may be frozen. */
  breaks: z.array(
    z.object({
      matterId: z.number(),
      code: z.string(),
      title: z.string(),
      why: z.enum(['opening', 'ledger', 'missing']),
    }),
  ),
  files: z.array(z.object({ id: z.number(), name: z.string() })),
  /** The statement before it; freezing says which one it follows. */
  afterId: z.number().nullable(),
  mayFreeze: z.boolean(),
  /** Which side the acting post may sign for on screen now. */
  maySign: z.enum(['office', 'unit']).nullable(),
  /** Whether the paper that the unit signed may be put in (代签). */
  mayRecord: z.boolean(),
})
export type Statement = z.output<typeof Statement>

/** A troop unit (null: all together) that a statement is made with, and the last one. */
export const StatementAccount = z.object({
  unit: Named.nullable(),
  last: z.object({ id: z.number(), number: z.string(), untilOn: z.string(), signed: z.number() }).nullable(),
})

/** A page of frozen statements; `accounts` only for an office, in official order, all together last. */
export const StatementList = pageOf(Head).extend({ accounts: z.array(StatementAccount) })
export type StatementList = z.output<typeof StatementList>

export const statementProblems = nameProblems({
  'not-balanced': [409, '账不平，不能冻结', '有事项对不上，按清单逐件核对后再冻结。'],
  'frozen-already': [409, '已有新的一期', '这个单位刚冻结了新的一期，刷新后再看。'],
  'period-not-begun': [409, '下一期还没有开始', '截到今天的账已冻结，下一期从明天开始。'],
  'until-in-future': [422, '截止日晚于今天', '截止日晚于今天，改为今天或以前的日子。'],
  'until-too-early': [422, '截止日太早', '截止日要晚于上一期的截止日，也不早于起始日，改后再看。'],
  'unknown-unit': [422, '没有这个部队单位', '选的单位不存在或不是部队，重新选一个。'],
  'signed-already': [409, '已签过', '这一方已经签过，刷新后再看。'],
  'same-person': [403, '同一人不能签两方', '另一方由本人在别的岗位签过，换一位同事签。'],
  'signed-before-freezing': [422, '签字日早于冻结日', '签字日早于对账单冻结那天，核对单据上的日子。'],
})

/** Comes with `period-not-begun`: the statement that holds the account up to today. */
export type FrozenLast = { id: number; number: string }

const WhichAccount = z.object({
  /** The troop unit; left out: all troop units together. */
  unitId: Id.optional(),
  /** Last day; today unless given. */
  untilOn: Day.optional(),
  /** First day of the very first statement; the first day of the year unless given. */
  fromOn: Day.optional(),
})

export const statements = {
  list: endpoint('statements:read')
    .route({ method: 'GET', path: '/statements', summary: '对账单' })
    .input(
      z.object({
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(StatementList),
  draft: endpoint('statements:draw')
    .route({ method: 'GET', path: '/statement-draft', summary: '本期对账（未冻结）' })
    .input(WhichAccount)
    .output(Statement),
  get: endpoint('statements:read')
    .route({ method: 'GET', path: '/statements/{id}', summary: '一份对账单' })
    .input(z.object({ id: Id }))
    .output(Statement),
  freeze: endpoint('statements:draw')
    .route({ method: 'POST', path: '/statements', summary: '冻结对账单' })
    .input(
      z.object({
        unitId: z.number().int().positive().nullable(),
        untilOn: Day,
        fromOn: Day.optional(),
        afterId: z.number().int().positive().nullable(),
      }),
    )
    .output(Statement),
  word: endpoint('statements:read')
    .route({ method: 'GET', path: '/statements/{id}/word', summary: '导出对账单 Word' })
    .input(z.object({ id: Id }))
    .output(Download),
  excel: endpoint('statements:read')
    .route({ method: 'GET', path: '/statements/{id}/excel', summary: '导出对账单 Excel' })
    .input(z.object({ id: Id }))
    .output(Download),
  sign: endpoint('statements:write')
    .route({ method: 'POST', path: '/statements/{id}/signatures', summary: '签对账单' })
    .input(z.object({ id: Id, slip: SignedSlip.nullish() }))
    .output(Statement),
}

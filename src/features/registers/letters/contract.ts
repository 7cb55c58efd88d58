import * as z from 'zod'
import { Download, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CATEGORIES } from '../households/words.ts'

export const LETTER_STATES = ['waiting', 'sent', 'returned', 'unneeded'] as const
/** What became of a family that needs no letter any more: 已迁出, 已注销, 已并入. */
export const GONE = ['moved', 'ended', 'merged'] as const
export type LetterState = (typeof LETTER_STATES)[number]
export const FEASTS = ['spring', 'army-day', 'other'] as const

/** `cameBack`: 退回过, also those that were sent again since; rounds that ended before it was kept count none. */
const Figures = z.object({
  owed: z.number(),
  waiting: z.number(),
  sent: z.number(),
  returned: z.number(),
  /** 不用寄: gone before the letter went, or gone when it came back and not sent again; rounds that ended before it was told count none. */
  unneeded: z.number().default(0),
  cameBack: z.number().default(0),
  /** 不再寄: of those that are 不用寄 the ones that came back first. */
  stopped: z.number().default(0),
})
export type LetterFigures = z.output<typeof Figures>

export const LetterRound = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  feast: z.enum(FEASTS),
  regionId: z.number(),
  regionName: z.string(),
  categories: z.array(z.enum(CATEGORIES)),
  openedOn: z.string(),
  closedOn: z.string().nullable(),
  /** Inside the range of the acting post. */
  figures: Figures,
  isBalanced: z.boolean(),
  /** 冻结: the round ended, and its own place shows what it came to that day. */
  isFrozen: z.boolean(),
  mayClose: z.boolean(),
  version: z.number(),
})
export type LetterRound = z.output<typeof LetterRound>

/** 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄, of a place, by category and by the places below. */
export const LetterAccount = LetterRound.extend({
  place: z.object({ id: z.number(), name: z.string() }),
  above: z.object({ id: z.number(), name: z.string() }).nullable(),
  byCategory: z.array(z.object({ category: z.enum(CATEGORIES), figures: Figures })),
  places: z.array(z.object({ id: z.number(), name: z.string(), isOwn: z.boolean(), figures: Figures })),
})
export type LetterAccount = z.output<typeof LetterAccount>

export const LetterItem = z.object({
  householdId: z.number(),
  headName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  townName: z.string(),
  category: z.enum(CATEGORIES),
  state: z.enum(LETTER_STATES),
  sentOn: z.string().nullable(),
  returnedOn: z.string().nullable(),
  returnReason: z.string().nullable(),
  /** What became of the family, of a letter that is 不用寄 or came back. */
  goneAs: z.enum(GONE).nullable(),
  goneOn: z.string().nullable(),
  /** 不再寄: why a letter that came back is not sent again. */
  stopReason: z.string().nullable(),
  /** What tells it from another family of the same name in the village; null where there is none. */
  twinMark: z.string().nullable(),
})
export type LetterItem = z.output<typeof LetterItem>

export const LetterQuery = z.object({
  id: Id,
  regionId: Id.optional(),
  state: z.enum(LETTER_STATES).optional(),
  category: z.enum(CATEGORIES).optional(),
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type LetterQuery = z.output<typeof LetterQuery>

/** Words of why; no telephone or other number stands in them, however it is written. */
const NO_NUMBERS = /^(?!.*\d(?:[\s-]?\d){6})/s
const withoutNumbers = { error: '不写电话、证件等号码，写为什么。' }
const why = prose('原因', 200).regex(NO_NUMBERS, withoutNumbers).default('')

export const letterProblems = nameProblems({
  'same-round': [
    409,
    '有家庭已在另一批里',
    '同一节日还没有结束的另一批里已有这些家庭，选不重复寄，或者写明另寄一封的原因。',
  ],
  'opened-long-ago': [422, '开批日太早', '开批日写今年或者去年的日子，核对年份。'],
  'sent-later': [422, '早于寄出的日子', '退回的日子早于寄出的日子，核对后改正。'],
  'returned-later': [422, '早于退回的日子', '重寄的日子早于退回的日子，核对后改正。'],
  'family-gone': [409, '这一户不用寄', '这一户已不在册，不用寄。'],
  'family-there': [409, '这一户还在册', '这一户还在册，核对地址后记重寄；要走的，先在家庭里记迁出或注销。'],
  'letters-waiting': [422, '还有没寄的', '还有待寄的，寄完再结束；不再寄的，写明原因。'],
  'round-closed': [409, '这一批已结束', '这一批慰问信已结束，不能再记；有遗漏的另开一批。'],
  'nobody-owed': [409, '没有应寄的家庭', '选的类别在本辖区没有在册家庭，换类别再开。'],
  'letter-not-open': [409, '这一步现在不能办', '这一户的情况已经变了，刷新后再看。'],
  'day-before-opening': [422, '早于开批日', '日期早于这一批的开批日，核对后改正。'],
})

export const letters = {
  rounds: endpoint('registers:read')
    .route({ method: 'GET', path: '/letter-rounds', summary: '慰问信批次' })
    .input(
      z.object({
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(pageOf(LetterRound)),
  account: endpoint('registers:read')
    .route({ method: 'GET', path: '/letter-rounds/{id}', summary: '一批慰问信对账' })
    .input(z.object({ id: Id, regionId: Id.optional() }))
    .output(LetterAccount),
  items: endpoint('registers:read')
    .route({ method: 'GET', path: '/letter-rounds/{id}/items', summary: '一批慰问信名单' })
    .input(LetterQuery)
    .output(pageOf(LetterItem)),
  open: endpoint('registers:import')
    .route({ method: 'POST', path: '/letter-rounds', summary: '开一批慰问信' })
    .input(
      z.object({
        name: line('名称', 60),
        feast: z.enum(FEASTS),
        categories: z.array(z.enum(CATEGORIES)).min(1, { error: '类别还没有选。' }).max(CATEGORIES.length),
        openedOn: PastDay,
        /** Families that stand in an open round of the same feast are left out of this one. */
        isWithoutShared: z.boolean().default(false),
        /** Why they are sent another letter all the same. */
        again: why,
      }),
    )
    .output(LetterRound),
  send: endpoint('registers:write')
    .route({ method: 'POST', path: '/letter-rounds/{id}/sent', summary: '记慰问信已寄' })
    .input(
      z.object({
        id: Id,
        /** Every letter that waits at the place and below; with `householdId` that one alone. */
        regionId: z.number().int().positive(),
        householdId: z.number().int().positive().nullable().default(null),
        on: PastDay,
      }),
    )
    .output(LetterAccount),
  returned: endpoint('registers:write')
    .route({ method: 'POST', path: '/letter-rounds/{id}/returned', summary: '记慰问信退回' })
    .input(
      z.object({
        id: Id,
        householdId: z.number().int().positive(),
        on: PastDay,
        reason: line('退回原因', 100).regex(NO_NUMBERS, withoutNumbers),
      }),
    )
    .output(LetterItem),
  stop: endpoint('registers:write')
    .route({ method: 'POST', path: '/letter-rounds/{id}/stopped', summary: '记慰问信不再寄' })
    .input(
      z.object({
        id: Id,
        householdId: z.number().int().positive(),
        reason: line('不再寄的原因', 100).regex(NO_NUMBERS, withoutNumbers),
      }),
    )
    .output(LetterItem),
  close: endpoint('registers:import')
    .route({ method: 'POST', path: '/letter-rounds/{id}/close', summary: '结束一批慰问信' })
    .input(z.object({ id: Id, version: Version, /** Why it ends while letters wait. */ reason: why }))
    .output(LetterRound),
  sheet: endpoint('registers:import', { sensitive: true })
    .route({ method: 'POST', path: '/letter-rounds/{id}/sheet', summary: '导出慰问信名单' })
    .input(LetterQuery.omit({ after: true, size: true }))
    .output(Download),
}

import * as z from 'zod'
import { Download, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CATEGORIES } from '../households/words.ts'

export const LETTER_STATES = ['waiting', 'sent', 'returned', 'unneeded'] as const
/** What became of a family that needs no letter any more: 已迁出, 已注销, 已并入. */
export const GONE = ['moved', 'ended', 'merged'] as const
export type LetterState = (typeof LETTER_STATES)[number]
export const MARK_STEPS = ['sent', 'returned', 'stopped'] as const
export type MarkStep = (typeof MARK_STEPS)[number]
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
  /** 已撤回: opened by mistake and withdrawn before anything was sent. */
  withdrawnOn: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  /** How many letters it held when it was withdrawn. */
  withdrawnLetters: z.number().nullable(),
  /** Inside the range of the acting post. */
  figures: Figures,
  isBalanced: z.boolean(),
  /** 冻结: the round ended, and its own place shows what it came to that day. */
  isFrozen: z.boolean(),
  mayClose: z.boolean(),
  mayReopen: z.boolean(),
  mayWithdraw: z.boolean(),
  version: z.number(),
})
export type LetterRound = z.output<typeof LetterRound>

/** 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄, of a place, by category and by the places below. */
export const LetterAccount = LetterRound.extend({
  place: z.object({ id: z.number(), name: z.string() }),
  above: z.object({ id: z.number(), name: z.string() }).nullable(),
  byCategory: z.array(z.object({ category: z.enum(CATEGORIES), figures: Figures })),
  places: z.array(z.object({ id: z.number(), name: z.string(), isOwn: z.boolean(), figures: Figures })),
  /** What it came to when it ended before and was opened again: figures that stay under their number and day. */
  endings: z.array(
    z.object({
      no: z.number(),
      on: z.string(),
      figures: Figures,
      reopenedOn: z.string(),
      reopenedBy: z.string(),
      reason: z.string(),
    }),
  ),
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

/** What was marked at once: so many letters of a place, by whom, and whether it can be taken back. */
export const LetterMark = z.object({
  id: z.number(),
  step: z.enum(MARK_STEPS),
  on: z.string(),
  letters: z.number(),
  /** How many of them were marked otherwise since. */
  changed: z.number(),
  regionName: z.string(),
  postName: z.string(),
  at: z.string(),
  undone: z.object({ at: z.string(), postName: z.string(), reason: z.string() }).nullable(),
  mayUndo: z.boolean(),
})
export type LetterMark = z.output<typeof LetterMark>

export const LetterQuery = z.object({
  id: Id,
  regionId: Id.optional(),
  /** Part of the name of the head; not for who is shown names masked. */
  q: z.string().trim().min(2, { error: '至少写两个字。' }).max(40).optional(),
  /** Those that a mark took in. */
  mark: Id.optional(),
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
const neededWhy = line('原因', 200).regex(NO_NUMBERS, withoutNumbers)

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
  'letters-changed': [409, '有的又记过了', '这一次记的有的后来又记过，先逐户撤回后来记的，再撤回这一次。'],
  'mark-not-yours': [403, '由记的单位撤回', '由记这一次的单位或者开批的双拥办撤回。'],
  'mark-undone': [409, '已经撤回', '这一次已经撤回了，刷新后再看。'],
  'mark-too-old': [409, '超过 30 天', '记下超过 30 天的不能撤回；单独记错的，写清情况报开批的双拥办。'],
  'round-not-closed': [409, '这一批没有结束', '这一批还在寄发，不用重开，刷新后再看。'],
  'round-withdrawn': [409, '这一批已撤回', '这一批已撤回，不再办；要寄的另开一批。'],
  'letters-sent': [409, '已经记过寄发', '这一批已记寄发，不能撤回；先在“记过的”里撤回误记，真寄了的照常结束。'],
  'round-office-only': [403, '由开批的双拥办办理', '结束、重开和撤回由开这一批的双拥办办理。'],
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
  reopen: endpoint('registers:import')
    .route({ method: 'POST', path: '/letter-rounds/{id}/reopen', summary: '重开一批慰问信' })
    .input(z.object({ id: Id, version: Version, reason: neededWhy }))
    .output(LetterRound),
  withdraw: endpoint('registers:import')
    .route({ method: 'POST', path: '/letter-rounds/{id}/withdraw', summary: '撤回误开的一批慰问信' })
    .input(z.object({ id: Id, version: Version, reason: neededWhy }))
    .output(LetterRound),
  marks: endpoint('registers:read')
    .route({ method: 'GET', path: '/letter-rounds/{id}/marks', summary: '一批慰问信记过的' })
    .input(
      z.object({
        id: Id,
        regionId: Id.optional(),
        after: z.coerce.number().int().positive().optional(),
        size: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(pageOf(LetterMark)),
  undo: endpoint('registers:write')
    .route({ method: 'POST', path: '/letter-rounds/{id}/undo', summary: '撤回误记的慰问信' })
    .input(z.object({ id: Id, markId: z.number().int().positive(), reason: neededWhy }))
    .output(LetterAccount),
  sheet: endpoint('registers:import', { sensitive: true })
    .route({ method: 'POST', path: '/letter-rounds/{id}/sheet', summary: '导出慰问信名单' })
    .input(LetterQuery.omit({ after: true, size: true }))
    .output(Download),
}

import * as z from 'zod'
import { DueDay, endpoint, Id, PastDay, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Reason } from '../households/contract.ts'
import { HELP_KINDS, HELP_STATES, HELP_STEPS, SOURCES } from './rules.ts'

export const HelpRow = z.object({
  id: z.number(),
  code: z.string(),
  householdId: z.number(),
  headName: z.string(),
  regionName: z.string(),
  townName: z.string(),
  source: z.enum(SOURCES),
  kind: z.enum(HELP_KINDS),
  state: z.enum(HELP_STATES),
  cameOn: z.string(),
  dueOn: z.string().nullable(),
  sinceOn: z.string(),
})
export type HelpRow = z.output<typeof HelpRow>

export const HelpCase = HelpRow.extend({
  /** Null where it is sealed (of medical help) and for who is shown families masked; so are the words of the steps. */
  needs: z.string().nullable(),
  isSealed: z.boolean(),
  mayReveal: z.boolean(),
  unitName: z.string(),
  placeNames: z.array(z.string()),
  steps: z.array(
    z.object({
      id: z.number(),
      step: z.enum(['open', ...HELP_STEPS]),
      on: z.string(),
      agrees: z.boolean().nullable(),
      words: z.string(),
      isSealed: z.boolean(),
      yuan: z.number().nullable(),
      postName: z.string(),
      /** 代录: the opinion of a level without a post, written by the nearest above. */
      isOnBehalf: z.boolean(),
    }),
  ),
  open: z.array(z.enum(HELP_STEPS)),
  /** Of these an opinion that the acting post would write 代录. */
  onBehalf: z.array(z.enum(HELP_STEPS)),
  version: z.number(),
})
export type HelpCase = z.output<typeof HelpCase>

export const HelpQuery = z.object({
  regionId: Id.optional(),
  householdId: Id.optional(),
  state: z.enum(HELP_STATES).optional(),
  kind: z.enum(HELP_KINDS).optional(),
  /** Those that nobody ended yet. */
  open: z.stringbool().optional(),
  /** Those with an opinion 代录. */
  behalf: z.stringbool().optional(),
  after: z.coerce.number().int().positive().optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type HelpQuery = z.output<typeof HelpQuery>

const counts = z.object(
  Object.fromEntries(HELP_STATES.map((state) => [state, z.number()])) as Record<
    (typeof HELP_STATES)[number],
    z.ZodNumber
  >,
)
export type HelpCounts = z.output<typeof counts>

/** 登记 ＝ the sum of its states, and the same for the places below. */
export const HelpAccount = z.object({
  place: z.object({ id: z.number(), name: z.string() }),
  above: z.object({ id: z.number(), name: z.string() }).nullable(),
  all: z.number(),
  states: counts,
  /** Of all, those with an opinion 代录. */
  onBehalf: z.number(),
  places: z.array(z.object({ id: z.number(), name: z.string(), all: z.number(), states: counts })),
})
export type HelpAccount = z.output<typeof HelpAccount>

export const OpenHelp = z.object({
  householdId: z.number({ error: '哪一户还没有选。' }).int().positive({ error: '哪一户还没有选。' }),
  source: z.enum(SOURCES, { error: '怎么来的还没有选。' }),
  kind: z.enum(HELP_KINDS, { error: '哪一类还没有选。' }),
  needs: prose('需要帮什么', 500).refine((text) => text.length > 0, { error: '需要帮什么还没有写。' }),
  cameOn: PastDay,
  dueOn: DueDay.nullable().default(null),
})
export type OpenHelp = z.output<typeof OpenHelp>

export const TakeHelpStep = z.object({
  id: Id,
  version: Version,
  step: z.enum(HELP_STEPS),
  on: PastDay,
  agrees: z.boolean().nullable().default(null),
  words: prose('说明', 500).default(''),
  yuan: z
    .number({ error: '金额填整数。' })
    .int({ error: '金额填整数。' })
    .min(0)
    .max(10_000_000)
    .nullable()
    .default(null),
})
export type TakeHelpStep = z.output<typeof TakeHelpStep>

export const RevealHelp = z.object({ id: Id, reason: Reason })
export type RevealHelp = z.output<typeof RevealHelp>
/** The words of medical help, those of its steps by number. */
export const RevealedHelp = z.object({
  needs: z.string(),
  steps: z.array(z.object({ id: z.number(), words: z.string() })),
})
export type RevealedHelp = z.output<typeof RevealedHelp>

export const helpProblems = nameProblems({
  'help-step-not-open': [409, '这一步现在不能办', '这件帮扶的情况已经变了，刷新后按现在列出的步骤办。'],
  'help-not-your-step': [403, '不由本岗位办', '各级意见由本级写；本级没有岗位的，由上一级有岗位的代录。'],
  'help-words-needed': [422, '还没有写', '写一句再存：意见、办了什么，或原因。'],
  'help-opinion-needed': [422, '意见没有选', '选同意或不同意。'],
  'help-day-in-future': [422, '日期还没有到', '日期晚于今天，改为今天或以前。'],
  'help-before-last-step': [422, '早于上一步', '日期早于上一步，核对后改正。'],
  'help-not-sealed': [409, '没有封存', '这一件没有封存的内容，直接看就行。'],
  'help-day-order': [422, '日子不对', '希望办结日早于登记日，改为同一天或以后。'],
})

export const help = {
  account: endpoint('registers:read')
    .route({ method: 'GET', path: '/help-account', summary: '帮扶情况' })
    .input(HelpQuery.pick({ regionId: true }))
    .output(HelpAccount),
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/help-cases', summary: '帮扶名单' })
    .input(HelpQuery)
    .output(pageOf(HelpRow)),
  get: endpoint('registers:read')
    .route({ method: 'GET', path: '/help-cases/{id}', summary: '一件帮扶' })
    .input(z.object({ id: Id }))
    .output(HelpCase),
  open: endpoint('registers:write')
    .route({ method: 'POST', path: '/help-cases', summary: '登记帮扶' })
    .input(OpenHelp)
    .output(HelpCase),
  step: endpoint('registers:write')
    .route({ method: 'POST', path: '/help-cases/{id}/steps', summary: '办帮扶的一步' })
    .input(TakeHelpStep)
    .output(HelpCase),
  reveal: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/help-cases/{id}/reveal', summary: '看医疗帮扶的内容' })
    .input(RevealHelp)
    .output(RevealedHelp),
}

import * as z from 'zod'
import { Day, DueDay, Id, line, PastDay, prose, Version } from '../../platform/http/contract.ts'
import { MARKS, MATTER_KINDS, MATTER_STATES, NEED_DIRECTIONS, STEPS } from './rules.ts'
import { CATEGORIES } from './shapes.ts'

/** What is asked of the ledger: filters, what is raised, steps that are taken. */

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
  signedOn: PastDay,
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
  wishedOn: DueDay.nullable().default(null),
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
  dueOn: DueDay.nullable().default(null),
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
  dueOn: DueDay.nullish(),
  lead: z.object({ unitId: z.number().int().positive(), postId: z.number().int().positive().nullish() }).nullish(),
  helpers: z.array(z.number().int().positive()).max(60).nullish(),
  responsiblePostId: z.number().int().positive().nullish(),
  clause: prose('依据条款', 500).nullish(),
  explanation: prose('解释说明', 2000).nullish(),
  cause: prose('挂账原因', 1000).nullish(),
  reviewOn: DueDay.nullish(),
  /** The step is the asking unit's, recorded for it with its signed slip (代确认). */
  slip: SignedSlip.nullish(),
  /** With `hand-down`: one part for each unit. */
  parts: z
    .array(z.object({ unitId: z.number().int().positive(), dueOn: DueDay.nullish() }))
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

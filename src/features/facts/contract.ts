import * as z from 'zod'
import { Day, DueDay, endpoint, Id, line, PastDay, pageOf, prose, Version } from '../../platform/http/contract.ts'
import { nameProblems } from '../../platform/problem.ts'
import { FACT_PARTS, kindOf, LEDGERS } from './kinds/all.ts'
import { FACT_STATES, FACT_STEPS, QUALIFIERS } from './rules.ts'

export { directionsFor, FACT_KINDS, type FactKind, kindName, quantitiesOf, type Side } from './kinds/all.ts'
export { sidesOf } from './sides.ts'

const Named = z.object({ id: z.number(), name: z.string() })

/** How it came in: the form, a sentence, the phone page, a sheet, photos. */
export const CHANNELS = ['form', 'sentence', 'phone', 'sheet', 'photos'] as const

/** 迟录, 补记, 近似, 代录, 申请更正: what is said beside the state. */
export const FACT_MARKS = ['late', 'after-close', 'approximate', 'entered-for', 'asked'] as const
export type FactMark = (typeof FACT_MARKS)[number]

export const FactQuantityValue = z.object({
  key: z.string().min(1).max(40),
  value: z.number({ error: '填数字。' }),
  qualifier: z.enum(QUALIFIERS).nullable().default(null),
})

/** An amount as it is shown: its label and unit stand in the kind. */
export const ShownQuantity = FactQuantityValue.extend({ unit: z.string(), qualifier: z.enum(QUALIFIERS).nullable() })

export const FactUnit = z.object({ unitId: z.number().int().positive(), part: z.enum(FACT_PARTS) })

export const FactFileRef = z.object({ fileId: z.number().int().positive(), caption: prose('图注', 100).default('') })

/** One line of the list. */
export const FactRow = z.object({
  id: z.number(),
  /** SJ-2026-0001; '草稿' until it is recorded. */
  code: z.string(),
  kind: z.string(),
  direction: z.string().nullable(),
  state: z.enum(FACT_STATES),
  title: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  region: Named,
  place: z.string(),
  units: z.array(Named.extend({ part: z.enum(FACT_PARTS) })),
  quantities: z.array(ShownQuantity),
  householdCount: z.number(),
  enteredUnit: Named,
  /** 退回更正: who sent it back and why, as long as it is not recorded again. */
  returned: z.object({ by: z.string(), reason: z.string() }).nullable(),
  forUnit: Named.nullable(),
  recordedOn: z.string().nullable(),
  marks: z.array(z.enum(FACT_MARKS)),
  ledgers: z.array(z.enum(LEDGERS)),
  campaign: Named.nullable(),
  fileCount: z.number(),
  /** The first picture. */
  coverId: z.number().nullable(),
  /** Steps that the acting post may take now, in the order of the buttons. */
  openSteps: z.array(z.enum(FACT_STEPS)),
  version: z.number(),
})
export type FactRow = z.output<typeof FactRow>

export const FactFile = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.string(),
  mime: z.string(),
  size: z.number(),
  pages: z.number().nullable(),
  createdAt: z.string(),
  caption: z.string(),
})
export type FactFile = z.output<typeof FactFile>

export const FactEntry = z.object({
  id: z.number(),
  at: z.string(),
  step: z.enum(FACT_STEPS),
  postName: z.string(),
  unitName: z.string(),
  text: z.string(),
  fromState: z.enum(FACT_STATES).nullable(),
  toState: z.enum(FACT_STATES),
})

export const FactDetail = FactRow.extend({
  body: z.string(),
  fields: z.record(z.string(), z.string()),
  files: z.array(FactFile),
  /** Families named in it, with the name as the acting post may see it; empty for posts that see no household. */
  households: z.array(Named),
  entries: z.array(FactEntry),
  enteredPost: Named,
  channel: z.enum(CHANNELS),
  recordedAt: z.string().nullable(),
  checkedAt: z.string().nullable(),
  checkedPost: Named.nullable(),
  askedReason: z.string().nullable(),
  promise: z.string().nullable(),
  promiseOn: z.string().nullable(),
  /** Who promised it. */
  promiseUnit: Named.nullable(),
  /** The merit report 喜报 whose delivery it tells of, for who sees it in the register. */
  meritReport: Named.nullable(),
  replaces: Named.nullable(),
  replacedBy: Named.nullable(),
  /** Of a campaign: how many facts belong to it that count, and what their amounts come to, kind by kind. */
  parts: z
    .object({
      count: z.number(),
      unchecked: z.number(),
      /** For the unit that wrote it down: all that belong to it, those of others that it does not see and returned ones too. */
      belonging: z.number().nullable(),
      /** Everything that belongs to it is counted; a place below the campaign's sees its own part. */
      isWhole: z.boolean(),
      sums: z.array(
        z.object({
          kind: z.string(),
          key: z.string(),
          unit: z.string(),
          value: z.number(),
          isApproximate: z.boolean(),
        }),
      ),
    })
    .nullable(),
  /** One sentence on who has the next step, or null when nothing waits. */
  waitsFor: z.string().nullable(),
})
export type FactDetail = z.output<typeof FactDetail>

const many = <One extends z.ZodType>(one: One) => z.union([one.transform((only) => [only]), z.array(one)])

/** What narrows a list, the calendar, the gallery and an export alike. */
export const FactFilter = z.object({
  kind: many(z.string().max(40)).optional(),
  direction: z.string().max(40).optional(),
  state: many(z.enum(FACT_STATES)).optional(),
  /** This place and everything below it. */
  regionId: Id.optional(),
  /** A unit named in it, or that wrote it down. Nothing is listed by a single troop unit outside the office and the unit itself. */
  unitId: Id.optional(),
  enteredUnitId: Id.optional(),
  householdId: Id.optional(),
  campaignId: Id.optional(),
  ledger: z.enum(LEDGERS).optional(),
  /** A choice of its kind's own fields: audience:schools. */
  field: z
    .string()
    .regex(/^[a-zA-Z]{1,40}:[a-z-]{1,40}$/, { error: '这个筛选认不出，清除后再试。' })
    .optional(),
  mark: many(z.enum(FACT_MARKS)).optional(),
  /** Facts that count in figures, or that do not. */
  counted: z.stringbool().optional(),
  /** Days that overlap this span. */
  from: Day.optional(),
  /** Began on this day. */
  on: Day.optional(),
  to: Day.optional(),
  /** Words of title, place or text, or a code. */
  q: z.string().trim().max(80).optional(),
})
export type FactFilter = z.output<typeof FactFilter>

export const FactQuery = FactFilter.extend({
  after: z.string().max(40).optional(),
  size: z.coerce.number().int().min(1).max(100).default(50),
})
export type FactQuery = z.output<typeof FactQuery>

/** `unchecked`: 其中未核. */
export const FactPage = pageOf(FactRow).extend({ unchecked: z.number().int() })

export const KindCode = z.string().refine((code) => kindOf(code) !== undefined, { error: '没有这一类实绩，重新选。' })

/** What is written down. Where no host is named, the writing unit is the host. */
export const RecordFact = z.object({
  kind: KindCode,
  direction: z.string().max(40).nullable().default(null),
  /** Left out: made from kind, direction and whom it was for. */
  title: prose('名称', 120).default(''),
  body: prose('经过', 4000).default(''),
  regionId: z.number({ error: '还没有选地方。' }).int().positive(),
  place: prose('地点', 100).default(''),
  startsOn: PastDay,
  /** Left out: the same day. */
  endsOn: PastDay.nullable().default(null),
  fields: z.record(z.string().max(40), z.string().trim().max(8000)).default({}),
  quantities: z.array(FactQuantityValue).max(40).default([]),
  units: z.array(FactUnit).max(60, { error: '一条最多写 60 个单位。' }).default([]),
  householdIds: z.array(z.number().int().positive()).max(200, { error: '一条最多写 200 户。' }).default([]),
  files: z.array(FactFileRef).max(60, { error: '一条最多附 60 份文件。' }).default([]),
  campaignId: z.number().int().positive().nullable().default(null),
  promise: line('承诺', 300).nullable().default(null),
  promiseOn: DueDay.nullable().default(null),
  /** Who promised it, and leads the matter that comes of it; left out: the office hands it out. */
  promiseUnitId: z.number().int().positive().nullable().default(null),
  /** 代录: the unit that it is written down for. */
  forUnitId: z.number().int().positive().nullable().default(null),
  /** 替换: an earlier one of the same unit, which this takes the place of. */
  replacesId: z.number().int().positive().nullable().default(null),
  /** It replaces one of another kind, and that is meant. */
  isOtherKindMeant: z.boolean().optional(),
  channel: z.enum(CHANNELS).default('form'),
  isDraft: z.boolean().default(false),
})
export type RecordFact = z.output<typeof RecordFact>

export const CorrectFact = RecordFact.omit({
  replacesId: true,
  isOtherKindMeant: true,
  channel: true,
  isDraft: true,
}).extend({
  id: Id,
  version: Version,
})
export type CorrectFact = z.output<typeof CorrectFact>

/** Steps that are one press; correcting and replacing have their own form. */
export const PRESSED_STEPS = ['record', 'check', 'return', 'ask', 'keep', 'withdraw', 'restore', 'drop'] as const

export const StepFact = z.object({
  id: Id,
  step: z.enum(PRESSED_STEPS),
  version: Version,
  reason: prose('原因', 500).default(''),
})
export type StepFact = z.output<typeof StepFact>

/** A picture of the gallery with the fact that holds it. */
export const GalleryPicture = z.object({
  fileId: z.number(),
  name: z.string(),
  caption: z.string(),
  factId: z.number(),
  code: z.string(),
  title: z.string(),
  startsOn: z.string(),
  region: Named,
})

/** How many facts of each kind began on a day. */
export const CalendarDay = z.object({
  on: z.string(),
  count: z.number(),
  unchecked: z.number(),
  kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
})

export const factProblems = nameProblems({
  'step-not-open': [409, '现在不能这样办', '这条实绩现在不能这样办，刷新后再看。'],
  'not-writer': [403, '由记录的单位办', '这一步由记录它的单位办；发现有误，由上级核对时退回并写明原因。'],
  'not-checker': [403, '由上级核对', '这条实绩由记录单位的上级服务站或双拥办核对。'],
  'own-entry': [403, '不能核对自己记的', '本单位或自己记的，由上级服务站或双拥办核对。'],
  'reason-needed': [422, '还没有写原因', '写明原因再办。'],
  'not-yours-to-enter': [403, '不由本岗位记', '这一类实绩不由本岗位记，找双拥办或归口单位。'],
  'other-side': [
    422,
    '这个方向由另一方记',
    '地方办的由地方记，部队办的由部队记；部队没有账号的，由双拥办代录。换一个方向再存。',
  ],
  'host-of-other-side': [
    422,
    '主办的是另一方',
    '主办单位和方向对不上：地方办的由地方单位主办，部队办的由部队主办。改主办单位，或者换一个方向。',
  ],
  'host-is-object': [422, '主办的又是对象', '同一个单位既写成主办又写成对象；没有写主办的，主办就是本单位。去掉一处。'],
  'outside-region': [422, '不在本级范围内', '只能记本级和下级地方发生的事，另选一个地方。'],
  'county-needed': [422, '只写到县区', '这一类只写到县区，选县区或市。'],
  'unknown-unit': [422, '没有这个单位', '选的单位不存在、已撤销或不在本市，重新选。'],
  'not-in-it': [
    422,
    '本单位没有参加',
    '主办的是别的单位，本单位也不在参加单位里：由主办单位自己记，或由双拥办代录；本单位参加了的，加上本单位。',
  ],
  'unknown-file': [422, '附件不可用', '有附件不存在或不归本岗位，重新上传。'],
  'unknown-campaign': [422, '没有这项专题活动', '选的专题活动不存在、已撤回或已替换，重新选。'],
  'unknown-household': [422, '没有这户', '选的家庭不在底册里或不在本级范围内，重新选。'],
  'for-unit-needed': [422, '还没有选部队', '这一类由部队记；代录时选定是哪个部队的。'],
  'not-troop': [422, '代录的不是部队', '代录只用于部队一方的事，选一个部队单位。'],
  'not-for-others': [403, '不能代录', '代录由双拥办、服务站做；本岗位只记本单位办的、参加的。'],
  'writes-itself': [422, '由它自己记', '这个单位有人办理，由它自己记；代录只用于没有账号的部队。'],
  'not-replaceable': [409, '不能替换这一条', '要替换的那条不是本单位记的，或已核对、已撤回。'],
  'other-kind': [422, '换了类别', '和要替换的那条不是同一类。确是同一件事记错了类别的，确认后再存。'],
  'draft-replaces': [422, '替换不存草稿', '替换的一条要一次记完，先存草稿的另记一条。'],
  'campaign-has-parts': [
    422,
    '有实绩归入这项专题活动',
    '有实绩归入这项专题活动，不能换成别的类别；要改起止和内容的，类别不动，或另记一条专题活动替换，归入的跟着过去。',
  ],
  'replaced-stands': [
    409,
    '原来那条已核对',
    '它替换过的那条已经恢复并核对，两条不能都计数；先申请更正那一条，退回后再恢复。',
  ],
  'replaced-again': [409, '原来那条已另有替换', '它替换过的那条已由另一条替换，两条不能都计数。'],
})

export const facts = {
  list: endpoint('facts:read')
    .route({ method: 'GET', path: '/facts', summary: '实绩列表' })
    .input(FactQuery)
    .output(FactPage),
  get: endpoint('facts:read')
    .route({ method: 'GET', path: '/facts/{id}', summary: '一条实绩' })
    .input(z.object({ id: Id }))
    .output(FactDetail),
  calendar: endpoint('facts:read')
    .route({ method: 'GET', path: '/facts/calendar', summary: '实绩日历' })
    .input(FactFilter)
    .output(z.array(CalendarDay)),
  gallery: endpoint('facts:read')
    .route({ method: 'GET', path: '/facts/gallery', summary: '实绩图集' })
    .input(FactQuery)
    .output(pageOf(GalleryPicture)),
  record: endpoint('facts:write')
    .route({ method: 'POST', path: '/facts', summary: '记一条实绩' })
    .input(RecordFact)
    .output(FactDetail),
  correct: endpoint('facts:write')
    .route({ method: 'PUT', path: '/facts/{id}', summary: '改一条实绩' })
    .input(CorrectFact)
    .output(FactDetail),
  step: endpoint('facts:read')
    .route({ method: 'POST', path: '/facts/{id}/steps', summary: '办理一步' })
    .input(StepFact)
    .output(FactDetail),
}

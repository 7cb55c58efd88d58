import * as z from 'zod'
import {
  Day,
  Download,
  endpoint,
  Id,
  line,
  PastDay,
  pageOf,
  personName,
  prose,
  Version,
} from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { OpenPaper, stepFiles } from '../papers-contract.ts'
import { DELIVERY_LEVELS, GRADES, HONOURED, MISFITS, STATES, STEPS } from './rules.ts'

/** How a report came: never from which unit. */
export const CAME_BY = ['armed-forces-department', 'post', 'upper', 'brought'] as const

export const MeritReportRow = z.object({
  id: z.number(),
  code: z.string(),
  soldierName: z.string(),
  grade: z.enum(GRADES),
  awardYear: z.number(),
  state: z.enum(STATES),
  hasDoubt: z.boolean(),
  regionId: z.number(),
  regionName: z.string(),
  townName: z.string(),
  receivedOn: z.string(),
  deliveredOn: z.string().nullable(),
  /** The day by which the present step is due; null where nothing limits it. */
  dueOn: z.string().nullable(),
  /** Working days left, negative when late. */
  daysLeft: z.number().nullable(),
  bonusYuan: z.number().nullable(),
})
export type MeritReportRow = z.output<typeof MeritReportRow>

const counts = z.object(
  Object.fromEntries(STATES.map((state) => [state, z.number()])) as Record<(typeof STATES)[number], z.ZodNumber>,
)

/** 收到 ＝ 待登记 ＋ 待核实 ＋ 待送达 ＋ 待反馈 ＋ 已反馈 ＋ 待转送 ＋ 已退回, and the same by grade. */
export const MeritAccount = z.object({
  place: z.object({ id: z.number(), name: z.string() }),
  year: z.number(),
  received: z.number(),
  states: counts,
  isBalanced: z.boolean(),
  doubts: z.number(),
  /** 下级退回、等本级转送: reports of places below that wait for the acting office, by the year in which they came. */
  toSendOn: z.array(z.object({ year: z.number(), count: z.number() })),
  bonusYuan: z.number(),
  grades: z.array(z.object({ grade: z.enum(GRADES), received: z.number(), states: counts, bonusYuan: z.number() })),
  /** Years with reports, the newest first. */
  years: z.array(z.number()),
})
export type MeritAccount = z.output<typeof MeritAccount>

export const MeritQuery = z.object({
  regionId: Id.optional(),
  /** The year in which it came. */
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  state: z.enum(STATES).optional(),
  grade: z.enum(GRADES).optional(),
  doubt: z.stringbool().optional(),
  /** Part of the soldier's name, or the number; not for who is shown names masked. */
  q: z
    .string()
    .trim()
    .min(2, { error: '至少写两个字。' })
    .max(40)
    .regex(/^(?!.*\d{7})/, { error: '这里按军人姓名或喜报编号找，不写别的号码。' })
    .optional(),
  after: z.coerce.number().int().positive().optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type MeritQuery = z.output<typeof MeritQuery>

export const MeritReport = MeritReportRow.extend({
  placeNames: z.array(z.string()),
  honoured: z.enum(HONOURED),
  cameBy: z.enum(CAME_BY),
  household: z.object({ id: z.number(), headName: z.string(), place: z.string() }).nullable(),
  deliveredLevel: z.enum(DELIVERY_LEVELS).nullable(),
  bonusSource: z.string().nullable(),
  steps: z.array(
    z.object({
      id: z.number(),
      step: z.enum(['receive', ...STEPS]),
      on: z.string(),
      reason: z.string(),
      placeName: z.string().nullable(),
      civilWords: z.string().nullable(),
      militaryWords: z.string().nullable(),
      postName: z.string(),
      /** What spoke against the family, where it was verified to it all the same. */
      misfits: z.array(z.enum(MISFITS)),
      ...stepFiles,
    }),
  ),
  open: z.array(z.enum(STEPS)),
  version: z.number(),
})
export type MeritReport = z.output<typeof MeritReport>

export const ReceiveMeritReport = z.object({
  soldierName: personName('军人姓名'),
  honoured: z.enum(HONOURED).default('soldier'),
  grade: z.enum(GRADES, { error: '立功等级还没有选。' }),
  awardYear: z.number({ error: '授予年份还没有填。' }).int().min(1950).max(2100),
  cameBy: z.enum(CAME_BY).default('armed-forces-department'),
  receivedOn: PastDay,
  reason: prose('说明', 300).default(''),
  fileIds: z.array(z.number().int().positive()).max(9).default([]),
  /** Beside one of the same name, grade and year that came before: that it is another one. */
  isAnother: z.boolean().default(false),
})
export type ReceiveMeritReport = z.output<typeof ReceiveMeritReport>

export const TakeMeritStep = z.object({
  id: Id,
  version: Version,
  step: z.enum(STEPS),
  on: PastDay,
  reason: prose('说明', 300).default(''),
  /** 登记, 改送新址: the township or village; 转送: the county. */
  regionId: z.number().int().positive().nullable().default(null),
  /** 核实: the family in the register. */
  householdId: z.number().int().positive().nullable().default(null),
  /** 核实, where something speaks against the family: that it is the one all the same, with the reason. */
  isSure: z.boolean().default(false),
  /** 送达: the highest level that came, and who, by post. */
  level: z.enum(DELIVERY_LEVELS).nullable().default(null),
  civilWords: prose('地方送达人', 100).default(''),
  militaryWords: prose('军队送达人', 100).default(''),
  fileIds: z.array(z.number().int().positive()).max(9).default([]),
})
export type TakeMeritStep = z.output<typeof TakeMeritStep>

const Yuan = z.number().int().min(0).max(10_000_000)
const amounts = z.object(
  Object.fromEntries(GRADES.map((grade) => [grade, Yuan.nullable().default(null)])) as Record<
    (typeof GRADES)[number],
    z.ZodDefault<z.ZodNullable<z.ZodNumber>>
  >,
)
/** A table without any amount would end the one before it and say nothing. */
const someAmounts = amounts.refine((of) => GRADES.some((grade) => of[grade] !== null), {
  error: '至少填一个等级的金额。',
})
export const BonusTableShown = z.object({
  id: z.number(),
  regionId: z.number(),
  regionName: z.string(),
  fromOn: z.string(),
  amounts: z.object(
    Object.fromEntries(GRADES.map((grade) => [grade, z.number().nullable()])) as Record<
      (typeof GRADES)[number],
      z.ZodNullable<z.ZodNumber>
    >,
  ),
  source: z.string(),
  isVerified: z.boolean(),
  mayEdit: z.boolean(),
  version: z.number(),
})
export type BonusTableShown = z.output<typeof BonusTableShown>

const days = z.number().int().min(1).max(250).nullable()
export const MeritDaysForm = z.object({ register: days, deliver: days, feedBack: days })
export const MeritDaysShown = MeritDaysForm.extend({ version: z.number(), mayEdit: z.boolean() })
export type MeritDaysShown = z.output<typeof MeritDaysShown>

export const meritProblems = nameProblems({
  'merit-step-not-open': [409, '这一步现在不能办', '这份喜报的情况已经变了，刷新后按现在列出的步骤办。'],
  'merit-office-only': [403, '由双拥办办理', '这一步由双拥办办理，服务站核实地址和记送达。'],
  'merit-reason-needed': [422, '说明没有填', '这一步要写明原因，写一句再存。'],
  'merit-household-needed': [422, '家庭没有选', '核实要对到底册里的一户，先找到这一户。'],
  'merit-household-unfit': [422, '核对这一户', '这一户和喜报对不上。'],
  'merit-picture-needed': [422, '没有照片', '送达要有现场照片或签收单，传一张再存。'],
  'merit-level-too-low': [422, '送达级别不够', '这个等级要由更高一级送；确实由下级送的，写明原因。'],
  'merit-civil-needed': [422, '地方送达人没有填', '写地方来送的人的岗位；只有军队一方送的，写明原因。'],
  'merit-military-needed': [422, '军队送达人没有填', '写军队来送的人的岗位；只有地方一方送的，写明原因。'],
  'merit-day-in-future': [422, '日期还没有到', '日期晚于今天，改为今天或以前。'],
  'merit-before-last-step': [422, '早于上一步', '日期早于上一步，核对后改正。'],
  'merit-place-needed': [422, '送到哪里没有选', '选送到的乡镇（街道）或村（社区）。'],
  'merit-place-outside': [422, '不在本级辖区', '这里不在本级辖区，用“退回上级”写明原因，由上级双拥办转送。'],
  'merit-county-needed': [422, '转送到哪里没有选', '选转送到的县（市、区）；退回部队的用“退回喜报”。'],
  'merit-above-only': [
    403,
    '由上级双拥办办理',
    '已退回上级，由上级双拥办转送或退回；找到了家庭的，用“重新接收”接着办。',
  ],
  'merit-nobody-above': [409, '没有上级可退', '上面没有双拥办可退，转不到别处的用“退回喜报”。'],
  'merit-twice': [409, '已经收过', '同名、同等级、同一年的喜报已经收过，在那一份里接着办；确是另一份的，确认后再存。'],
  'bonus-day-taken': [409, '这一天已有标准', '这个地方从这一天起已有一份标准，先撤下再登记。'],
  'bonus-verified': [409, '已经核实', '这份标准已经核实，刷新后看现在的标准。'],
  'merit-days-city': [403, '由市双拥办设置', '办理天数全市一致，由市双拥办设置。'],
})

export const meritReports = {
  account: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-account', summary: '喜报对账' })
    .input(MeritQuery.pick({ regionId: true, year: true }))
    .output(MeritAccount),
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-reports', summary: '喜报名单' })
    .input(MeritQuery)
    .output(pageOf(MeritReportRow)),
  get: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-reports/{id}', summary: '一份喜报' })
    .input(z.object({ id: Id }))
    .output(MeritReport),
  receive: endpoint('registers:import')
    .route({ method: 'POST', path: '/merit-reports', summary: '接收喜报' })
    .input(ReceiveMeritReport)
    .output(MeritReport),
  step: endpoint('registers:write')
    .route({ method: 'POST', path: '/merit-reports/{id}/steps', summary: '办喜报的一步' })
    .input(TakeMeritStep)
    .output(MeritReport),
  paper: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/merit-reports/{id}/paper', summary: '看喜报的材料' })
    .input(OpenPaper)
    .output(Download),
  sheet: endpoint('registers:import', { sensitive: true })
    .route({ method: 'POST', path: '/merit-sheet', summary: '导出喜报台账' })
    .input(MeritQuery.omit({ after: true, size: true, doubt: true, q: true }))
    .output(Download),
  bonuses: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-bonuses', summary: '立功奖励金本地标准' })
    .output(z.object({ rows: z.array(BonusTableShown) })),
  addBonus: endpoint('registers:import')
    .route({ method: 'POST', path: '/merit-bonuses', summary: '登记奖励金标准' })
    .input(
      z.object({
        fromOn: Day,
        amounts: someAmounts,
        source: line('依据', 200),
        isVerified: z.boolean().default(false),
      }),
    )
    .output(BonusTableShown),
  verifyBonus: endpoint('registers:import')
    .route({ method: 'POST', path: '/merit-bonuses/{id}/verify', summary: '核实奖励金标准' })
    .input(z.object({ id: Id, version: Version }))
    .output(BonusTableShown),
  withdrawBonus: endpoint('registers:import')
    .route({ method: 'POST', path: '/merit-bonuses/{id}/withdraw', summary: '撤下奖励金标准' })
    .input(z.object({ id: Id, version: Version, reason: line('原因', 200) }))
    .output(z.object({ rows: z.array(BonusTableShown) })),
  days: endpoint('registers:read')
    .route({ method: 'GET', path: '/merit-days', summary: '喜报办理天数' })
    .output(MeritDaysShown),
  saveDays: endpoint('registers:import')
    .route({ method: 'PUT', path: '/merit-days', summary: '改喜报办理天数' })
    .input(MeritDaysForm.extend({ version: z.number().int().min(0) }))
    .output(MeritDaysShown),
}

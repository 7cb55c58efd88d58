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
  Version,
} from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import {
  CARES,
  CATEGORIES,
  CERTIFICATES,
  DISCHARGES,
  GENDERS,
  GRADES,
  GUARDIAN_BASES,
  GUARDIANS,
  HOUSEHOLD_STATES,
  KINS,
  LACKS,
  PERSON_CLOSED_FIELDS,
  PERSON_STATES,
  RELATIONS,
} from './words.ts'

/** One line of the list of households (底册). For leaders the name is masked. */
export const HouseholdRow = z.object({
  id: z.number(),
  headName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  /** The place above: 东门街道. */
  townName: z.string(),
  categories: z.array(z.enum(CATEGORIES)),
  personCount: z.number(),
  /** The head died or moved away and somebody is left: a new one is to be named. */
  lacksHead: z.boolean(),
  state: z.enum(HOUSEHOLD_STATES),
  endedOn: z.string().nullable(),
})
export type HouseholdRow = z.output<typeof HouseholdRow>

/** A closed value as it is shown: masked, or null where none is kept. */
const Masked = z.string().nullable()

export const PersonHonour = z.object({
  id: z.number(),
  grade: z.enum(GRADES),
  year: z.number(),
  conferredOn: z.string().nullable(),
})
export const PersonCertificate = z.object({ id: z.number(), kind: z.enum(CERTIFICATES), number: Masked })

/** A registered person; closed values masked, and left out where the acting post may not ask for them. */
export const RegisteredPerson = z.object({
  id: z.number(),
  householdId: z.number(),
  name: z.string(),
  relation: z.enum(RELATIONS),
  gender: z.enum(GENDERS).nullable(),
  birthYear: z.number().nullable(),
  birthMonth: z.number().nullable(),
  categories: z.array(z.enum(CATEGORIES)),
  kin: z.enum(KINS).nullable(),
  joinedYear: z.number().nullable(),
  leftYear: z.number().nullable(),
  discharge: z.enum(DISCHARGES).nullable(),
  care: z.enum(CARES).nullable(),
  benefitCode: z.string().nullable(),
  informedOn: z.string().nullable(),
  guardianBasis: z.enum(GUARDIAN_BASES).nullable(),
  guardian: z.enum(GUARDIANS).nullable(),
  guardianOn: z.string().nullable(),
  resident: Masked,
  phone: Masked,
  bank: Masked,
  honours: z.array(PersonHonour),
  certificates: z.array(PersonCertificate),
  state: z.enum(PERSON_STATES),
  endedOn: z.string().nullable(),
  mergedIntoId: z.number().nullable(),
  /** Under fourteen: the guardian is told. */
  isMinor: z.boolean(),
  version: z.number(),
})
export type RegisteredPerson = z.output<typeof RegisteredPerson>

export const Household = HouseholdRow.extend({
  /** From county to village: 澜城区 · 东门街道 · 东门社区. */
  place: z.array(z.string()),
  address: Masked,
  mergedIntoId: z.number().nullable(),
  persons: z.array(RegisteredPerson),
  mayEdit: z.boolean(),
  mayReveal: z.boolean(),
  version: z.number(),
})
export type Household = z.output<typeof Household>

export const HouseholdQuery = z.object({
  /** With everything below it; the acting post's own place if left out. */
  regionId: Id.optional(),
  category: z.enum(CATEGORIES).optional(),
  state: z.enum(HOUSEHOLD_STATES).default('present'),
  /** Those that wait for somebody: for a new head, or to be ended because nobody is left. */
  lacks: z.enum(LACKS).optional(),
  /** Name of the head of a household or of one of its persons, two characters at least; refused to leaders, who see names masked. */
  q: z
    .string()
    .trim()
    .min(2, { error: '姓名从两个字找起，再写一个字。' })
    .max(30)
    .regex(/^(?!.*\d{7})/, { error: '这里按姓名找；号码用“按号码找”，不写进网址。' })
    .optional(),
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type HouseholdQuery = z.output<typeof HouseholdQuery>

const year = (what: string) =>
  z
    .number()
    .int()
    .min(1880, { error: `${what}写四位年份，如 1975，核对后改正。` })
    .max(2100)
const name = personName('姓名')
/** A closed value as it is entered. Left out: it stays as it is. Null: it is taken out. */
const closed = z.string().trim().max(60).nullish()

export const PersonFields = z.object({
  name,
  relation: z.enum(RELATIONS, { error: '与户主关系还没有选。' }),
  gender: z.enum(GENDERS).nullable().default(null),
  birthYear: year('出生年').nullable().default(null),
  birthMonth: z.number().int().min(1).max(12).nullable().default(null),
  categories: z.array(z.enum(CATEGORIES)).max(12).default([]),
  kin: z.enum(KINS).nullable().default(null),
  joinedYear: year('入伍年份').nullable().default(null),
  leftYear: year('退役年份').nullable().default(null),
  discharge: z.enum(DISCHARGES).nullable().default(null),
  care: z.enum(CARES).nullable().default(null),
  benefitCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[0-9A-Z]{1,8}$/, { error: '待遇代码是 1 至 8 位数字或字母，只写代码，不写说明。' })
    .nullable()
    .default(null),
  informedOn: PastDay.nullable().default(null),
  guardianBasis: z.enum(GUARDIAN_BASES).nullable().default(null),
  guardian: z.enum(GUARDIANS).nullable().default(null),
  guardianOn: PastDay.nullable().default(null),
  resident: closed,
  phone: closed,
  bank: closed,
  honours: z
    .array(
      z
        .object({ grade: z.enum(GRADES), year: year('立功年份'), conferredOn: Day.nullable().default(null) })
        .refine(({ year, conferredOn }) => conferredOn === null || Number(conferredOn.slice(0, 4)) === year, {
          error: '授予日和立功年份对不上，核对后改一处。',
          path: ['conferredOn'],
        }),
    )
    .max(30)
    .default([]),
  /** `number` left out: the one kept for this kind stays. */
  certificates: z
    .array(z.object({ kind: z.enum(CERTIFICATES), number: closed }))
    .max(CERTIFICATES.length)
    .default([]),
})
export type PersonFields = z.output<typeof PersonFields>

/** Why something is done with a person's data; no number stands in it. */
export const Reason = line('事由', 200).regex(/^(?!.*\d{7})/, { error: '事由里不写号码，写为什么。' })
const address = closed
/** 是另一个人: somebody of the same name and birth is registered in the village, and it was looked whether it is the same. */
const isAnother = z.boolean().default(false)

export const AddHousehold = z.object({
  regionId: z.number({ error: '村（社区）还没有选。' }).int().positive(),
  address,
  head: PersonFields.omit({ relation: true }),
  isAnother,
})
export type AddHousehold = z.output<typeof AddHousehold>
export const SaveHousehold = z.object({
  id: Id,
  version: Version,
  regionId: z.number().int().positive(),
  address,
  reason: Reason,
})
export type SaveHousehold = z.output<typeof SaveHousehold>
export const AddPerson = PersonFields.extend({ householdId: z.number().int().positive(), isAnother })
export type AddPerson = z.output<typeof AddPerson>
export const SavePerson = PersonFields.extend({ id: Id, version: Version, reason: Reason })
export type SavePerson = z.output<typeof SavePerson>
export const EndPerson = z.object({
  id: Id,
  version: Version,
  state: z.enum(['deceased', 'moved']),
  on: Day,
  reason: Reason,
})
export type EndPerson = z.output<typeof EndPerson>
export const EndHousehold = z.object({
  id: Id,
  version: Version,
  state: z.enum(['moved', 'ended']),
  on: Day,
  reason: Reason,
})
export type EndHousehold = z.output<typeof EndHousehold>
export const NameHead = z.object({
  id: Id,
  version: Version,
  personId: z.number({ error: '新户主还没有选。' }).int().positive(),
  reason: Reason,
})
export type NameHead = z.output<typeof NameHead>
export const Resume = z.object({ id: Id, version: Version, reason: Reason })
export type Resume = z.output<typeof Resume>

export const RevealClosed = z.object({
  id: Id,
  what: z.enum(PERSON_CLOSED_FIELDS, { error: '看哪一项还没有选。' }),
  /** Of several certificates, which one. */
  certificateId: z.number().int().positive().optional(),
  reason: Reason,
})
export type RevealClosed = z.output<typeof RevealClosed>

export const FindByNumber = z.object({
  what: z.enum(['resident', 'phone', 'certificate']),
  number: line('号码', 40),
})
export type FindByNumber = z.output<typeof FindByNumber>

export const HistoryRow = z.object({
  id: z.number(),
  at: z.string(),
  what: z.string(),
  /** Whose row: the name of the person, or the household itself. */
  of: z.string(),
  personName: z.string().nullable(),
  postName: z.string().nullable(),
  reason: z.string().nullable(),
  changes: z.array(z.object({ label: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
})
export type HistoryRow = z.output<typeof HistoryRow>

export const householdProblems = nameProblems({
  'out-of-register': [403, '不在本岗位辖区', '只能登记和改动本辖区的家庭，这一户找当地的服务站或双拥办。'],
  'whole-name': [422, '要写全名', '领导岗位按全名找，写上完整的姓名再找。'],
  'place-too-high': [422, '要写到村', '家庭登记在村（社区），没有村的登记在乡镇（街道）。选下一级的地方。'],
  'resident-wrong': [422, '身份证号不对', '身份证号的位数、生日或校验位不对，照证件核对后重填。'],
  'phone-wrong': [422, '电话不对', '电话写 11 位手机号，或带区号的固定电话。'],
  'bank-wrong': [422, '银行账号不对', '银行账号的位数或校验位不对，照存折或卡面核对后重填。'],
  'certificate-wrong': [422, '证件号不对', '证件号写 4 至 30 位字母、数字，照证件核对后重填。'],
  'person-wrong': [422, '填写前后不一', '有几项对不上，按提示改好后再存。'],
  'already-registered': [409, '已在册', '这个身份证号在本辖区已经登记，打开那一户核对，不重复登记。'],
  'registered-dead': [
    409,
    '登记为已去世',
    '这个身份证号的人在底册里登记为去世，没有重新登记。登记错了的，在原来那一户的页面上恢复在册；是另一个人，照证件核对号码。',
  ],
  'alike-registered': [
    409,
    '可能已在册',
    '这个村已登记了同名、出生年月对得上的人，打开那一户核对。是同一人就不用再登记；不是同一人，勾选“是另一个人”再存。',
  ],
  'import-running': [
    409,
    '正在批量导入',
    '底册正在批量导入，身份证号是否重复要等导入完才知道。过一分钟再存，已填的内容还在。',
  ],
  'not-present': [409, '已不在册', '已去世、迁出或并入的不能再改，先恢复在册。'],
  'before-birth': [422, '早于出生', '日子早于这个人的出生年月，核对日子或出生年月。'],
  'head-stands': [409, '已有户主', '这一户在册的已有户主。换户主的，先更正原户主与户主的关系，再定新户主。'],
  'is-present': [409, '还在册', '这一条还在册，不用恢复。'],
  'is-merged': [409, '已并入', '已并入别处的不能单独恢复，撤回那次合并。'],
  'nothing-closed': [404, '没有登记', '这一项还没有登记。'],
  'closed-unreadable': [422, '内容打不开', '这一项打不开，密钥文件可能换过。重新登记。'],
})

export const exportProblems = nameProblems({
  'too-many-households': [422, '一份装不下', '一份名单最多 5,000 户，按乡镇或类别筛小再导出。'],
})

export const households = {
  list: endpoint('registers:read')
    .route({ method: 'GET', path: '/households', summary: '底册家庭列表' })
    .input(HouseholdQuery)
    .output(pageOf(HouseholdRow)),
  get: endpoint('registers:read')
    .route({ method: 'GET', path: '/households/{id}', summary: '一户的底册' })
    .input(z.object({ id: Id }))
    .output(Household),
  history: endpoint('registers:reveal')
    .route({ method: 'GET', path: '/households/{id}/history', summary: '一户的历次登记' })
    .input(z.object({ id: Id }))
    .output(z.object({ rows: z.array(HistoryRow), isMore: z.boolean() })),
  add: endpoint('registers:write')
    .route({ method: 'POST', path: '/households', summary: '登记一户' })
    .input(AddHousehold)
    .output(Household),
  save: endpoint('registers:write')
    .route({ method: 'PUT', path: '/households/{id}', summary: '改一户的住址' })
    .input(SaveHousehold)
    .output(Household),
  end: endpoint('registers:write')
    .route({ method: 'POST', path: '/households/{id}/end', summary: '一户迁出或注销' })
    .input(EndHousehold)
    .output(Household),
  resume: endpoint('registers:write')
    .route({ method: 'POST', path: '/households/{id}/resume', summary: '一户恢复在册' })
    .input(Resume)
    .output(Household),
  nameHead: endpoint('registers:write')
    .route({ method: 'POST', path: '/households/{id}/head', summary: '定新户主' })
    .input(NameHead)
    .output(Household),
  export: endpoint('registers:import', { sensitive: true })
    .route({ method: 'POST', path: '/households-sheet', summary: '导出底册名单' })
    .input(HouseholdQuery.omit({ after: true, size: true }).extend({ reason: Reason }))
    .output(Download),
  revealAddress: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/households/{id}/reveal', summary: '看详细住址' })
    .input(z.object({ id: Id, reason: Reason }))
    .output(z.object({ value: z.string() })),
  addPerson: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-persons', summary: '登记一位家人' })
    .input(AddPerson)
    .output(Household),
  savePerson: endpoint('registers:write')
    .route({ method: 'PUT', path: '/household-persons/{id}', summary: '更正一位家人' })
    .input(SavePerson)
    .output(Household),
  endPerson: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-persons/{id}/end', summary: '家人去世或迁出' })
    .input(EndPerson)
    .output(Household),
  resumePerson: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-persons/{id}/resume', summary: '家人恢复在册' })
    .input(Resume)
    .output(Household),
  reveal: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/household-persons/{id}/reveal', summary: '看在册人员的封存内容' })
    .input(RevealClosed)
    .output(z.object({ value: z.string() })),
  // Not GET: a number never stands in an address.
  find: endpoint('registers:reveal')
    .route({ method: 'POST', path: '/household-persons/find', summary: '按号码找在册人员' })
    .input(FindByNumber)
    .output(z.array(HouseholdRow)),
}

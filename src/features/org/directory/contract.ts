import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { UNIT_KINDS, UNIT_SIDES } from '../units/rules.ts'

/** Who speaks for a unit. The mobile number is closed: masked here, in clear only in the answer to 看号码. */
export const Liaison = z.object({
  id: z.number(),
  unitId: z.number(),
  unitName: z.string(),
  kind: z.enum(UNIT_KINDS),
  side: z.enum(UNIT_SIDES),
  regionId: z.number(),
  regionName: z.string(),
  postId: z.number().nullable(),
  postName: z.string().nullable(),
  /** Whoever holds the post today, or the name written; empty while the post is vacant. */
  people: z.array(z.string()),
  /** The name written, where the liaison has no post in the system. */
  name: z.string().nullable(),
  title: z.string(),
  officePhone: z.string().nullable(),
  /** 138****0021; null without a number. */
  mobile: z.string().nullable(),
  fromOn: z.string(),
  toOn: z.string().nullable(),
  mayEdit: z.boolean(),
  mayReveal: z.boolean(),
  version: z.number(),
})
export type Liaison = z.output<typeof Liaison>

export const DirectoryQuery = z.object({
  /** With everything below it; the acting post's city if left out. */
  regionId: Id.optional(),
  /** That region alone. */
  only: z.stringbool().optional(),
  kind: z.enum(UNIT_KINDS).optional(),
  /** Name of unit, post or person. Numbers are looked for through 按号码找. */
  q: z
    .string()
    .trim()
    .max(50)
    .regex(/^(?!.*\d{7})/, { error: '这里按名称找；号码用“按号码找”，不写进网址。' })
    .optional(),
  /** Those who left instead of today's. */
  former: z.stringbool().optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type DirectoryQuery = z.output<typeof DirectoryQuery>

const Mobile = z
  .string()
  .trim()
  .regex(/^1\d{10}$/, { error: '手机号是 1 开头的 11 位数字。' })
const OfficePhone = z
  .string()
  .trim()
  .regex(/^\d{3,4}-?\d{4,8}(-\d{1,6})?$/, { error: '办公电话写成 000-1234567 的样子，分机用横线。' })

const fields = {
  postId: z.number().int().positive().nullable().default(null),
  name: z.string().trim().max(20, { error: '姓名最多 20 个字。' }).nullable().default(null),
  title: prose('职务', 40).default(''),
  officePhone: OfficePhone.nullable().default(null),
}
export const AddLiaison = z.object({
  ...fields,
  unitId: z.number({ error: '单位还没有选。' }).int().positive(),
  mobile: Mobile.nullable().default(null),
  fromOn: Day,
})
export type AddLiaison = z.output<typeof AddLiaison>
export const SaveLiaison = z.object({
  ...fields,
  id: Id,
  version: Version,
  /** Left out: the number stays. Null: it is taken out. */
  mobile: Mobile.nullish(),
})
export type SaveLiaison = z.output<typeof SaveLiaison>

export const RevealPhone = z.object({
  id: Id,
  reason: line('事由', 200).regex(/^(?!.*\d{7})/, { error: '事由里不写号码，写为什么要看。' }),
})
export const FindByPhone = z.object({ mobile: Mobile })

export const directoryProblems = nameProblems({
  'post-or-name': [422, '联络员不明', '选本单位的一个岗位，或写姓名，二者选一。'],
  'not-of-unit': [422, '岗位不是本单位的', '选的岗位不在这个单位或已撤销，重新选一个。'],
  'no-phone': [404, '没有号码', '这位联络员还没有登记手机号，请他本人或双拥办补上。'],
  'phone-not-readable': [422, '号码打不开', '这个号码打不开，密钥文件可能换过。重新登记号码。'],
  'liaison-ended': [409, '已不再担任', '这位联络员已不再担任，不能再改。'],
})

export const directory = {
  list: endpoint('directory:read')
    .route({ method: 'GET', path: '/directory', summary: '联络员通讯录' })
    .input(DirectoryQuery)
    .output(pageOf(Liaison)),
  // Not GET: a number never stands in an address.
  find: endpoint('directory:read')
    .route({ method: 'POST', path: '/directory/find', summary: '按手机号找联络员' })
    .input(FindByPhone)
    .output(z.array(Liaison)),
  add: endpoint('directory:read')
    .route({ method: 'POST', path: '/directory', summary: '登记联络员' })
    .input(AddLiaison)
    .output(Liaison),
  save: endpoint('directory:read')
    .route({ method: 'PUT', path: '/directory/{id}', summary: '改联络员' })
    .input(SaveLiaison)
    .output(Liaison),
  end: endpoint('directory:read')
    .route({ method: 'POST', path: '/directory/{id}/end', summary: '不再担任联络员' })
    .input(z.object({ id: Id, version: Version, toOn: Day }))
    .output(Liaison),
  reveal: endpoint('directory:read', { sensitive: true })
    .route({ method: 'POST', path: '/directory/{id}/reveal', summary: '看手机号' })
    .input(RevealPhone)
    .output(z.object({ mobile: z.string() })),
}

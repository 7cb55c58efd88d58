import * as z from 'zod'
import { endpoint, Id, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { BatchBase } from '../../org/batches/contract.ts'
import { Household, Reason } from '../households/contract.ts'
import { CATEGORIES, RELATIONS } from '../households/words.ts'

/** One of two who may be the same. */
export const AlikePerson = z.object({
  id: z.number(),
  householdId: z.number(),
  name: z.string(),
  relation: z.enum(RELATIONS),
  birthYear: z.number().nullable(),
  birthMonth: z.number().nullable(),
  categories: z.array(z.enum(CATEGORIES)),
  headName: z.string(),
  /** From county to village. */
  place: z.array(z.string()),
  hasResident: z.boolean(),
  hasPhone: z.boolean(),
  version: z.number(),
})
export type AlikePerson = z.output<typeof AlikePerson>

/** number 身份证号相同 · name 同村同名同年 */
export const ALIKE_KINDS = ['number', 'name'] as const

export const AlikePair = z.object({
  kind: z.enum(ALIKE_KINDS),
  one: AlikePerson,
  other: AlikePerson,
  /** The first place that holds both. */
  placeName: z.string(),
  /** Nobody below keeps both: the acting post decides. */
  isOwn: z.boolean(),
})
export type AlikePair = z.output<typeof AlikePair>

export const AlikeQuery = z.object({
  kind: z.enum(ALIKE_KINDS).optional(),
  /** Those alone that nobody below sees both of. */
  own: z.stringbool().optional(),
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(100).default(30),
})
export type AlikeQuery = z.output<typeof AlikeQuery>

const Two = z.object({
  keepId: z.number({ error: '留哪一位还没有选。' }).int().positive(),
  keepVersion: Version,
  mergeId: z.number().int().positive(),
  mergeVersion: Version,
  reason: Reason,
})
export const MergePersons = Two
export type MergePersons = z.output<typeof MergePersons>
export const Distinguish = z.object({
  oneId: z.number().int().positive(),
  otherId: z.number().int().positive(),
  reason: Reason,
})
export type Distinguish = z.output<typeof Distinguish>

export const PersonMerge = z.object({
  id: z.number(),
  keptId: z.number(),
  mergedId: z.number(),
  keptName: z.string(),
  keptHouseholdId: z.number(),
  place: z.array(z.string()),
  isHouseholdMerged: z.boolean(),
  reason: z.string(),
  madeAt: z.string(),
  postName: z.string().nullable(),
  takenBackAt: z.string().nullable(),
  /** Last day on which it can be taken back. */
  until: z.string(),
  barrier: BatchBase.shape.barrier,
  /** What was changed since on either household, each with where to look: all of it. */
  changed: z.array(z.object({ words: z.string(), href: z.string().nullable() })),
})
export type PersonMerge = z.output<typeof PersonMerge>

export const duplicateProblems = nameProblems({
  'same-person-twice': [422, '选了同一条', '两条要不同，重新选。'],
  'not-both-present': [409, '已不在册', '两人里有一位已不在册，刷新后再看。'],
  'numbers-differ': [409, '身份证号不同', '两人的身份证号不同，不是同一人。号码登错的先更正，再合并。'],
  'merge-contradicts': [422, '两条对不上', '合在一起前后不一，核对是不是同一人；登错的先更正，再合并。'],
  'merge-taken-back': [409, '已经撤回', '这次合并已经撤回过。'],
  'merge-too-old': [409, '过了三十日', '合并超过三十日，不能撤回；要分开的重新登记其中一位。'],
  'merge-changed-since': [409, '之后又改过', '合并以后这两户又改过，不能整个撤回；逐项更正。'],
})

export const duplicates = {
  list: endpoint('registers:write')
    .route({ method: 'GET', path: '/household-duplicates', summary: '疑似重复登记的人' })
    .input(AlikeQuery)
    .output(pageOf(AlikePair)),
  merge: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-duplicates/merge', summary: '合并重复登记的人' })
    .input(MergePersons)
    .output(Household),
  distinguish: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-duplicates/distinct', summary: '认定不是同一人' })
    .input(Distinguish)
    .output(z.object({ isDistinct: z.literal(true) })),
  merges: endpoint('registers:write')
    .route({ method: 'GET', path: '/household-merges', summary: '最近的合并' })
    .output(z.array(PersonMerge)),
  takeBack: endpoint('registers:write')
    .route({ method: 'POST', path: '/household-merges/{id}/take-back', summary: '撤回合并' })
    .input(z.object({ id: Id, reason: Reason }))
    .output(Household),
}

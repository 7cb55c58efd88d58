import * as z from 'zod'
import { Download, endpoint, Id, line, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Liaison } from '../directory/contract.ts'
import { Person } from '../posts/contract.ts'
import { DATA_CLASSES } from '../processing/contract.ts'

/** Everything that is held about one liaison or one account, in words; closed values masked. */
export const PersonalRecord = z.object({
  /** The record that stands for the person, as `people:12`. */
  subject: z.string(),
  name: z.string(),
  place: z.string(),
  /** By kind of the register of processing. */
  held: z.array(
    z.object({
      kind: z.string(),
      class: z.enum(DATA_CLASSES),
      retention: z.string(),
      items: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
  ),
  /** In how many other records the person stands; `isMore`: that many and more. */
  traces: z.array(z.object({ label: z.string(), count: z.number(), isMore: z.boolean() })),
  history: z.object({
    rows: z.array(
      z.object({
        id: z.number(),
        at: z.string(),
        what: z.string(),
        personName: z.string().nullable(),
        postName: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    ),
    total: z.number(),
  }),
  erasure: z.object({
    erasedAt: z.string().nullable(),
    /** Why it cannot be done now; null where it can. */
    refusal: z.string().nullable(),
    clears: z.array(z.string()),
    stays: z.array(z.object({ what: z.string(), why: z.string() })),
  }),
  /** The record to correct: one of the two. */
  liaison: Liaison.nullable(),
  person: Person.nullable(),
  version: z.number(),
})
export type PersonalRecord = z.output<typeof PersonalRecord>

const reason = line('事由', 200).regex(/^(?!.*\d{7})/, { error: '事由里不写号码，写为什么要办。' })
export const CopyPersonal = z.object({ id: Id, reason })
export type CopyPersonal = z.output<typeof CopyPersonal>
export const ErasePersonal = z.object({ id: Id, version: Version, reason })
export type ErasePersonal = z.output<typeof ErasePersonal>

export const personalProblems = nameProblems({
  'still-liaison': [409, '还在任联络员', '这个人还在任联络员，个人信息是工作必需的。先移出通讯录，再删除。'],
  'still-holding': [409, '还任着岗位', '这个人还任着岗位，个人信息是履职必需的。先办卸任，再删除。'],
  'not-by-himself': [403, '不能给自己办理', '自己的个人信息不能自己删除，由另一位系统管理员办理。'],
  'already-erased': [409, '已经删除', '个人信息已经删除过，没有再可删除的内容。'],
})

export const personal = {
  ofLiaison: endpoint('personal:liaisons')
    .route({ method: 'GET', path: '/directory/{id}/personal', summary: '联络员的个人信息' })
    .input(z.object({ id: Id }))
    .output(PersonalRecord),
  copyLiaison: endpoint('personal:liaisons', { sensitive: true })
    .route({ method: 'POST', path: '/directory/{id}/personal/copy', summary: '取联络员个人信息的副本' })
    .input(CopyPersonal)
    .output(Download),
  eraseLiaison: endpoint('personal:liaisons', { sensitive: true })
    .route({ method: 'POST', path: '/directory/{id}/personal/erase', summary: '删除联络员的个人信息' })
    .input(ErasePersonal)
    .output(PersonalRecord),
  ofPerson: endpoint('personal:accounts')
    .route({ method: 'GET', path: '/people/{id}/personal', summary: '账号的个人信息' })
    .input(z.object({ id: Id }))
    .output(PersonalRecord),
  copyPerson: endpoint('personal:accounts', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/personal/copy', summary: '取账号个人信息的副本' })
    .input(CopyPersonal)
    .output(Download),
  erasePerson: endpoint('personal:accounts', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/personal/erase', summary: '删除账号的个人信息' })
    .input(ErasePersonal)
    .output(PersonalRecord),
}

import * as z from 'zod'
import { Download, endpoint, Id } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { CopyPersonal, ErasePersonal, PersonalRecord } from '../../org/personal/contract.ts'
import { Naming, Unname } from './naming.ts'

/** 本人信息: everything that is held about one registered person, closed values masked. */
export const RegisteredRecord = PersonalRecord.omit({ liaison: true, person: true }).extend({
  id: z.number(),
  householdId: z.number(),
  /** What was done for the person's household, kind by kind, the newest first. */
  records: z.array(
    z.object({
      label: z.string(),
      count: z.number(),
      isMore: z.boolean(),
      lines: z.array(z.string()),
      why: z.string(),
    }),
  ),
  /** Matters and facts of the place whose words hold the name, for whoever may erase. */
  namedIn: z.array(Naming),
  isPresent: z.boolean(),
  mayErase: z.boolean(),
})
export type RegisteredRecord = z.output<typeof RegisteredRecord>

export const EraseRegistered = ErasePersonal.extend({ unname: Unname })
export type EraseRegistered = z.output<typeof EraseRegistered>

export const registeredProblems = nameProblems({
  'still-registered': [409, '还在册', '这个人还在册，个人信息是办理优抚优待必需的。先办去世或迁出，再删除。'],
  'erased-by-merge': [409, '已并入', '这条登记已并入另一条，在留下的那条上办理；并错了先撤回合并。'],
  'registered-erased': [409, '已经删除', '个人信息已经删除过，没有再可删除的内容。'],
})

export const personal = {
  of: endpoint('registers:reveal')
    .route({ method: 'GET', path: '/household-persons/{id}/personal', summary: '在册人员的本人信息' })
    .input(z.object({ id: Id }))
    .output(RegisteredRecord),
  copy: endpoint('registers:reveal', { sensitive: true })
    .route({ method: 'POST', path: '/household-persons/{id}/personal/copy', summary: '取在册人员本人信息的副本' })
    .input(CopyPersonal)
    .output(Download),
  erase: endpoint('registers:erase', { sensitive: true })
    .route({ method: 'POST', path: '/household-persons/{id}/personal/erase', summary: '删除在册人员的个人信息' })
    .input(EraseRegistered)
    .output(RegisteredRecord),
}

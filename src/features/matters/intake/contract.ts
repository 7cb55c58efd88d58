import * as z from 'zod'
import { DueDay, endpoint, Id, line, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

const UnitGuess = z.object({
  unitId: z.number(),
  unitName: z.string(),
  /** named: stands in the text; duty: proposed from the duties register; person: set by hand. */
  why: z.enum(['named', 'duty', 'person']),
  /** The words of the text, or the duty's phrase. */
  word: z.string(),
})
export type UnitGuess = z.output<typeof UnitGuess>

/** A proposed task on the reading desk. Offsets are UTF-16 positions in the document's clean text. */
export const Proposal = z.object({
  id: z.number(),
  documentId: z.number(),
  clauseId: z.number().nullable(),
  clausePath: z.string().nullable(),
  number: z.number(),
  title: z.string(),
  startAt: z.number(),
  endAt: z.number(),
  lead: UnitGuess.nullable(),
  helpers: z.array(UnitGuess),
  dueOn: z.string().nullable(),
  dueText: z.string().nullable(),
  quota: z.string().nullable(),
  confidence: z.enum(['high', 'low']),
  reasons: z.array(z.string()),
  state: z.enum(['open', 'adopted', 'dropped', 'handed']),
  /** Code of the matter that stands for it since the older version of the document. */
  standsAs: z.string().nullable(),
  /** The matter made from it, once handed out. */
  matter: z.object({ id: z.number(), code: z.string() }).nullable(),
  version: z.number(),
})
export type Proposal = z.output<typeof Proposal>

/** All proposals of a document; as the answer to a correction or a mark, the changed one alone. */
export const Desk = z.object({ proposals: z.array(Proposal) })
export type Desk = z.output<typeof Desk>

export const EditProposal = z.object({
  title: line('任务', 120),
  leadUnitId: z.number().int().positive().nullable(),
  helperUnitIds: z.array(z.number().int().positive()).max(60),
  dueOn: DueDay.nullable(),
})
export type EditProposal = z.output<typeof EditProposal>

const one = z.object({ documentId: Id, id: Id, version: Version })

/** What proposals become on the desk; `handed` only comes through handing out. */
export const MARKED_AS = ['adopted', 'dropped', 'open'] as const

export const AddProposal = EditProposal.extend({
  documentId: Id,
  startAt: z.number().int().min(0),
  endAt: z.number().int().min(0),
})
export type AddProposal = z.output<typeof AddProposal>

export const ChangeProposal = one.extend(EditProposal.shape)
export type ChangeProposal = z.output<typeof ChangeProposal>
export const MarkProposal = one.extend({ as: z.enum(MARKED_AS) })
export type MarkProposal = z.output<typeof MarkProposal>
export const SplitProposal = one.extend({ at: z.number().int().min(0) })
export type SplitProposal = z.output<typeof SplitProposal>
export const MergeProposal = one
export type MergeProposal = z.output<typeof MergeProposal>

export const HandOut = z.object({
  documentId: Id,
  proposals: z
    .array(z.object({ id: Id, version: Version }))
    .min(1, { error: '还没有采用任何一条。' })
    .max(1000, { error: '一次最多立 1,000 条，分几次立。' }),
  /** The sender was told that nobody is in a post of a lead. */
  isVacancyKnown: z.boolean().optional(),
  /** Proposals of which the sender was told that a matter stands for them since the older version, and wants another. */
  standingKnown: z.array(z.number().int().positive()).max(1000).optional(),
})
export type HandOut = z.output<typeof HandOut>

export const HandedOut = z.object({
  matters: z.array(z.object({ id: z.number(), code: z.string(), title: z.string() })),
})
export type HandedOut = z.output<typeof HandedOut>

export const intakeProblems = nameProblems({
  'already-handed': [409, '已经立为事项', '已立为事项的任务不能再改，改动到事项里做。'],
  'lead-needed': [422, '还没有牵头单位', '先给这条选定牵头单位，再采用。'],
  'bad-span': [422, '原文位置不对', '选的位置不在这份原文里，或拆开后有一半是空的，重新选一次。'],
  'past-day': [422, '承诺日已过', '承诺日早于今天，改为今天或以后，再立为事项。'],
  'nothing-above': [422, '前面没有可并的任务', '上一条不存在或已立为事项，不能并入。'],
  'not-adopted': [409, '有任务还没有采用', '只有已采用的任务可以立为事项。核对后重新立项。'],
  'unknown-lead': [422, '没有这个单位', '选的单位不存在或已撤销，重新选一个。'],
  'stands-already': [
    422,
    '旧版已立过事项',
    '旧版已立过事项，在新旧对照里改那一件；确要再立一件，先勾选“知道旧版已立”。',
  ],
})

export const intake = {
  list: endpoint('sources:write')
    .route({ method: 'GET', path: '/documents/{documentId}/proposals', summary: '读出的任务' })
    .input(z.object({ documentId: Id }))
    .output(Desk),
  add: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals', summary: '补一条任务' })
    .input(AddProposal)
    .output(Desk),
  edit: endpoint('sources:write')
    .route({ method: 'PUT', path: '/documents/{documentId}/proposals/{id}', summary: '改一条任务' })
    .input(ChangeProposal)
    .output(Desk),
  /** adopt: checked by a person; drop: not a task; restore: back to be checked. */
  mark: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/mark', summary: '采用、舍弃或恢复' })
    .input(MarkProposal)
    .output(Desk),
  split: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/split', summary: '拆成两条' })
    .input(SplitProposal)
    .output(Desk),
  merge: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/merge', summary: '并入上条' })
    .input(MergeProposal)
    .output(Desk),
  /** Makes a matter of every adopted proposal and hands it out; all or none. */
  handOut: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/hand-out', summary: '把已采用的立为事项并交办' })
    .input(HandOut)
    .output(HandedOut),
}

import * as z from 'zod'
import { Day, endpoint, Id, line, Version } from '../../../platform/http/contract.ts'

const UnitGuess = z.object({
  unitId: z.number(),
  unitName: z.string(),
  /** named: stands in the text; duty: proposed from the duties register; person: set by hand. */
  why: z.enum(['named', 'duty', 'person']),
  /** The words of the text, or the duty's phrase. */
  word: z.string(),
})

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
  /** The matter made from it, once handed out. */
  matter: z.object({ id: z.number(), code: z.string() }).nullable(),
  version: z.number(),
})
export type Proposal = z.output<typeof Proposal>

const Desk = z.object({ proposals: z.array(Proposal) })

export const EditProposal = z.object({
  title: line('任务', 120),
  leadUnitId: z.number().int().positive().nullable(),
  helperUnitIds: z.array(z.number().int().positive()).max(60),
  dueOn: Day.nullable(),
})

const one = z.object({ documentId: Id, id: Id, version: Version })

export const intake = {
  list: endpoint('sources:write')
    .route({ method: 'GET', path: '/documents/{documentId}/proposals', summary: '读出的任务' })
    .input(z.object({ documentId: Id }))
    .output(Desk),
  add: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals', summary: '补一条任务' })
    .input(EditProposal.extend({ documentId: Id, startAt: z.number().int().min(0), endAt: z.number().int().min(0) }))
    .output(Desk),
  edit: endpoint('sources:write')
    .route({ method: 'PUT', path: '/documents/{documentId}/proposals/{id}', summary: '改一条任务' })
    .input(one.extend(EditProposal.shape))
    .output(Desk),
  /** adopt: checked by a person; drop: not a task; restore: back to be checked. */
  mark: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/mark', summary: '采用、舍弃或恢复' })
    .input(one.extend({ as: z.enum(['adopted', 'dropped', 'open']) }))
    .output(Desk),
  split: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/split', summary: '拆成两条' })
    .input(one.extend({ at: z.number().int().min(0) }))
    .output(Desk),
  merge: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/proposals/{id}/merge', summary: '并入上条' })
    .input(one)
    .output(Desk),
  /** Makes a matter of every adopted proposal and hands it out; all or none. */
  handOut: endpoint('sources:write')
    .route({ method: 'POST', path: '/documents/{documentId}/hand-out', summary: '把已采用的立为事项并交办' })
    .input(
      z.object({
        documentId: Id,
        proposals: z
          .array(z.object({ id: Id, version: Version }))
          .min(1, { error: '还没有采用任何一条。' })
          .max(300),
      }),
    )
    .output(z.object({ matters: z.array(z.object({ id: z.number(), code: z.string(), title: z.string() })) })),
}

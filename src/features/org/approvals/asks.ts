import * as z from 'zod'
import { Day, line } from '../../../platform/http/contract.ts'

/** What is asked for beside posts and appointments; each is stored as it was asked. */

/** `id` of a holding. */
export const AskEnd = z.object({ id: z.number().int().positive(), toOn: Day })
export type AskEnd = z.output<typeof AskEnd>

/** `id` of a post. */
export const AskClose = z.object({ id: z.number().int().positive(), closedOn: Day })
export type AskClose = z.output<typeof AskClose>

export const AskDisable = z.object({ id: z.number().int().positive(), isDisabled: z.boolean() })
export type AskDisable = z.output<typeof AskDisable>

/** Ways into an account that are reset: the password, or the second factor. */
export const RESETS = ['password', 'factor'] as const
export const AskReset = z.object({ id: z.number().int().positive(), what: z.enum(RESETS) })
export type AskReset = z.output<typeof AskReset>

/** The export that was refused last; which one it is the server knows. */
export const AskExport = z.object({ reason: line('事由', 200) })
export type AskExport = z.output<typeof AskExport>

/** What an approved export is bound to. */
export const ExportAsked = z.object({
  reason: z.string(),
  action: z.string(),
  record: z.string(),
  recordId: z.number(),
  kind: z.string(),
  filter: z.unknown(),
  rows: z.number(),
})
export type ExportAsked = z.output<typeof ExportAsked>

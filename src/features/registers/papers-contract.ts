import * as z from 'zod'
import { Id } from '../../platform/http/contract.ts'
import { Reason } from './households/contract.ts'

const Held = z.object({ id: z.number(), name: z.string(), mime: z.string() })

/** Files of a step: pictures open; `papers` of a person are closed and open with a reason; `hidden`: how many there are that one is not shown. */
export const stepFiles = { files: z.array(Held), papers: z.array(Held), hidden: z.number() }

export const OpenPaper = z.object({ id: Id, fileId: z.number().int().positive(), reason: Reason })
export type OpenPaper = z.output<typeof OpenPaper>

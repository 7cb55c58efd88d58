import * as z from 'zod'
import { endpoint } from '../../platform/http/contract.ts'

/** What can be found, in the order in which it stands on the screen. */
export const FOUND_KINDS = [
  'matter',
  'fact',
  'unit',
  'post',
  'person',
  'household',
  'merit',
  'document',
  'clause',
] as const
export type FoundKind = (typeof FOUND_KINDS)[number]

/** One thing found; `marks` are the characters of `title` that answer what was typed, as [from, until). */
export const Found = z.object({
  kind: z.enum(FOUND_KINDS),
  id: z.number(),
  title: z.string(),
  /** Second line: code, state, place, who holds it. */
  note: z.string(),
  marks: z.array(z.tuple([z.number(), z.number()])),
  /** Where a clause lies in the clean text of its document: UTF-16 offsets, end exclusive. */
  span: z.tuple([z.number(), z.number()]).nullable(),
  /** The record to open where it is not the thing itself: the document of a clause, the post of a person, the household of a registered one. */
  within: z.number().nullable(),
})
export type Found = z.output<typeof Found>

export const FoundGroup = z.object({
  kind: z.enum(FOUND_KINDS),
  items: z.array(Found),
  /** Whether there is more of this kind than stands here. */
  hasMore: z.boolean(),
})
export type FoundGroup = z.output<typeof FoundGroup>

export const FindAnswer = z.object({
  groups: z.array(FoundGroup),
  /** One sentence on how to search where nothing was found or too little was typed; null beside results. */
  hint: z.string().nullable(),
})
export type FindAnswer = z.output<typeof FindAnswer>

export const finding = {
  find: endpoint('signed-in')
    .route({ method: 'GET', path: '/find', summary: '全站查找' })
    .input(z.object({ q: z.string().trim().max(60).default('') }))
    .output(FindAnswer),
}

import * as z from 'zod'
import { endpoint, Id } from '../../../platform/http/contract.ts'
import { RecordFact } from '../contract.ts'
import { MOST_READ, READ_KINDS } from './types.ts'

/** One part of the sentence as it was read; null: missing, and asked for. */
export const EntryChip = z.object({
  key: z.string(),
  label: z.string(),
  value: z.string().nullable(),
  isOpen: z.boolean(),
})

const Named = z.object({ id: z.number(), name: z.string() })

/** The form that a sentence fills; `kind` null where it tells of none. */
export const EntryDraft = z.object({
  kind: z.string().nullable(),
  direction: z.string().nullable(),
  /** Null: a person names it. */
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  regionId: z.number().nullable(),
  place: z.string(),
  units: RecordFact.shape.units.unwrap(),
  householdIds: z.array(z.number()),
  quantities: z.array(
    z.object({ key: z.string(), value: z.number(), qualifier: z.enum(['近', '余', '约']).nullable() }),
  ),
  fields: z.record(z.string(), z.string()),
  promise: z.string().nullable(),
  promiseOn: z.string().nullable(),
  body: z.string(),
})

export const EntryReading = z.object({
  chips: z.array(EntryChip),
  draft: EntryDraft,
  /** 存下后进入…: what saving brings about. */
  effect: z.string(),
  /** Whether it may be saved as it stands. */
  isReady: z.boolean(),
  /** What wants a look before it is saved, a sentence each. */
  asks: z.array(z.string()),
  /** 未填入: words that stand in no field. */
  unfilled: z.array(z.string()),
  /** The day of this year is to come, and no year was said: that of last year, for whom it was meant. */
  lastYear: z.object({ words: z.string(), startsOn: z.string(), endsOn: z.string().nullable() }).nullable(),
  /** The text of each event where the sentence tells of several; the form is that of the first. */
  facts: z.array(z.string()),
  /** Names that several families bear: which one is meant, by village and what the register tells of its person. */
  choices: z.array(
    z.object({ name: z.string(), families: z.array(Named.extend({ place: z.string(), detail: z.string() })) }),
  ),
  units: z.array(Named),
  households: z.array(Named),
  region: Named.nullable(),
  /** Places of the sentence that must not be kept, each with its reason; nothing else is read then. */
  secrets: z.array(z.string()),
})
export type EntryReading = z.output<typeof EntryReading>

export const ReadSentence = z.object({
  text: z.string().max(MOST_READ, { error: `一次最多读 ${MOST_READ} 个字，分几条记。` }),
  /** The place it is written down for, where it names none; the post's own if left out. */
  regionId: Id.optional(),
  /** Chosen by hand; the sentence is read again as telling of it. */
  kind: z.enum(READ_KINDS).optional(),
})
export type ReadSentence = z.output<typeof ReadSentence>

export const reading = {
  read: endpoint('facts:write')
    .route({ method: 'POST', path: '/facts/readings', summary: '读一句话' })
    .input(ReadSentence)
    .output(EntryReading),
}

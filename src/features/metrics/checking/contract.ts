import * as z from 'zod'
import { Day, Download, endpoint, line } from '../../../platform/http/contract.ts'
import { FoundFigure } from '../../sources/stated/contract.ts'
import { METRIC_KEYS } from '../declared.ts'

/** Within one request; nothing of it is stored. */
const MOST_TEXT = 300_000
/** 1.4 MB as base64. */
const MOST_FILE = 1_960_000

export const FAULT_KINDS = [
  'counted',
  'stated',
  'differs',
  'magnitude',
  'unit',
  'percentage',
  'part',
  'sum',
  'period',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

const Window = {
  /** 期间: figures of another time are flagged. Both days, or none. */
  from: Day.nullable().default(null),
  to: Day.nullable().default(null),
}
const isWindow = ({ from, to }: { from: string | null; to: string | null }) =>
  (from === null) === (to === null) && (from === null || to === null || from <= to)
const windowError = { error: '期间要写起止两天，止日不早于起日。', path: ['to'] }

const Text = z.string().max(MOST_TEXT, { error: '文字太长，一次最多查 300,000 字，分几次查。' })

/** Pasted text, or a file as base64. */
export const CheckText = z
  .object({
    text: Text.optional(),
    file: z
      .object({
        name: line('文件名', 200),
        content: z.base64({ error: '文件没有传完整，重新选一次。' }).max(MOST_FILE, {
          error: '文件超过 1.4 MB，图片多的去掉图片，文字多的分成几份，或粘贴要查的一段。',
        }),
      })
      .optional(),
    ...Window,
  })
  .refine(({ text, file }) => (file === undefined) !== (text === undefined || text.trim() === ''), {
    error: '粘贴文字，或选一份文件，二选一。',
    path: ['text'],
  })
  .refine(isWindow, windowError)
export type CheckText = z.output<typeof CheckText>

/** A value that the system counts, with the list behind it. */
const Counted = z.object({
  code: z.string(),
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  /** Year or day it is counted for: 2026 年度. */
  period: z.string(),
  meaning: z.string(),
  /** The measure whose rows in the ledger it opens, and the year; null for what opens no list. */
  metric: z.enum(METRIC_KEYS).nullable(),
  year: z.number(),
  /** The measure (指标) and period it opens; null for what is no measure. */
  measure: z.object({ key: z.string(), period: z.string() }).nullable(),
  /** Counts families: its number stands on the screen of those who may see it, and on no paper. */
  isInner: z.boolean(),
  /** Whether what is printed may stand for it: 近, 余 and 约 leave room. */
  agrees: z.boolean(),
})
export type Counted = z.output<typeof Counted>

/**
 * The same metric of the same place in a document of which the figure is kept; a source only where it agrees. `differs`: both
 * are of one time and only one can be true. Neither where the times are others, or one is not said: then nothing is compared.
 */
const SecondSource = z.object({
  id: z.number(),
  words: z.string(),
  period: z.string().nullable(),
  documentId: z.number(),
  documentTitle: z.string(),
  startAt: z.number(),
  endAt: z.number(),
  agrees: z.boolean(),
  differs: z.boolean(),
})
export type SecondSource = z.output<typeof SecondSource>

export const CheckedFigure = FoundFigure.extend({
  counted: Counted.nullable(),
  stated: z.array(SecondSource),
})
export type CheckedFigure = z.output<typeof CheckedFigure>

const Fault = z.object({
  kind: z.enum(FAULT_KINDS),
  sentence: z.string(),
  /** Numbers of the figures it is about, the one in doubt first. */
  figures: z.array(z.number()),
})
export type Fault = z.output<typeof Fault>

/** A text as it was checked: its clean words, every figure in order, and what is in doubt. */
export const CheckedText = z.object({
  title: z.string().nullable(),
  text: z.string(),
  figures: z.array(CheckedFigure),
  faults: z.array(Fault),
})
export type CheckedText = z.output<typeof CheckedText>

export const PrintChecked = z
  .object({ title: line('标题', 100), text: Text.min(1, { error: '还没有文字。' }), ...Window })
  .refine(isWindow, windowError)
export type PrintChecked = z.output<typeof PrintChecked>

export const checking = {
  check: endpoint('figures:check')
    .route({ method: 'POST', path: '/figure-check', summary: '数字查账（不保存）' })
    .input(CheckText)
    .output(CheckedText),
  paper: endpoint('figures:check')
    .route({ method: 'POST', path: '/figure-check/paper', summary: '数字查账（Word，带脚注）' })
    .input(PrintChecked)
    .output(Download),
}

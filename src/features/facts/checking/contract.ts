import * as z from 'zod'
import { endpoint, Version } from '../../../platform/http/contract.ts'
import { FactRow } from '../contract.ts'
import { ODD_REASONS } from './rules.ts'

/** Most facts that are looked at in one go; what waits beyond them comes next. */
export const MOST_AT_ONCE = 500

export const OddFact = z.object({
  fact: FactRow,
  reasons: z.array(z.object({ reason: z.enum(ODD_REASONS), words: z.string() })),
})

/** 核对: what waits for the acting post, the odd ones first with their reasons, the rest to be checked in one tap. */
export const Checking = z.object({
  odd: z.array(OddFact),
  plain: z.array(FactRow),
  /** 申请更正: checked facts whose writer asks to correct them. */
  asked: z.array(FactRow),
  /** All that wait, those not shown yet too. */
  total: z.number(),
})
export type Checking = z.output<typeof Checking>

/** 等我核对: how many wait for the acting post, and how many of its checked ones their writers ask to correct. */
export const ChecksWaiting = z.object({ waiting: z.number(), asked: z.number() })
export type ChecksWaiting = z.output<typeof ChecksWaiting>

export const CheckMany = z.object({
  facts: z
    .array(z.object({ id: z.number().int().positive(), version: Version }))
    .min(1, { error: '没有选要核对的实绩。' })
    .max(MOST_AT_ONCE, { error: `一次最多核对 ${MOST_AT_ONCE} 条。` }),
})

export const CheckedMany = z.object({
  checked: z.number(),
  /** What somebody changed meanwhile, or what is not this post's to check; they stay as they are. */
  left: z.array(z.object({ id: z.number(), code: z.string(), title: z.string(), why: z.string() })),
})

export const checking = {
  list: endpoint('facts:check')
    .route({ method: 'GET', path: '/facts/checking', summary: '待核对的实绩' })
    .input(z.object({ all: z.stringbool().optional() }))
    .output(Checking),
  count: endpoint('facts:check')
    .route({ method: 'GET', path: '/facts/checking/count', summary: '等我核对的条数' })
    .output(ChecksWaiting),
  check: endpoint('facts:check')
    .route({ method: 'POST', path: '/facts/checks', summary: '一次核对多条' })
    .input(CheckMany)
    .output(CheckedMany),
}

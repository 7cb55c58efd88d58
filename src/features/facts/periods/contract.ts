import * as z from 'zod'
import { DueDay, endpoint, Id, line, PastDay, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { PERIOD_KINDS, PERIOD_STATES } from './rules.ts'

export const FactPeriod = z.object({
  id: z.number(),
  kind: z.enum(PERIOD_KINDS),
  /** 2026年二季度. */
  name: z.string(),
  region: z.object({ id: z.number(), name: z.string() }),
  startsOn: z.string(),
  endsOn: z.string(),
  state: z.enum(PERIOD_STATES),
  closesOn: z.string(),
  closedAt: z.string().nullable(),
  postName: z.string(),
  reopenedAt: z.string().nullable(),
  reopenReason: z.string().nullable(),
  /**
   * Facts that counted when it was closed, how many of them nobody had checked, and what came or went since; null for a post that does
   * not see the whole place, which is no zero.
   */
  count: z.number().nullable(),
  unchecked: z.number().nullable(),
  change: z.number().nullable(),
  /** 补记 recorded after it was closed. */
  afterClose: z.number().nullable(),
  /** False for one closed by an older version of which the facts behind its figures were not found: its measures stand open. */
  keepsFacts: z.boolean(),
  mayDrop: z.boolean(),
  mayReopen: z.boolean(),
  version: z.number(),
})
export type FactPeriod = z.output<typeof FactPeriod>

export const FactPeriodDetail = FactPeriod.extend({
  /** 报批重开 that waits to be decided, for who may read it. */
  asked: z
    .object({
      approvalId: z.number(),
      askedBy: z.string(),
      askedPost: z.string(),
      askedAt: z.string(),
      expiresAt: z.string(),
    })
    .nullable(),
  /** By kind: the count (`count`) and each amount, as it stood and as it stands. */
  figures: z.array(
    z.object({
      kind: z.string(),
      key: z.string(),
      unit: z.string(),
      closed: z.number(),
      closedUnchecked: z.number(),
      now: z.number(),
    }),
  ),
})
export type FactPeriodDetail = z.output<typeof FactPeriodDetail>

/** `day`: any day of the period; `closesOn`: the stated day, today or later. */
export const ClosePeriod = z.object({ kind: z.enum(PERIOD_KINDS), day: PastDay, closesOn: DueDay })
export type ClosePeriod = z.output<typeof ClosePeriod>

export const ReopenPeriod = z.object({ id: Id, reason: line('重开原因', 200) })
export type ReopenPeriod = z.output<typeof ReopenPeriod>

export const periodProblems = nameProblems({
  'period-not-over': [422, '还没有到期', '闭账日要在这段时间过完以后，另选一天。'],
  'close-day-past': [422, '闭账日早于今天', '闭账日早于今天，改为今天或以后。'],
  'close-day-far': [422, '闭账日太远', '闭账日定在这段时间过完后一年以内，核对年份。'],
  'period-closed': [409, '已经闭账', '这段时间已经闭账或定了闭账日，不用再定。'],
  'period-held': [
    409,
    '已经包在别的闭账里',
    '这段时间已包在别的闭账里，数字已经留住，不用再定；要改的，申请重开那一期。',
  ],
  'period-not-planned': [409, '不能取消', '已经闭账的不能取消；要改的，申请重开并写明原因。'],
  'period-not-closed': [409, '没有闭账', '这段时间没有闭账，不用重开。'],
  'reopening-asked': [409, '已经报批重开', '这一期已有一件报批重开在等批，到“组织”的“待批”里看。'],
  'not-own-period': [403, '由所在地双拥办办理', '闭账和重开由定下它的双拥办办理。'],
})

export const periods = {
  list: endpoint('facts:read')
    .route({ method: 'GET', path: '/fact-periods', summary: '闭账期' })
    .output(z.object({ periods: z.array(FactPeriod), mayClose: z.boolean() })),
  get: endpoint('facts:read')
    .route({ method: 'GET', path: '/fact-periods/{id}', summary: '一个闭账期的数字' })
    .input(z.object({ id: Id }))
    .output(FactPeriodDetail),
  close: endpoint('facts:close')
    .route({ method: 'POST', path: '/fact-periods', summary: '定闭账日' })
    .input(ClosePeriod)
    .output(FactPeriodDetail),
  drop: endpoint('facts:close')
    .route({ method: 'POST', path: '/fact-periods/{id}/drop', summary: '取消闭账日' })
    .input(z.object({ id: Id, version: Version }))
    .output(FactPeriodDetail),
  reopen: endpoint('facts:close', { sensitive: true })
    .route({ method: 'POST', path: '/fact-periods/{id}/reopen', summary: '报批重开' })
    .input(ReopenPeriod)
    .output(
      z.object({ approvalId: z.number(), title: z.string(), expiresAt: z.string(), deciders: z.array(z.string()) }),
    ),
}

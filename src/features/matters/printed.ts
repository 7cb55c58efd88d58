import type { MatterDetail } from './contract.ts'
import type { Step } from './sides.ts'

/** 单据: the four slips of a matter as they are printed on A4. */

export const SLIP_KINDS = ['register', 'hand-out', 'feedback', 'answer'] as const
export type SlipKind = (typeof SLIP_KINDS)[number]

/** 需求登记单 (of a task: 任务登记单), 交办单, 办理反馈单, 确认单. */
export const slipTitle = (kind: SlipKind, of: MatterDetail['kind']): string =>
  ({
    register: of === 'need' ? '需求登记单' : '任务登记单',
    'hand-out': '交办单',
    feedback: '办理反馈单',
    answer: '确认单',
  })[kind]

const LETTERS: Record<SlipKind, string> = { register: '登', 'hand-out': '交', feedback: '馈', answer: '确' }
const MADE_BY: Record<SlipKind, Step> = {
  register: 'raise',
  'hand-out': 'assign',
  feedback: 'report',
  answer: 'report',
}

/**
 * Number of a slip: the number of the matter, the kind, and which one it is (XQ-2026-012-馈2: the second report). A slip
 * printed before its step was taken bears the number of the coming one.
 */
export const slipNumber = (kind: SlipKind, matter: Pick<MatterDetail, 'code' | 'entries' | 'state'>): string => {
  const times = matter.entries.filter(({ step }) => step === MADE_BY[kind]).length
  const isComing = kind === 'feedback' && ['assigned', 'running'].includes(matter.state) && times > 0
  return `${matter.code}-${LETTERS[kind]}${Math.max(1, times + (isComing ? 1 : 0))}`
}

/** Slips that can be printed now: what was not handed out has no lead to hand to, to report or to be confirmed. */
export const slipsOf = (matter: Pick<MatterDetail, 'lead' | 'state'>): SlipKind[] =>
  matter.lead === null ? ['register'] : [...SLIP_KINDS]

export const toSlipKind = (raw: unknown): SlipKind => SLIP_KINDS.find((kind) => kind === raw) ?? 'register'

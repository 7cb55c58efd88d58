import type { LightKind } from '../../../../platform/ui/index.ts'
import type { ContactState, ReasonKind } from '../words.ts'

export const CONTACT_STATE_WORDS: Record<ContactState, string> = {
  done: '已联系',
  late: '已补',
  open: '待联系',
  overdue: '逾期',
}

export const CONTACT_LIGHTS: Record<ContactState, LightKind> = { done: 'ok', late: 'ok', open: 'due', overdue: 'over' }

export const REASON_KIND_WORDS: Record<ReasonKind, string> = {
  feast: '节日',
  sixty: '满60周岁',
  sacrifice: '牺牲纪念日',
  hardship: '困难家庭',
  monthly: '每年某月',
}

export const MARK_WORDS = { sacrifice: '牺牲纪念日', hardship: '困难家庭' } as const

/** 2026年7月. */
export const monthWords = (month: string): string => `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`

/** The month before or after. */
export const monthAfter = (month: string, months: number): string => {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

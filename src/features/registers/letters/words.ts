import type { FEASTS, GONE, LetterState, MarkStep } from './contract.ts'

export const LETTER_STATE_WORDS: Record<LetterState, string> = {
  waiting: '待寄',
  sent: '已寄',
  returned: '退回',
  unneeded: '不用寄',
}
export const MARK_WORDS: Record<MarkStep, string> = { sent: '记已寄', returned: '记退回', stopped: '记不再寄' }
export const GONE_WORDS: Record<(typeof GONE)[number], string> = {
  moved: '已迁出',
  ended: '已注销',
  merged: '已并入别户',
}
export const FEAST_WORDS: Record<(typeof FEASTS)[number], string> = {
  spring: '春节',
  'army-day': '八一',
  other: '其他',
}

/** Actions as the audit names them. */
export const LETTER_ACTIONS: Record<string, string> = {
  'letter.open': '开一批慰问信',
  'letter.send': '记慰问信已寄',
  'letter.return': '记慰问信退回',
  'letter.stop': '记慰问信不再寄',
  'letter.close': '结束一批慰问信',
  'letter.reopen': '重开一批慰问信',
  'letter.withdraw': '撤回误开的一批慰问信',
  'letter.undo': '撤回误记的慰问信',
  'letter.export': '导出慰问信名单',
}

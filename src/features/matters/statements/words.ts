import type { StatementLine } from './contract.ts'

/** Words of 对账 that screen, paper and sheet share. */

/** Every term of the equation. */
export const TERM_WORDS: Record<StatementLine['term'], string> = {
  opening: '期初',
  new: '新增',
  reopened: '恢复',
  'carried-in': '结转转入',
  'handed-in': '转入',
  closed: '销号',
  declined: '不予办理',
  withdrawn: '撤回',
  merged: '并入',
  carried: '结转',
  'handed-out': '转出',
  closing: '期末',
}

export const FLAG_WORDS: Record<StatementLine['flags'][number], string> = {
  'entered-for': '代录',
  'confirmed-for': '代确认',
  unanswered: '逾期未确认',
  hung: '挂账',
  over: '逾期',
}

/** Why a need does not balance, with what to do. */
export const BREAK_WORDS = {
  opening: '与上期期末对不上，打开事项核对经过。',
  ledger: '经过与台账现在的状态对不上，打开事项核对经过。',
  missing: '上期期末有，台账里找不到，联系系统管理员核对。',
} as const

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

/** Said wherever a statement stands: which of a need and its parts is counted. */
export const COUNTED_ONCE = '分解下达的需求按本件记一次，分解件不另记。'

/** Flags counted apart, and among which lines: what is still open, what came in, what was closed. */
const ASIDES = [
  { flag: 'over', term: 'closing' },
  { flag: 'hung', term: 'closing' },
  { flag: 'entered-for', term: 'closing' },
  { flag: 'entered-for', term: 'new' },
  { flag: 'confirmed-for', term: 'closed' },
  { flag: 'unanswered', term: 'closed' },
] as const satisfies readonly Pick<Aside, 'flag' | 'term'>[]

export type Aside = {
  flag: StatementLine['flags'][number]
  term: StatementLine['term']
  count: number
  /** 期末中代录 2 */
  words: string
}

/** 其中: what a direction counts apart beside its equation; what is zero is left out. */
export const asidesOf = (lines: readonly StatementLine[], direction: StatementLine['direction']): Aside[] =>
  ASIDES.flatMap(({ flag, term }) => {
    const count = lines.filter(
      (line) => line.direction === direction && line.term === term && line.flags.includes(flag),
    ).length
    return count === 0 ? [] : [{ flag, term, count, words: `${TERM_WORDS[term]}中${FLAG_WORDS[flag]} ${count}` }]
  })

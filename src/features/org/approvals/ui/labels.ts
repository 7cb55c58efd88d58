import type { ApprovalState } from '../states.ts'

export const STATE_LABELS: Record<ApprovalState, string> = {
  open: '待批',
  expired: '已过期',
  approved: '已同意',
  refused: '不同意',
  withdrawn: '已收回',
}

const MOST_NAMED = 3
/** The first few by name, the rest by number: 某人（市双拥办综合岗）、某人（副组长）等 5 人. */
export const fewOf = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join('、')}${names.length > MOST_NAMED ? `等 ${names.length} 人` : ''}`

/** What whoever asked is told. */
export const askedWords = (role: string | undefined): string =>
  role === 'secadmin'
    ? '已报系统管理员或另一位安全管理员批准，7 天内有效，批准后生效。'
    : '已报安全管理员批准，7 天内有效，批准后生效。'

/** The same for the reset of an administrator's sign-in, which the third of the three decides too. */
export const RESET_ASKED = '已报另一位管理员批准，7 天内有效；一次性密码由批准的人当面交给本人。'

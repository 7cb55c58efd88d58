/** Whom the yearly plan of 国防教育 is for: 学校师生, 党政干部, 部队官兵. */
export const PLAN_AUDIENCES = ['schools', 'cadres', 'troops'] as const
export type PlanAudience = (typeof PLAN_AUDIENCES)[number]

export const PLAN_AUDIENCE_WORDS: Record<PlanAudience, string> = {
  schools: '学校师生',
  cadres: '党政干部',
  troops: '部队官兵',
}

export const QUARTERS = [1, 2, 3, 4] as const
export const QUARTER_WORDS = ['一季度', '二季度', '三季度', '四季度'] as const

/** First and last day of a quarter. */
export const quarterSpan = (year: number, quarter: number): { from: string; to: string } => {
  const [first, last] = [quarter * 3 - 2, quarter * 3]
  const end = new Date(Date.UTC(year, last, 0)).getUTCDate()
  const two = (month: number) => String(month).padStart(2, '0')
  return { from: `${year}-${two(first)}-01`, to: `${year}-${two(last)}-${two(end)}` }
}

/** How a quarter stands: nothing is asked before it is over, and what was not planned is never late. */
export type PlanState = 'none' | 'done' | 'open' | 'short'
export const planState = (
  { planned, done }: { planned: number; done: number },
  { to, today }: { to: string; today: string },
): PlanState => (planned === 0 ? 'none' : done >= planned ? 'done' : today > to ? 'short' : 'open')

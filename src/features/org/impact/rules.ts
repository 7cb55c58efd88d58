/**
 * What handles sensitive personal data, and waits for a recorded assessment: 底册人员的封存信息, 医疗类帮扶, 证件和文书影像,
 * 未满十四周岁的人, 光荣牌和喜报的办理照片. Source: 个人信息保护法 第二十八条至第三十一条, 第五十五条, 第五十六条 (条款待核对).
 */
export const SENSITIVE_FUNCTIONS = ['closed-persons', 'medical-help', 'scans', 'minors', 'photos'] as const
export type SensitiveFunction = (typeof SENSITIVE_FUNCTIONS)[number]

export const SENSITIVE_WORDS: Record<SensitiveFunction, string> = {
  'closed-persons': '底册人员的封存信息（身份证号、电话、银行账号、住址、证件号）',
  'medical-help': '医疗类帮扶（健康信息）',
  scans: '证件和文书影像',
  minors: '未满十四周岁的人',
  photos: '光荣牌、喜报的办理照片和签字单',
}

/** An assessment is kept three years at least (个人信息保护法 第五十六条第二款, 条款待核对). */
const KEPT_YEARS = 3

/** The first day on which an assessment of this day may be removed; of 29 February that is the 1st of March. */
export const keptUntil = (assessedOn: string): string => {
  const [year, rest] = [Number(assessedOn.slice(0, 4)) + KEPT_YEARS, assessedOn.slice(4)]
  return rest === '-02-29' ? `${year}-03-01` : `${year}${rest}`
}

type Held = { id: number; functions: readonly SensitiveFunction[]; assessedOn: string }

/** Which functions the recorded assessments open on a day. */
export const openFunctions = (held: readonly Held[], today: string): SensitiveFunction[] =>
  SENSITIVE_FUNCTIONS.filter((one) =>
    held.some(({ functions, assessedOn }) => assessedOn <= today && functions.includes(one)),
  )

/** Why an assessment stays; null where it may go. */
export const refuseRemoval = (
  one: Held,
  all: readonly Held[],
  today: string,
): 'impact-kept' | 'impact-needed' | null => {
  if (today < keptUntil(one.assessedOn)) return 'impact-kept'
  const left = openFunctions(
    all.filter(({ id }) => id !== one.id),
    today,
  )
  return one.functions.every((name) => left.includes(name)) ? null : 'impact-needed'
}

import { CONTEST_DAYS } from './behalf.ts'

/**
 * 逾期未确认: what happens while a report waits for its answer. The asker is reminded, then its superior post is asked, and
 * at last the office may close the matter, counted apart. Source: DESIGN.md, "One ledger, one way to close".
 */

/** Working days but for the last; every number is a setting of the city. */
export type AnswerWaits = {
  /** After how many working days without an answer the asker is reminded, rising. */
  remindAfter: number[]
  /** How many working days belong to the asker; on the next one its superior post is asked. */
  superiorAfter: number
  /** How many more belong to the superior post; on the next one the office may close it. */
  closeAfter: number
  /** How many days a unit may contest what was recorded for it 异议; calendar days from the day of the record. */
  contestDays: number
}

/** 10 and 10 stand in the design; the days of the two reminders are a choice of the program and no regulation. */
export const ANSWER_WAITS: AnswerWaits = {
  remindAfter: [3, 7],
  superiorAfter: 10,
  closeAfter: 10,
  contestDays: CONTEST_DAYS,
}

export type AnswerFacts = {
  reportedOn: string
  reminders: number
  remindedOn: string | null
  superiorAskedOn: string | null
  isClosable: boolean
}
export type AnswerDuty = 'remind' | 'ask-superior' | 'may-close'

/**
 * What the program has to do about a report that still waits on `today`, at most one thing a day; null when nothing is due.
 * Days count from the day after the report. The superior post is never asked before every reminder has gone out.
 */
export const answerDuty = (
  facts: AnswerFacts,
  waits: AnswerWaits,
  today: string,
  workdays: { between(from: string, to: string): number },
): AnswerDuty | null => {
  const { reportedOn, reminders, remindedOn, superiorAskedOn, isClosable } = facts
  if (superiorAskedOn !== null) {
    const isOver = workdays.between(superiorAskedOn, today) > waits.closeAfter
    return isOver && !isClosable ? 'may-close' : null
  }
  if (remindedOn !== null && remindedOn >= today) return null
  const waited = workdays.between(reportedOn, today)
  const next = waits.remindAfter[reminders]
  if (next !== undefined) return waited >= next ? 'remind' : null
  return waited > waits.superiorAfter ? 'ask-superior' : null
}

/** Why waits cannot be set as written, as a field and a sentence; null when they can. */
export const waitsProblem = ({ remindAfter, superiorAfter }: AnswerWaits): { field: string; detail: string } | null => {
  const rises = remindAfter.every((day, index) => index === 0 || day > (remindAfter[index - 1] as number))
  if (!rises) return { field: 'remindAfter', detail: '第二次催办要晚于第一次催办。' }
  return remindAfter.some((day) => day > superiorAfter)
    ? { field: 'remindAfter', detail: `催办要在请上级岗位答复以前，也就是 ${superiorAfter} 个工作日以内。` }
    : null
}

import { Problem, problems } from '../../platform/problem.ts'

/** No local standard of today is older: the measures that they carry out began later. */
const FIRST = '1990-01-01'
/** A standard is published a year or two ahead at most. */
const YEARS_AHEAD = 2

/** A table whose first day is a slip of the pen would stand in force for ever, or never. @throws Problem not-valid at /fromOn */
export const refuseOddStart = (fromOn: string, today: string): void => {
  const last = Number(today.slice(0, 4)) + YEARS_AHEAD
  if (fromOn >= FIRST && Number(fromOn.slice(0, 4)) <= last) return
  const detail = `起算日写在 ${FIRST.slice(0, 4)} 年到 ${last} 年之间，核对年份。`
  throw new Problem(problems['not-valid'], { errors: [{ pointer: '/fromOn', detail }] })
}

import { stripTime } from './act-words.ts'
import { beginsIn, holdsAny, tableOf } from './alphabet.ts'
import type { Context } from './context.ts'
import { type DayContext, deadlineIn } from './deadlines.ts'
import type { Deadline } from './types.ts'

/** 2027年工作打算, 下一步2027年重点任务: a heading with the year of what stands below it; 2024—2026年 and 2026年成效 are none. */
const OWN_YEAR =
  /^(?:关于|下一?步|今后)?“?(20\d\d)年(?:度)?(?:[\u3400-\u9fff]{0,12}(?:打算|思路|重点|安排|计划|任务|目标|工作|要点|举措|方向|措施|行动|设想|谋划|建议)|$)/
const OWN_YEAR_FIRST = tableOf('关下今“2')
const NEXT_YEAR = /^(?:明年|来年|次年)/
const NEXT_YEAR_FIRST = tableOf('明来次')
/** Headings of what is to come, by which a report orders work. */
const NEXT_STEPS =
  /(?:下一?步|下一?阶段|打算|明年|来年|次年|工作安排|工作计划|工作思路|今后|努力方向|整改措施|改进措施|工作重点|要求|建议$)/

/** What the words of `NEXT_STEPS` end with. */
const MAY_BE_NEXT = tableOf('步段算年排划路后向施点求议')
export const isNextSteps = (title: string): boolean => holdsAny(MAY_BE_NEXT, title) && NEXT_STEPS.test(title)

/** The year that a heading gives to what stands below it; 0 where it gives none. */
export const yearOfHeading = (title: string): number =>
  beginsIn(OWN_YEAR_FIRST, title) ? Number(OWN_YEAR.exec(title)?.[1] ?? 0) : 0

/** The years by which the days of each clause are told: of its heading, of one above it, else of the document. */
export const yearsOf = (context: Context): DayContext[] => {
  const base = context.days.context
  const { clauses, kind } = context
  const isReport = kind === 'report' || kind === 'news' || kind === 'notice'
  const years: DayContext[] = []
  for (let index = 0; index < clauses.length; index++) {
    const { parent, title } = clauses[index]!
    const above = parent === null ? base : years[parent]!
    const own = yearOfHeading(title)
    const now = base.now ?? base.year
    years[index] =
      own >= base.year
        ? { ...base, year: own, now, yearStated: true, yearKnown: true }
        : beginsIn(NEXT_YEAR_FIRST, title) && NEXT_YEAR.test(title)
          ? { ...base, year: now + 1, now, yearStated: true }
          : isReport && above === base && isNextSteps(title)
            ? { ...base, year: base.looksBack ? base.year + 1 : base.year, now, yearStated: false }
            : above
  }
  return years
}

const BEHIND_TIME = /^(?:的)?(?:主要|重点)?(?:工作|任务|活动)?(?:安排|计划|任务|重点)?:?$/

const isOnlyTime = (title: string): boolean => {
  const end = stripTime(title, 0, title.length)
  return end > 0 && BEHIND_TIME.test(title.slice(end))
}

const isStage = (text: string): boolean =>
  text.includes('阶段') || (text.endsWith(')') && /\([^()]{0,40}(?:月|“八一”|春节)[^()]{0,40}\)$/.test(text))

/** (一)动员部署阶段(2026年3月至4月), (二)二季度: the day by which all that stands below such a heading is to be done. */
export const stagesOf = (context: Context, years: DayContext[]): (Deadline | null)[] => {
  const { clauses, folded, days } = context
  const stages: (Deadline | null)[] = []
  for (let index = 0; index < clauses.length; index++) {
    const { parent, titleSpan: span } = clauses[index]!
    days.context = years[index]!
    const text = folded.slice(span.start, span.end)
    const own = isStage(text) || isOnlyTime(text) ? deadlineIn(days, span.start, span.end) : null
    stages[index] = own ?? (parent === null ? null : stages[parent]!)
  }
  return stages
}

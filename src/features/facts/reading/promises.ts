import { addDays, type Workdays } from '../../../platform/calendar/index.ts'
import { chineseNumber } from '../../sources/reading/parts/index.ts'
import { isWish } from './clauses.ts'
import { BEFORE, BOUND, daysIn, type FoundDay } from './days.ts'
import type { ReadAsk, ReadPromise } from './types.ts'

const PROMISED =
  /承诺|答应|保证|允诺|许诺|约定|约好|说好|讲好|商定|表态|回话|回复(?:老人|他|她|家属|部队)?|答复|尽快|回头|帮(?:他|她|老人|忙)?(?:申请|协调|联系|办(?!了|好了|完))|再(?:来|去|送|办)|送来|送过去/
/** Words that promise whatever else is said. */
const SWORN = /承诺|答应|保证(?!金|书)|允诺|许诺|约定|约好|说好|讲好|商定|表态|尽快|回头/
const EVENT = /走访|慰问|看望|探望|看了|上门|入户|召开|举办|举行|开展|组织|送|去|到|电话|参观|签/
const AHEAD = /(\d{1,3}|[一二两三四五六七八九十]{1,2}) ?个?(工作日|天|日|周|星期|礼拜|月)(?:之内|以内|内)/
const DEADLINE = new RegExp(
  `^(?:(?:(\\d{4}) ?年|(今年|明年|年))? ?(\\d{1,2}) ?月(?:份)?(?: ?(\\d{1,2}) ?[日号])?(底|末)?|(年|月|本月|这个?月|下个?月|下月|本周|这周|下周)(底|末|内)?)(?:${BEFORE}|内)`,
)
/** What was done is promised no more: 三天内走访了8户. */
const DONE = /(?<!答应|承诺|说好|约好|讲好)(?:了(?!解)|过)(?![^,。;]{0,2}(?:就|再))|已经?/
const CLAUSES = /[^,。;!?]+/g

const two = (value: number): string => String(value).padStart(2, '0')
const monthEnd = (year: number, month: number): string =>
  addDays(month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`, -1)

/** 8月底前, 月底前, 下周内: the day by which something is promised, never before today. */
const byWhen = (text: string, today: string): { on: string; length: number; isPast?: boolean } | null => {
  const hit = DEADLINE.exec(text)
  if (!hit) return null
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  const word = hit[6]
  if (hit[3]) {
    const at = Number(hit[3])
    if (at < 1 || at > 12) return null
    const said = hit[1] ? Number(hit[1]) : hit[2] === '明年' ? year + 1 : year
    const day = hit[4] ? `${said}-${two(at)}-${two(Number(hit[4]))}` : null
    const isReal = day !== null && Number(hit[4]) >= 1 && Number(hit[4]) <= Number(monthEnd(said, at).slice(8))
    const on = isReal ? day : monthEnd(said, at)
    return {
      on: on < today && !hit[1] ? `${said + 1}${(isReal ? day : monthEnd(said + 1, at)).slice(4)}` : on,
      isPast: on < today,
      length: hit[0].length,
    }
  }
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
  if (word === '年') return { on: `${year}-12-31`, length: hit[0].length }
  if (word === '本周' || word === '这周') return { on: addDays(monday, 6), length: hit[0].length }
  if (word === '下周') return { on: addDays(monday, 13), length: hit[0].length }
  if (word?.startsWith('下'))
    return { on: month === 12 ? monthEnd(year + 1, 1) : monthEnd(year, month + 1), length: hit[0].length }
  return { on: monthEnd(year, month), length: hit[0].length }
}

const countOf = (text: string): number => Number(text) || (chineseNumber(text.replace('两', '二')) ?? 0)

/** `isBound`: said with 前 or 内, which only a promise has. `isPast`: that day of this year is over. */
type Due = { on: string | null; text: string; isBound: boolean; isPast?: boolean }

/** The day a clause promises: N天内, 8月底前, 下周三 … */
const dueIn = (clause: string, today: string, workdays: Pick<Workdays, 'add'> | undefined): Due | null => {
  const within = AHEAD.exec(clause)
  if (within) {
    const count = countOf(within[1]!)
    const text = within[0]
    if (within[2] === '工作日')
      return { on: workdays && count > 0 && count < 250 ? workdays.add(today, count) : null, text, isBound: true }
    const days = within[2] === '月' ? count * 30 : within[2] === '天' || within[2] === '日' ? count : count * 7
    return count > 0 && days < 800 ? { on: addDays(today, days), text, isBound: true } : null
  }
  for (let at = 0; at < clause.length; at++) {
    const hit = byWhen(clause.slice(at, at + 24), today)
    if (hit)
      return {
        on: hit.on,
        text: clause.slice(at, at + hit.length),
        isBound: true,
        ...(hit.isPast === undefined ? {} : { isPast: hit.isPast }),
      }
  }
  const ahead = daysIn(clause, today).find((day) => day.isAhead)
  if (ahead) {
    const behind = BOUND.exec(clause.slice(ahead.end))?.[0] ?? ''
    return { on: ahead.to, text: clause.slice(ahead.start, ahead.end) + behind, isBound: behind !== '' }
  }
  // 八月份给装上, said in July: a day without a year that has not come is the next one.
  const lastYear = daysIn(clause, today).find((day) => day.isLastYear && day.to)
  if (!lastYear?.to) return null
  const next = `${Number(lastYear.to.slice(0, 4)) + 1}${lastYear.to.slice(4)}`
  return { on: next, text: clause.slice(lastYear.start, lastYear.end), isBound: false }
}

/**
 * 承诺: clauses that promise something, with the day where one is said. A day ahead alone is enough (下周三前办好); words of
 * promising without a day give a promise without one. The clauses' spans are not the time of the fact.
 */
export const promisesIn = (
  folded: string,
  today: string,
  workdays: Pick<Workdays, 'add'> | undefined,
): ReadPromise[] => {
  const promises: ReadPromise[] = []
  let hasBegun = false
  for (const hit of folded.matchAll(CLAUSES)) {
    const clause = hit[0]
    if (clause.length > 120) continue
    const isSworn = SWORN.test(clause)
    // 老人提出8月底前装扶手: what is wished for is promised by nobody.
    if (isWish(clause) && !isSworn) continue
    const isPromise = isSworn || PROMISED.test(clause)
    const due = dueIn(clause, today, workdays)
    // 6月底前走访完, said in July, and 明天去看望 tell of the thing itself.
    const isMain = !hasBegun
    hasBegun ||= EVENT.test(clause)
    if (!isSworn && due && (due.isPast || (isMain && !due.isBound))) continue
    // What took place today, or within a stretch that is over, is promised by nobody.
    if (!isSworn && due && ((due.on === today && !isPromise) || (DONE.test(clause) && EVENT.test(clause)))) continue
    const isFuture =
      due !== null &&
      (isPromise ||
        daysIn(clause, today).some((day) => day.isAhead) ||
        AHEAD.test(clause) ||
        DEADLINE_ANYWHERE.test(clause))
    if (!isPromise && !isFuture) continue
    if (isPromise && !due && !isSworn) continue
    const start = hit.index + (clause.length - clause.trimStart().length)
    promises.push({
      text: clause.trim(),
      dueOn: due?.on ?? null,
      dueText: due?.text ?? null,
      span: { start, end: hit.index + clause.length },
    })
  }
  return promises.slice(0, MOST)
}

const DEADLINE_ANYWHERE = new RegExp(`(?:月底|年底|月末|年末|月(?:份)?|[日号]|本周|下周|这周)(?:${BEFORE}|内)`)

const ASKED =
  /(?:想问(?:问|一下)?|(?<![慰访查审询])问[起了]|咨询(?:了)?|反映(?:了)?|反应说|希望(?!小学|学校|工程|中学|之家|图书)(?:能够|能|帮忙|帮)?|请求|恳求|(?<!按照?[^,。;]{0,8}|根据[^,。;]{0,8}|符合|上级|有关|工作|任务)要求|盼着(?:能)?|盼望(?:能)?|求助|想申请|想(?=[装修换办找]|[请让叫](?!假))|提出(?:了)?|愁的是|最愁|担心)([^,。;!?]{2,30})/g
const NOT_ASKED =
  /^(?:了)?(?:#|\d|[一二两三四五六七八九十]+)?(?:条|件|项|个)?(?:需求|意见|建议|诉求|问题)*(?:#|\d|[一二三四五])*(?:条|件|项|个)?$/
const TRIMMED =
  /(?:怎么办理|怎么办|如何办理|怎么弄|的事情?|的问题|的困难|能不能办|行不行|办得怎么样|办不办得了|该找谁|去哪办|问题|困难|。)+$/

/** 诉求: what people asked about, in their words (想问轮椅补助怎么办 → 轮椅补助). */
export const asksIn = (folded: string): ReadAsk[] => {
  const asks: ReadAsk[] = []
  for (const hit of folded.matchAll(ASKED)) {
    const said = hit[1]!
    const text = said.replace(/^(?:的|说|家里|家中|他家|她家|一下|过)+/, '').replace(TRIMMED, '')
    if (text.length < 2 || NOT_ASKED.test(said)) continue
    const start = hit.index + hit[0].length - said.length
    asks.push({ text, span: { start, end: start + said.length } })
  }
  return asks.slice(0, MOST)
}

const MOST = 5

/** Days of the fact itself: those that stand in no promise, and those before its word that have come (今天答应月底前修好). */
export const outside = (days: readonly FoundDay[], promises: readonly ReadPromise[]): FoundDay[] =>
  days.filter(
    (day) =>
      !promises.some(
        ({ span, text, dueText }) =>
          day.start >= span.start &&
          day.end <= span.end &&
          !(
            day.start === span.start &&
            SWORN.test(text) &&
            !day.isAhead &&
            !day.isLastYear &&
            !dueText?.startsWith(text.slice(0, day.end - day.start))
          ),
      ),
  )

import { beginsAct, lengthOf, verbAt, words } from './act-words.ts'
import { holdsAny, SIGN, tableOf } from './alphabet.ts'
import type { Context } from './context.ts'
import { Endings } from './words.ts'
import { isNextSteps, yearOfHeading } from './years.ts'

/**
 * What the heading of a section makes of what stands below it. Aims, thoughts, criteria, what was done and what is wrong order
 * nothing; next steps order work even in a report.
 */
const NO_WORK =
  /^(?:总则$|目标$|指导思想|总体要求|总体思路|总体目标|工作目标|目标要求|主要目标|奋斗目标|目标任务$|创建目标|基本原则|工作原则|基本内容|重要意义|充分认识|深刻认识|主要做法|工作开展情况|基本情况|总体情况|主要成效|存在(?:的)?(?:问题|不足)|主要问题|办理情况$|完成情况|工作回顾|考评标准|考核标准|评分标准|计分办法|名词解释|附则|[\u3400-\u9fff]{0,2}(?:检查|督查|督导|考核|考评|抽查|评估|调研|核查|评选)(?:的)?(?:主要|重点)?内容$|[\u3400-\u9fff]{0,6}(?:对象|范围|地点|联系方式|联系人)(?:及联系方式)?$)/
const NO_WORK_END = new Endings(words('开展情况 工作情况 取得成效 工作总结'))

/** What the words of `NO_WORK` begin with, or end with where they end a title. */
const NO_WORK_FIRST = tableOf('总指工目主奋创基重充深存办完考评计名附')
const NO_WORK_LAST = tableOf('象围点式人容')

/** 总体进展, 取得的成绩, 几点体会, 主要工作及成效, 当前形势, 重大意义 */
const LOOKS_BACK =
  /^(?:总体|工作|主要|目前|当前|近期|阶段性?|任务|重点工作|主要工作)?(?:工作)?(?:的)?(?:及|和|与)?(?:进展|成效|成绩|做法|亮点|特色|经验|体会|回顾|形势|现状|概况)(?:情况|[与和及]|$)|^(?:取得|几点|一些|典型)(?:的)?(?:主要|初步|工作)?(?:成绩|成效|经验|体会|启示|进展|做法)|^(?:面临的)?(?:形势|背景)|(?:重大|重要|深远)意义$|^(?:充分|全面|客观)?(?:肯定|总结|回顾)[^,]{0,12}(?:成绩|成效|进展|工作)(?:,|$)/
/** 存在的主要问题, 困难和不足, 差距与短板 */
const WRONGS =
  /^(?:目前|当前|工作中)?(?:还|仍)?(?:存在|主要|突出|面临)(?:的)?(?:主要|突出|一些|困难|差距)?[和与及、]?(?:问题|不足|困难|差距|短板|薄弱)|^(?:问题|不足|困难|差距|短板)(?:[和与及、](?:问题|不足|困难|差距|短板|原因)|原因)?$/
/** 任务推进情况, 上半年办理情况及特点; not 督查落实情况, which is an act. */
const SITUATION = /(?:进展|推进|落实|完成|办理|办结|总体|基本|主要|有关|整改|投入|达标|得分)情况(?:[及和与].{0,8})?$/
/** 充分认识…的重大意义, 切实增强…责任感: a call to an attitude, whatever stands before it. */
const ATTITUDE =
  /(?:认识|认清|把握|领会).{0,24}(?:意义|重要性|必要性|紧迫性|形势|机遇)$|(?:增强|坚定).{0,24}(?:责任感|使命感|紧迫感|信心|信心决心|决心)$/
const BACK_LAST = tableOf('展况效绩法点色验会顾势状示景义题足难距板弱因性遇感心作')
const BACK_WITHIN = /[与和及]|情况|背景|薄弱/
const MAY_LOOK_BACK = tableOf('与和及情背薄')
const LONGEST_BACK = 36

const looksBack = (title: string): boolean =>
  title.length <= LONGEST_BACK &&
  (BACK_LAST[SIGN[title.charCodeAt(title.length - 1)]!] === 1 ||
    (holdsAny(MAY_LOOK_BACK, title) && BACK_WITHIN.test(title))) &&
  (LOOKS_BACK.test(title) || WRONGS.test(title) || ATTITUDE.test(title) || (SITUATION.test(title) && !beginsAct(title)))

/** 关爱优抚对象 is an act; 慰问对象, 走访慰问对象 say whom it is for. */
const caresFor = (title: string): boolean => {
  if (!title.endsWith('对象')) return false
  const verb = verbAt(title, 0, title.length)
  if (verb === -1) return false
  const behind = lengthOf(verb)
  return title.length - behind >= 4 && verbAt(title, behind, title.length) === -1
}

const isNoWork = (title: string): boolean =>
  title !== '' &&
  (((NO_WORK_FIRST[SIGN[title.charCodeAt(0)]!] === 1 ||
    NO_WORK_LAST[SIGN[title.charCodeAt(title.length - 1)]!] === 1) &&
    NO_WORK.test(title) &&
    !caresFor(title)) ||
    NO_WORK_END.in(title, 0, title.length) ||
    looksBack(title))

const SURVEYED = /^(?:总体情况|基本情况)/

/** For each clause whether it orders work, and whether its section says so by itself: a plan's, or the next steps of a report. */
export type Ordering = { orders: boolean[]; surely: boolean[] }

/**
 * Whether each clause orders work. In plans all may except aims and the like and what stands below them; in reports only those
 * about next steps.
 */
export const orderingWork = ({ kind, clauses, days }: Context): Ordering => {
  const barred: boolean[] = []
  const isNext: boolean[] = []
  const isReport = kind === 'report' || kind === 'news'
  const { year } = days.context
  for (let index = 0; index < clauses.length; index++) {
    const { parent, title, kind: own } = clauses[index]!
    const above = parent !== null
    isNext[index] = above && isNext[parent]!
    if (kind === 'duallist') barred[index] = (above && barred[parent]!) || (own !== 'row' && SURVEYED.test(title))
    else {
      barred[index] = (above && barred[parent]!) || isNoWork(title)
      if (isReport || kind === 'notice')
        isNext[index] ||= isNextSteps(title) || (isReport && yearOfHeading(title) > year)
    }
  }
  const orders = barred.map((one, index) => !one && (isReport ? isNext[index]! : kind !== 'standard'))
  return { orders, surely: orders.map((one, index) => one && (kind === 'plan' || isNext[index]!)) }
}

import { actVerbAt, lengthOf } from '../act-words.ts'
import { fold } from '../fold.ts'
import type { Figure, Reading } from '../types.ts'
import { changes, partsBefore, partsBehind, totals, years } from './sums.ts'
import { type Context, type FigureFault, fault, printed, rangeOf, type Stated, statedIn } from './told.ts'

const mayAgree = (a: Figure, b: Figure): boolean => {
  const [lowA, highA] = rangeOf(a)
  const [lowB, highB] = rangeOf(b)
  return lowA <= highB * (1 + 1e-9) && lowB <= highA * (1 + 1e-9)
}

/** What is planned, compared, begun from, or one of several: two such values may both be true. */
const NOT_COMPARED =
  /(?:同比|环比|去年|上年|同期|往年|原来|原有|原先|由|从|较|比上|相比|提高|提升|增加|增长|减少|下降|降低|新增|计划|目标|力争|争取|预计|拟|将|明年|下一步|确保|不少于|不低于|至少|不超过|其中|平均|人均|每)/
const BATCH =
  /(?:第[一二三四五六]批|首批|[一二三]期|上半年|下半年|[一二三四1-4]季度|\d{1,2}月|春节|元旦|清明|八一|中秋|国庆|烈士纪念日|老兵|新兵)/g
const BODY =
  /[\u3400-\u9fff]{1,10}?(?:局|委|办|部|镇|乡|街道|村|社区|公司|集团|学校|医院|中心|[市县区省](?![级委直])|部队|旅|团|连|支队|大队)/g

const allOf = (pattern: RegExp, text: string): string =>
  [...text.matchAll(pattern)]
    .map((match) => match[0])
    .filter((word) => !/^[全我本]/.test(word))
    .sort()
    .join()

const STOCK = /(?:现有|共有|现役|总数(?:为|达)?|登记在册|在册|在档|建档立卡|累计(?:有)?|共计|总计|合计|全年共?)$/
const RATE = /(?:率|度|比例|占比|比重)$/
const MONEY = new Set(['元', '美元', '港元', '欧元'])
const OF_ACTS = new Set('次 场 批 期 人次 场次 户次 台次 轮 课时 学时'.split(' '))

const OF_BODIES = new Set('家 支 所 座'.split(' '))
const THERE_ARE = /(?:共有?|现有|有)$/

const lastAct = (text: string): string => {
  for (let at = text.length - 2; at >= 0; at--) {
    const verb = actVerbAt(text, at, text.length)
    if (verb !== -1) return text.slice(at, at + lengthOf(verb))
  }
  return ''
}

const own = ({ before }: Stated): string => before.slice(before.lastIndexOf(',') + 1)

/** The words before what is counted: 全县现有 of 全县现有退役军人3280人. */
const opening = (one: Stated): string => {
  const words = own(one)
  return words.endsWith(one.figure.metric) ? words.slice(0, words.length - one.figure.metric.length) : words
}

/** The year at hand is the time of whatever states none. */
const timeOf = ({ figure }: Stated): string =>
  /^(?:全年|今年|本年度?)$/.test(figure.period ?? '') ? '' : (figure.period ?? '')

/** Whether both speak of one thing at one time and place, so that only one value can be true. */
const speakOfOne = (a: Stated, b: Stated, folded: string, home: string | null, isSlip: boolean): boolean => {
  if (a.figure.metric !== b.figure.metric || a.sentence.start === b.sentence.start) return false
  const [timeA, timeB] = [timeOf(a), timeOf(b)]
  // The same digits without 万 are a slip even where only one place says when.
  if (timeA !== timeB && !(isSlip && (timeA === '' || timeB === ''))) return false
  if ((a.figure.place ?? home) !== (b.figure.place ?? home)) return false
  if (a.figure.bound || b.figure.bound) return false
  const [inA, inB] = [a, b].map(({ sentence }) => folded.slice(sentence.start, sentence.end)) as [string, string]
  if (inA.includes('|') || inB.includes('|')) return false
  if (NOT_COMPARED.test(own(a)) || NOT_COMPARED.test(own(b))) return false
  if (allOf(BATCH, inA) !== allOf(BATCH, inB) || allOf(BODY, a.before) !== allOf(BODY, b.before)) return false
  return true
}

const MUCH_OF_YEAR = 1.25

/** Statements of what there is, of shares, or of money for one named thing; acts of one name happen more than once. */
const mayHaveOneValue = (a: Stated, b: Stated): boolean => {
  const { metric, unit } = a.figure
  if (unit === '%') return metric.length >= 3 && RATE.test(metric)
  const [ownA, ownB] = [opening(a), opening(b)]
  const isStock = STOCK.test(ownA) && STOCK.test(ownB)
  // 驻军单位共36家 … 有驻军单位38家
  if (OF_BODIES.has(unit) && metric.length >= 4 && THERE_ARE.test(ownA) && THERE_ARE.test(ownB)) return true
  if (OF_ACTS.has(unit)) return metric.length >= 4 && isStock
  if (MONEY.has(unit)) return metric.length >= 4 && lastAct(ownA) === lastAct(ownB)
  const sameAct = lastAct(ownA) === lastAct(ownB)
  // 走访2600户 … 全年走访2900户: a part of the year would be much less than the whole of it.
  const [low, high] = [a.figure.value, b.figure.value].sort((one, other) => one - other) as [number, number]
  const nearWhole = /全年|累计/.test(ownA) !== /全年|累计/.test(ownB) && high <= low * MUCH_OF_YEAR
  return (metric.length >= 3 && isStock && sameAct) || (metric.length >= 4 && nearWhole && sameAct)
}

const TIMES = [1e3, 1e4, 1e5, 1e8]

/** How many times apart two values of the same digits are (2400 and 2400万), or null. */
const slipOf = (a: Figure, b: Figure): number | null => {
  const [low, high] = a.value < b.value ? [a.value, b.value] : [b.value, a.value]
  if (low <= 0 || String(low).replace(/0+$|\./g, '').length < 2) return null
  return TIMES.find((times) => Math.abs(high / low / times - 1) < 1e-9) ?? null
}

const MIXED: [string, string][] = [
  ['人', '户'],
  ['人', '人次'],
  ['平方米', '亩'],
  ['平方米', '米'],
  ['公里', '平方公里'],
  ['公里', '米'],
  ['元', '人'],
]

const areMixed = (a: string, b: string): boolean =>
  MIXED.some(([one, other]) => (a === one && b === other) || (a === other && b === one))

/** Of one metric not more are compared than a document states. */
const MOST_COMPARED = 24

const againstEachOther = (context: Context): FigureFault[] => {
  const faults: FigureFault[] = []
  const byMetric = new Map<string, Stated[]>()
  for (const one of context.stated) {
    if (one.figure.metric.length < 3) continue
    const list = byMetric.get(one.figure.metric)
    if (!list) byMetric.set(one.figure.metric, [one])
    else if (list.length < MOST_COMPARED) list.push(one)
  }
  for (const [metric, list] of byMetric) {
    const told = new Set<string>()
    list.forEach((b, place) => {
      for (const a of list.slice(0, place)) {
        const pair = `${a.index} ${b.index}`
        const isSlip = a.figure.unit === b.figure.unit && slipOf(a.figure, b.figure) !== null
        if (a.index === b.index || told.has(pair) || !speakOfOne(a, b, context.folded, context.home, isSlip)) continue
        const [one, other] = [printed(context, a), printed(context, b)]
        if (a.figure.unit !== b.figure.unit) {
          if (metric.length < 4 || a.figure.value !== b.figure.value || a.figure.value < 100) continue
          if (!areMixed(a.figure.unit, b.figure.unit)) continue
          faults.push(fault('unit', `“${metric}”一处是${one}，一处是${other}，请核对计量单位。`, b, a))
        } else {
          if (mayAgree(a.figure, b.figure)) continue
          const times = metric.length >= (MONEY.has(a.figure.unit) ? 3 : 4) ? slipOf(a.figure, b.figure) : null
          if (times !== null)
            faults.push(
              fault(
                'magnitude',
                `“${metric}”一处是${one}，一处是${other}，相差${times.toLocaleString('zh-CN')}倍，请核对是否漏写或多写了“万”。`,
                b,
                a,
              ),
            )
          else if (mayHaveOneValue(a, b))
            faults.push(fault('differs', `“${metric}”前后不一：一处是${one}，一处是${other}，请核对。`, b, a))
          else continue
        }
        told.add(pair)
      }
    })
  }
  return faults
}

const SHARE_METRIC = /(?:率|满意度|知晓度|占比|比例|比重|覆盖面)$/
const MAY_EXCEED =
  /(?:增长|增幅|增速|增加|提高|提升|上升|翻|同比|环比|完成|超额|相当于|达到?.{0,6}的|负债率|完成率|增长率|收益率|回报率|兑现率|周转率|利用率|毛入学率|标准的|的)$/

const shares = (context: Context): FigureFault[] =>
  context.stated.flatMap((one) => {
    const { figure } = one
    if (figure.unit !== '%' || Math.max(figure.value, figure.range?.[1] ?? 0) <= 100) return []
    const words = own(one).replace(/(?:达到?|为|是|约|近|超过?|均|已|到)+$/, '')
    const isShare = SHARE_METRIC.test(words) || SHARE_METRIC.test(figure.metric) || /占[^,]{0,12}$/.test(words)
    if (!isShare || MAY_EXCEED.test(words) || MAY_EXCEED.test(figure.metric)) return []
    return [fault('percentage', `${printed(context, one)}超出0至100%，请核对。`, one)]
  })

const COMPARES = /(?:比|较|同比|由|从|原|自|截至|截止)/

/** The first and last day that a period's words speak of; null where they name no year or run on until today. */
const daysOf = (period: string, year: number): { from: string; to: string } | null => {
  const words = fold(period).replace(/\s/g, '')
  if (/以来|至今|起/.test(words)) return null
  const years = /^((?:19|20)\d\d)年?(?:至|-|—|~)((?:19|20)\d\d)年/.exec(words)
  if (years) return { from: `${years[1]}-01-01`, to: `${years[2]}-12-31` }
  const relative = /^(?:去年|上年)/.test(words) ? year - 1 : null
  const stated = /^((?:19|20)\d\d)年/.exec(words)
  const one = stated ? Number(stated[1]) : relative
  if (one === null) return null
  if (/上半年/.test(words)) return { from: `${one}-01-01`, to: `${one}-06-30` }
  if (/下半年/.test(words)) return { from: `${one}-07-01`, to: `${one}-12-31` }
  return { from: `${one}-01-01`, to: `${one}-12-31` }
}

const outsideWindow = (context: Context, year: number, window: { from: string; to: string }): FigureFault[] => {
  const told = new Set<number>()
  return context.stated.flatMap((one) => {
    const { period } = one.figure
    if (period === null || told.has(one.index)) return []
    told.add(one.index)
    const days = daysOf(period, year)
    if (!days || (days.from <= window.to && days.to >= window.from) || COMPARES.test(one.before)) return []
    const words = `${printed(context, one)}说的是${period}，不在${window.from}至${window.to}之内，请核对。`
    return [fault('period', words, one)]
  })
}

/**
 * What does not fit together among the figures of one text, told by that text alone: one thing with two values, a 万 lost,
 * shares outside 0–100 %, parts larger than their whole, sums that do not add up and, with a `window` (ISO days, both
 * included), figures of another time. Told only where hardly another reading is possible: approximate values, targets,
 * comparisons with another year, batches, groups that overlap and lists that end in 等 are left alone. Sorted by place.
 */
export const checkFigures = (
  reading: Pick<Reading, 'clean' | 'figures' | 'head'>,
  { window }: { window?: { from: string; to: string } } = {},
): FigureFault[] => {
  const { clean, figures, head } = reading
  const folded = fold(clean)
  const context: Context = { clean, folded, home: head.place, stated: statedIn(folded, figures), figures }
  return [
    ...againstEachOther(context),
    ...shares(context),
    ...partsBehind(context),
    ...partsBefore(context),
    ...changes(context),
    ...years(context),
    ...totals(context),
    ...(window ? outsideWindow(context, head.year, window) : []),
  ].sort((a, b) => a.spans[0]!.start - b.spans[0]!.start)
}

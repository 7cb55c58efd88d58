import { actVerbAt, lengthOf } from '../act-words.ts'
import { fold } from '../fold.ts'
import type { Figure, Reading, Span } from '../types.ts'
import { wrongChanges, wrongYears } from './changes.ts'
import { tableTotals } from './totals.ts'

/**
 * - `differs`: one thing, two values
 * - `magnitude`: one thing, two values a thousand or ten thousand times apart (万 lost)
 * - `unit`: one thing, one value, two units that do not mean the same (人, 户)
 * - `percentage`: a share outside 0–100 %
 * - `part`: a part larger than its whole
 * - `sum`: a stated sum that its parts do not give
 * - `period`: stated for a time outside the window asked for
 */
export type FigureFaultKind = 'differs' | 'magnitude' | 'unit' | 'percentage' | 'part' | 'sum' | 'period'

/** `figures` index into `reading.figures`, the one in doubt first; `spans` of the clean text, in the same order. */
export type FigureFault = { kind: FigureFaultKind; figures: number[]; spans: Span[]; sentence: string }

/** One place where the text states a figure, with its words around. */
export type Stated = Span & { index: number; figure: Figure; sentence: Span; before: string }

const SENTENCE_ENDS = '。;!?\n'
const FURTHEST = 400

const sentenceOf = (folded: string, { start, end }: Span): Span => {
  let from = start
  while (from > 0 && start - from < FURTHEST && !SENTENCE_ENDS.includes(folded[from - 1]!)) from--
  let to = end
  while (to < folded.length && to - end < FURTHEST && !SENTENCE_ENDS.includes(folded[to]!)) to++
  return { start: from, end: to }
}

const statedIn = (folded: string, figures: readonly Figure[]): Stated[] =>
  figures
    .flatMap((figure, index) =>
      figure.mentions.map((span) => {
        const sentence = sentenceOf(folded, span)
        return { ...span, index, figure, sentence, before: folded.slice(sentence.start, span.start) }
      }),
    )
    .sort((a, b) => a.start - b.start)

/** The least and the most that an approximate figure may stand for: 近 is a little less, 余 a little more. */
export const rangeOf = ({
  value,
  range,
  qualifier,
}: Pick<Figure, 'value' | 'range' | 'qualifier'>): [number, number] => {
  if (range) return range
  if (qualifier === '近') return [value * 0.8, value]
  if (qualifier === '余' || qualifier === '多' || qualifier === '超' || qualifier === '逾') return [value, value * 1.25]
  if (qualifier === '上') return [value, value * 10]
  if (qualifier === '约' || qualifier === '左右') return [value * 0.9, value * 1.1]
  if (qualifier === '以上') return [value, Number.POSITIVE_INFINITY]
  if (qualifier === '以下') return [0, value]
  return [value, value]
}

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

type Context = { clean: string; folded: string; home: string | null; stated: Stated[]; figures: readonly Figure[] }

const printed = ({ clean }: Context, { start, end }: Span): string => clean.slice(start, end).replace(/\s/g, '')

const spanOf = ({ start, end }: Stated): Span => ({ start, end })

const fault = (kind: FigureFaultKind, sentence: string, ...places: Stated[]): FigureFault => ({
  kind,
  figures: places.map(({ index }) => index),
  spans: places.map(spanOf),
  sentence,
})

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

const LONGEST_LINK = 24
const SHORT_LINK = 8

/** Whether one item of a list follows the other: no sentence ends and no new act begins between them. */
const isListed = (folded: string, a: Stated, b: Stated): boolean => {
  if (b.start - a.end > LONGEST_LINK) return false
  const link = folded.slice(a.end, b.start)
  if (/[。;!?\n:|]|其中|共|合计|总计|累计|同时|并/.test(link)) return false
  // 部队提报41件、地方提报22件: of the same thing, whatever word stands between.
  if (link.startsWith('、') && link.length <= SHORT_LINK && a.figure.unit === b.figure.unit) return true
  for (let at = 0; at < link.length; at++) if (actVerbAt(link, at, link.length) !== -1) return false
  return /[、,和及与]/.test(link)
}

const isCount = ({ figure }: Stated): boolean => figure.unit !== '%' && figure.unit !== '‰' && !figure.range

/** Groups that one person can belong to at once: their counts need not add up. */
const OVERLAPS =
  /(?:党员|团员|女|男|少数民族|大学|本科|大专|学历|岁|立功|荣获|困难|骨干|干部|高级|初级|中级|占|获得|参加|担任|带|同时)/

const totalOf = (parts: readonly Stated[]): number =>
  Math.round(parts.reduce((sum, { figure }) => sum + figure.value, 0) * 1e6) / 1e6

const isExact = (parts: readonly Stated[]): boolean => parts.every(({ figure }) => figure.qualifier === null)

const countOf = (value: number, unit: string): string =>
  value >= 1e8 && value % 1e4 === 0
    ? `${value / 1e8}亿${unit}`
    : value >= 1e4 && value % 100 === 0
      ? `${value / 1e4}万${unit}`
      : `${value}${unit}`

const OPENS_PARTS = /^[^。;!?\n\d]{0,14}?[,(、:]?(其中|包括|含|分别为|分别是|分别)[^。;!?\n\d]{0,16}$/
/** 合计投入5000万元:县级3000万元,… */
const SAYS_TOTAL = /(?:合计|共计|总计|共)[\u3400-\u9fff]{0,6}$/
const OPENS_LIST = /^(:)[^。;!?\n\d]{0,10}$/
/** So near below the whole that the rest is no further group but a slip. */
const NEAR = 0.02

/** 共建成120个,其中县级1个、乡镇15个、村103个. */
const partsBehind = (context: Context): FigureFault[] => {
  const { stated, folded } = context
  const faults: FigureFault[] = []
  for (let at = 0; at + 1 < stated.length; at++) {
    const whole = stated[at]!
    const first = stated[at + 1]!
    if (!isCount(whole) || first.figure.unit !== whole.figure.unit || first.start - whole.end > 40) continue
    const between = folded.slice(whole.end, first.start)
    const link = OPENS_PARTS.exec(between) ?? (SAYS_TOTAL.test(whole.before) ? OPENS_LIST.exec(between) : null)
    if (!link || whole.figure.bound || first.figure.bound) continue
    const parts = [first]
    for (let next = at + 2; next < stated.length; next++) {
      const one = stated[next]!
      if (one.figure.unit !== whole.figure.unit || !isListed(folded, parts.at(-1)!, one) || !isCount(one)) break
      parts.push(one)
    }
    const words = folded.slice(whole.end, parts.at(-1)!.end + 8)
    const most = rangeOf(whole.figure)[1]
    const over = parts.find(({ figure }) => rangeOf(figure)[0] > most * (1 + 1e-9))
    const wholeText = printed(context, whole)
    if (over) {
      const times = over.figure.value / whole.figure.value
      const kind = times >= 500 ? 'magnitude' : 'part'
      const more = kind === 'magnitude' ? '，请核对总数是否漏写了“万”' : '，请核对'
      faults.push(fault(kind, `分项${printed(context, over)}大于总数${wholeText}${more}。`, over, whole))
      continue
    }
    if (parts.length < 2 || !isExact([whole, ...parts]) || OVERLAPS.test(words)) continue
    const sum = totalOf(parts)
    const value = whole.figure.value
    const isWhole = /^(?:包括|分别|:)/.test(link[1]!) && !/等/.test(folded.slice(whole.end, parts.at(-1)!.end + 4))
    const isNear = sum < value && value - sum <= value * NEAR && !/等/.test(words)
    if (sum > value || (isWhole && sum !== value) || isNear)
      faults.push(
        fault('sum', `分项相加是${countOf(sum, whole.figure.unit)}，与总数${wholeText}不符，请核对。`, whole, ...parts),
      )
  }
  return faults
}

const OPENS_TOTAL = /^[个人户名件次处元]?[,、;]?(?:(?:共计|合计|总计|总共)[^。;!?\n\d]{0,6}|共)$/

/** 城区20户、农村30户,共计60户. */
const partsBefore = (context: Context): FigureFault[] => {
  const { stated, folded } = context
  const faults: FigureFault[] = []
  for (let at = 2; at < stated.length; at++) {
    const whole = stated[at]!
    const last = stated[at - 1]!
    if (!isCount(whole) || last.figure.unit !== whole.figure.unit || whole.start - last.end > 16) continue
    const link = folded.slice(last.end, whole.start)
    if (!OPENS_TOTAL.test(link.replace(/^[\u3400-\u9fff]{0,8}(?=[,、])/, ''))) continue
    const parts = [last]
    for (let before = at - 2; before >= 0; before--) {
      const one = stated[before]!
      if (one.figure.unit !== whole.figure.unit || !isListed(folded, one, parts[0]!) || !isCount(one)) break
      parts.unshift(one)
    }
    if (parts.length < 2 || !isExact([whole, ...parts])) continue
    const words = folded.slice(whole.sentence.start, whole.start)
    // 其中A、B,合计: what stands before 其中 is another whole.
    if (/等(?:[,、]|$)|等.{0,2}共/.test(words) || (words.includes('其中') && !link.includes('合计'))) continue
    const sum = totalOf(parts)
    if (sum !== whole.figure.value)
      faults.push(
        fault(
          'sum',
          `分项相加是${countOf(sum, whole.figure.unit)}，与总数${printed(context, whole)}不符，请核对。`,
          whole,
          ...parts,
        ),
      )
  }
  return faults
}

/** 由38家增加到46家,增加9家: a change that the two values do not give. */
const changes = (context: Context): FigureFault[] =>
  wrongChanges(context.stated, context.folded).map(({ from, to, by, change }) =>
    fault(
      'sum',
      `由${printed(context, from)}到${printed(context, to)}相差${countOf(change, by.figure.unit)}，文中写的是${printed(context, by)}，请核对。`,
      by,
      from,
      to,
    ),
  )

/** Values with last year's in brackets behind them. */
const years = (context: Context): FigureFault[] =>
  wrongYears(context.stated, context.folded).map((one) => {
    const [now, last] = [printed(context, one.now), printed(context, one.last)]
    if (one.kind === 'magnitude')
      return fault('magnitude', `这里是${now}，去年是${last}，请核对是否漏写或多写了“万”。`, one.now, one.last)
    const words = one.percent < 0 ? `方向相反，相差${Math.abs(one.percent)}%` : `是${one.percent}%`
    return fault(
      'sum',
      `由去年${last}到${now}，算出来${words}，文中写的是${printed(context, one.by)}，请核对。`,
      ...[one.by, one.now, one.last],
    )
  })

/** 合计|2240|21 under the rows of a table. */
const totals = ({ folded, stated, ...rest }: Context): FigureFault[] =>
  tableTotals(folded, stated).flatMap(({ whole, parts }) => {
    const sum = totalOf(parts)
    if (!isExact([whole, ...parts]) || Math.abs(sum - whole.figure.value) <= ROUNDED * sum) return []
    const said = printed({ folded, stated, ...rest }, whole)
    return [
      fault('sum', `表中各行相加是${countOf(sum, whole.figure.unit)}，与合计${said}不符，请核对。`, whole, ...parts),
    ]
  })
const ROUNDED = 1e-9

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

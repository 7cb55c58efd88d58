import { actVerbAt } from '../act-words.ts'
import { wrongChanges, wrongYears } from './changes.ts'
import { type Context, type FigureFault, fault, printed, rangeOf, type Stated } from './told.ts'
import { tableTotals } from './totals.ts'

/** Sums and changes that a text states beside their parts. */

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
export const partsBehind = (context: Context): FigureFault[] => {
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
export const partsBefore = (context: Context): FigureFault[] => {
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
export const changes = (context: Context): FigureFault[] =>
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
export const years = (context: Context): FigureFault[] =>
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
export const totals = ({ folded, stated, ...rest }: Context): FigureFault[] =>
  tableTotals(folded, stated).flatMap(({ whole, parts }) => {
    const sum = totalOf(parts)
    if (!isExact([whole, ...parts]) || Math.abs(sum - whole.figure.value) <= ROUNDED * sum) return []
    const said = printed({ folded, stated, ...rest }, whole)
    return [
      fault('sum', `表中各行相加是${countOf(sum, whole.figure.unit)}，与合计${said}不符，请核对。`, whole, ...parts),
    ]
  })
const ROUNDED = 1e-9

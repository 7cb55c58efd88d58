import type { ReadQuantity } from './types.ts'

/**
 * What of the numbers of a sentence is the whole of others, is said twice, or contradicts the rest. Two numbers at two places are
 * two amounts however equal they are; only words that point back make the second one the first.
 */

const isSame = (one: number, other: number): boolean => Math.abs(one - other) < 0.005
const sumOf = (all: readonly ReadQuantity[]): number => all.reduce((sum, { value }) => sum + value, 0)
const isMoney = ({ unit }: ReadQuantity): boolean => unit === '元'
const isPlain = ({ doubt, each, high }: ReadQuantity): boolean => doubt === null && each === null && high === null

const figure = (value: number): string => String(Math.round(value * 100) / 100)
const words = ({ value, unit, sum }: ReadQuantity): string => sum ?? `${figure(value)}${unit}`

/** What stands between a number and the mark, or the number, before it. */
const frontOf = (folded: string, { span }: ReadQuantity, all: readonly ReadQuantity[]): string => {
  const from = Math.max(span.start - 24, 0, ...all.map(({ span: { end } }) => end).filter((end) => end <= span.start))
  return /[^,。;、:!?()]*$/.exec(folded.slice(from, span.start))?.[0] ?? ''
}

/** 8户都…, 为8户送…, 这8户, 其余5户: nothing of its own stands before the number. */
const POINTS_BACK = /^(?:这|那|该|上述|以上|全部|所有|给|为|向|对|给这|为这|其余|另外?|剩下的?|约|近|共|合计|总计)*$/

/** The whole told by its parts (走访10户,5户送米、5户送油), and what is said once more (走访8户,8户都很满意). */
export const saidOnce = (folded: string, quantities: readonly ReadQuantity[]): ReadQuantity[] => {
  const made = [...quantities]
  for (const key of new Set(quantities.filter(isPlain).map((one) => one.key))) {
    const own = made.filter((one) => one.key === key && isPlain(one) && !one.isDetail)
    const [whole, ...rest] = own
    if (!whole || rest.length === 0) continue
    const isBack = (one: ReadQuantity) => POINTS_BACK.test(frontOf(folded, one, quantities))
    const put = (one: ReadQuantity, change: Partial<ReadQuantity>) => {
      made[made.findIndex(({ span }) => span === one.span)] = { ...one, ...change }
    }
    const isBetween = (one: ReadQuantity) => /[,。;:(]/.test(folded.slice(whole.span.end, one.span.start))
    if (rest.length > 1 && isSame(sumOf(rest), whole.value) && rest.every((one) => isBack(one) && isBetween(one))) {
      for (const one of rest) put(one, { isDetail: true })
      continue
    }
    for (const [index, one] of own.entries()) {
      const before = own.slice(0, index)
      if (one.isTotal || !isBack(one) || !isBetween(one)) continue
      if (before.some(({ value }) => isSame(value, one.value)) || isSame(sumOf(before), one.value))
        put(one, { doubt: 'restated' })
    }
  }
  return made
}

/** 20万元(其中现金15万元,慰问品5万元): the whole is told by its parts, each in its own field. */
export const partsOfSum = (quantities: ReadQuantity[]): ReadQuantity[] => {
  const parts = quantities.filter((one) => one.isDetail && isMoney(one) && one.doubt === null)
  const whole = quantities.filter(({ isDetail, key, each, doubt }) => !isDetail && key === 'money' && !each && !doubt)
  const [sum] = whole
  if (!sum || whole.length > 1 || new Set(parts.map(({ key }) => key)).size < 2) return quantities
  const isSum = isSame(sumOf(parts), sum.value)
  return quantities.flatMap((one) =>
    one === sum
      ? isSum
        ? []
        : [{ ...one, doubt: 'joint' as const }]
      : parts.includes(one)
        ? [{ ...one, isDetail: false }]
        : [one],
  )
}

/** 今年累计, 截至目前共: tells of a longer time than the fact's. */
const RUNNING =
  /(?:今年|全年|年初|年内|本年|上半年|下半年|本月|当月|季度|至今|迄今|截至|目前|以来|近年|历年|往年)[^,。;]{0,14}$/
const OF_MONEY = /慰问金|慰问款|现金|红包/
const OF_GOODS = /慰问品|物资|礼品|折款|折价|折合|米|面|油|奶|年货/

/** Of persons, only those of one role add up. */
const isOfRole = (one: ReadQuantity): boolean =>
  (one.key !== 'people' && one.key !== 'person-times') || one.role === null || one.role === 'join'

type Change = Partial<ReadQuantity>
/** What a total makes of itself and of the others. */
type Weighed = { own: Change; others?: (one: ReadQuantity) => Change | null }

/** A total that disagrees with its parts: nothing under its key is filled in, and a person says which is right. */
const clash = (total: ReadQuantity, parts: readonly ReadQuantity[]): Weighed => ({
  own: {
    doubt: 'clash',
    sum:
      parts.length === 1
        ? words(parts[0]!)
        : `${parts.map(({ value, unit }) => `${figure(value)}${unit}`).join('＋')}＝${figure(sumOf(parts))}${total.unit}`,
  },
  others: (one) =>
    parts.includes(one) && parts.every(({ key }) => key === total.key) ? { doubt: 'clash', sum: null } : null,
})

/** Money and gifts in one sum (慰问金3万元、慰问品价值2万元,共计5万元): each stands in its own field, the sum in none. */
const ofBoth = (folded: string, total: ReadQuantity, all: readonly ReadQuantity[]): Weighed | null => {
  const goods = all.filter(({ key }) => key === 'gift-value')
  if (goods.length === 0) {
    // 慰问金3万元、慰问品一批,共计5万元: what the gifts are worth is not told.
    const last = all.filter(({ span }) => span.end <= total.span.start).at(-1)
    const isMore = last !== undefined && total.value > sumOf(all) + 0.005
    if (isMore && OF_GOODS.test(folded.slice(last.span.end, total.span.start).replace(/总?价值|总值/g, '')))
      return { own: { doubt: 'joint' } }
    // 送慰问金4000元,总价值4000元: of what the words call worth nothing else was given.
    if (total.key !== 'gift-value' || all.length === 0) return null
    return isSame(sumOf(all), total.value) ? { own: { doubt: 'restated' } } : clash(total, all)
  }
  if (isSame(sumOf(goods), total.value) && (goods.length === all.length || total.key === 'gift-value'))
    return { own: { key: 'gift-value' } }
  if (goods.length === all.length) return total.key === 'gift-value' ? null : { own: { doubt: 'joint' } }
  // What was reckoned of each one is confirmed by the whole.
  return isSame(sumOf(all), total.value)
    ? { own: { doubt: 'restated' }, others: (one) => (all.includes(one) ? { sum: null } : null) }
    : clash(total, all)
}

const weighedAgainst = (
  folded: string,
  total: ReadQuantity,
  before: readonly ReadQuantity[],
  behind: readonly ReadQuantity[],
): Weighed | null => {
  const ofKey = (all: readonly ReadQuantity[]) => all.filter((one) => one.key === total.key && isOfRole(one))
  const own = ofKey(before)
  const front = frontOf(folded, total, [...before, ...behind])
  const ahead = folded.slice(Math.max(0, total.span.start - 24), total.span.start)
  if (own.some(({ each }) => !each) && RUNNING.test(ahead)) return { own: { doubt: 'beside' } }
  if (isMoney(total) && !OF_MONEY.test(front) && !/慰问品|物资|礼品/.test(front)) {
    const money = before.some(isMoney) ? before.filter(isMoney) : behind.filter(isMoney)
    const told = ofBoth(folded, total, money)
    if (told) return told
  }
  const last = own.at(-1)
  if (last) {
    // 军属20户、农村军属30户等,共计60户: some of them are not named.
    const isOpen = sumOf(own) < total.value && /^[^,。;]{0,4}等/.test(folded.slice(last.span.end, last.span.end + 6))
    return isOpen || isSame(sumOf(own), total.value) ? null : clash(total, own)
  }
  // 共送慰问金1万元:张家5000元、李家6000元. Fewer households than the whole may be some of them.
  const rest = ofKey(behind)
  const isMore = sumOf(rest) > total.value + 0.005
  return isMore || (isMoney(total) && rest.length > 1 && !isSame(sumOf(rest), total.value)) ? clash(total, rest) : null
}

/** Every total against the parts it is said of, once what each one got has been multiplied. */
export const weighed = (folded: string, quantities: readonly ReadQuantity[]): ReadQuantity[] => {
  let made = [...quantities]
  for (const { span, key } of quantities.filter((one) => one.isTotal && isPlain(one))) {
    const total = made.find((one) => one.span === span)!
    const others = made.filter((one) => one !== total && one.doubt === null && one.high === null && !one.isDetail)
    const before = others.filter((one) => one.span.end <= span.start)
    // 烈属共3户、军属共5户,合计8户: the last one is the whole of the others.
    const totals = before.filter((one) => one.isTotal && one.key === key)
    const isLast = isSame(sumOf(totals), total.value) || POINTS_BACK.test(frontOf(folded, total, quantities))
    const told = weighedAgainst(
      folded,
      total,
      before.filter((one) => !one.isTotal || one.key !== key || isLast),
      others.filter((one) => one.span.start >= span.end && !one.isTotal),
    )
    made = made.map((one) =>
      one === total
        ? { ...one, ...told?.own }
        : { ...one, ...(isLast && totals.includes(one) ? { isTotal: false } : {}), ...told?.others?.(one) },
    )
  }
  return made
}

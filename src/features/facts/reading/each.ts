import type { ReadGift, ReadParty, ReadQuantity, Span } from './types.ts'

/** 3户×200元＝600元: what each one got, times the one number of those who got it, is proposed with both; a person confirms it. */

const figure = (value: number): string => String(Math.round(value * 100) / 100)

type Count = { value: number; unit: string; qualifier: ReadQuantity['qualifier'] }

/** Where an amount of each one stands, and the amounts of each one beside it. */
type Place = { folded: string; span: Span; siblings: readonly Span[] }

/** Written in a row (军属2户、老兵3户): parts of one number. */
export const inRow = (folded: string, own: readonly { span: Span }[]): boolean =>
  own.every((one, index) => {
    const before = own[index - 1]
    return !before || !/[,。;]/.test(folded.slice(before.span.end, one.span.start))
  })

/**
 * The number of households or persons that each of them is one of: the whole where it is told, else the one number or the row
 * of them before this amount and behind the last (军属3户每户500元、烈属2户每户1000元); null where that is not certain.
 */
const oneOf = (
  quantities: readonly ReadQuantity[],
  keys: readonly ReadQuantity['key'][],
  { folded, span, siblings }: Place,
): Count | null => {
  const all = quantities.filter(
    (one) => keys.includes(one.key) && one.role !== 'by' && one.each === null && one.doubt === null,
  )
  const last = Math.max(0, ...siblings.filter(({ end }) => end <= span.start).map(({ end }) => end))
  const near = all.filter((one) => one.span.start >= last && one.span.end <= span.start && !one.isDetail)
  const total = all.find(({ isTotal }) => isTotal)
  const own =
    siblings.length > 0
      ? near
      : total
        ? [total]
        : near.length > 0 && inRow(folded, near)
          ? near
          : all.filter(({ isDetail }) => !isDetail)
  const [first] = own
  if (!first || own.some(({ high }) => high !== null) || !inRow(folded, own)) return null
  return {
    value: own.reduce((sum, { value }) => sum + value, 0),
    unit: first.unit,
    qualifier: own.find(({ qualifier }) => qualifier)?.qualifier ?? null,
  }
}

/** Groups that are named in a row before 各: 官兵、学生各50人. */
const groupsBefore = (folded: string, at: number): number => {
  const before = /([\u3400-\u9fff、]{2,30})各(?:约|有)?$/.exec(folded.slice(Math.max(0, at - 30), at))?.[1] ?? ''
  if (/(?:男女|军地|双方|两地|军民)(?:双方|青年|代表|选手|队员)?$/.test(before)) return 2
  const names = before.split(/[、和与及]/)
  return names.length > 1 && names.every((name) => name.length > 0) ? names.length : 0
}

const countFor = (
  per: string,
  quantities: readonly ReadQuantity[],
  parties: readonly ReadParty[],
  gifts: readonly ReadGift[],
  place: Place,
): Count | null => {
  const households = oneOf(quantities, ['households'], place)
  const people = oneOf(quantities, ['people', 'person-times'], place)
  const to = parties.filter((one) => one.part === 'to')
  const named = to.filter(({ sort }) => sort === 'family').length
  if (per === '户' || per === '家')
    return households ?? (named > 1 ? { value: named, unit: '户', qualifier: null } : null)
  if (per === '人' || per === '名' || per === '位') return people
  if (/^[份件套台床袋箱桶盒条把辆组]$/.test(per)) {
    const counts = gifts.filter(({ count, unit }) => count !== null && unit === per)
    return counts.length === 1 ? { value: counts[0]!.count!, unit: per, qualifier: counts[0]!.qualifier } : null
  }
  if (per !== '各') return null
  if (to.length > 1 && !households && !people)
    return { value: to.length, unit: named === to.length ? '户' : '个', qualifier: null }
  return households && people ? null : (households ?? people)
}

/** 每户慰问金500元、慰问品折款200元, 每户米1袋、慰问金300元: 每户 is said once for all that stands in a row with it. */
const carriedFrom = (
  folded: string,
  quantities: readonly ReadQuantity[],
  gifts: readonly ReadGift[],
  index: number,
): string | null => {
  const one = quantities[index]!
  if (one.unit !== '元' || one.isTotal) return null
  const sum = quantities[index - 1]
  const gift = gifts.findLast(({ span }) => span.end <= one.span.start)
  const isSum = sum !== undefined && sum.unit === '元' && (!gift || gift.span.end <= sum.span.end)
  const [end, per] = isSum ? [sum.span.end, sum.each?.per] : [gift?.span.end ?? 0, gift?.each]
  if (!per || (isSum && sum.key === one.key)) return null
  return /^[、,和及与加][\u3400-\u9fff]{0,10}$/.test(folded.slice(end, one.span.start)) &&
    !/[共总另还又]|合计/.test(folded.slice(end, one.span.start))
    ? per
    : null
}

/** Every amount of each one, multiplied where the sentence states exactly one number of them; in doubt where it does not. */
export const multiplied = (
  folded: string,
  quantities: readonly ReadQuantity[],
  parties: readonly ReadParty[],
  gifts: readonly ReadGift[],
): ReadQuantity[] =>
  quantities.map((one, index) => {
    // 每户送一份大礼包,折款200元: the value is that of what each got.
    const gift = one.key === 'gift-value' ? gifts.findLast(({ span }) => span.end <= one.span.start) : undefined
    const follows = gift?.each && one.span.start - gift.span.end <= 8 && !one.isTotal
    const carried = carriedFrom(folded, quantities, gifts, index)
    const each =
      one.each ??
      (follows ? { value: one.value, per: gift.each! } : carried ? { value: one.value, per: carried } : null)
    if (!each || one.doubt) return one
    if (one.high !== null) return { ...one, each, doubt: 'uncounted' }
    const isMoney = one.unit === '元'
    if (!isMoney && each.per === '各') {
      const groups = groupsBefore(folded, one.span.start)
      if (groups < 2) return { ...one, each, doubt: 'uncounted' }
      const value = groups * each.value
      return { ...one, each, value, sum: `${groups}×${figure(each.value)}${one.unit}＝${figure(value)}${one.unit}` }
    }
    const others = quantities.filter((_, at) => at !== index)
    const siblings = others
      .filter((other) => other.key === one.key && other.each?.per === each.per && other.each)
      .map(({ span }) => span)
    const count = isMoney ? countFor(each.per, others, parties, gifts, { folded, span: one.span, siblings }) : null
    if (!count) return { ...one, each, doubt: 'uncounted' }
    const value = Math.round(each.value * count.value * 100) / 100
    const sum = `${figure(count.value)}${count.unit}×${figure(each.value)}元＝${figure(value)}元`
    return { ...one, each, value, qualifier: one.qualifier ?? count.qualifier, sum }
  })

/** How many of a thing were given in all: 每户1份 times the households; `null` where that is not told. */
export const giftCount = (
  gift: ReadGift,
  quantities: readonly ReadQuantity[],
  parties: readonly ReadParty[],
  folded: string,
): { value: number; sum: string | null } | null => {
  if (gift.count === null) return null
  if (gift.each === null) return { value: gift.count, sum: null }
  const count = countFor(gift.each, quantities, parties, [], { folded, span: gift.span, siblings: [] })
  if (!count) return null
  const value = gift.count * count.value
  const unit = gift.unit ?? '份'
  return { value, sum: `${figure(count.value)}${count.unit}×${figure(gift.count)}${unit}＝${figure(value)}${unit}` }
}

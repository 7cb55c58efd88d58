import { addDays } from '../../../platform/calendar/days.ts'
import { formatNumber } from '../../../platform/ui/format.ts'
import { kindOf } from '../kinds/all.ts'

/** What is odd about a fact, so that whoever checks looks at it first. Pure: what it is held against is given. */

/** An amount this many times the usual one is odd. Source: the office's own rule of thumb, ten times. */
export const TIMES_USUAL = 10
/** Amounts held against the usual one: money, families, people, hours. */
export const WEIGHED_UNITS = ['元', '户', '人', '人次', '课时']
/** So much of one fact is odd even where nothing is usual yet; a slip of the keys, by the office's own rule of thumb. */
const FAR_TOO_MUCH: Readonly<Record<string, number>> = { 户: 100_000, 人: 1_000_000, 人次: 1_000_000, 课时: 1000 }
/** Fewer facts than this tell nothing about what is usual. */
export const LEAST_USUAL = 5
/** Days after which it is asked whether the date is right. */
export const FAR_BACK_DAYS = 366

export const ODD_REASONS = [
  'amount-tenfold',
  'amount-far',
  'date-outside',
  'same-picture',
  'look-alike',
  'same-day-place',
  'no-file',
] as const
export type OddReason = (typeof ODD_REASONS)[number]

/** One reason, in words that name the value and what it is held against. */
export type Oddity = { reason: OddReason; words: string }

export type FactToCheck = {
  kind: string
  startsOn: string
  endsOn: string
  recordedOn: string
  quantities: readonly { key: string; value: number }[]
  fileCount: number
  campaign: { title: string; startsOn: string; endsOn: string } | null
}

export type HeldAgainst = {
  /** The usual amount by key: the median of the same kind and direction, and of how many. */
  usual: Readonly<Record<string, { median: number; count: number }>>
  /** Other facts that hold a picture or paper of the same bytes. */
  samePicture: readonly string[]
  /** Other facts with a picture that looks like one of its own: the code, or what may be told of it. */
  lookAlike: readonly string[]
  /** Other facts of the same kind and direction on the same day in the same place. */
  sameDayPlace: readonly string[]
}

const some = (codes: readonly string[]): string => `${codes.slice(0, 3).join('、')}${codes.length > 3 ? ' 等' : ''}`

/** Everything odd about a fact, the weightiest first; empty where nothing is. */
export const oddities = (fact: FactToCheck, against: HeldAgainst): Oddity[] => {
  const kind = kindOf(fact.kind)
  const odd: Oddity[] = []
  for (const { key, value } of fact.quantities) {
    const quantity = kind?.quantities.find((one) => one.key === key)
    const usual = against.usual[key]
    if (!quantity || !WEIGHED_UNITS.includes(quantity.unit)) continue
    const isKnown = usual !== undefined && usual.count >= LEAST_USUAL && usual.median > 0
    if (!isKnown && value >= (FAR_TOO_MUCH[quantity.unit] ?? Number.POSITIVE_INFINITY))
      odd.push({
        reason: 'amount-far',
        words: `${quantity.label} ${formatNumber(value)} ${quantity.unit}，一次这么多少见，核一核小数点和单位。`,
      })
    if (isKnown && value >= usual.median * TIMES_USUAL)
      odd.push({
        reason: 'amount-tenfold',
        words: `${quantity.label} ${formatNumber(value)} ${quantity.unit}，平常约 ${formatNumber(usual.median)} ${quantity.unit}，核一核小数点和单位。`,
      })
  }
  if (fact.startsOn < addDays(fact.recordedOn, -FAR_BACK_DAYS))
    odd.push({ reason: 'date-outside', words: `写的是 ${fact.startsOn} 的事，记录日 ${fact.recordedOn}，隔了一年多。` })
  else if (fact.campaign && (fact.startsOn < fact.campaign.startsOn || fact.endsOn > fact.campaign.endsOn))
    odd.push({
      reason: 'date-outside',
      words: `日期不在专题活动“${fact.campaign.title}”的 ${fact.campaign.startsOn} 到 ${fact.campaign.endsOn} 之内。`,
    })
  if (against.samePicture.length > 0)
    odd.push({ reason: 'same-picture', words: `附件和 ${some(against.samePicture)} 的是同一份。` })
  if (against.lookAlike.length > 0)
    odd.push({
      reason: 'look-alike',
      words: `照片和 ${some(against.lookAlike).trim()} 相似，看是不是这一次拍的。`,
    })
  if (against.sameDayPlace.length > 0)
    odd.push({
      reason: 'same-day-place',
      words: `同一天同一地方已有同类实绩 ${some(against.sameDayPlace)}，看是不是记重了。`,
    })
  if (kind?.files?.isExpected && fact.fileCount === 0)
    odd.push({ reason: 'no-file', words: `没有附${kind.files.word}。` })
  return odd
}

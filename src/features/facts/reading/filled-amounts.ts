import type { Span } from '../../sources/reading/parts/index.ts'
import { kindOf, quantitiesOf } from '../kinds/all.ts'
import { giftCount, inRow } from './each.ts'
import { MOST_PARTIES } from './parties.ts'
import type { FactQualifier, FactReading, QuantityKey, ReadKind, ReadQuantity } from './types.ts'

/** An amount of the form: the key of the kind, and how many. */
export type FilledAmount = { key: string; value: number; qualifier: FactQualifier | null }

/** Which amount of a kind a number of the sentence becomes; what stands in none stays in the words alone. */
const AMOUNTS: Record<ReadKind, Partial<Record<QuantityKey, string>>> = {
  visit: {
    households: 'households',
    people: 'people',
    'person-times': 'people',
    money: 'money',
    'gift-value': 'gifts-money',
    gifts: 'gifts',
  },
  meeting: { people: 'people', topics: 'topics' },
  activity: { people: 'people', 'person-times': 'people', sessions: 'sessions', money: 'money' },
  campaign: {},
  education: { people: 'people', 'person-times': 'people', hours: 'hours', sessions: 'sessions' },
  training: { people: 'people', hours: 'hours', sessions: 'sessions' },
  'troop-education': { hours: 'hours', sessions: 'sessions', checks: 'sessions' },
  discipline: { checks: 'checks', issues: 'issues', mended: 'mended' },
  publicity: { pieces: 'pieces', reads: 'reach' },
  money: { money: 'money', 'gift-value': 'money', people: 'people' },
  mission: { 'person-times': 'people', vehicles: 'vehicles' },
  project: { items: 'items', money: 'money', people: 'people', households: 'households' },
  ceremony: { households: 'households', people: 'people', 'person-times': 'people', money: 'money' },
  joint: { checks: 'sessions', people: 'people', 'person-times': 'people', money: 'money' },
  inspection: { issues: 'issues', places: 'places', mended: 'mended' },
}

/** Countable as 份: what is handed over in pieces; a sack or a barrel is told by its own measure. */
const PIECES = new Set(['份', '件', '套', '个', '提'])

/** Gifts that are one of their kind each, whatever their measure. */
const GIFT_NAMES = /慰问品|礼品|礼包|物资|大礼/

const roundFor = (key: string, value: number): number =>
  /money/.test(key) ? Math.round(value * 100) / 100 : key === 'hours' ? Math.round(value * 10) / 10 : Math.round(value)

/** The amounts of a form, which places of the sentence they were read from, and what of them wants a look. */
export type Amounts = { filled: FilledAmount[]; used: Set<Span>; asks: string[] }

const AWARD = [/奖(?:励)?金[^,。;、\d]{0,6}$/, /^(?:的)?(?:立功|受奖)?奖(?:励)?金/] as const
const GIFT_OF_MONEY = [/(?:慰问[金款]|红包)[^,。;、\d]{0,6}$/, /^(?:的)?(?:慰问[金款]|红包)/] as const

/** 奖励金 is no 慰问金 of a visit, nor this the 奖励金 of a ceremony. */
const otherMoney = (kind: ReadKind, { key, span }: ReadQuantity, folded: string): string | null => {
  if (key !== 'money' || (kind !== 'visit' && kind !== 'ceremony')) return null
  const [before, behind] = kind === 'visit' ? AWARD : GIFT_OF_MONEY
  const isOther =
    before.test(folded.slice(Math.max(0, span.start - 12), span.start)) || behind.test(folded.slice(span.end))
  if (!isOther) return null
  const words = folded.slice(span.start, span.end)
  return kind === 'visit'
    ? `“${words}”是奖励金，不是慰问金，没有填：送喜报的仪式另记一条。`
    : `“${words}”是慰问金，不是奖励金，没有填：走访慰问另记一条。`
}

const wordsOf = ({ value, high, unit }: ReadQuantity): string => `${value}${high === null ? '' : `—${high}`}${unit}`

/** What of several numbers of one field is filled in: the whole before its parts, those who took part before others. */
const chosenOf = (
  kind: ReadKind,
  given: readonly ReadQuantity[],
  folded: string,
): { values: readonly ReadQuantity[]; doubt: string | null } => {
  let own = given.filter(({ role }) => role !== 'other' && (kind !== 'visit' || (role !== 'by' && role !== 'join')))
  if (own.some(({ isTotal }) => isTotal)) own = own.filter(({ isTotal }) => isTotal)
  if (own.some(({ isDetail }) => !isDetail)) own = own.filter(({ isDetail }) => !isDetail)
  // 学生200人、教师200人参加: what is said behind the last of a row is said of all.
  const joins = own.filter(({ role }) => role === 'join')
  if (kind !== 'visit' && joins.length > 0)
    own = own.filter(
      (one) => joins.includes(one) || (one.role === null && joins.some((join) => inRow(folded, [one, join]))),
    )
  const roles = new Set(own.map(({ role }) => role))
  // Doers and those it was done for are never added up.
  if (own.length > 1 && roles.has('by'))
    return { values: [], doubt: `${own.map(wordsOf).join('、')}没有相加，填哪个数自己定。` }
  return { values: own, doubt: null }
}

export const amountsFor = (kind: ReadKind, direction: string | null, reading: FactReading, folded: string): Amounts => {
  const made: Amounts = { filled: [], used: new Set(), asks: [] }
  const known = kindOf(kind)
  const asked = known ? quantitiesOf(known, direction) : []
  const byKey = new Map<string, ReadQuantity[]>()
  for (const one of reading.quantities) {
    const key = AMOUNTS[kind][one.key]
    if (!key || !asked.some((quantity) => quantity.key === key)) continue
    const other = one.doubt === null ? otherMoney(kind, one, folded) : null
    if (other !== null) {
      made.asks.push(other)
      continue
    }
    // 一户200,合计1600: the whole is told.
    if (one.doubt === 'uncounted' && reading.quantities.some((all) => all.isTotal && all.key === one.key && !all.doubt))
      made.used.add(one.span)
    else if (one.doubt === 'uncounted')
      made.asks.push(`${one.each ? sayEach(one) : wordsOf(one)}：没有写明是多少的，合计没有填。`)
    else if (one.doubt === 'joint') made.asks.push(`慰问金和慰问品合在一起写（${wordsOf(one)}），各是多少自己填。`)
    else if (one.doubt === 'bound') made.asks.push(`“${folded.slice(one.span.start, one.span.end)}”不是准数，没有填。`)
    else if (one.doubt === 'unclear')
      made.asks.push(
        `“${folded.slice(one.span.start, one.span.end)}”没有读准，${one.unit === '元' ? '金额' : '数'}没有填，自己填。`,
      )
    else if (one.doubt === 'absent') made.asks.push(`有 ${wordsOf(one)}没有见到人：走访的户数自己核一下。`)
    else if (one.doubt === 'paid')
      made.asks.push(`“${folded.slice(one.span.start, one.span.end)}”是代付的，不是慰问金，没有填。`)
    else if (one.doubt === 'restated') made.used.add(one.span)
    else if (one.doubt === 'clash') {
      if (one.sum) made.asks.push(`“${wordsOf(one)}”和 ${one.sum} 对不上：填哪个数自己定。`)
    } else if (one.doubt === 'beside') continue
    else if (one.key === 'households' && kind === 'visit' && reading.isByPhone)
      made.asks.push(`${wordsOf(one)}是电话联系的，没有上门：走访户数没有填。`)
    else byKey.set(key, [...(byKey.get(key) ?? []), one])
  }
  for (const [key, given] of byKey) {
    const { values, doubt } = chosenOf(kind, given, folded)
    if (doubt) made.asks.push(doubt)
    if (values.length === 0) continue
    const value = values.reduce((sum, one) => sum + one.value, 0)
    for (const one of given)
      if (
        kind !== 'visit'
          ? values.includes(one) ||
            one.isDetail ||
            ((one.role === null || one.role === 'join') && values.some(({ isTotal }) => isTotal))
          : one.role !== 'by' && one.role !== 'join'
      )
        made.used.add(one.span)
    for (const one of values) if (one.sum) made.asks.push(`${one.sum}，对不对？`)
    if (values.length > 1 && !(inRow(folded, values) && !/money/.test(key))) {
      const unit = values[0]!.unit
      made.asks.push(
        `${values.map((one) => `${one.value}${unit}`).join('＋')}＝${roundFor(key, value)}${unit}，对不对？`,
      )
    }
    for (const one of values)
      if (one.high !== null) made.asks.push(`原话是 ${wordsOf(one)}，按约 ${one.value}${one.unit} 填。`)
    const qualifier = values.find((one) => one.qualifier)?.qualifier ?? null
    made.filled.push({ key, value: roundFor(key, value), qualifier })
  }
  return made
}

const sayEach = ({ each, high, unit }: ReadQuantity): string =>
  each ? `${each.per === '各' ? '各' : `每${each.per}`}${each.value}${high === null ? '' : `—${high}`}${unit}` : ''

/** 慰问品 in pieces: what is counted by 份, and gifts that bear no other name. */
export const giftsFor = (reading: FactReading, made: Amounts, folded: string): void => {
  const pieces = reading.gifts.filter(
    ({ name, count, unit }) =>
      count !== null && (unit === '份' || (GIFT_NAMES.test(name) && unit !== null && PIECES.has(unit))),
  )
  let sum = made.filled.find(({ key }) => key === 'gifts')?.value ?? 0
  let qualifier: FactQualifier | null = null
  for (const gift of pieces) {
    const counted = giftCount(gift, reading.quantities, reading.parties, folded)
    if (!counted) {
      made.asks.push(`每${gift.each}${gift.count}${gift.unit}：没有写明是多少的，份数没有填。`)
      return
    }
    sum += counted.value
    qualifier ??= gift.qualifier
    if (counted.sum) made.asks.push(`${counted.sum}，对不对？`)
  }
  if (pieces.length > 0)
    made.filled = [...made.filled.filter(({ key }) => key !== 'gifts'), { key: 'gifts', value: sum, qualifier }]
}

/** A visit to families by name is one to as many households. */
export const namedFamilies = (direction: string | null, reading: FactReading, made: Amounts): void => {
  const named = reading.parties.filter(({ part, sort }) => part === 'to' && sort === 'family')
  if (named.length === 0 || !['to-families', 'to-border', 'to-needy'].includes(direction ?? '')) return
  if (reading.isByPhone) return
  if (reading.parties.length >= MOST_PARTIES) {
    made.asks.push(`一句里名字多，只认了前 ${MOST_PARTIES} 个：其余的户和户数自己填。`)
    return
  }
  if (reading.quantities.some(({ key }) => key === 'households') || made.filled.some(({ key }) => key === 'people'))
    return
  made.filled.push({
    key: 'households',
    value: new Set(named.map(({ householdId, name }) => householdId ?? name)).size,
    qualifier: null,
  })
}

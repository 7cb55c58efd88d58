import type { Role } from '../../platform/acting.ts'
import { daysBetween, isDay, tooFar, YEARS_AHEAD } from '../../platform/calendar/days.ts'
import { periodAt, spanOf } from '../../platform/calendar/spans.ts'
import { directionName, type FactKind, type FactPart, fieldsOf, type Ledger, quantitiesOf } from './kinds/all.ts'

export { FACT_STEPS, type FactStep, MOVES, openFactSteps, takeFactStep } from './moves.ts'
export {
  FACT_STATES,
  type FactSeen,
  type FactState,
  isChecker,
  isWriter,
  type Looker,
  sidesOf,
  sidesOfUnit,
} from './sides.ts'

/** How an amount is qualified. Approximate stays approximate. */
export const QUALIFIERS = ['近', '余', '约'] as const
export type Qualifier = (typeof QUALIFIERS)[number]

/** Written later than this many days after it happened it is marked 迟录. No source sets a limit: the program's own choice. */
export const LATE_AFTER_DAYS = 30

/** Whether a fact that ended on one day and was recorded on another is marked 迟录; nothing else follows from it. */
export const isLate = (endsOn: string, recordedOn: string): boolean => daysBetween(endsOn, recordedOn) > LATE_AFTER_DAYS

/** First and last day of the month that holds a day. */
export const monthOf = (day: string): { first: string; last: string } => {
  const { from, to } = spanOf(periodAt('month', day))
  return { first: from, last: to }
}

/** The days a fact covers: a kind of one day takes the first alone, a kind of months the whole month. */
export const daysOf = (
  kind: FactKind,
  startsOn: string,
  endsOn: string | null,
): { startsOn: string; endsOn: string } => {
  if (kind.days === 'month') {
    const { first, last } = monthOf(startsOn)
    return { startsOn: first, endsOn: last }
  }
  return { startsOn, endsOn: kind.days === 'day' ? startsOn : (endsOn ?? startsOn) }
}

/** Roles that may enter a kind; one of the military side is entered by others for a troop unit (代录). */
export const mayEnter = (kind: FactKind, role: Role): boolean => kind.roles.includes(role)

/** What a form or a sheet gives, as the rules judge it. */
export type FactWords = {
  direction: string | null
  title: string
  startsOn: string
  endsOn: string | null
  fields: Readonly<Record<string, string>>
  quantities: readonly { key: string; value: number; qualifier: Qualifier | null }[]
  units: readonly { unitId: number; part: FactPart }[]
  householdIds: readonly number[]
  place: string
  promise: string | null
  promiseOn: string | null
  promiseUnitId: number | null
  campaignId: number | null
}

export type Wrong = { pointer: string; detail: string }

/**
 * What is wrong with a fact before it is recorded, field by field; the same for the form, the sheet and the server.
 * `isDraft`: only what could not be kept at all.
 */
export const wrongIn = (kind: FactKind, fact: FactWords, today: string, isDraft = false): Wrong[] => {
  const wrong: Wrong[] = []
  const add = (pointer: string, detail: string) => wrong.push({ pointer, detail })
  const { direction } = fact
  if (kind.directions && !kind.directions.some(([key]) => key === direction)) {
    if (!isDraft || direction !== null) add('/direction', '还没有选方向。')
  } else if (!kind.directions && direction !== null) add('/direction', `${kind.name}不分方向，去掉方向。`)

  const { startsOn, endsOn } = daysOf(kind, fact.startsOn, fact.endsOn)
  if (endsOn < startsOn) add('/endsOn', '结束日早于开始日，改为同一天或以后。')
  else if (!isDraft && kind.days === 'month' && endsOn >= today)
    add('/startsOn', `${kind.name}要等这个月过完再记，下月 1 日起记。`)
  else if (!isDraft && startsOn > today) add('/startsOn', '还没有发生的不记，到那天以后再记。')
  // A campaign is written down while it runs.
  else if (!isDraft && !kind.isCampaign && endsOn > today) add('/endsOn', '结束日晚于今天，改为今天或以前。')

  if (isDay(startsOn) && isDay(endsOn) && daysBetween(startsOn, endsOn) > YEARS_AHEAD * 366)
    add('/startsOn', `起止隔了 ${YEARS_AHEAD} 年以上，核对年份。`)

  wrong.push(...wrongFields(kind, fact, isDraft), ...wrongQuantities(kind, fact, isDraft))
  const strange = fact.units.find(({ part }) => !kind.parts.includes(part))
  if (strange) add('/units', kind.parts.length === 0 ? `${kind.name}不写单位。` : `${kind.name}没有这种参与方式。`)
  if (fact.householdIds.length > 0 && !kind.takesHouseholds) add('/householdIds', `${kind.name}不写到户。`)
  if (kind.isCountyOnly && fact.place !== '') add('/place', `${kind.name}只写到县区，不写地点。`)
  if (fact.campaignId !== null && kind.isCampaign) add('/campaignId', '专题活动不再归入另一项专题活动。')
  if (fact.promise === null && fact.promiseOn !== null) add('/promise', '写了承诺日，没有写承诺了什么。')
  if (fact.promise === null && fact.promiseUnitId !== null) add('/promise', '选了承诺单位，没有写承诺了什么。')
  if (fact.promiseOn !== null && fact.promiseOn < startsOn) add('/promiseOn', '承诺日早于事情发生的那天。')
  const far = fact.promiseOn === null ? null : tooFar(fact.promiseOn, today)
  if (far !== null) add('/promiseOn', far)
  return wrong
}

/** Of a kind without free words nothing is taken that tells more than its fields and amounts. */
export const wrongWords = (
  kind: FactKind,
  given: { title: string; body: string; promise: string | null; forUnitId: number | null },
): Wrong[] => {
  if (!kind.isBare) return []
  const wrong: Wrong[] = []
  const add = (pointer: string, detail: string) => wrong.push({ pointer, detail })
  if (given.title !== '') add('/title', `${kind.name}的名称由系统按类型和县区写，空着。`)
  if (given.body !== '') add('/body', `${kind.name}不写经过，只填公开发布过的数；部队、路线、装备都不写。`)
  if (given.promise !== null) add('/promise', `${kind.name}不记承诺。`)
  if (given.forUnitId !== null) add('/forUnitId', `${kind.name}不写是哪个部队。`)
  return wrong
}

const wrongFields = (kind: FactKind, { direction, fields }: FactWords, isDraft: boolean): Wrong[] => {
  const asked = fieldsOf(kind, direction)
  const wrong: Wrong[] = Object.keys(fields).flatMap((key) =>
    asked.some((field) => field.key === key) ? [] : [{ pointer: `/fields/${key}`, detail: '这一类没有这一项，去掉。' }],
  )
  for (const { key, label, type, choices, required, most = 200 } of asked) {
    const pointer = `/fields/${key}`
    const value = fields[key] ?? ''
    if (value === '') {
      if (required && !isDraft) wrong.push({ pointer, detail: `${label}还没有${type === 'choice' ? '选' : '填'}。` })
    } else if (type === 'choice' && !choices?.some(([choice]) => choice === value))
      wrong.push({ pointer, detail: `${label}从列出的里面选。` })
    else if (value.length > most) wrong.push({ pointer, detail: `${label}最多 ${most} 个字。` })
  }
  return wrong
}

/** Largest amounts that are taken, by their unit: of money and readers more than of families and pieces. */
const MOST: Record<string, [most: number, words: string]> = { 元: [1e11, '一千亿'], 人次: [1e10, '一百亿'] }
const MOST_COUNTED: [most: number, words: string] = [1e7, '一千万']
const mostOf = (unit: string) => MOST[unit] ?? MOST_COUNTED

const wrongQuantities = (kind: FactKind, { direction, quantities }: FactWords, isDraft: boolean): Wrong[] => {
  const asked = quantitiesOf(kind, direction)
  const wrong: Wrong[] = []
  for (const { key, value } of quantities) {
    const quantity = asked.find((one) => one.key === key)
    const pointer = `/quantities/${key}`
    if (!quantity) wrong.push({ pointer, detail: '这一类没有这个数，去掉。' })
    else if (value < 0 || value > mostOf(quantity.unit)[0])
      wrong.push({ pointer, detail: `${quantity.label}填 0 到${mostOf(quantity.unit)[1]}之间的数。` })
    else if (!hasDigits(value, quantity.digits ?? 0))
      wrong.push({
        pointer,
        detail: `${quantity.label}填${quantity.digits ? `最多 ${quantity.digits} 位小数` : '整数'}。`,
      })
  }
  if (new Set(quantities.map(({ key }) => key)).size < quantities.length)
    wrong.push({ pointer: '/quantities', detail: '同一个数填了两次，留一个。' })
  const amountOf = (key: string) => quantities.find((one) => one.key === key)?.value
  for (const [part, whole] of kind.within ?? [])
    if ((amountOf(part) ?? 0) > (amountOf(whole) ?? Number.POSITIVE_INFINITY)) {
      const [one, all] = [part, whole].map((key) => asked.find((quantity) => quantity.key === key)?.label)
      wrong.push({ pointer: `/quantities/${part}`, detail: `${one}比${all}多，核对这两个数。` })
    }
  for (const { key, label, required } of asked)
    if (required && !isDraft && !quantities.some((one) => one.key === key))
      wrong.push({ pointer: `/quantities/${key}`, detail: `${label}还没有填。` })
  return wrong
}

const hasDigits = (value: number, digits: number): boolean => {
  const scaled = value * 10 ** digits
  return Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, Math.abs(scaled))
}

/** The amount that tells of how many families, where a kind has it. */
const FAMILIES = 'households'

/**
 * Amounts with the families that are named: who names two of them has visited two, whether the number is filled in or not. A larger
 * number that was said stays, and so does what qualifies it.
 */
export const withNamedFamilies = (
  kind: FactKind,
  { direction, quantities, householdIds }: Pick<FactWords, 'direction' | 'quantities' | 'householdIds'>,
): FactWords['quantities'] => {
  const named = new Set(householdIds).size
  if (named === 0 || !quantitiesOf(kind, direction).some(({ key }) => key === FAMILIES)) return quantities
  const said = quantities.find(({ key }) => key === FAMILIES)
  if (said && said.value >= named) return quantities
  return [...quantities.filter((one) => one !== said), { key: FAMILIES, value: named, qualifier: null }]
}

/** The ledgers it stands in: 走访台账, 帮扶台账. */
export const ledgersOf = (kind: FactKind, fact: Pick<FactWords, 'direction' | 'fields' | 'quantities'>): Ledger[] =>
  kind.ledgersOf?.(fact) ?? []

/** What it is called where the writer gave no name: 走访慰问 驻澜某部; 地方走访重点优抚家庭 东门社区. */
export const titleFor = (
  kind: FactKind,
  {
    direction,
    fields,
    objects,
    region,
    place,
  }: {
    direction: string | null
    fields: Readonly<Record<string, string>>
    objects: readonly string[]
    region: string
    place: string
  },
): string => {
  const choices = kind.isBare ? kind.fields.find(({ type }) => type === 'choice') : undefined
  const chosen = choices?.choices?.find(([key]) => key === fields[choices.key])?.[1]
  const what = chosen || directionName(kind, direction) || kind.name
  const whom =
    objects.length > 0 ? `${objects.slice(0, 3).join('、')}${objects.length > 3 ? '等' : ''}` : place || region
  return `${what} ${whom}`.slice(0, 120)
}

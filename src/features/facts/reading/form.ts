import type { RecordFact } from '../contract.ts'
import { directionName, FACT_KINDS, fieldsOf, kindOf, quantitiesOf } from '../kinds/all.ts'
import { sharedName, takeLastYear } from './asked.ts'
import type { EntryReading } from './contract.ts'
import type { FactDraft } from './draft.ts'
import type { FactReading, Part, ReadParty } from './types.ts'

/** What the box shows of a reading: chips to press, what is missing, and what saving brings about. */

export { directionName, fieldsOf, kindOf, quantitiesOf } from '../kinds/all.ts'

/** `value` null: it is missing and asked for. `isOpen`: it was supposed, and wants a look. */
export type EntryChip = { key: string; label: string; value: string | null; isOpen: boolean }

/** Names for the ids of a draft, as far as the writer may see them. */
export type EntryNames = {
  units: Readonly<Record<number, string>>
  households: Readonly<Record<number, string>>
  region: { id: number; name: string } | null
}

const PART_WORDS: Record<Part, string> = { by: '谁办', with: '同行', to: '对象' }

const WEEKDAYS = '日一二三四五六'
const dayWords = (day: string, today: string): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]
  return day.slice(0, 4) === today.slice(0, 4) ? `${month}月${date}日 周${weekday}` : `${year}-${day.slice(5)}`
}

const span = (from: string, to: string | null, today: string): string =>
  to && to !== from
    ? `${dayWords(from, today).replace(/ 周.$/, '')} — ${dayWords(to, today).replace(/ 周.$/, '')}`
    : dayWords(from, today)

const figure = (value: number): string => value.toLocaleString('en')

/** 约 32, 近 300, 200 余, as the sentence said it. */
export const amountWords = (value: number, unit: string, qualifier: string | null): string => {
  const number =
    qualifier === '余' ? `${figure(value)} 余` : qualifier ? `${qualifier} ${figure(value)}` : figure(value)
  return `${number} ${unit}`
}

/** Who of the sentence is kept by name, and who stands in its words alone. */
const partyChips = (parties: readonly ReadParty[], draft: FilledForm, names: EntryNames): EntryChip[] =>
  (['by', 'to', 'with'] as const).flatMap((part) => {
    const isKept = ({ unitId, householdId }: ReadParty) =>
      draft.units.some((one) => one.unitId === unitId) ||
      (householdId !== null && draft.householdIds.includes(householdId))
    const own = parties.filter((one) => one.part === part)
    return [
      ...partyChip(own.filter(isKept), part, PART_WORDS[part], names),
      ...partyChip(
        own.filter((one) => !isKept(one)),
        `${part}-words`,
        `${PART_WORDS[part]}（原话）`,
        names,
      ),
    ]
  })

const partyChip = (own: readonly ReadParty[], key: string, label: string, names: EntryNames): EntryChip[] => {
  if (own.length === 0) return []
  const words = own.map(({ unitId, householdId, name }) => {
    if (unitId !== null) return names.units[unitId] ?? name
    return householdId === null ? name : (names.households[householdId] ?? name)
  })
  return [{ key, label, value: [...new Set(words)].join('、'), isOpen: false }]
}

/** What the kind asks for and the sentence did not say. */
const missingChips = (draft: FilledForm): EntryChip[] => {
  const kind = draft.kind ? kindOf(draft.kind) : undefined
  if (!kind) return [{ key: 'kind', label: '类别', value: null, isOpen: true }]
  const missing: EntryChip[] = []
  if (kind.directions && draft.direction === null)
    missing.push({ key: 'direction', label: '方向', value: null, isOpen: true })
  for (const { key, label, required } of fieldsOf(kind, draft.direction))
    if (required && !draft.fields[key]) missing.push({ key: `field:${key}`, label, value: null, isOpen: true })
  for (const { key, label, required } of quantitiesOf(kind, draft.direction))
    if (required && !draft.quantities.some((one) => one.key === key))
      missing.push({ key: `amount:${key}`, label, value: null, isOpen: true })
  return missing
}

/** The chips of a sentence, in the order in which a colleague would tell it. */
export const chipsOf = (
  reading: FactReading,
  draft: FilledForm,
  { asks, unfilled }: Pick<FactDraft, 'asks' | 'unfilled'>,
  names: EntryNames,
  today: string,
): EntryChip[] => {
  const kind = draft.kind ? kindOf(draft.kind) : undefined
  const { when } = reading
  const chips: EntryChip[] = []
  if (kind) {
    const direction = directionName(kind, draft.direction)
    chips.push({ key: 'kind', label: '类别', value: direction || kind.name, isOpen: false })
  }
  if (draft.startsOn === null || when?.isVague)
    chips.push({ key: 'when', label: when ? `日期（${when.text}）` : '日期', value: null, isOpen: true })
  else if (!when)
    chips.push({ key: 'when', label: '日期', value: `今日 ${dayWords(draft.startsOn, today)}`, isOpen: true })
  else
    chips.push({
      key: 'when',
      label: '日期',
      value: `${when.isAbout ? '约 ' : ''}${span(draft.startsOn, draft.endsOn, today)}${when.isLastYear ? '，去年' : ''}`,
      isOpen: when.isLastYear || when.isAbout,
    })
  if (names.region)
    chips.push({
      key: 'region',
      label: '地方',
      value: draft.place ? `${names.region.name} ${draft.place}` : names.region.name,
      isOpen: reading.place === null,
    })
  chips.push(...partyChips(reading.parties, draft, names))
  if (kind)
    for (const { key, label, unit } of quantitiesOf(kind, draft.direction)) {
      const amount = draft.quantities.find((one) => one.key === key)
      if (amount)
        chips.push({
          key: `amount:${key}`,
          label,
          value: amountWords(amount.value, unit, amount.qualifier),
          isOpen: false,
        })
    }
  if (draft.fields.goods) chips.push({ key: 'field:goods', label: '物品', value: draft.fields.goods, isOpen: false })
  if (draft.fields.helped) chips.push({ key: 'field:helped', label: '帮扶', value: draft.fields.helped, isOpen: false })
  if (draft.fields.told) chips.push({ key: 'field:told', label: '诉求', value: draft.fields.told, isOpen: false })
  if (draft.promise)
    chips.push({
      key: 'promise',
      label: '承诺',
      value: draft.promiseOn ? `${dayWords(draft.promiseOn, today).replace(/ 周.$/, '')}前` : '没有说哪天',
      isOpen: draft.promiseOn === null,
    })
  return [
    ...chips,
    ...missingChips(draft),
    ...asks.map((value, index) => ({ key: `ask:${index}`, label: '请看', value, isOpen: true })),
    ...(unfilled.length > 0 ? [{ key: 'unfilled', label: '未填入', value: unfilled.join('、'), isOpen: false }] : []),
  ]
}

const LEDGER_WORDS: Record<string, string> = { visits: '走访台账', help: '帮扶台账' }

/** 存下后进入走访台账、帮扶台账: what saving brings about, in one line. */
export const effectOf = (draft: FilledForm): string => {
  const kind = draft.kind ? kindOf(draft.kind) : undefined
  if (!kind) return ''
  const books = (kind.ledgersOf?.(draft) ?? []).map((ledger) => LEDGER_WORDS[ledger] ?? ledger)
  return `存下后进入${books.length > 0 ? books.join('、') : '实绩'}`
}

/** Whether the draft may be saved as it stands: nothing that the kind needs is missing, and the day is told. */
export const isReady = (draft: FilledForm, reading: Pick<FactReading, 'when'>, asks: readonly string[]): boolean =>
  missingChips(draft).length === 0 &&
  asks.length === 0 &&
  draft.startsOn !== null &&
  draft.regionId !== null &&
  !(reading.when?.isVague ?? false)

/** A reading with its day taken as last year's, and that question answered. */
export const withLastYear = (answer: EntryReading, today: string): EntryReading => {
  const { lastYear } = answer
  if (!lastYear) return answer
  const { form, asks } = takeLastYear(answer.draft, answer.asks, lastYear)
  const day = { key: 'when', label: '日期', value: span(lastYear.startsOn, lastYear.endsOn, today), isOpen: false }
  return {
    ...answer,
    draft: form,
    asks,
    lastYear: null,
    isReady: isReady(form, { when: null }, asks),
    chips: answer.chips
      .map((chip) => (chip.key === 'when' ? day : chip))
      .filter(({ key, value }) => !key.startsWith('ask:') || (value !== null && asks.includes(value))),
  }
}

/** A reading with the family of a name that several bear, or with none of them, and that question answered. */
export const withFamily = (answer: EntryReading, name: string, id: number | null): EntryReading => {
  const choice = answer.choices.find((one) => one.name === name)
  if (!choice) return answer
  const asks = answer.asks.filter((words) => words !== sharedName(name))
  const taken = choice.families.find((one) => one.id === id)
  const draft = {
    ...answer.draft,
    householdIds: [...new Set([...answer.draft.householdIds, ...(taken ? [taken.id] : [])])],
  }
  const chips = answer.chips
    .filter(({ key, value }) => !key.startsWith('ask:') || (value !== null && asks.includes(value)))
    .map((chip) =>
      taken && chip.key === 'to-words' && chip.value === name
        ? { ...chip, key: 'to', label: PART_WORDS.to, value: `${taken.place} ${name}` }
        : chip,
    )
  return {
    ...answer,
    draft,
    asks,
    chips,
    choices: answer.choices.filter((one) => one !== choice),
    households: taken ? [...answer.households, { id: taken.id, name }] : answer.households,
    isReady: isReady(draft, { when: null }, asks) && !chips.some(({ isOpen }) => isOpen),
  }
}

/** A form as it is filled in: its kind may be any. */
export type FilledForm = Omit<FactDraft, 'kind' | 'asks' | 'unfilled' | 'lastYear'> & { kind: string | null }

/** The form as the facts room takes it. */
export const asRecord = (
  draft: FilledForm,
  { channel, files }: { channel: RecordFact['channel']; files: RecordFact['files'] },
): Partial<RecordFact> & Pick<RecordFact, 'kind' | 'regionId' | 'startsOn'> => ({
  kind: draft.kind ?? '',
  direction: draft.direction,
  body: draft.body,
  regionId: draft.regionId ?? 0,
  place: draft.place,
  startsOn: draft.startsOn ?? '',
  endsOn: draft.endsOn,
  fields: draft.fields,
  quantities: draft.quantities,
  units: draft.units,
  householdIds: draft.householdIds,
  files,
  promise: draft.promise,
  promiseOn: draft.promiseOn,
  promiseUnitId: null,
  channel,
})

/** Kinds that a post of this role may enter, in their order. */
export const kindsFor = (role: string) => FACT_KINDS.filter(({ roles }) => (roles as readonly string[]).includes(role))

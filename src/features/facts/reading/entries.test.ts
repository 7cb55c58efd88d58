import { expect, test } from 'vitest'
import { makeCalendar } from '../../../platform/calendar/index.ts'
import { indexRegions, indexUnits } from '../../sources/reading/parts/index.ts'
import type { Side } from '../kinds/all.ts'
import { takeLastYear } from './asked.ts'
import { daysIn } from './days.ts'
import { draftOf } from './draft.ts'
import { BLIND } from './fixtures/blind.ts'
import { ENTRIES, type ExpectedEntry } from './fixtures/entries.ts'
import { NAMED, REVIEWED, SEVERAL } from './fixtures/reviewed.ts'
import { FAMILIES, REGIONS, TODAY, UNITS } from './fixtures/sentences.ts'
import { UNUSUAL } from './fixtures/unusual.ts'
import { chipsOf, isReady } from './form.ts'
import { namesIn } from './names.ts'
import { placedInPlain, plainOf } from './plain.ts'
import { readFact } from './read.ts'

const options = {
  today: TODAY,
  regions: indexRegions(REGIONS),
  home: 3,
  units: indexUnits(UNITS),
  families: FAMILIES,
  workdays: makeCalendar(),
}
const SIDES: Record<ExpectedEntry['by'], readonly Side[]> = {
  village: ['civil'],
  town: ['civil'],
  bureau: ['civil'],
  school: ['civil'],
  office: ['civil', 'military'],
  troop: ['military'],
}

const filledBy = ({ by, said }: ExpectedEntry) => {
  const reading = readFact(said, { ...options, sides: SIDES[by] })
  return { reading, draft: draftOf(reading, said, { today: TODAY, regionId: 3 }) }
}

/** The form as far as the table names it. */
const shown = (one: ExpectedEntry) => {
  const { reading, draft } = filledBy(one)
  const amounts = draft.quantities.map(({ key, value, qualifier }) => [key, value, qualifier ?? []].flat().join(' '))
  const part = (text: string | undefined, wanted: string | undefined) =>
    wanted !== undefined && text?.includes(wanted) ? wanted : text
  return {
    kind: draft.kind,
    direction: draft.direction ?? undefined,
    day: draft.endsOn ? `${draft.startsOn}/${draft.endsOn}` : draft.startsOn,
    amounts: amounts.sort(),
    goods: one.goods === undefined ? undefined : draft.fields.goods,
    helped: part(draft.fields.helped, one.helped),
    told: one.kind === 'visit' ? part(draft.fields.told, one.told) : undefined,
    fields: Object.fromEntries(Object.keys(one.fields ?? {}).map((key) => [key, draft.fields[key]])),
    promise: draft.promise === null ? undefined : (draft.promiseOn ?? '?'),
    isReady: isReady(draft, reading, draft.asks),
    left: (one.left ?? []).filter((words) => draft.unfilled.join('、').includes(words)),
    facts: Math.max(1, reading.facts.length),
  }
}

const wanted = (one: ExpectedEntry): ReturnType<typeof shown> => ({
  ...{ kind: one.kind, direction: one.direction, day: one.day === undefined ? TODAY : one.day },
  amounts: one.amounts?.split(', ').sort() ?? [],
  ...{ goods: one.goods, helped: one.helped, told: one.told, fields: one.fields ?? {}, promise: one.promise },
  ...{ isReady: !one.isAsked, left: one.left ?? [], facts: one.facts ?? 1 },
})

const ALL = [...ENTRIES, ...UNUSUAL, ...REVIEWED, ...BLIND]

test.each(ALL)('$by: $said', (one) => {
  expect(shown(one)).toEqual(wanted(one))
})

test.each(NAMED)('%s: names %j', (said, names) => {
  expect(readFact(said, options).parties.map(({ name }) => name)).toEqual(names)
})

const REGISTER = ['魏大根', '沈新文', '郑小文', '仝长河'].map((name, index) => ({ id: index + 1, names: [name] }))

test.each(SEVERAL)('%s: ties %j, %s households', (said, tied, households, asked) => {
  const names = namesIn(readFact(said, { today: TODAY, sides: ['civil'] }).parties, said)
  const found = REGISTER.filter(({ names: [name = ''] }) => names.includes(name))
  const reading = readFact(said, { today: TODAY, sides: ['civil'], families: found })
  const draft = draftOf(reading, said, { today: TODAY, regionId: 3 })
  expect(draft.householdIds.map((id) => REGISTER[id - 1]?.names[0])).toEqual(tied)
  expect(draft.quantities.find(({ key }) => key === 'households')?.value ?? null).toBe(households)
  if (asked) expect(draft.asks.join()).toContain(asked)
})

test('no number of a sentence is lost: it is a day, an amount, goods, a field, asked about or shown as 未填入', () => {
  for (const one of ALL.filter(({ facts }) => facts === undefined)) {
    const { reading, draft } = filledBy(one)
    const { text } = plainOf(one.said)
    const plain = placedInPlain(reading, plainOf(one.said))
    const places = [...daysIn(text, TODAY), ...[...plain.quantities, ...plain.gifts].map(({ span }) => span)]
    const shown = [draft.asks, draft.unfilled, draft.promise ?? '', Object.values(draft.fields)].flat().join()
    for (const { 0: number, index } of text.matchAll(/\d+(?:\.\d+)?/g))
      if (!places.some(({ start, end }) => start <= index && index < end)) expect(shown, one.said).toContain(number)
  }
})

test('no chip shows what is not kept', () => {
  for (const one of ALL) {
    const { reading, draft } = filledBy(one)
    const { asks, unfilled, lastYear: _, ...form } = draft
    const chips = chipsOf(reading, form, { asks, unfilled }, { units: {}, households: {}, region: null }, TODAY)
    for (const { key, value } of chips) {
      const [sort, name = ''] = key.split(':')
      if (sort === 'amount' && value !== null)
        expect(
          form.quantities.map((amount) => amount.key),
          one.said,
        ).toContain(name)
      if (sort === 'field' && value !== null) expect(form.fields[name], one.said).toBe(value)
      if (sort === 'by' || sort === 'to' || sort === 'with')
        expect(form.units.length + form.householdIds.length, one.said).toBeGreaterThan(0)
    }
    expect(chips.filter(({ key }) => key.startsWith('ask:')).map(({ value }) => value)).toEqual(asks)
    expect(chips.find(({ key }) => key === 'unfilled')?.value ?? '').toBe(unfilled.join('、'))
    // Of what was reckoned, the words show every factor.
    for (const { sum, each } of reading.quantities)
      if (sum && each && draft.quantities.length > 0) expect(sum).toContain(String(each.value))
  }
})

test.each([
  ['7月30日走访驻军，送慰问金5万元', { words: '7月30日', startsOn: '2025-07-30', endsOn: null }],
  ['7月28日至30日走访军属12户', { words: '7月28日至30日', startsOn: '2025-07-28', endsOn: '2025-07-30' }],
  ['去年7月30日走访驻军', null],
  ['7月10日走访驻军', null],
])('%s: a day to come is offered as last year’s, and taken only where somebody says so', (said, lastYear) => {
  const draft = filledBy({ by: 'office', said, kind: 'visit' }).draft
  expect(draft.lastYear).toEqual(lastYear)
  expect(draft.startsOn === null).toBe(lastYear !== null)
  if (!lastYear) return
  const { form, asks } = takeLastYear(draft, draft.asks, lastYear)
  expect(form).toMatchObject({ startsOn: lastYear.startsOn, endsOn: lastYear.endsOn })
  expect(asks).toEqual([])
})

test('no direction of the other side is ever proposed', () => {
  const own = {
    civil: ['to-troops', 'to-families', 'to-border', 'for-troops'],
    military: ['to-needy', 'service', 'for-people'],
  }
  for (const side of ['civil', 'military'] as const)
    for (const { said } of ENTRIES) {
      const reading = readFact(said, { ...options, sides: [side] })
      const { direction } = draftOf(reading, said, { today: TODAY, regionId: 3 })
      if (direction !== null) expect(own[side], said).toContain(direction)
    }
})

test('events that were told in one sentence are read alone as they were read together', () => {
  for (const one of ENTRIES.filter(({ facts }) => facts)) {
    const { reading, draft } = filledBy(one)
    for (const [index, text] of reading.facts.entries()) {
      const alone = readFact(text, { ...options, sides: SIDES[one.by] })
      expect(alone.facts, text).toEqual([])
      expect(alone.when?.startsOn, text).not.toBeNull()
      if (index === 0) expect(draftOf(alone, text, { today: TODAY, regionId: 3 }).quantities).toEqual(draft.quantities)
    }
  }
})

test('a name that two families bear is asked about', () => {
  const families = [
    { id: 8, names: ['钱双双'] },
    { id: 9, names: ['钱双双'] },
  ]
  const said = '今天走访钱双双，送米2袋'
  const draft = draftOf(readFact(said, { ...options, families }), said, { today: TODAY, regionId: 3 })
  expect(draft.householdIds).toEqual([])
  expect(draft.asks.join()).toMatch(/钱双双.*不止一户/)
})

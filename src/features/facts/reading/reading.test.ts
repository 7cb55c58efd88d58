import { expect, test } from 'vitest'
import { makeCalendar } from '../../../platform/calendar/index.ts'
import { indexRegions, indexUnits } from '../../sources/reading/parts/index.ts'
import { type Annotated, FAMILIES, REGIONS, SENTENCES, TODAY, UNITS, UNSEEN } from './fixtures/sentences.ts'
import { readFact } from './read.ts'
import { type FactReading, MOST_READ } from './types.ts'

const options = {
  today: TODAY,
  regions: indexRegions(REGIONS),
  home: 3,
  units: indexUnits(UNITS),
  families: FAMILIES,
  workdays: makeCalendar(),
}
const read = (said: string) => readFact(said, options)

type Field = Exclude<keyof Annotated, 'said'>
const FIELDS: Field[] = ['kind', 'when', 'by', 'to', 'with', 'place', 'counts', 'gifts', 'promises', 'asks']

const some = (words: readonly (string | number | null | undefined)[]): string =>
  words.filter((word) => word !== null && word !== undefined).join(' ')

const found = (reading: FactReading): Record<Field, string[]> => {
  const { when } = reading
  const named = (part: string) => reading.parties.filter((one) => one.part === part).map(({ name }) => name)
  return {
    kind: reading.kind ? [reading.kind.value] : [],
    when: !when
      ? []
      : when.isVague || !when.startsOn
        ? ['vague']
        : [when.startsOn === when.endsOn ? when.startsOn : `${when.startsOn}/${when.endsOn}`],
    by: named('by'),
    to: named('to'),
    with: named('with'),
    place: reading.place ? [reading.place.name] : [],
    counts: reading.quantities.map(({ key, value, qualifier }) => some([key, value, qualifier])),
    gifts: reading.gifts.map(({ name, count, unit, qualifier }) => some([name, count, unit, qualifier])),
    promises: reading.promises.map(({ dueOn }) => dueOn ?? '?'),
    asks: reading.asks.map(({ text }) => text),
  }
}

const expected = (one: Annotated, field: Field): string[] => {
  const value = one[field]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

type Sum = { hits: number; wrong: number; missed: number }

/** F1 per field and over all, printed; `SHOW_READING` prints what was missed and what was read too much. */
const judged = (sentences: readonly Annotated[], name: string): { all: number; byField: Record<string, number> } => {
  const marks: string[] = []
  const misses: string[] = []
  const all: Sum = { hits: 0, wrong: 0, missed: 0 }
  const byField: Record<string, number> = {}
  const readings = sentences.map((one) => ({ one, reading: found(read(one.said)) }))
  for (const field of FIELDS) {
    const sum: Sum = { hits: 0, wrong: 0, missed: 0 }
    for (const { one, reading } of readings) {
      const wanted = expected(one, field)
      const rest = [...reading[field]]
      const missed = wanted.filter((word) => {
        const at = rest.indexOf(word)
        if (at >= 0) rest.splice(at, 1)
        return at < 0
      })
      sum.hits += wanted.length - missed.length
      sum.missed += missed.length
      sum.wrong += rest.length
      if (missed.length > 0 || rest.length > 0) misses.push(`${field}: −[${missed}] +[${rest}] ${one.said}`)
    }
    byField[field] = f1(sum)
    for (const key of ['hits', 'wrong', 'missed'] as const) all[key] += sum[key]
    marks.push(`${field} ${f1(sum).toFixed(3)} (${sum.hits}/${sum.hits + sum.missed}, +${sum.wrong})`)
  }
  if (process.env.SHOW_READING) process.stdout.write(`${misses.join('\n')}\n`)
  process.stdout.write(`${name}, ${sentences.length} sentences, F1: ${marks.join(' · ')} · all ${f1(all).toFixed(3)}\n`)
  return { all: f1(all), byField }
}

test('what a careful colleague reads from a sentence is read: F1 per field', () => {
  const { all, byField } = judged(SENTENCES, 'known')
  expect(SENTENCES.length).toBeGreaterThanOrEqual(80)
  expect(all).toBeGreaterThan(0.96)
  for (const field of FIELDS) expect(byField[field], field).toBeGreaterThan(0.92)
})

test('sentences that nothing was tuned on are read nearly as well', () => {
  expect(judged(UNSEEN, 'unseen').all).toBeGreaterThan(0.8)
})

const f1 = ({ hits, wrong, missed }: { hits: number; wrong: number; missed: number }): number =>
  (2 * hits) / (2 * hits + wrong + missed)

test('every part shows the words it came from, by their place in the sentence as typed', () => {
  const said = '昨天上午市领导到驻澜某部走访，送慰问金５万元，当场收到需求2件'
  const reading = read(said)
  const words = ({ start, end }: { start: number; end: number }) => said.slice(start, end)
  expect(words(reading.when!.span)).toBe('昨天上午')
  expect(reading.when!.hour).toBe('上午')
  expect(words(reading.kind!.span)).toBe('走访')
  expect(reading.quantities.map(({ span }) => words(span))).toEqual(['５万元', '2件'])
  expect(reading.parties.map(({ span }) => words(span))).toEqual(['市领导', '驻澜某部'])
  expect(reading.direction).toBe('to-troops')
  expect(reading.missing).toEqual([])
})

test('what is not said is told as missing, and nothing is made up', () => {
  expect(read('').missing).toEqual(['kind', 'when'])
  expect(read('走访').missing).toEqual(['when', 'whom'])
  expect(read('前几天走访了老兵').when).toMatchObject({ startsOn: null, isVague: true })
  expect(read('7月30日走访老兵').when).toMatchObject({ startsOn: '2025-07-30', isLastYear: true })
  expect(read('2月30日走访老兵').when).toMatchObject({ startsOn: null, why: 'impossible' })
})

test('a family is meant only where one alone bears the name', () => {
  const of = (said: string) => read(said).parties.find(({ part }) => part === 'to')?.householdId
  expect(of('昨天看望王建国')).toBe(1)
  expect(of('昨天给老王家送了米油')).toBe(1)
  // Two heads are a 李 here.
  expect(of('昨天给老李家送了米油')).toBeNull()
  expect(readFact('昨天看望王建国', { today: TODAY }).parties[0]).toMatchObject({ name: '王建国', householdId: null })
})

test('the day turns with the day it is read on', () => {
  const on = (today: string, said: string) => {
    const when = readFact(said, { today }).when
    return when && [when.startsOn, when.endsOn]
  }
  expect(on('2026-01-01', '昨天走访')).toEqual(['2025-12-31', '2025-12-31'])
  expect(on('2026-03-02', '上周日走访')).toEqual(['2026-03-01', '2026-03-01'])
  expect(on('2026-03-01', '上周日走访')).toEqual(['2026-02-22', '2026-02-22'])
  expect(on('2024-03-01', '昨天走访')).toEqual(['2024-02-29', '2024-02-29'])
  expect(on('2026-07-30', '7月30日走访')).toEqual(['2026-07-30', '2026-07-30'])
  expect(on('2026-07-31', '31号走访')).toEqual(['2026-07-31', '2026-07-31'])
  // June had no 31st, and July's is to come.
  expect(on('2026-07-30', '31号走访')).toEqual([null, null])
  expect(on('2026-08-03', '八一前走访')).toEqual(['2026-07-01', '2026-07-31'])
})

const WORST: [string, string][] = [
  ['one character ten thousand times', '走'.repeat(10_000)],
  ['digits without end', '9'.repeat(10_000)],
  ['commas', '，'.repeat(10_000)],
  ['the same sentence five hundred times', '昨天给老王家送米油各一份，'.repeat(500)],
  ['open quotes', '“'.repeat(10_000)],
  ['days upon days', '7月1日至'.repeat(2000)],
  ['surnames', '王李张刘陈'.repeat(2000)],
  ['half a pair', '\ud83d'.repeat(5000)],
  ['control characters', '\u0000\u202e走访\n\r\t'.repeat(1500)],
  ['places within places', '青溪镇石桥村'.repeat(1500)],
]

test.each(WORST)('is answered whatever is typed: %s', (_, said) => {
  const reading = read(said)
  expect(reading.parties.length).toBeLessThanOrEqual(12)
  for (const { span } of [...reading.parties, ...reading.quantities, ...reading.gifts])
    expect(span.end).toBeLessThanOrEqual(Math.min(said.length, MOST_READ))
})

test('twice the text takes no more than a few times as long', () => {
  const took = (said: string) => {
    const start = process.cpuUsage()
    for (let turn = 0; turn < 3; turn++) read(said)
    return process.cpuUsage(start).user
  }
  const unit = '昨天给老王家送米油各一份，'
  took(unit.repeat(40))
  const [short, long] = [took(unit.repeat(40)), took(unit.repeat(160))]
  expect(long).toBeLessThan(Math.max(short, 20_000) * 40)
})

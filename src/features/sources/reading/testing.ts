import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DutyWord, type Reading, readDocument, type UnitWord } from './index.ts'

type DutyRow = {
  unit: string
  aliases: string[]
  phrase: string
  words: string[]
  source: string
  weight?: number
  verified: boolean
}

const dutyFile = new URL('../../org/data/duties.json', import.meta.url)

/** The shipped duties file. */
export const dutyRows = JSON.parse(readFileSync(fileURLToPath(dutyFile), 'utf8')) as DutyRow[]

const names = [...new Set(dutyRows.map((row) => row.unit))]

/** Units of a made-up prefecture, one for each unit of the duties file. */
export const units: UnitWord[] = names.map((name, index) => ({
  id: index + 1,
  name,
  words: dutyRows.find((row) => row.unit === name)!.aliases,
  sort: index,
  kind: 'member',
}))

export const duties: DutyWord[] = dutyRows.map(({ unit, phrase, words, source, weight }) => ({
  unitId: names.indexOf(unit) + 1,
  phrase,
  words,
  source,
  weight,
}))

export const unitId = (name: string): number => names.indexOf(name) + 1

export const unitName = (id: number | undefined): string | null => (id === undefined ? null : (names[id - 1] ?? null))

export const read = (text: string, today = '2026-03-01'): Reading => readDocument(text, { today, units, duties })

/** The lead of the first proposal: a unit's name, the set's code, or null. */
export const leadOf = (reading: Reading, index = 0): string | null => {
  const lead = reading.proposals[index]?.lead
  return lead ? (lead.set ?? unitName(lead.unitId)) : null
}

export const planText = readFileSync(fileURLToPath(new URL('./fixtures/plan.txt', import.meta.url)), 'utf8')

/** A text of about so many bytes in which no sentence comes twice, or it would count as printed twice: plans with a sign of their own. */
export const variedText = (bytes: number): string => {
  const copies: string[] = []
  let size = 0
  for (let copy = 0; size < bytes; copy++) {
    const text = planText.replaceAll('。', `${String.fromCharCode(0x8000 + copy)}。`)
    copies.push(text)
    size += Buffer.byteLength(text)
  }
  const text = copies.join('\n')
  return text.slice(0, Math.ceil((text.length * bytes) / size))
}

import { expect, test } from 'vitest'
import { readDocument } from './index.ts'
import { numbers } from './scratch.ts'
import { planText, variedText } from './testing.ts'

test('an emptied table holds nothing of the one before, whatever their lengths', () => {
  const tables = numbers()
  for (const size of [10, 3, 2000, 600_000, 1]) {
    const table = tables.takeEmpty(size)
    expect(table.length).toBe(size)
    expect(table.every((one) => one === 0)).toBe(true)
    table.fill(7)
  }
})

test('a reading does not depend on what was read before it', () => {
  const alone = JSON.stringify(readDocument(planText, {}))
  for (const before of ['', '驻军', variedText(300_000), planText.slice(100)]) {
    readDocument(before, {})
    expect(JSON.stringify(readDocument(planText, {}))).toBe(alone)
  }
})

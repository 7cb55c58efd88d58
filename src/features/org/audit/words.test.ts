import { expect, test } from 'vitest'
import register from '../data/processing.json' with { type: 'json' }
import { FIELD_WORDS, fieldWord } from './words.ts'

test('every column of every table has its Chinese word', () => {
  const tables: Record<string, Record<string, string[]>> = register.tables
  const columns = Object.values(tables).flatMap((kinds) => Object.values(kinds).flat())
  expect(columns.length).toBeGreaterThan(700)
  expect(columns.filter((column) => !(column in FIELD_WORDS))).toEqual([])
  for (const [column, word] of Object.entries(FIELD_WORDS)) expect(word, column).toMatch(/^[0-9\p{Script=Han} ]+$/u)
})

test('a field is named whether it is written as in the database or as in the program', () => {
  expect([fieldWord('due_on'), fieldWord('dueOn'), fieldWord('isSound'), fieldWord('somethingElse')]).toEqual([
    '承诺日',
    '承诺日',
    '是否完整',
    '其他内容',
  ])
})

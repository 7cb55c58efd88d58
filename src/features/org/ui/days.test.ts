import { expect, test } from 'vitest'
import { readDays, writeDays } from './days.ts'

test('days are read as a notice gives them', () => {
  expect(readDays('1月1日至3日\n10-01 至 10-02、2027.5.1\n2026-12-31', 2027)).toEqual({
    days: ['2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03', '2027-05-01', '2027-10-01', '2027-10-02'],
    unread: [],
  })
})

test('what cannot be read is named: no such day, reversed, too long, no day at all', () => {
  const lines = ['2月30日', '10月7日至1日', '1月1日至12月31日', '春节']
  expect(readDays(lines.join('\n'), 2027)).toEqual({ days: [], unread: lines })
})

test('written days are read back the same', () => {
  const days = ['2026-12-31', '2027-01-01', '2027-01-02', '2027-10-09']
  const lines = writeDays(days, 2027)
  expect(lines).toEqual(['2026-12-31至1月2日', '10月9日'])
  expect(readDays(lines.join('\n'), 2027).days).toEqual(days)
})

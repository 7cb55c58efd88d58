import { expect, test } from 'vitest'
import type { AlertRules } from './contract.ts'
import { judgeReadings, overWords, type Reading, toldFault } from './rules.ts'

const rules: AlertRules = { revealsHour: 3, revealsDay: 5, exportsHour: 2, exportsDay: 4, isSet: true, version: 1 }
const NOW = '2026-07-14T08:00:00.000Z'
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString()
const looks = (count: number, minutes: number, action = 'people.reveal-phone', personId = 7): Reading[] =>
  Array.from({ length: count }, (_, index) => ({
    personId,
    postId: 3,
    address: '10.0.0.8',
    action,
    record: 'liaisons',
    recordId: String(index),
    at: ago(minutes),
    rows: action.endsWith('.export') ? 10 : null,
  }))
const over = (...readings: Reading[][]) => judgeReadings(readings.flat(), rules, NOW).flatMap(({ facts }) => facts.over)

test.each([
  ['at the limit of an hour', [looks(3, 10)], []],
  ['one above it', [looks(4, 10)], ['一小时内看封存内容 4 次（告警线 3）']],
  ['the same an hour ago', [looks(4, 61)], []],
  ['above the limit of a day, spread out', [looks(3, 10), looks(3, 600)], ['24 小时内看封存内容 6 次（告警线 5）']],
  ['the same a day ago', [looks(6, 24 * 60 + 1)], []],
  ['exports one above', [looks(3, 10, 'matter.export')], ['一小时内导出 3 份（告警线 2）']],
  ['exports and looks, counted apart', [looks(3, 10), looks(2, 10, 'matter.export')], []],
  ['of other closed values the same', [looks(4, 10, 'household.reveal-bank')], ['一小时内看封存内容 4 次（告警线 3）']],
])('P06 judge readings %s', (_name, readings, words) => {
  expect(over(...readings).map(overWords)).toEqual(words)
})

test('P06 count each person alone, and tell posts, addresses, kinds and records of the one who is above', () => {
  const told = judgeReadings([...looks(3, 5), ...looks(4, 5, 'people.reveal-phone', 8)], rules, NOW)
  expect(told).toMatchObject([
    {
      personId: 8,
      facts: {
        postIds: [3],
        addresses: ['10.0.0.8'],
        kinds: [{ action: 'people.reveal-phone', record: 'liaisons', count: 4, rows: 0 }],
        records: ['liaisons:0', 'liaisons:1', 'liaisons:2', 'liaisons:3'],
        from: ago(5),
        until: ago(5),
      },
    },
  ])
})

test('a fault of the chain keeps its name as long as the same is found', () => {
  const problem = { seq: 4, until: 4, kind: 'row-changed' as const, sentence: '序号 4 的记录（第 4 号）封存后被改过。' }
  const fault = { first: 4, count: 1, problems: [problem] }
  expect(toldFault(fault, NOW).fingerprint).toBe(toldFault(fault, ago(9)).fingerprint)
  const other = { ...fault, problems: [{ ...problem, seq: 5, until: 5 }] }
  expect(toldFault(other, NOW).fingerprint).not.toBe(toldFault(fault, NOW).fingerprint)
})

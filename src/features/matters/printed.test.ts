// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { slipNumber, slipsOf, slipTitle, toSlipKind } from './printed.ts'
import { aDetail } from './ui/testing.tsx'

const entry = (step: 'raise' | 'assign' | 'report' | 'send-back') =>
  ({ ...({} as ReturnType<typeof aDetail>['entries'][number]), step }) as const

it('a slip bears the number of its matter, its kind and which one it is', () => {
  const code = 'XQ-2026-012'
  const entries = [entry('report'), entry('assign'), entry('raise')]
  expect(slipNumber('register', { code, entries, state: 'reported' })).toBe('XQ-2026-012-登1')
  expect(slipNumber('hand-out', { code, entries, state: 'reported' })).toBe('XQ-2026-012-交1')
  expect(slipNumber('answer', { code, entries, state: 'reported' })).toBe('XQ-2026-012-确1')
  const sentBack = [entry('send-back'), ...entries]
  expect(slipNumber('feedback', { code, entries: sentBack, state: 'running' })).toBe('XQ-2026-012-馈2')
  expect(slipNumber('feedback', { code, entries: [], state: 'running' })).toBe('XQ-2026-012-馈1')
})

it('what nobody leads yet has only its first slip', () => {
  expect(slipsOf(aDetail({ lead: null, state: 'raised' }))).toEqual(['register'])
  expect(slipsOf(aDetail())).toHaveLength(4)
  expect([slipTitle('register', 'need'), slipTitle('register', 'task')]).toEqual(['需求登记单', '任务登记单'])
  expect([toSlipKind('answer'), toSlipKind('x')]).toEqual(['answer', 'register'])
})

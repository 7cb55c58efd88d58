// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { toast } from '../../../../platform/ui/index.ts'
import { fakeApi, refusal, show } from '../../ui/testing.tsx'
import type { Statement, StatementLine } from '../contract.ts'
import type { Figures } from '../rules.ts'
import { StatementPage } from './StatementPage.tsx'

const params = vi.hoisted(() => ({ id: '12' }))
vi.mock('@tanstack/react-router', async (load) => ({ ...(await load<object>()), useParams: () => params }))

afterEach(() => {
  cleanup()
  toast.clear()
})

const figures = (part: Partial<Figures> = {}): Figures => ({
  ...{ opening: 0, closing: 0, new: 0, reopened: 0, 'carried-in': 0, 'handed-in': 0, closed: 0, declined: 0 },
  ...{ withdrawn: 0, merged: 0, carried: 0, 'handed-out': 0 },
  ...part,
})
const line = (matterId: number, part: Partial<StatementLine> = {}): StatementLine => ({
  direction: 'military-asks',
  term: 'closing',
  matterId,
  on: null,
  code: `XQ-2026-00${matterId}`,
  title: `需求${matterId}`,
  asker: '驻澜某部',
  lead: '市交通运输局',
  state: 'running',
  dueOn: '2026-07-31',
  light: '正常',
  flags: [],
  ...part,
})
const aStatement = (part: Partial<Statement> = {}): Statement => ({
  id: 12,
  number: 'DZ-2026-01',
  round: 1,
  office: { id: 1, name: '市双拥办' },
  unit: { id: 9, name: '驻澜某部' },
  fromOn: '2026-01-01',
  untilOn: '2026-07-14',
  frozenOn: '2026-07-14',
  frozenBy: '市双拥办综合岗',
  sides: [
    { direction: 'military-asks', figures: figures({ new: 3, closed: 1, closing: 2 }), isBalanced: true },
    { direction: 'locality-asks', figures: figures(), isBalanced: true },
  ],
  signatures: [],
  lines: [
    line(1, { flags: ['entered-for'] }),
    line(2),
    line(3, { term: 'closed', on: '2026-07-10', state: 'closed', flags: ['confirmed-for'] }),
  ],
  breaks: [],
  files: [],
  afterId: null,
  mayFreeze: false,
  maySign: 'office',
  mayRecord: false,
  ...part,
})

const open = (statement: Statement, id = String(statement.id ?? 'draft-9')) => {
  params.id = id
  const statements = {
    get: vi.fn(async () => statement),
    draft: vi.fn(async (_input: unknown) => statement),
    freeze: vi.fn(async (_input: unknown) => aStatement()),
    sign: vi.fn(async (_input: unknown) => aStatement({ maySign: null })),
  }
  const api = Object.assign(fakeApi(), { statements })
  return { ...show(<StatementPage />, { api: api as never }), api, statements }
}

it('opens from every figure its lines, and from what is counted apart only those', async () => {
  const { user } = open(aStatement())
  await user.click(await screen.findByRole('button', { name: '部队提、地方办，销号 1 件' }))
  expect(screen.getByRole('table', { name: '部队提、地方办 · 销号' }).textContent).toContain('需求3')
  await user.click(screen.getByRole('button', { name: '部队提、地方办，期末中代录 1 件' }))
  const apart = screen.getByRole('table', { name: '部队提、地方办 · 期末 · 代录' })
  expect(within(apart).getAllByRole('row').slice(1)).toHaveLength(1)
  expect(apart.textContent).toContain('需求1')
  screen.getByText('分解下达的需求按本件记一次，分解件不另记。')
})

it('is signed after one more question, and its notice is read by opening it', async () => {
  const { user, statements, api } = open(aStatement())
  await user.click(await screen.findByRole('button', { name: '签对账单' }))
  const dialog = within(await screen.findByRole('dialog', { name: /^签对账单/ }))
  expect(statements.sign).not.toHaveBeenCalled()
  await user.click(dialog.getByRole('button', { name: '签对账单' }))
  await waitFor(() => expect(statements.sign).toHaveBeenCalledExactlyOnceWith({ id: 12 }))
  await screen.findByText('已签，DZ-2026-01。')
  expect(api.notices.read).toHaveBeenCalledWith({ topic: 'statement:12' })
})

it('that is frozen up to today leads to the frozen one, and says when the next period begins', async () => {
  params.id = 'draft-9'
  const last = { id: 12, number: 'DZ-2026-01' }
  const draft = vi.fn(async () => {
    throw refusal({ type: '/problems/period-not-begun', status: 409, last })
  })
  show(<StatementPage />, { api: Object.assign(fakeApi(), { statements: { draft } }) as never })
  const link = await screen.findByRole('link', { name: 'DZ-2026-01' })
  expect(link.getAttribute('href')).toBe('/statements/12')
  screen.getByText('截到今天的账已冻结，下一期从明天开始')
  expect(screen.queryByText(/再试一次/)).toBeNull()
  expect(screen.queryByLabelText(/截止日/)).toBeNull()
  expect(screen.queryByRole('button', { name: '冻结本期' })).toBeNull()
})

it('that does not balance cannot be frozen, and leads to each need that breaks it', async () => {
  const broken = { id: null, number: null, frozenOn: null, frozenBy: null, maySign: null, mayFreeze: false }
  open(aStatement({ ...broken, breaks: [{ matterId: 2, code: 'XQ-2026-002', title: '需求2', why: 'ledger' }] }))
  const link = await screen.findByRole('link', { name: 'XQ-2026-002 需求2' })
  expect(link.getAttribute('href')).toBe('/matters?view=all&open=2')
  expect((screen.getByRole('button', { name: '冻结本期' }) as HTMLButtonElement).disabled).toBe(true)
  expect(screen.getAllByText('账不平').length).toBeGreaterThan(0)
})

it('is frozen up to the day shown, after the one that was seen before it', async () => {
  const draft = { id: null, number: null, frozenOn: null, frozenBy: null, maySign: null, mayFreeze: true, afterId: 11 }
  const { user, statements } = open(aStatement(draft))
  await user.click(await screen.findByRole('button', { name: '冻结本期' }))
  const dialog = within(await screen.findByRole('dialog', { name: /^冻结第 1 期/ }))
  await user.click(dialog.getByRole('button', { name: '冻结本期' }))
  await waitFor(() =>
    expect(statements.freeze).toHaveBeenCalledExactlyOnceWith({ unitId: 9, untilOn: '2026-07-14', afterId: 11 }),
  )
  await screen.findByText('已冻结，编号 DZ-2026-01。')
})

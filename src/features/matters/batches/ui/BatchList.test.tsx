// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { fakeApi, show } from '../../ui/testing.tsx'
import type { Batch } from '../contract.ts'
import { BatchList } from './BatchList.tsx'

afterEach(cleanup)

const aBatch = (part: Partial<Batch>): Batch => ({
  id: 1,
  kind: 'import',
  title: '导入“去年未结.xlsx”',
  madeAt: '2026-07-14T09:00:00+08:00',
  postName: '市双拥办综合岗',
  itemCount: 1,
  changedCount: 0,
  changed: [],
  until: '2026-08-13',
  takenBackAt: null,
  takenBackBy: null,
  barrier: null,
  ...part,
})

it('says once how many a batch holds, and by its kind what taking it back does', async () => {
  const made = [aBatch({}), aBatch({ id: 2, kind: 'steps', title: '批量改责任领导 1 件' })]
  const batches = { list: vi.fn(async () => ({ batches: made })), takeBack: vi.fn() }
  const { user } = show(<BatchList />, { api: Object.assign(fakeApi(), { batches }) as never })
  const [imported, changed] = await screen.findAllByRole('listitem')
  expect(imported?.textContent?.match(/1 件/g)).toHaveLength(1)
  expect(changed?.textContent?.match(/1 件/g)).toHaveLength(1)

  await user.click(within(changed as HTMLElement).getByRole('button', { name: /^整批撤回/ }))
  const ofSteps = await screen.findByRole('dialog', { name: '整批撤回 1 件' })
  expect(ofSteps.textContent).toContain('状态、牵头单位、时限、责任领导恢复到批量办理以前')
  expect(ofSteps.textContent).not.toContain('编号不再使用')
  await user.keyboard('{Escape}')

  await user.click(within(imported as HTMLElement).getByRole('button', { name: /^整批撤回/ }))
  const ofImport = await screen.findByRole('dialog', { name: '整批撤回 1 件' })
  expect(ofImport.textContent).toContain('全部转为已撤回')
})

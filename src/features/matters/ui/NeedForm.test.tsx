// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { toast } from '../../../platform/ui/index.ts'
import { RaiseDialog } from './RaiseDialog.tsx'
import { fakeApi, fill, refusal, show } from './testing.tsx'

afterEach(() => {
  cleanup()
  toast.clear()
})

const open = async (role: string, what: 'need' | 'task' = 'need', api = fakeApi()) => {
  const shown = show(<RaiseDialog what={what} onClose={vi.fn()} />, { role, api })
  return { ...shown, dialog: within(await screen.findByRole('dialog')) }
}

it('raises a need of the troops in their own direction', async () => {
  const { user, api, dialog } = await open('troop')
  expect(dialog.queryByRole('radio')).toBeNull()
  fill(dialog.getByLabelText('事项名称'), '随军子女转学')
  fill(dialog.getByLabelText('分类'), 'family')
  await user.click(dialog.getByRole('button', { name: '提出' }))
  await waitFor(() =>
    expect(api.matters.raise).toHaveBeenCalledWith(
      expect.objectContaining({
        direction: 'military-asks',
        category: 'family',
        title: '随军子女转学',
        isDraft: false,
        onBehalfOfUnitId: null,
        slip: null,
      }),
    ),
  )
  expect((await screen.findByText(/已提出，编号 XQ-2026-009。/)).textContent).toContain('XQ-2026-009')
})

it('keeps a draft as a draft', async () => {
  const { user, api, dialog } = await open('liaison')
  fill(dialog.getByLabelText('事项名称'), '高中军训协助')
  fill(dialog.getByLabelText('分类'), 'publicity')
  await user.click(dialog.getByRole('button', { name: '存草稿' }))
  await waitFor(() =>
    expect(api.matters.raise).toHaveBeenCalledWith(
      expect.objectContaining({ direction: 'locality-asks', isDraft: true }),
    ),
  )
})

it('names what is empty and sends nothing', async () => {
  const { user, api, dialog } = await open('station')
  await user.click(dialog.getByRole('button', { name: '提出' }))
  const summary = await dialog.findByRole('alert')
  expect(within(summary).getByRole('link', { name: '事项名称' }).getAttribute('href')).toBe('#field-title')
  expect(within(summary).getByRole('link', { name: '分类' }).getAttribute('href')).toBe('#field-category')
  expect(api.matters.raise).not.toHaveBeenCalled()
})

it('shows at the field what was found in it, and the words stay', async () => {
  const api = fakeApi()
  api.matters.raise.mockRejectedValue(
    refusal({ type: '/problems/secrecy', errors: [{ pointer: '/body', detail: '第 3 字起“某某”像番号，改为代称。' }] }),
  )
  const { user, dialog } = await open('troop', 'need', api)
  fill(dialog.getByLabelText('事项名称'), '道路修整')
  fill(dialog.getByLabelText('分类'), 'facilities')
  const body = dialog.getByLabelText(/具体情况/)
  fill(body, '一段话')
  await user.click(dialog.getByRole('button', { name: '提出' }))
  await waitFor(() => expect(body.getAttribute('aria-invalid')).toBe('true'))
  expect((body as HTMLTextAreaElement).value).toBe('一段话')
})

it('asks the office whose need it enters, where troops ask', async () => {
  const { user, api, dialog } = await open('office')
  await user.click(dialog.getByRole('radio', { name: '部队提、地方办（代录）' }))
  fill(dialog.getByLabelText('事项名称'), '道路修整')
  fill(dialog.getByLabelText('分类'), 'facilities')
  await user.click(dialog.getByRole('button', { name: '提出' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('代录单位')
  expect(api.matters.raise).not.toHaveBeenCalled()
})

it('offers for 代录 the units without access; the others say that they ask for themselves', async () => {
  const api = fakeApi()
  api.org.units.options.mockResolvedValue([
    { id: 41, name: '驻澜某部', group: '驻军', side: 'military', holders: 1 },
    { id: 42, name: '驻岑某部', group: '驻军', side: 'military', holders: 0 },
  ] as never)
  const { user, dialog } = await open('office', 'need', api)
  await user.click(dialog.getByRole('radio', { name: '部队提、地方办（代录）' }))
  const picker = dialog.getByLabelText('代录单位') as HTMLInputElement
  await user.click(picker)
  await screen.findByRole('option', { name: /驻岑某部/ })
  expect(screen.queryByRole('option', { name: /驻澜某部/ })).toBeNull()
  await user.type(picker, '某部')
  const own = await screen.findByRole('option', { name: /驻澜某部/ })
  expect(own.getAttribute('aria-disabled')).toBe('true')
  expect(own.textContent).toContain('已有人办理，由它自己提出')
  await user.click(own)
  expect(picker.value).toBe('某部')
  await user.click(screen.getByRole('option', { name: /驻岑某部/ }))
  expect(picker.value).toBe('驻岑某部')
})

it('says 可不填 of a slip only while none is begun: then its day, its post and its pictures are all needed', async () => {
  const api = fakeApi()
  api.org.units.options.mockResolvedValue([
    { id: 42, name: '驻岑某部', group: '驻军', side: 'military', holders: 0 },
  ] as never)
  const { user, dialog } = await open('office', 'need', api)
  await user.click(dialog.getByRole('radio', { name: '部队提、地方办（代录）' }))
  await user.click(dialog.getByLabelText('代录单位'))
  await user.click(await screen.findByRole('option', { name: /驻岑某部/ }))
  const labels = () => ['签字单据', '签字日', '签字岗位'].map((name) => dialog.getByText(name).textContent)
  expect(labels()).toEqual(['签字单据可不填', '签字日可不填', '签字岗位可不填'])
  fill(dialog.getByLabelText(/^签字岗位/), '部队保障部门负责人')
  expect(labels()).toEqual(['签字单据', '签字日', '签字岗位'])
  fill(dialog.getByLabelText('事项名称'), '道路修整')
  fill(dialog.getByLabelText('分类'), 'facilities')
  await user.click(dialog.getByRole('button', { name: '提出' }))
  expect((await dialog.findByRole('alert')).textContent).toMatch(/签字单据.*签字日/)
  expect(api.matters.raise).not.toHaveBeenCalled()
})

it('hands out no task without a lead', async () => {
  const { user, api, dialog } = await open('office', 'task')
  fill(dialog.getByLabelText('事项名称'), '走访慰问方案')
  fill(dialog.getByLabelText('分类'), 'support-army')
  await user.click(dialog.getByRole('button', { name: '立项交办' }))
  expect((await dialog.findByRole('alert')).textContent).toContain('牵头单位')
  expect(api.matters.raiseTask).not.toHaveBeenCalled()
})

it('hands out to a unit with nobody in a post only once that is ticked', async () => {
  const api = fakeApi()
  api.org.units.options.mockResolvedValue([
    { id: 31, name: '市档案馆', group: '市直单位', side: 'civil', holders: 0 },
  ] as never)
  api.matters.raiseTask.mockRejectedValueOnce(
    refusal({
      type: '/problems/nobody-in-post',
      detail: '市档案馆还没有人在任，交办后没有人签收；确要交办，先勾选“知道无人在任”。',
      errors: [{ pointer: '/leadUnitId', detail: '市档案馆还没有人在任。' }],
    }),
  )
  const { user, dialog } = await open('office', 'task', api)
  expect(dialog.queryByRole('checkbox', { name: /知道无人在任/ })).toBeNull()
  fill(dialog.getByLabelText('事项名称'), '双拥档案整理')
  fill(dialog.getByLabelText('分类'), 'support-army')
  await user.click(dialog.getByLabelText('牵头单位'))
  await user.click(await screen.findByRole('option', { name: /市档案馆/ }))
  const box = await dialog.findByRole('checkbox', { name: '知道无人在任，仍要立项交办' })
  await user.click(dialog.getByRole('button', { name: '立项交办' }))
  await waitFor(() => expect(dialog.getByRole('alert').textContent).toContain('市档案馆还没有人在任'))
  await user.click(box)
  await user.click(dialog.getByRole('button', { name: '立项交办' }))
  await waitFor(() =>
    expect(api.matters.raiseTask).toHaveBeenLastCalledWith(
      expect.objectContaining({ leadUnitId: 31, isVacancyKnown: true }),
    ),
  )
  expect(api.matters.raiseTask.mock.calls[0]?.[0]).not.toHaveProperty('isVacancyKnown')
})

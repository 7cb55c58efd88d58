// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { toast } from '../../../platform/ui/index.ts'
import { AnswerWaitsPage } from './AnswerWaitsPage.tsx'
import { fakeApi, fill, refusal, show } from './testing.tsx'

afterEach(() => {
  cleanup()
  toast.clear()
})

const field = (name: RegExp) => screen.findByLabelText(name) as Promise<HTMLInputElement>

it('shows the waits and keeps new ones, on the version that was read', async () => {
  const { user, api } = show(<AnswerWaitsPage />)
  expect((await field(/^第一次催办/)).value).toBe('3')
  expect((await field(/^上级岗位答复/)).value).toBe('10')
  expect((await field(/^异议期限/)).value).toBe('30')
  screen.getByText(/现在是程序自带的天数，不是法规规定/)
  fill(await field(/^第二次催办/), '8')
  await user.click(screen.getByRole('button', { name: '存下等待天数' }))
  await waitFor(() =>
    expect(api.matters.saveAnswerWaits).toHaveBeenCalledExactlyOnceWith({
      remindAfter: [3, 8],
      superiorAfter: 10,
      closeAfter: 10,
      contestDays: 30,
      version: 0,
    }),
  )
  await screen.findByText('等待天数已存下，从下一次检查起按新的天数。')
})

it('shows at the field what is wrong, and keeps what was typed', async () => {
  const api = fakeApi()
  api.matters.saveAnswerWaits.mockRejectedValue(
    refusal({ errors: [{ pointer: '/remindAfter', detail: '第二次催办要晚于第一次催办。' }] }),
  )
  const { user } = show(<AnswerWaitsPage />, { api })
  fill(await field(/^第一次催办/), '9')
  await user.click(screen.getByRole('button', { name: '存下等待天数' }))
  const summary = await screen.findByRole('alert')
  within(summary).getByRole('link', { name: '催办' })
  const first = await field(/^第一次催办/)
  expect([first.value, first.getAttribute('aria-invalid')]).toEqual(['9', 'true'])
})

it('lets others look and not change', async () => {
  const api = fakeApi()
  api.matters.answerWaits.mockResolvedValue({
    ...{
      remindAfter: [2, 5],
      superiorAfter: 8,
      closeAfter: 6,
      contestDays: 30,
      version: 3,
      isDefault: false,
      mayEdit: false,
    },
  })
  show(<AnswerWaitsPage />, { api, role: 'liaison' })
  expect((await field(/^第一次催办/)).disabled).toBe(true)
  expect(screen.queryByRole('button', { name: '存下等待天数' })).toBeNull()
  expect(screen.queryByText(/程序自带/)).toBeNull()
})

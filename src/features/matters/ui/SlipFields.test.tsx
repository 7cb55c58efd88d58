// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { NO_SLIP, SlipFields } from './SlipFields.tsx'
import { fakeApi, show } from './testing.tsx'

afterEach(cleanup)

it('offers photos and scans only, and turns a text that is dropped in away before it is sent', async () => {
  const onChange = vi.fn()
  show(
    <SlipFields slip={NO_SLIP} asker="驻岑某部" onChange={onChange} onSending={vi.fn()} errorOf={() => undefined} />,
    {
      api: fakeApi() as never,
    },
  )
  const picker = (await screen.findByLabelText('选签字单据')) as HTMLInputElement
  expect(picker.accept).toContain('image/*')
  expect(picker.accept).not.toMatch(/text|\.txt/)
  fireEvent.change(picker, { target: { files: [new File(['已确认。'], '确认.txt', { type: 'text/plain' })] } })
  expect((await screen.findByRole('alert')).textContent).toContain('上传签字单据的照片或扫描件（图片或 PDF）')
  expect(onChange).not.toHaveBeenCalled()
})

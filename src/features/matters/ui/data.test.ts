// @vitest-environment jsdom
import { expect, it, vi } from 'vitest'
import { uploadFile } from '../../../platform/client/upload.ts'
import { sendFile } from './data.ts'
import { refusal } from './testing.tsx'

vi.mock('../../../platform/client/upload.ts', async (original) => ({
  ...(await original<object>()),
  uploadFile: vi.fn(),
}))

it('says of a refused file what was refused, the words that were hit and why', async () => {
  vi.mocked(uploadFile).mockRejectedValueOnce(
    refusal({
      type: '/problems/secrecy',
      title: '疑似涉密内容，未保存',
      detail: '“记录.docx”疑似含涉密内容，文件没有保存。',
      errors: [{ pointer: '/file', detail: '“某某坐标”：像驻地坐标' }],
    }),
  )
  const send = sendFile('2026-07-14')(new File(['x'], '记录.docx'), () => undefined, new AbortController().signal)
  await expect(send).rejects.toMatchObject({
    type: '/problems/secrecy',
    detail: '“记录.docx”疑似含涉密内容，文件没有保存。“某某坐标”：像驻地坐标',
  })
})

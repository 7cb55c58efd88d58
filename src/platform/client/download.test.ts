// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { saveFile } from './download.ts'

test('a file is saved under its own name, and the page stays as it was', () => {
  const clicked: string[] = []
  URL.createObjectURL = vi.fn(() => 'blob:made')
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push(`${this.getAttribute('href')} ${this.download}`)
  })
  saveFile(new File(['x'], '分工表.xlsx'))
  expect(clicked).toEqual(['blob:made 分工表.xlsx'])
  expect(document.querySelector('a')).toBeNull()
})

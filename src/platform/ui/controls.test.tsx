// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('what is switched on looks so, also where it may not be switched', () => {
  const sheet = document.createElement('style')
  sheet.textContent = readFileSync('src/platform/ui/controls.css', 'utf8')
  document.head.append(sheet)
  for (const [kind, type] of [
    ['check', 'checkbox'],
    ['radio', 'radio'],
  ] as const) {
    const lookOf = (isOn: boolean) => {
      const box = document.createElement('input')
      Object.assign(box, { type, className: kind, disabled: true, checked: isOn })
      document.body.append(box)
      const { background, borderColor } = getComputedStyle(box)
      return `${background} ${borderColor}`
    }
    expect(lookOf(true), kind).not.toBe(lookOf(false))
  }
})

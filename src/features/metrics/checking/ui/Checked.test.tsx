// @vitest-environment jsdom

import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { CheckedFigure, CheckedText } from '../contract.ts'
import { Checked } from './Checked.tsx'
import { CheckForm } from './CheckForm.tsx'

afterEach(cleanup)

const text = '讲话稿\n销号事项32件。慰问军属30户。'
const at = (words: string) => text.indexOf(words)
const figure = (number: number, words: string, change: Partial<CheckedFigure> = {}): CheckedFigure => ({
  ...{ number, words, phrase: '事项', value: 1, high: null, unit: '件', approx: false, qualifier: null, bound: null },
  ...{ period: null, place: null, startAt: at(words), endAt: at(words) + words.length, again: [], reasons: [] },
  ...{ sentence: { startAt: 0, endAt: 3 }, confidence: 'high', counted: null, stated: [] },
  ...change,
})

const RESULT: CheckedText = {
  title: '讲话稿',
  text,
  figures: [
    figure(1, '32件', {
      counted: {
        ...{ code: 'M01', name: '已销号', value: 53, unit: '件', period: '2026 年度', meaning: '口径' },
        ...{ metric: 'closed', year: 2026, measure: null, isInner: false, agrees: false },
      },
    }),
    figure(2, '30户', { phrase: '军属' }),
  ],
  faults: [{ kind: 'counted', sentence: '文中写32件，系统计 53 件，请核对。', figures: [1] }],
}

test('each figure tells its source and what is in doubt; text and list open each other, with the keyboard too', async () => {
  const person = userEvent.setup()
  render(<Checked result={RESULT} title="讲话稿" />)
  expect(screen.getByRole('link', { name: '53' }).getAttribute('href')).toContain('/matters?')
  screen.getByText('与系统统计不一致')
  screen.getByText('无来源', { selector: 'p' })
  await person.click(screen.getByRole('button', { name: '数字2：30户，无来源' }))
  expect(document.querySelector('[data-card="2"]')?.className).toContain('at')
  const first = document.querySelector<HTMLElement>('[data-card="2"] .open')
  first?.focus()
  await person.keyboard('{ArrowUp}')
  expect([...document.querySelectorAll('mark.at')].map((one) => one.textContent)).toEqual(['132件'])
  expect([...document.querySelectorAll('.paper mark')].map((one) => one.className)).toEqual(['at over', 'plain'])
})

test('the filters leave what is in doubt or has no source; a text without figures says so', async () => {
  const person = userEvent.setup()
  render(<Checked result={RESULT} title="讲话稿" />)
  await person.click(screen.getByRole('button', { name: /^无来源/ }))
  expect(screen.getByRole('list', { name: '数字，无来源 1 个' }).children).toHaveLength(1)
  await person.click(screen.getByRole('button', { name: /^待核/ }))
  screen.getByRole('list', { name: '数字，待核 1 个' })
  cleanup()
  render(<Checked result={{ ...RESULT, figures: [], faults: [] }} title="讲话稿" />)
  screen.getByText('没有查到数字')
})

test('a file that is too large says what to do for its kind, and stays said until there are words', async () => {
  const person = userEvent.setup()
  const send = vi.fn()
  const nothing = { text: '', file: null, from: null, to: null }
  render(<CheckForm asked={nothing} today="2026-07-14" busy={false} problem={null} onAsked={() => {}} onSend={send} />)
  const choose = (name: string) =>
    person.upload(screen.getByLabelText('选要查的文件'), new File([new Uint8Array(1_600_000)], name))
  await choose('总结.docx')
  screen.getByText('“总结.docx”有 1.5 MB，一份最多 1.4 MB，去掉图片后再选，或粘贴文字。')
  await choose('总结.txt')
  screen.getByText(/分成几份再选，或粘贴要查的一段。$/)
  await person.click(screen.getByRole('button', { name: '查数字' }))
  screen.getByText(/分成几份再选/)
  expect(send).not.toHaveBeenCalled()
  await person.type(screen.getByPlaceholderText('粘贴文字'), '慰')
  expect(screen.queryByText(/分成几份再选/)).toBeNull()
  await person.click(screen.getByRole('button', { name: '查数字' }))
  screen.getByText(/^还没有文字/)
})

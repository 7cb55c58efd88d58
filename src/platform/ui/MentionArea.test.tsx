// @vitest-environment jsdom
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { MentionArea } from './MentionArea.tsx'

configure({ asyncUtilTimeout: 20_000 })
afterEach(cleanup)

const POSTS = ['市教育局联络员', '市财政局联络员', '市双拥办综合岗'].map((name, index) => ({
  id: String(index + 1),
  name,
}))
const find = async (typed: string) => POSTS.filter(({ name }) => name.includes(typed))

const open = () => {
  const onName = vi.fn()
  const onEscape = vi.fn()
  const Field = () => {
    const [text, setText] = useState('')
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: stands for the dialog around, which closes on Escape
      <div onKeyDown={(event) => event.key === 'Escape' && onEscape()}>
        <MentionArea aria-label="留言" value={text} onText={setText} find={find} onName={onName} />
      </div>
    )
  }
  render(<Field />)
  const area = screen.getByLabelText('留言') as HTMLTextAreaElement
  return { area, onName, onEscape, user: userEvent.setup({ delay: null }) }
}
const options = () => screen.queryAllByRole('option').map((one) => one.textContent)

it('opens at an @, narrows by what follows, and takes the post that the arrows reached', async () => {
  const { area, onName, user } = open()
  await user.type(area, '请 @')
  await waitFor(() => expect(options()).toEqual(POSTS.map(({ name }) => name)))
  await user.keyboard('{ArrowDown}{ArrowUp}{ArrowUp}')
  expect(area.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[2]?.id)
  await user.type(area, '局')
  await waitFor(() => expect(options()).toEqual(['市教育局联络员', '市财政局联络员']))
  await user.keyboard('{ArrowDown}{Enter}')
  expect(area.value).toBe('请 @市财政局联络员 ')
  expect(onName).toHaveBeenCalledExactlyOnceWith(POSTS[1])
  expect(options()).toEqual([])
  await user.type(area, '说明经费。{Enter}下一行')
  expect(area.value).toBe('请 @市财政局联络员 说明经费。\n下一行')
})

it('takes a post by a tap, in the middle of what stands there', async () => {
  const { area, onName, user } = open()
  await user.type(area, '请尽快办。')
  await user.type(area, '＠教育', { initialSelectionStart: 1, initialSelectionEnd: 1 })
  await user.click(await screen.findByRole('option', { name: '市教育局联络员' }))
  expect(area.value).toBe('请@市教育局联络员 尽快办。')
  expect(onName).toHaveBeenCalledExactlyOnceWith(POSTS[0])
})

it('leaves the @ as it is after Escape, which does not reach the dialog, and opens anew at the next one', async () => {
  const { area, onName, onEscape, user } = open()
  await user.type(area, '@教')
  await screen.findByRole('option')
  await user.keyboard('{Escape}')
  expect(onEscape).not.toHaveBeenCalled()
  expect(options()).toEqual([])
  await user.type(area, '育')
  expect(options()).toEqual([])
  expect(area.value).toBe('@教育')
  await user.type(area, ' @财')
  await screen.findByRole('option', { name: '市财政局联络员' })
  expect(onName).not.toHaveBeenCalled()
  await user.keyboard('{Escape}{Escape}')
  expect(onEscape).toHaveBeenCalledTimes(1)
})

it('is no picker inside a Latin word, and says where no post has such a name', async () => {
  const { area, user } = open()
  await user.type(area, 'abc@d')
  expect(screen.queryByRole('listbox')).toBeNull()
  await user.type(area, ' @没有的')
  expect((await screen.findByText('没有名称含“没有的”、能点名的岗位')).getAttribute('role')).toBe('status')
})

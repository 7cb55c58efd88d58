// @vitest-environment jsdom
import { act, cleanup, renderHook, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { useLiveNews } from '../../../../platform/client/live.ts'
import { fakeApi, show } from '../../ui/testing.tsx'
import type { Notice } from '../contract.ts'
import { NoticesPage } from './NoticesPage.tsx'

afterEach(cleanup)

const aNotice = (part: Partial<Notice> = {}): Notice => ({
  id: 1,
  topic: 'matter:12',
  about: 'matter',
  aboutId: 12,
  at: '2026-07-14T01:00:00Z',
  isRead: false,
  changes: 3,
  code: 'RW-2026-012',
  title: '入学窗口设齐',
  who: '市教育局联络员',
  what: '报办结',
  said: '八个窗口已设齐。',
  isForMe: true,
  href: '/matters?open=12',
  ...part,
})

const apiWith = (rows: Notice[]) => ({
  ...fakeApi(),
  notices: {
    list: vi.fn(async () => ({
      rows,
      total: rows.length,
      next: null,
      unread: rows.length,
      asOf: '2026-07-14T02:00:00.000Z',
    })),
    read: vi.fn(async () => ({ unread: 0 })),
  },
})

test('one press on a notice opens the thing and marks it as read', async () => {
  const api = apiWith([aNotice()])
  const { user, href } = show(<NoticesPage />, { api: api as never })
  const open = await screen.findByRole('button', { name: '入学窗口设齐' })
  screen.getByText('共 3 处变化')
  screen.getByText('给本岗')
  await user.click(open)
  expect(api.notices.read).toHaveBeenCalledWith({ topic: 'matter:12' })
  expect(href()).toBe('/matters?open=12')
})

test('all are marked as read up to the moment the list was read', async () => {
  const api = apiWith([aNotice()])
  const { user } = show(<NoticesPage />, { api: api as never })
  await screen.findByRole('button', { name: '入学窗口设齐' })
  await user.click(screen.getByRole('button', { name: '全部已读' }))
  await waitFor(() => expect(api.notices.read).toHaveBeenCalledWith({ until: '2026-07-14T02:00:00.000Z' }))
})

test('without news the page says so and offers the earlier ones', async () => {
  const api = apiWith([])
  const { user } = show(<NoticesPage />, { api: api as never })
  await screen.findByText('没有未读的消息')
  await user.click(screen.getByRole('button', { name: '看全部消息' }))
  expect(api.notices.list).toHaveBeenCalledWith({ show: 'all' })
})

test('the stream calls for news, is closed while the page is hidden, and its loss is told so that the page asks by itself', () => {
  class FakeSource extends EventTarget {
    static all: FakeSource[] = []
    isClosed = false
    constructor(readonly url: string) {
      super()
      FakeSource.all.push(this)
    }
    close() {
      this.isClosed = true
    }
  }
  vi.stubGlobal('EventSource', FakeSource)
  const onNews = vi.fn()
  const onEnd = vi.fn()
  const { result, unmount } = renderHook(() => useLiveNews('/api/notices/stream', onNews, onEnd))
  const [source] = FakeSource.all
  expect(result.current).toBe(false)
  act(() => void source?.dispatchEvent(new Event('open')))
  expect(result.current).toBe(true)
  expect(onNews).toHaveBeenCalledTimes(1)
  act(() => void source?.dispatchEvent(new Event('news')))
  expect(onNews).toHaveBeenCalledTimes(2)
  act(() => void source?.dispatchEvent(new Event('error')))
  expect(result.current).toBe(false)

  const look = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  expect(source?.isClosed).toBe(true)
  look.mockReturnValue('visible')
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  expect(FakeSource.all).toHaveLength(2)
  act(() => void FakeSource.all[1]?.dispatchEvent(new Event('end')))
  expect(onEnd).toHaveBeenCalledTimes(1)
  unmount()
  vi.unstubAllGlobals()
})

// @vitest-environment jsdom
import { File as NodeFile } from 'node:buffer'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { AppFrame } from '../../../../platform/ui/index.ts'
import type { RecordFact } from '../../contract.ts'
import { MOST_PHOTOS } from '../rules.ts'
import { Desk } from './desk.ts'
import { forgetPhotos, keyOfPhotos } from './kept.ts'
import { PhotosPage } from './PhotosPage.tsx'

/** What the server makes of a file, by its name. */
const server = vi.hoisted(() => ({ ids: [] as string[], refuse: '' }))
vi.mock('../../../../platform/client/upload.ts', async (original) => ({
  ...(await original<object>()),
  uploadFile: async (file: File) => {
    if (file.name === server.refuse)
      throw new ClientProblem({ type: '/problems/offline', title: '上传中断', status: 0, detail: '没有传完。' })
    server.ids.push(file.name)
    const earlier = file.name.startsWith('old')
      ? { id: 900, name: '去年.jpg', createdAt: '2025-07-01T01:00:00Z' }
      : null
    return { id: server.ids.length, name: file.name, kind: 'picture', mime: 'image/jpeg', size: 1, earlier, alike: [] }
  },
}))

configure({ asyncUtilTimeout: 20_000 })
afterEach(() => {
  cleanup()
  forgetPhotos()
  Object.assign(server, { ids: [], refuse: '' })
})

const session: ScreenSession = {
  person: { id: 7, name: '某岗甲', mustChangePassword: false },
  acting: {
    id: 70,
    name: '专干',
    role: 'station',
    unitId: 10,
    unitName: '服务站',
    regionId: 5,
    regionName: '东门街道',
  },
  posts: [],
  permissions: ['facts:write'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

const show = () => {
  const record = vi.fn(async (given: RecordFact) => ({
    ...given,
    id: 30 + given.files.length,
    code: '草稿',
    state: 'draft',
  }))
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={{ facts: { record }, org: {} }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <AppFrame groups={[]}>
            <PhotosPage />
          </AppFrame>
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { record }
}

/** A photo without EXIF, by the time of its file in the office's zone. */
const photo = (name: string, at: string) => new NodeFile(['x'], name, { lastModified: Date.parse(`${at}+08:00`) })
const choose = (files: NodeFile[]) => fireEvent.change(screen.getByLabelText('选照片'), { target: { files } })
const group = (number: number) => within(screen.getByRole('region', { name: `第 ${number} 组` }))
const THREE = [
  photo('a.jpg', '2026-07-03T09:00:00'),
  photo('b.jpg', '2026-07-03T09:20:00'),
  photo('old.jpg', '2026-07-05T15:00:00'),
]

test('photos become groups, and each group a draft of its day with the place the person names', async () => {
  const { record } = show()
  choose(THREE)
  await screen.findByText('3 张照片，2 组')
  group(1).getByText('这组照片没有拍摄时间，按文件时间排，核对日期。')
  group(2).getByText(/old\.jpg：同一张照片已有：去年\.jpg/)
  fireEvent.change(group(1).getByLabelText(/^地点/), { target: { value: '东门社区' } })
  fireEvent.click(screen.getByRole('button', { name: '全部存草稿（2 条）' }))
  await screen.findByRole('region', { name: '已存' })
  await waitFor(() => expect(screen.queryByRole('region', { name: '第 1 组' })).toBeNull())
  expect(
    record.mock.calls.map(([{ startsOn, place, regionId, channel, isDraft, files }]) => ({
      ...{ startsOn, place, regionId, channel, isDraft, files: files.length },
    })),
  ).toEqual([
    { startsOn: '2026-07-03', place: '东门社区', regionId: 5, channel: 'photos', isDraft: true, files: 2 },
    { startsOn: '2026-07-05', place: '', regionId: 5, channel: 'photos', isDraft: true, files: 1 },
  ])
})

test('chosen photos go to a group of their own, into another one, or out; groups are merged by a press', async () => {
  show()
  choose(THREE)
  await screen.findByText('3 张照片，2 组')
  fireEvent.click(screen.getByRole('button', { name: '选b.jpg，09:20' }))
  fireEvent.change(screen.getByLabelText('移到哪一组'), { target: { value: 'new' } })
  await screen.findByText('3 张照片，3 组')
  fireEvent.click(group(2).getByRole('button', { name: '并入上一组' }))
  await screen.findByText('3 张照片，2 组')
  expect(group(1).getAllByRole('listitem')).toHaveLength(2)
  fireEvent.click(screen.getByRole('button', { name: '选old.jpg，15:00' }))
  fireEvent.click(screen.getByRole('button', { name: '去掉' }))
  await screen.findByText('2 张照片，1 组')
})

test('a photo that did not arrive is named and sent again; more than fit are left out and counted', async () => {
  show()
  server.refuse = 'b.jpg'
  choose(THREE)
  await screen.findByText('b.jpg 没有传上：没有传完。')
  await screen.findByText('2 张照片，2 组')
  server.refuse = ''
  fireEvent.click(screen.getByRole('button', { name: '再传' }))
  await screen.findByText('3 张照片，2 组')
  choose(Array.from({ length: MOST_PHOTOS }, (_, index) => photo(`${index}.jpg`, '2026-07-03T09:30:00')))
  await screen.findByText(new RegExp(`后面 ${THREE.length} 张没有放进来`))
})

test('what was laid out stays while another page is looked at, and is found again when the page is loaded anew', async () => {
  show()
  choose(THREE)
  await screen.findByText('3 张照片，2 组')
  fireEvent.change(group(1).getByLabelText(/^地点/), { target: { value: '东门社区' } })
  cleanup()
  show()
  expect((group(1).getByLabelText(/^地点/) as HTMLInputElement).value).toBe('东门社区')
  expect(screen.queryByText(/上次整理的/)).toBeNull()
  // Loaded anew, the page knows only what the tab kept.
  const anew = new Desk(keyOfPhotos(session), session.today).state()
  expect([anew.isFound, anew.photos.map(({ name }) => name), anew.groups.map(({ place }) => place)]).toEqual([
    true,
    ['a.jpg', 'b.jpg', 'old.jpg'],
    ['东门社区', ''],
  ])
  const leaving = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(leaving)
  expect(leaving.defaultPrevented).toBe(true)
})

test('at 退出登录, and for another person in the same tab, nothing of it is left', async () => {
  show()
  choose(THREE)
  await screen.findByText('3 张照片，2 组')
  const other = { ...session, person: { ...session.person, id: 8 } } as ScreenSession
  expect(new Desk(keyOfPhotos(other), session.today).state().photos).toEqual([])
  expect(Object.keys(sessionStorage)).toEqual([])
  cleanup()
  show()
  expect(screen.queryByRole('region', { name: '第 1 组' })).toBeNull()
})

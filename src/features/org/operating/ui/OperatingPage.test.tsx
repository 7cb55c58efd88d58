// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import type { OperatingState } from '../contract.ts'
import { OperatingPage } from './OperatingPage.tsx'

afterEach(cleanup)

const post = {
  id: 1,
  name: '系统管理员',
  role: 'sysadmin',
  unitId: 1,
  unitName: '市双拥办',
  regionId: 2,
  regionName: '澜川市',
}
const session: ScreenSession = {
  person: { id: 1, name: '系统管理员甲', mustChangePassword: false },
  acting: post,
  posts: [post],
  permissions: ['system:watch'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

const show = (state: () => Promise<OperatingState>) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={{ org: { operating: { state } } }}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <OperatingPage />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
}

const well: OperatingState = {
  at: '2026-07-14T01:00:00.000Z',
  standing: 'sample' as const,
  checks: [
    { name: 'database', state: 'ok', told: '数据库应答正常。' },
    { name: 'backup', state: 'ok', told: '最近一次核验过的备份在 3 小时前。' },
  ],
  processes: [{ id: 'a', host: 'tongxin-1', pid: 4711, version: '0.1.0', startedAt: '2026-07-14T00:30:00.000Z' }],
}

test('O04 says that all is well, and which processes are at work', async () => {
  show(async () => well)
  expect(await screen.findByText('演示城市。 2 项都正常。')).toBeDefined()
  expect(screen.getByText('进程号 4711')).toBeDefined()
})

test('O04 counts what needs somebody, each with its sentence; a second look shows it mended', async () => {
  let state: OperatingState = {
    ...well,
    standing: 'doubted',
    checks: [
      { name: 'backup', state: 'alarm', told: '还没有做过备份：设 BACKUP_DIR 后每天自动备份，在“后台作业”看结果。' },
    ],
  }
  show(async () => state)
  expect(await screen.findByText('不算正式运行。 有 1 项要处理，见下。')).toBeDefined()
  expect(screen.getByText('要处理').className).toBe('check-alarm')
  state = well
  await userEvent.setup().click(screen.getByRole('button', { name: '重新查看' }))
  expect(await screen.findByText('演示城市。 2 项都正常。')).toBeDefined()
})

test('says why nothing can be shown', async () => {
  show(async () => {
    throw new ClientProblem({
      type: '/problems/not-yours',
      title: '不归本岗位',
      status: 403,
      detail: '不归本岗位办理。',
    })
  })
  expect(await screen.findByText('不归本岗位办理。')).toBeDefined()
})

// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiProvider, type ScreenSession, SessionProvider } from '../../../../platform/client/api.tsx'
import { PersonForm } from './PersonForm.tsx'

afterEach(cleanup)

const session: ScreenSession = {
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: {
    id: 5,
    name: '村干部',
    role: 'station',
    unitId: 9,
    unitName: '东河站',
    regionId: 31,
    regionName: '东河社区',
  },
  posts: [],
  permissions: ['registers:read', 'registers:write'],
  cityName: '澜川市',
  isSample: true,
  today: '2026-07-14',
}

/** The form of a household before a place with these below it; what it sends. */
const open = (below: { id: number; name: string; level: number }[]) => {
  const add = vi.fn((_sent: { regionId: number }) => new Promise(() => undefined))
  const api = {
    registers: { households: { add } },
    org: { regions: { list: async () => ({ rows: below }) }, impact: { gates: async () => [] } },
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={api}>
        <SessionProvider value={{ session, refresh: async () => undefined }}>
          <PersonForm onClose={() => undefined} onDone={() => undefined} />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return add
}

test('a village worker, below whom no place lies, registers a household in the own village without choosing', async () => {
  const add = open([])
  expect(await screen.findByText('东河社区')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: '登记这一户' }))
  await waitFor(() => expect(add.mock.calls[0]?.[0].regionId).toBe(31))
})

test('a township chooses the village, and its own place is not taken instead', async () => {
  const add = open([{ id: 32, name: '西湾村', level: 5 }])
  expect(await screen.findByRole('combobox', { name: '村（社区）' })).toBeDefined()
  expect(screen.queryByText('东河社区')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '登记这一户' }))
  await waitFor(() => expect(add.mock.calls[0]?.[0].regionId).toBe(0))
})

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router'
import { configure, fireEvent, render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { ApiProvider, ClientProblem, type ScreenSession, SessionProvider } from '../../../platform/client/api.tsx'
import { AppFrame, ToastHost } from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow, Today, UnitBelow } from '../contract.ts'
import type {
  Board,
  BulkCheck,
  LedgerCalendar,
  PlanPart,
  SavedView,
  SaveView,
  SimilarMatter,
} from '../lists/contract.ts'
import type { LeftMatter } from '../notices/contract.ts'

/** What the screens of the ledger are tried with: a made-up matter, a server that answers what it is told, an address. */

export const TODAY = '2026-07-14'

export const aRow = (part: Partial<MatterRow> = {}): MatterRow => ({
  id: 1,
  code: 'RW-2026-001',
  kind: 'task',
  direction: null,
  category: 'support-army',
  state: 'reported',
  title: '军人子女入学窗口设齐',
  region: { id: 1, name: '澜川市' },
  asker: { id: 10, name: '市双拥办' },
  lead: { id: 20, name: '市教育局' },
  helperCount: 0,
  dueOn: '2026-07-31',
  light: { kind: 'ok', days: 13, words: '正常' },
  isHung: false,
  hungReviewOn: null,
  isSupervised: false,
  marks: [],
  part: null,
  partTitle: null,
  parentId: null,
  partText: null,
  parts: null,
  requests: [],
  openSteps: ['confirm', 'send-back', 'supervise', 'comment'],
  standInSteps: [],
  raisedOn: '2026-06-25',
  reportedOn: '2026-07-14',
  closedOn: null,
  changedAt: '2026-07-14T01:00:00Z',
  version: 3,
  ...part,
})

/** A kept view of the acting post's own. */
export const aView = (part: Partial<SavedView> = {}): SavedView => ({
  id: 4,
  name: '八一前要办',
  sharing: 'mine',
  layout: 'list',
  search: { view: 'owe', dueTo: '2026-07-31' },
  columns: [],
  mayChange: true,
  from: null,
  version: 1,
  ...part,
})

export const aDetail = (part: Partial<MatterDetail> = {}): MatterDetail => ({
  ...aRow(),
  body: '市、县两级教育部门设窗口。',
  helpers: [],
  leadPost: null,
  leader: null,
  office: { id: 10, name: '市双拥办' },
  suggestedLead: null,
  wishedOn: null,
  firstDueOn: '2026-07-31',
  hungCause: null,
  declineClause: null,
  declineExplanation: null,
  dueWords: null,
  evidenceNamed: null,
  remark: null,
  entries: [],
  requestList: [],
  nodes: [],
  files: [],
  slips: [],
  source: null,
  waitsFor: null,
  mayEditNodes: false,
  maySign: false,
  above: [],
  partList: [],
  explanation: null,
  mergedInto: null,
  aboveDueOn: null,
  placeThen: null,
  superiorAskedOn: null,
  promise: null,
  help: null,
  ...part,
})

export const aToday = (part: Partial<Today> = {}): Today => ({
  today: TODAY,
  weekday: '星期二',
  lunar: '农历六月初一',
  countdown: '距八一 18 天，13 个工作日',
  isCalendarAnnounced: true,
  lights: { over: 3, due: 7, ok: 28, hung: 2, none: 1, done: 0 },
  handled: 41,
  owe: { total: 0, items: [] },
  answer: { total: 0, items: [] },
  coming: [],
  ...part,
})

export const refusal = (part: Partial<ConstructorParameters<typeof ClientProblem>[0]>): ClientProblem =>
  new ClientProblem({ type: '/problems/not-valid', title: '填写有误', status: 422, detail: '按提示改好。', ...part })

/** Every call a screen may make, answering with nothing until a test says otherwise. */
export const fakeApi = () => ({
  matters: {
    list: vi.fn(async (_query: unknown) => ({ rows: [aRow()], total: 1, next: null as string | null })),
    get: vi.fn(async ({ id }: { id: number }) => aDetail({ id })),
    today: vi.fn(async () => aToday()),
    dual: vi.fn(async (_query: unknown) => ({
      counts: { open: 0, closed: 0, other: 0 },
      columns: [] as {
        direction: string
        open: number
        lights: Record<string, number>
        rows: MatterRow[]
        next: null
      }[],
    })),
    raise: vi.fn(async (_input: unknown) => aDetail({ code: 'XQ-2026-009', kind: 'need' })),
    raiseTask: vi.fn(async (_input: unknown) => aDetail()),
    unitsBelow: vi.fn(async (_query: unknown) => ({ levels: [] as number[], units: [] as UnitBelow[] })),
    answerWaits: vi.fn(async () => ({
      ...{
        remindAfter: [3, 7],
        superiorAfter: 10,
        closeAfter: 10,
        contestDays: 30,
        version: 0,
        isDefault: true,
        mayEdit: true,
      },
    })),
    saveAnswerWaits: vi.fn(async (input: object) => ({ ...input, version: 1, isDefault: false, mayEdit: true })),
    step: vi.fn(async (_input: unknown) => aDetail({ state: 'closed', openSteps: [] })),
    saveDraft: vi.fn(async (_input: unknown) => aDetail({ state: 'draft', code: '草稿', kind: 'need', version: 4 })),
    signSlip: vi.fn(async (_input: unknown) => aDetail()),
    readers: vi.fn(async () => []),
    addNode: vi.fn(async (_input: unknown) => aDetail()),
    saveNode: vi.fn(async (_input: unknown) => aDetail()),
    dropNode: vi.fn(async (_input: unknown) => aDetail()),
  },
  notices: {
    read: vi.fn(async () => ({ unread: 0 })),
    left: vi.fn(async (_which: unknown): Promise<LeftMatter> => {
      throw refusal({ status: 404, type: '/problems/not-found' })
    }),
  },
  instructions: { list: vi.fn(async () => ({ rows: [], total: 0, next: null })) },
  lists: {
    views: vi.fn(async () => [] as SavedView[]),
    saveView: vi.fn(async (input: SaveView) => aView({ ...input, id: 9 })),
    changeView: vi.fn(async (input: SaveView & { id: number }) => aView({ ...input, version: 2 })),
    placeView: vi.fn(async (_input: unknown) => [] as SavedView[]),
    dropView: vi.fn(async (_input: unknown) => [] as SavedView[]),
    restoreView: vi.fn(async ({ id }: { id: number }) => aView({ id })),
    board: vi.fn(async (_query: unknown): Promise<Board> => ({ columns: [], more: 0 })),
    calendar: vi.fn(async (_query: unknown): Promise<LedgerCalendar> => ({ days: [], undated: 0 })),
    parts: vi.fn(async () => [] as PlanPart[]),
    checkBulk: vi.fn(async (_input: unknown): Promise<BulkCheck> => ({ open: [], skipped: [] })),
    takeBulk: vi.fn(async (_input: unknown) => ({
      batchId: 7,
      title: '批量挂牌督办 1 件',
      taken: 1,
      until: '2026-08-13',
    })),
    similar: vi.fn(async (_query: unknown) => [] as SimilarMatter[]),
  },
  batches: {
    takeBack: vi.fn(async (_input: unknown) => ({ id: 7 })),
  },
  org: {
    units: { options: vi.fn(async () => []) },
    posts: { leaders: vi.fn(async () => []) },
    calendar: { days: vi.fn(async () => []) },
  },
})

// A form and its pickers are loaded when first opened; on a busy machine that takes a while.
configure({ asyncUtilTimeout: 20_000 })
// jsdom has no window to scroll; the router asks for it on every address.
window.scrollTo = () => undefined

const ROLES_OF_LEDGER = ['office', 'liaison', 'station', 'troop', 'leader']

const sessionOf = (role: string): ScreenSession => ({
  person: { id: 1, name: '某岗甲', mustChangePassword: false },
  acting: { id: 5, name: '某岗', role, unitId: 10, unitName: '某单位', regionId: 1, regionName: '澜川市' },
  posts: [],
  permissions: ROLES_OF_LEDGER.includes(role)
    ? [
        'matters:read',
        'matters:write',
        ...(role === 'office' ? ['sources:write', 'matters:import', 'statements:read', 'statements:draw'] : []),
        ...(role === 'leader' ? ['instructions:write'] : []),
      ]
    : [],
  cityName: '澜川市',
  isSample: true,
  today: TODAY,
})

/** Puts words into a field at once; typed key by key, a large form takes its time. */
export const fill = (field: HTMLElement, words: string): void => {
  fireEvent.change(field, { target: { value: words } })
}

/** Shows a screen as a post of the given role at an address; `href()` tells where it is by then. */
export const show = (
  screen: ReactNode,
  { api = fakeApi(), role = 'office', at = '/' }: { api?: ReturnType<typeof fakeApi>; role?: string; at?: string } = {},
) => {
  const root = createRootRoute({ component: Outlet })
  const page = (path: string) => createRoute({ getParentRoute: () => root, path, component: () => <>{screen}</> })
  const router = createRouter({
    routeTree: root.addChildren(['/', '/matters', '/dual'].map(page)),
    history: createMemoryHistory({ initialEntries: [at] }),
  })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const session = { session: sessionOf(role), refresh: async () => undefined }
  render(
    <QueryClientProvider client={queries}>
      <ApiProvider api={api}>
        <SessionProvider value={session}>
          <AppFrame groups={[]} onNavigate={(href) => void router.navigate({ href })}>
            <RouterProvider router={router as never} />
          </AppFrame>
          <ToastHost />
        </SessionProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { api, user: userEvent.setup({ delay: null }), href: () => router.state.location.href }
}

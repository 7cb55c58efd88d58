import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { Fragment, lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { FindBox, useFindKey } from '../../features/finding/ui/index.ts'
import { useUnread } from '../../features/matters/notices/ui/index.ts'
import { asClientProblem, SessionProvider, useApi } from '../../platform/client/api.tsx'
import { useConfirmAsked } from '../../platform/client/confirm.ts'
import {
  AppFrame,
  Bones,
  Button,
  DemoBanner,
  Empty,
  ErrorState,
  type FrameEntry,
  Icon,
  ToastHost,
  toast,
  usePhone,
} from '../../platform/ui/index.ts'
import type { contract } from '../contract.ts'
import { entriesFor } from './entries.ts'
import { usesApi } from './usesApi.ts'

const SignInPage = lazy(() =>
  import('../../features/org/access/ui/SignInPage.tsx').then(({ SignInPage }) => ({ default: SignInPage })),
)

const UnifiedReturnPage = lazy(() =>
  import('../../features/org/access/ui/UnifiedReturnPage.tsx').then(({ UnifiedReturnPage }) => ({
    default: UnifiedReturnPage,
  })),
)

const ConfirmSelfPage = lazy(() =>
  import('../../features/org/access/ui/ConfirmSelfPage.tsx').then(({ ConfirmSelfPage }) => ({
    default: ConfirmSelfPage,
  })),
)

const OfflineRecordPage = lazy(() =>
  import('../../features/facts/offline/ui/OfflineRecordPage.tsx').then(({ OfflineRecordPage }) => ({
    default: OfflineRecordPage,
  })),
)

/** What waits on this phone is fetched only where something does (the name is that of features/facts/offline). */
const waitsHere = (): boolean => {
  try {
    return localStorage.getItem('tongxin-waiting') !== null
  } catch {
    return false
  }
}
/** Whose sign-in is still to be ended, because he left without network (the name is that of features/facts/offline). */
const LEFT = 'tongxin-left'
const leftHere = (): string | null => {
  try {
    return localStorage.getItem(LEFT)
  } catch {
    return null
  }
}
const offlineParts = () => import('../../features/facts/offline/ui/index.ts')
const LeaveDialog = lazy(() => offlineParts().then(({ LeaveDialog }) => ({ default: LeaveDialog })))

/** Fetched when a step first asks for it. */
const ConfirmSelf = () =>
  useConfirmAsked() ? (
    <Suspense fallback={null}>
      <ConfirmSelfPage />
    </Suspense>
  ) : null

/** The entry of the side bar under which a page stands, where its address does not begin with it. */
const STANDS_UNDER: Record<string, string> = {
  statements: 'dual',
  handover: 'org',
  coverage: 'org',
  benchmark: 'overview',
  measures: 'overview',
  'figure-check': 'overview',
  personal: 'org',
  'answer-waits': 'org',
}

const keyOf = (path: string): string => {
  const first = path.split('/')[1] || 'today'
  return STANDS_UNDER[first] ?? first
}

const FACES: Record<string, string> = {
  office: '办',
  liaison: '联',
  station: '站',
  troop: '军',
  leader: '领',
  sysadmin: '系',
  secadmin: '安',
  auditor: '审',
}

/** The page frame with the session: sign-in when nobody is signed in, else side bar, dock and the page. */
export const Shell = () => {
  const api = useApi<typeof contract>()
  const queries = useQueryClient()
  const router = useRouter()
  const isPhone = usePhone()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const session = useQuery({ queryKey: ['session'], queryFn: () => api.org.access.state(), staleTime: 60_000 })
  const acting = session.data?.acting
  const today = useQuery({
    queryKey: ['matters', 'today', acting?.id],
    queryFn: () => api.matters.today(),
    enabled: Boolean(
      session.data?.permissions.includes('matters:read') &&
        !session.data.person?.mustChangePassword &&
        !session.data.person?.mustSetFactor,
    ),
  })
  const unread = useUnread(
    session.data?.permissions.includes('notices:read') &&
      !session.data.person?.mustChangePassword &&
      !session.data.person?.mustSetFactor
      ? acting?.id
      : undefined,
    () => void session.refetch(),
  )
  const alerts = useQuery({
    queryKey: ['alerts', 'count', acting?.id],
    queryFn: () => api.org.alerts.count({}),
    // Told within a minute of being found, whatever page is open.
    refetchInterval: 60_000,
    enabled: Boolean(
      session.data?.permissions.includes('alerts:keep') &&
        !session.data.person?.mustChangePassword &&
        !session.data.person?.mustSetFactor,
    ),
  })
  const title = session.data?.cityName ? `同心 · ${session.data.cityName}` : '同心'
  useEffect(() => {
    document.title = title
  }, [title])

  const [isFinding, setFinding] = useState(false)
  const toggleFinding = useCallback(() => setFinding((before) => !before), [])
  useFindKey(toggleFinding, Boolean(acting))

  // The address on an invitation is for those who join; who is in already begins at the first page.
  const hasJoined = path === '/join' && Boolean(acting) && !session.data?.person?.mustChangePassword
  useEffect(() => {
    if (hasJoined) void router.navigate({ to: '/', replace: true })
  }, [hasJoined, router])

  // What waited without network is sent by whatever page is open when there is one again.
  const person = session.data?.person
  useEffect(() => {
    if (!person || !acting) return undefined
    const send = async () => {
      if (!waitsHere() || window.location.pathname.startsWith('/record')) return
      const { sendWaiting } = await offlineParts()
      const arrived = await sendWaiting({ person, acting }, api as never)
      if (arrived) {
        toast.done(`待发送的 ${arrived} 条已发送。`)
        await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      }
    }
    void send().catch(() => undefined)
    window.addEventListener('online', send)
    return () => window.removeEventListener('online', send)
  }, [person, acting, api, queries])
  // Whoever left without network leaves the server as well, before anything is shown.
  const isGone = person ? leftHere() === String(person.id) : false
  const isSignedOut = session.data !== undefined && !person
  useEffect(() => {
    if (isSignedOut && leftHere() !== null) localStorage.removeItem(LEFT)
    if (!isGone) return
    api.org.access
      .signOut()
      .then(async () => {
        localStorage.removeItem(LEFT)
        await queries.invalidateQueries({ queryKey: ['session'] })
      })
      .catch(() => undefined)
  }, [isGone, isSignedOut, api, queries])
  const [leaving, setLeaving] = useState(0)
  const askAgain = useCallback(() => void session.refetch(), [session.refetch])

  if (!session.data && path.startsWith('/record')) {
    const isAway = session.fetchStatus === 'paused' || (session.isError && asClientProblem(session.error).status === 0)
    if (isAway)
      return (
        <Suspense fallback={<Bones rows={6} />}>
          <OfflineRecordPage onAgain={askAgain} />
          <ToastHost />
        </Suspense>
      )
  }
  if (session.isError && !session.data) {
    return (
      <AppFrame groups={[]} shape="bare">
        <ErrorState problem={asClientProblem(session.error)} onAgain={() => void session.refetch()} />
      </AppFrame>
    )
  }
  if (!session.data || isGone) return <Bones rows={8} />

  const refresh = async () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    await queries.invalidateQueries({ queryKey: ['session'] })
  }
  const hold = { session: session.data, refresh }
  const { posts, isSample, cityName, permissions } = session.data
  const maySetUp = permissions.includes('setup:write')
  const banner = isSample ? (
    <DemoBanner
      key="sample"
      words="单位、人员、地名均为虚构，设立真实城市后永久关闭。"
      act={maySetUp ? '设立真实城市' : undefined}
      onAct={() => void router.navigate({ href: '/org?tab=setup' })}
    />
  ) : undefined
  if (path === '/session/oidc/return') {
    return (
      <AppFrame groups={[]} shape="bare" banner={banner}>
        <Suspense fallback={<Bones rows={6} />}>
          <UnifiedReturnPage />
        </Suspense>
      </AppFrame>
    )
  }
  if (!person || !acting || person.mustChangePassword || person.mustSetFactor) {
    return (
      <SessionProvider value={hold}>
        <AppFrame groups={[]} shape="bare" banner={banner}>
          <Suspense fallback={<Bones rows={6} />}>
            <SignInPage />
          </Suspense>
        </AppFrame>
        <ConfirmSelf />
        <ToastHost />
      </SessionProvider>
    )
  }

  const { groups, dock } = entriesFor(permissions, {
    today: today.data ? today.data.owe.total + today.data.answer.total : undefined,
    alerts: alerts.data?.open || undefined,
  })
  const alarm =
    alerts.data?.open && keyOf(path) !== 'alerts' ? (
      <Fragment key="alarm">
        <Icon name="alert" size="s" />
        <b>有 {alerts.data.open} 条告警待处置</b>
        <Button kind="text" small onClick={() => void router.navigate({ to: '/alerts' })}>
          查看告警
        </Button>
      </Fragment>
    ) : null
  const actAs = async (postId: string) => {
    try {
      await api.org.access.actAs({ postId: Number(postId) })
      await refresh()
      await router.navigate({ to: '/' })
    } catch (error) {
      toast.failed(asClientProblem(error).detail)
    }
  }
  const signOut = async (isSure = false) => {
    const { noteLeft, unsentHere, wipeHeld } = await offlineParts()
    const unsent = unsentHere(person.id)
    if (unsent > 0 && !isSure) {
      setLeaving(unsent)
      return
    }
    setLeaving(0)
    await wipeHeld(person.id)
    try {
      await api.org.access.signOut()
    } catch (error) {
      // Without network the sign-in ends when there is one again; here nobody is signed in from now on.
      if (asClientProblem(error).status !== 0) throw error
      noteLeft(person.id)
      window.location.replace('/record')
      return
    }
    await refresh()
    await router.navigate({ to: '/' })
  }
  return (
    <SessionProvider value={hold}>
      <AppFrame
        groups={groups}
        dock={dock as (FrameEntry & { pen?: boolean })[]}
        current={keyOf(path)}
        post={{ id: String(acting.id), unit: acting.name, face: FACES[acting.role] }}
        posts={posts.map((post) => ({ id: String(post.id), unit: post.name, face: FACES[post.role] }))}
        onSwitchPost={(id) => void actAs(id)}
        account={[
          ...(isPhone
            ? groups.flatMap(({ entries }) => entries).filter(({ key }) => !dock.some((one) => one.key === key))
            : []),
          { key: 'account', label: '我的账号', icon: 'user', href: '/account' },
          ...(usesApi(session.data)
            ? [{ key: 'api', label: '接口说明', icon: 'link', href: '/api-docs' } as const]
            : []),
          { key: 'out', label: '退出登录', icon: 'out', onChoose: () => void signOut() },
        ]}
        bell={permissions.includes('notices:read') ? { count: unread ?? 0, href: '/notices' } : undefined}
        onSearch={toggleFinding}
        banner={alarm || banner ? [alarm, banner] : undefined}
        shape={path.startsWith('/record') ? 'narrow' : 'normal'}
        footer={`${cityName ?? ''} · ${session.data.today.slice(0, 4)} 年度`}
        onNavigate={(href) => void router.navigate({ href })}
      >
        <Suspense fallback={<Bones rows={8} />}>
          <Outlet key={acting.id} />
        </Suspense>
      </AppFrame>
      {isFinding ? (
        <Suspense fallback={null}>
          <FindBox open onClose={toggleFinding} onGo={(href) => void router.navigate({ href })} />
        </Suspense>
      ) : null}
      {leaving > 0 ? (
        <Suspense fallback={null}>
          <LeaveDialog unsent={leaving} onLeave={() => void signOut(true)} onClose={() => setLeaving(0)} />
        </Suspense>
      ) : null}
      <ConfirmSelf />
      <ToastHost />
    </SessionProvider>
  )
}

export const NotFoundPage = () => <Empty title="没有这个页面">地址可能写错了，从栏目重新进入。</Empty>

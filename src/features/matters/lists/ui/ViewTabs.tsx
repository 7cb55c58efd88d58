import { useQueries, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { Button, IconButton, Menu, type MenuItem, Tabs, toast } from '../../../../platform/ui/index.ts'
import { useMatters } from '../../ui/data.ts'
import { type LedgerSearch, ledgerHref, toQuery } from '../../ui/search.ts'
import type { LedgerColumn, SavedView } from '../contract.ts'
import { searchOf, useLists, viewKeys } from './data.ts'
import { keptSearch, type Resolved, shownViews } from './views.ts'

const ViewDialog = lazy(async () => ({ default: (await import('./ViewDialog.tsx')).ViewDialog }))

const MOST_COUNTED = 14

/** The views as tabs with their counts, and what can be done with the current one. */
export const ViewTabs = ({
  views,
  resolved,
  columns,
  onGo,
}: {
  views: readonly SavedView[]
  resolved: Resolved
  columns: readonly LedgerColumn[]
  onGo: (search: LedgerSearch) => void
}) => {
  const api = useMatters()
  const [dialog, setDialog] = useState<'new' | 'rename' | null>(null)
  const shown = shownViews(views)
  const counts = useQueries({
    queries: shown.slice(0, MOST_COUNTED).map((view) => {
      const query = toQuery(view.saved ? searchOf(view.saved) : view.search)
      return {
        queryKey: ['matters', 'count', query],
        queryFn: async () => (await api.list({ ...query, size: 1 })).total,
        staleTime: 60_000,
      }
    }),
  })
  return (
    <div className="view-tabs">
      <Tabs
        label="常用视图"
        current={resolved.current}
        items={shown.map((view, index) => ({
          key: view.key,
          label: view.label,
          count: counts[index]?.data,
          href: ledgerHref(view.search),
        }))}
      />
      <ViewVerbs
        views={views}
        resolved={resolved}
        columns={columns}
        onGo={onGo}
        onKeep={() => setDialog('new')}
        onRename={() => setDialog('rename')}
      />
      <Suspense fallback={null}>
        {dialog ? (
          <ViewDialog
            view={dialog === 'rename' ? resolved.saved : undefined}
            search={resolved.search}
            columns={columns}
            onClose={() => setDialog(null)}
            onKept={(view) => onGo({ saved: view.id })}
          />
        ) : null}
      </Suspense>
    </div>
  )
}

const copyLink = async (view: SavedView) => {
  const href = `${window.location.origin}${ledgerHref({ saved: view.id })}`
  try {
    await navigator.clipboard.writeText(href)
    toast.done(view.sharing === 'mine' ? '链接已复制，只有本岗位打得开。' : '链接已复制，共享到的岗位打得开。')
  } catch {
    toast.failed(`浏览器不让复制，手工抄下：${href}`)
  }
}

const ViewVerbs = ({
  views,
  resolved,
  columns,
  onGo,
  onKeep,
  onRename,
}: {
  views: readonly SavedView[]
  resolved: Resolved
  columns: readonly LedgerColumn[]
  onGo: (search: LedgerSearch) => void
  onKeep: () => void
  onRename: () => void
}) => {
  const api = useLists()
  const queries = useQueryClient()
  const { saved } = resolved
  const again = () => void queries.invalidateQueries({ queryKey: viewKeys })
  const doing = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
    }
    again()
  }
  if (!saved)
    return (
      <Button kind="text" small className="view-keep" onClick={onKeep}>
        存为视图
      </Button>
    )
  const own = views.filter(({ mayChange }) => mayChange)
  const place = own.findIndex(({ id }) => id === saved.id) + 1
  const move = (to: number) => doing(() => api.placeView({ id: saved.id, place: to }))
  const isChanged = resolved.isChanged || columns.join() !== saved.columns.join()
  const keep = () =>
    doing(async () => {
      const { id, version, name, sharing } = saved
      const layout = resolved.search.layout ?? 'list'
      await api.changeView({
        id,
        version,
        name,
        sharing,
        layout,
        search: keptSearch(resolved.search),
        columns: [...columns],
      })
      toast.done(`视图“${name}”已存下。`)
      onGo({ saved: id })
    })
  const drop = () =>
    doing(async () => {
      await api.dropView({ id: saved.id, version: saved.version })
      const restore = () => void doing(() => api.restoreView({ id: saved.id }))
      toast.done(`视图“${saved.name}”已删去，30 日内可恢复。`, { label: '恢复视图', onDo: restore })
      onGo({ view: 'all' })
    })
  const items: MenuItem[] = [
    ...(saved.mayChange
      ? [
          { key: 'rename', label: '改名或改共享', onChoose: onRename },
          ...(place > 1 ? [{ key: 'left', label: '往前移', onChoose: () => void move(place - 1) }] : []),
          ...(place < own.length ? [{ key: 'right', label: '往后移', onChoose: () => void move(place + 1) }] : []),
        ]
      : []),
    { key: 'copy', label: '复制链接', onChoose: () => void copyLink(saved) },
    { key: 'as-new', label: '另存为视图', onChoose: onKeep },
    ...(saved.mayChange ? [{ key: 'drop', label: '删去视图', danger: true, onChoose: () => void drop() }] : []),
  ]
  return (
    <>
      {isChanged && saved.mayChange ? (
        <Button kind="text" small className="view-keep" onClick={() => void keep()}>
          存回视图
        </Button>
      ) : null}
      <Menu
        label={`视图“${saved.name}”`}
        items={items}
        head={saved.from ? `由${saved.from}共享` : undefined}
        trigger={(props) => <IconButton icon="more" label={`视图“${saved.name}”的操作`} {...props} />}
      />
    </>
  )
}

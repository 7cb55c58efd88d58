import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ButtonLink,
  DataTable,
  Empty,
  PageHead,
  Pager,
  Panel,
  Segmented,
  SplitView,
  usePhone,
} from '../../../platform/ui/index.ts'
import { LAYOUTS, type LedgerColumn } from '../lists/contract.ts'
import { useBulk } from '../lists/ui/bulk.tsx'
import { ColumnChooser } from '../lists/ui/ColumnChooser.tsx'
import { sortOf, useColumnChoice, useShownColumns } from '../lists/ui/columns.tsx'
import { useViews } from '../lists/ui/data.ts'
import { LAYOUT_LABELS } from '../lists/ui/labels.ts'
import '../lists/ui/lists.css'
import { ExchangeMenu } from '../exchange/ui/ExchangeMenu.tsx'
import { ViewTabs } from '../lists/ui/ViewTabs.tsx'
import { resolve } from '../lists/ui/views.ts'
import { problemOf, useMatters } from './data.ts'
import { useFilterWords } from './filterWords.ts'
import { MatterFilters } from './MatterFilters.tsx'
import './matters.css'
import { type LedgerSearch, ledgerHref, NARROWING, setFilters, toQuery, withDefaults } from './search.ts'
import { useStepFlow } from './steps.tsx'
import { useLedger } from './useLedger.ts'

const MatterDrawer = lazy(async () => ({ default: (await import('./MatterDrawer.tsx')).MatterDrawer }))
const Board = lazy(async () => ({ default: (await import('../lists/ui/Board.tsx')).Board }))
const CalendarView = lazy(async () => ({ default: (await import('../lists/ui/CalendarView.tsx')).CalendarView }))
const RaiseDialog = lazy(async () => ({ default: (await import('./RaiseDialog.tsx')).RaiseDialog }))

const PAGE = 50

/** 事项: the ledger with its kept views, filters, and three ways of laying out the same rows: list, board, calendar. */
export const MattersPage = () => {
  const ledger = useLedger('/matters')
  const views = useViews()
  const resolved = resolve(ledger.search, views.data ?? (views.error ? [] : undefined))
  const { search } = resolved
  const layout = search.layout ?? 'list'
  const isWaiting = search.saved !== undefined && views.isPending
  const narrow = (part: Partial<LedgerSearch>) => ledger.change({ ...withDefaults(search), ...part })
  const openRow = (id: number | undefined) => ledger.open(id)
  const { list, pager } = useLedgerPage(search, layout === 'list' && !isWaiting && !resolved.isUnknown)
  const flow = useStepFlow()
  const { columns, standing, choose } = useColumnChoice(resolved.current, resolved.saved?.columns)
  const rows = list.data?.rows ?? []
  return (
    <SplitView
      drawer={
        search.open === undefined ? null : (
          <Suspense fallback={null}>
            <MatterDrawer
              id={search.open}
              row={rows.find(({ id }) => id === search.open)}
              onClose={() => openRow(undefined)}
            />
          </Suspense>
        )
      }
    >
      <PageHead title="事项" sub={<span className="hide-s">任务、需求同一本账</span>}>
        <Segmented
          label="看法"
          value={layout}
          items={LAYOUTS.map((key) => ({ key, label: LAYOUT_LABELS[key] }))}
          onChange={(key) => narrow({ layout: key as LedgerSearch['layout'] })}
        />
        <ExchangeMenu search={search} />
        <RaiseButtons isQuiet={search.open !== undefined} />
      </PageHead>
      <ViewTabs views={views.data ?? []} resolved={resolved} columns={columns} onGo={ledger.go} />
      {resolved.isUnknown ? (
        <UnknownView />
      ) : (
        <>
          <MatterFilters
            search={search}
            narrow={narrow}
            onClear={() => narrow({ ...NO_FILTERS, light: ['any'] })}
            end={
              layout === 'list' ? <ColumnChooser columns={columns} standing={standing} onChoose={choose} /> : undefined
            }
          />
          {layout === 'board' ? (
            <Suspense fallback={<Bones rows={8} />}>
              <Board search={search} narrow={narrow} onOpen={openRow} flow={flow} />
            </Suspense>
          ) : layout === 'calendar' ? (
            <Suspense fallback={<Bones rows={8} />}>
              <CalendarView search={search} narrow={narrow} onOpen={openRow} />
            </Suspense>
          ) : (
            <LedgerList
              search={search}
              list={list}
              pager={pager}
              chosen={columns}
              narrow={narrow}
              onOpen={openRow}
              onClear={() => narrow({ ...NO_FILTERS, light: ['any'] })}
            />
          )}
        </>
      )}
      {flow.dialogs}
    </SplitView>
  )
}

const NO_FILTERS: Partial<LedgerSearch> = Object.fromEntries(NARROWING.map((key) => [key, undefined]))

/** A link to a view that was not shared with this post, or that was deleted: the two are not told apart. */
const UnknownView = () => (
  <Panel label="没有这个视图" pad>
    <p role="alert">这个视图没有共享给本岗位，或已经删去。找发来链接的人共享，或改看全部事项。</p>
    <ButtonLink href={ledgerHref({ view: 'all', light: ['any'] })}>看全部事项</ButtonLink>
  </Panel>
)

/** Roles with steps to take in many matters. */
const WRITING = ['office', 'liaison', 'station', 'troop', 'leader']

type Paged = ReturnType<typeof useLedgerPage>

const LedgerList = ({
  search,
  list,
  pager,
  chosen,
  narrow,
  onOpen,
  onClear,
}: Paged & {
  search: LedgerSearch
  chosen: readonly LedgerColumn[]
  narrow: (part: Partial<LedgerSearch>) => void
  onOpen: (id: number) => void
  onClear: () => void
}) => {
  const { acting } = useSession()
  const rows = list.data?.rows ?? []
  const bulk = useBulk(search, rows, list.data?.total)
  const ticks = WRITING.includes(acting?.role ?? '')
  return (
    <Panel label="事项台账" className={bulk.isAny ? 'ledger has-ticks' : 'ledger'}>
      <DataTable
        label="事项"
        columns={useShownColumns(chosen, search.sort ?? 'due')}
        rows={rows}
        keyOf={(row) => String(row.id)}
        nameOf={(row) => row.code}
        hrefOf={(row) => ledgerHref({ ...search, open: row.id })}
        onOpen={(row) => onOpen(row.id)}
        openKey={search.open === undefined ? null : String(search.open)}
        onSort={(key) => narrow({ sort: sortOf(key) })}
        selected={ticks ? bulk.selected : undefined}
        onSelect={ticks ? bulk.select : undefined}
        ticksOnPhone
        loading={list.isPending}
        problem={problemOf(list.error)}
        onAgain={() => void list.refetch()}
        empty={<Nothing search={search} onClear={onClear} />}
      />
      {list.isPending || (rows.length === 0 && pager.from === 1) ? null : (
        <Pager
          total={list.data?.total}
          from={pager.from}
          shown={rows.length}
          onBack={pager.back}
          onNext={pager.next}
          busy={list.isFetching}
        />
      )}
      {bulk.bar}
    </Panel>
  )
}

/** One page of the list by key; the keys of the pages before are kept, so that 上一页 leads back. */
const useLedgerPage = (search: LedgerSearch, enabled: boolean) => {
  const api = useMatters()
  const query = toQuery(search)
  const of = JSON.stringify(query)
  const [at, setAt] = useState<{ of: string; keys: string[] }>({ of, keys: [] })
  const keys = at.of === of ? at.keys : []
  const after = keys.at(-1)
  const list = useQuery({
    queryKey: ['matters', 'list', query, after],
    queryFn: () => api.list({ ...query, after, size: PAGE }),
    placeholderData: keepPreviousData,
    enabled,
  })
  const next = list.data?.next
  return {
    list,
    pager: {
      from: keys.length * PAGE + 1,
      back: keys.length > 0 ? () => setAt({ of, keys: keys.slice(0, -1) }) : undefined,
      next: next ? () => setAt({ of, keys: [...keys, next] }) : undefined,
    },
  }
}

const RaiseButtons = ({ isQuiet }: { isQuiet: boolean }) => {
  const { acting } = useSession()
  const isPhone = usePhone()
  const [raising, setRaising] = useState<'task' | 'need' | null>(null)
  const role = acting?.role ?? ''
  if (!['office', 'liaison', 'station', 'troop'].includes(role)) return null
  return (
    <>
      {role === 'office' ? (
        <Button className="hide-s" onClick={() => setRaising('need')}>
          提需求
        </Button>
      ) : null}
      <Button
        kind={isQuiet ? 'default' : 'primary'}
        icon={isPhone ? undefined : 'plus'}
        onClick={() => setRaising(role === 'office' ? 'task' : 'need')}
      >
        {role === 'office' ? '立一件' : '提需求'}
      </Button>
      <Suspense fallback={null}>
        {raising ? <RaiseDialog what={raising} onClose={() => setRaising(null)} /> : null}
      </Suspense>
    </>
  )
}

const Nothing = ({ search, onClear }: { search: LedgerSearch; onClear: () => void }) => {
  const filters = useFilterWords(search)
  const isNarrowed = setFilters(withDefaults(search)).length > 0
  if (search.view === 'answer' && !isNarrowed) return <Empty title="没有等我答复的事项" icon="done" />
  return <Empty title="没有符合条件的事项" filters={filters} onClear={isNarrowed ? onClear : undefined} />
}

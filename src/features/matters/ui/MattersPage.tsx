import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  DataTable,
  Empty,
  Light,
  PageHead,
  Pager,
  Panel,
  SplitView,
  Tabs,
  Tag,
} from '../../../platform/ui/index.ts'
import type { MatterRow } from '../contract.ts'
import { ExchangeMenu } from '../exchange/ui/ExchangeMenu.tsx'
import { problemOf, useMatters, useToday } from './data.ts'
import { useFilterWords } from './filterWords.ts'
import { dueOf, KIND_LABELS, leadOf, MARK_LABELS, STATE_LABELS, titleOf, WITHHELD } from './labels.ts'
import { MatterFilters } from './MatterFilters.tsx'
import './matters.css'
import { type LedgerSearch, ledgerHref, setFilters, toQuery, withDefaults, writeSearch } from './search.ts'
import { useLedger } from './useLedger.ts'

const MatterDrawer = lazy(async () => ({ default: (await import('./MatterDrawer.tsx')).MatterDrawer }))
const RaiseDialog = lazy(async () => ({ default: (await import('./RaiseDialog.tsx')).RaiseDialog }))

const PAGE = 50

/** 事项: the ledger with its saved views, filters, table and drawer. */
export const MattersPage = () => {
  const { search, narrow, open, clear } = useLedger('/matters')
  const { list, pager } = useLedgerPage(search)
  const rows = list.data?.rows ?? []
  const problem = problemOf(list.error)
  return (
    <SplitView
      drawer={
        search.open === undefined ? null : (
          <Suspense fallback={null}>
            <MatterDrawer
              id={search.open}
              row={rows.find(({ id }) => id === search.open)}
              onClose={() => open(undefined)}
            />
          </Suspense>
        )
      }
    >
      <PageHead title="事项" sub={<span className="hide-s">任务、需求同一本账</span>}>
        <ExchangeMenu search={search} />
        <RaiseButtons isQuiet={search.open !== undefined} />
      </PageHead>
      <Views search={search} />
      <MatterFilters search={search} narrow={narrow} onClear={clear} rows={rows} />
      <Panel label="事项台账" className="ledger">
        <DataTable
          label="事项"
          columns={useColumns(search.sort ?? 'due')}
          rows={rows}
          keyOf={(row) => String(row.id)}
          nameOf={(row) => row.code}
          hrefOf={(row) => ledgerHref({ ...search, open: row.id })}
          onOpen={(row) => open(row.id)}
          openKey={search.open === undefined ? null : String(search.open)}
          onSort={(key) => narrow({ sort: key === 'code' ? 'code' : key === 'state' ? 'changed' : 'due' })}
          loading={list.isPending}
          problem={problem}
          onAgain={() => void list.refetch()}
          empty={<Nothing search={search} onClear={clear} />}
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
      </Panel>
    </SplitView>
  )
}

/** One page of the list by key; the keys of the pages before are kept, so that 上一页 leads back. */
const useLedgerPage = (search: LedgerSearch) => {
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
        icon="plus"
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

type View = { key: string; label: string; search: LedgerSearch }

/** The standing views: what passes through my hands, what waits for me, what falls due before 1 August, what troops ask. */
const viewsFor = (today: string): View[] => [
  { key: 'mine', label: '我经手', search: { view: 'mine', light: ['open'] } },
  { key: 'answer', label: '等我答复', search: { view: 'answer' } },
  ...(today.slice(5) < '08-01'
    ? [
        {
          key: 'august',
          label: '八一前到期',
          search: { view: 'all', light: ['open'], dueTo: `${today.slice(0, 4)}-07-31` } satisfies LedgerSearch,
        },
      ]
    : []),
  {
    key: 'military',
    label: '部队提的',
    search: { view: 'all', light: ['open'], direction: 'military-asks' },
  },
  { key: 'all', label: '全部', search: { view: 'all', light: ['any'] } },
]

const sameSearch = (left: LedgerSearch, right: LedgerSearch): boolean => {
  const plain = ({ open: _open, sort: _sort, ...rest }: LedgerSearch) =>
    JSON.stringify(Object.entries(writeSearch(withDefaults(rest))).sort())
  return plain(left) === plain(right)
}

const Views = ({ search }: { search: LedgerSearch }) => {
  const api = useMatters()
  const views = viewsFor(useToday())
  const counts = useQueries({
    queries: views.map((view) => {
      const query = toQuery(view.search)
      return {
        queryKey: ['matters', 'count', query],
        queryFn: async () => (await api.list({ ...query, size: 1 })).total,
        staleTime: 60_000,
      }
    }),
  })
  const exact = views.find((view) => sameSearch(view.search, search))
  const near = views.find(({ key }) => key === (search.view ?? 'all'))
  return (
    <Tabs
      label="常用视图"
      current={(exact ?? near)?.key ?? 'all'}
      items={views.map((view, index) => ({
        key: view.key,
        label: view.label,
        count: counts[index]?.data,
        href: ledgerHref(view.search),
      }))}
    />
  )
}

const Nothing = ({ search, onClear }: { search: LedgerSearch; onClear: () => void }) => {
  const filters = useFilterWords(search)
  const isNarrowed = setFilters(withDefaults(search)).length > 0
  if (search.view === 'answer' && !isNarrowed) return <Empty title="没有等我答复的事项" icon="done" />
  return <Empty title="没有符合条件的事项" filters={filters} onClear={isNarrowed ? onClear : undefined} />
}

const helpersOf = ({ title, helperCount }: MatterRow): string => {
  if (title === null) return WITHHELD
  return helperCount > 0 ? `${helperCount} 家` : '无'
}

const useColumns = (sort: NonNullable<LedgerSearch['sort']>): Column<MatterRow>[] => {
  const today = useToday()
  const sorted = (own: typeof sort) => (sort === own ? 'ascending' : 'none')
  return [
    {
      key: 'code',
      title: '编号',
      width: 108,
      quiet: true,
      wideOnly: true,
      sort: sorted('code'),
      cell: (row) => row.code,
    },
    {
      key: 'title',
      title: '事项',
      phone: 'title',
      cell: (row) => (row.title === null ? <span className="quiet">{titleOf(row)}</span> : row.title),
    },
    { key: 'kind', title: '类别', width: 56, cell: (row) => <Tag>{KIND_LABELS[row.kind]}</Tag> },
    {
      key: 'lead',
      title: '牵头',
      width: 140,
      phone: 'meta',
      cell: (row) => (row.lead ? row.lead.name : <span className="quiet">{leadOf(row)}</span>),
    },
    {
      key: 'helpers',
      title: '配合',
      width: 72,
      wideOnly: true,
      cell: (row) => <span className="quiet">{helpersOf(row)}</span>,
    },
    {
      key: 'due',
      title: '承诺日',
      width: 100,
      align: 'right',
      phone: 'end',
      sort: sorted('due'),
      cell: (row) => dueOf(row, today),
    },
    {
      key: 'light',
      title: '灯',
      width: 104,
      phone: 'light',
      cell: (row) => <Light kind={row.light.kind} days={row.light.days ?? undefined} words={row.light.words} />,
    },
    {
      key: 'state',
      title: '状态',
      width: 168,
      wideOnly: true,
      cell: (row) => (
        <span className="row quiet nowrap">
          {STATE_LABELS[row.state]}
          {row.marks
            .filter((mark) => mark !== 'hung')
            .map((mark) => (
              <Tag key={mark} line>
                {MARK_LABELS[mark]}
              </Tag>
            ))}
        </span>
      ),
    },
  ]
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  PageHead,
  Pager,
  Panel,
  Segmented,
  SplitView,
  Tag,
  usePhone,
} from '../../../platform/ui/index.ts'
import type { FactDetail, FactRow } from '../contract.ts'
import { FactSheetMenu } from '../exchange/ui/FactSheetMenu.tsx'
import { kindName } from '../kinds/all.ts'
import { problemOf, useFacts } from './data.ts'
import { FactFilters } from './FactFilters.tsx'
import { FactsTabs } from './FactsTabs.tsx'
import './facts.css'
import { dayWords } from './labels.ts'
import { FactState, firstAmounts, Nothing } from './pieces.tsx'
import { FACT_VIEWS, type FactSearch, type FactView, factsHref, filterOf, withoutFilters } from './search.ts'
import { useFactSearch } from './useFactSearch.ts'

const FactDrawer = lazy(async () => ({ default: (await import('./FactDrawer.tsx')).FactDrawer }))
const FactForm = lazy(async () => ({ default: (await import('./FactForm.tsx')).FactForm }))
const TimelineView = lazy(async () => ({ default: (await import('./FactViews.tsx')).TimelineView }))
const GalleryView = lazy(async () => ({ default: (await import('./FactViews.tsx')).GalleryView }))
const CalendarView = lazy(async () => ({ default: (await import('./FactViews.tsx')).CalendarView }))

const PAGE = 50
const VIEW_LABELS: Record<FactView, string> = { list: '列表', timeline: '时间线', gallery: '图集', calendar: '日历' }

/**
 * 实绩: what happened, in four layouts of the same rows; the ledgers are the same list narrowed. `more` stands under what an open
 * fact says.
 */
export const FactsPage = ({ more }: { more?: (fact: FactDetail) => ReactNode }) => {
  const { search, narrow, change, open } = useFactSearch()
  const [isNew, setNew] = useState(false)
  const mayWrite = useMay('facts:write')
  const isPhone = usePhone()
  const view = search.view ?? 'list'
  const shared = { search, onOpen: (id: number) => open(id) }
  return (
    <SplitView
      drawer={
        search.open === undefined ? null : (
          <Suspense fallback={null}>
            <FactDrawer id={search.open} onClose={() => open(undefined)} onOpen={(id) => open(id)} more={more} />
          </Suspense>
        )
      }
    >
      <PageHead title="实绩" sub={<span className="hide-s">做过的事记一次，台账和数字跟着有</span>}>
        <Segmented
          label="看法"
          value={view}
          items={FACT_VIEWS.map((key) => ({ key, label: VIEW_LABELS[key] }))}
          onChange={(key) => narrow({ view: key === 'list' ? undefined : (key as FactView) })}
        />
        <FactSheetMenu search={search} />
        {mayWrite ? (
          <Button
            kind={search.open === undefined ? 'primary' : 'default'}
            icon={isPhone ? undefined : 'plus'}
            onClick={() => setNew(true)}
          >
            记一条
          </Button>
        ) : null}
      </PageHead>
      <FactsTabs current={search.ledger ?? 'all'} />
      <FactFilters search={search} narrow={narrow} onClear={() => change(withoutFilters(search))} />
      <Suspense fallback={<Bones rows={8} />}>
        {view === 'timeline' ? (
          <TimelineView {...shared} />
        ) : view === 'gallery' ? (
          <GalleryView {...shared} />
        ) : view === 'calendar' ? (
          <CalendarView {...shared} narrow={narrow} />
        ) : (
          <FactList {...shared} onClear={() => change(withoutFilters(search))} />
        )}
      </Suspense>
      <Suspense fallback={null}>{isNew ? <FactForm onClose={() => setNew(false)} /> : null}</Suspense>
    </SplitView>
  )
}

/** One page of the list by key; the keys before are kept, so that 上一页 leads back. */
const useFactPages = (search: FactSearch, size = PAGE) => {
  const api = useFacts()
  const filter = filterOf(search)
  const of = JSON.stringify(filter)
  const [at, setAt] = useState<{ of: string; keys: string[] }>({ of, keys: [] })
  const keys = at.of === of ? at.keys : []
  const after = keys.at(-1)
  const list = useQuery({
    queryKey: ['facts', 'list', filter, after, size],
    queryFn: () => api.list({ ...filter, after, size }),
    placeholderData: keepPreviousData,
  })
  const next = list.data?.next
  return {
    list,
    pager: {
      from: keys.length * size + 1,
      back: keys.length > 0 ? () => setAt({ of, keys: keys.slice(0, -1) }) : undefined,
      next: next ? () => setAt({ of, keys: [...keys, next] }) : undefined,
    },
  }
}

const useColumns = (): Column<FactRow>[] => {
  const { today } = useSession()
  return [
    {
      key: 'title',
      title: '实绩',
      phone: 'title',
      cell: (fact) => fact.title,
    },
    { key: 'kind', title: '类别', width: 104, phone: 'meta', cell: ({ kind }) => <Tag>{kindName(kind)}</Tag> },
    { key: 'region', title: '地方', width: 120, phone: 'meta', cell: ({ region }) => region.name },
    {
      key: 'amounts',
      title: '数量',
      width: 210,
      wideOnly: true,
      cell: (fact) => <span className="fact-amounts">{firstAmounts(fact) || '—'}</span>,
    },
    {
      key: 'day',
      title: '哪天',
      width: 132,
      nowrap: true,
      phone: 'end',
      align: 'right',
      cell: (fact) => dayWords(fact, today),
    },
    { key: 'state', title: '核对', width: 128, phone: 'light', cell: (fact) => <FactState fact={fact} /> },
  ]
}

const FactList = ({
  search,
  onOpen,
  onClear,
}: {
  search: FactSearch
  onOpen: (id: number) => void
  onClear: () => void
}) => {
  const { list, pager } = useFactPages(search)
  const columns = useColumns()
  const rows = list.data?.rows ?? []
  return (
    <>
      {list.data && list.data.unchecked > 0 ? (
        <p className="fact-unchecked small quiet" role="status">
          共 {list.data.total} 条，其中未核 {list.data.unchecked} 条。未核的也计数。
        </p>
      ) : null}
      <Panel label="实绩" className="ledger">
        <DataTable
          label="实绩"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          nameOf={({ code }) => code}
          hrefOf={({ id }) => factsHref({ ...search, open: id })}
          onOpen={({ id }) => onOpen(id)}
          openKey={search.open === undefined ? null : String(search.open)}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Nothing search={search} onClear={onClear} />}
        />
        {list.data && (rows.length > 0 || pager.from > 1) ? (
          <Pager
            total={list.data.total}
            from={pager.from}
            shown={rows.length}
            word="条"
            onBack={pager.back}
            onNext={pager.next}
            busy={list.isFetching}
          />
        ) : null}
      </Panel>
    </>
  )
}

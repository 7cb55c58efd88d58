import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { asClientProblem, useApi, useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  DataTable,
  Empty,
  FilterBar,
  formatCount,
  formatDay,
  formatMomentDay,
  Light,
  PageHead,
  Panel,
  Tag,
  TextInput,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import type { DocumentRow, sources } from '../contract.ts'
import { KIND_LABELS } from './labels.ts'
import { ReadInDialog } from './ReadInDialog.tsx'
import './sources.css'

const SIZE = 50

const stateOf = (row: DocumentRow) => {
  if (!row.mayWork) return <Light kind="done" words="已公开" />
  if (row.open > 0) return <Light kind="none" words={`待核 ${row.open} 条`} />
  if (row.adopted > 0) return <Light kind="due" words={`${row.adopted} 条待立`} />
  return <Light kind="done" words={row.handed > 0 ? '已立完' : '没有任务'} />
}

/** 来文: documents read in, newest first, each with what is still to be checked; `above` stands over the list. */
export const SourcesPage = ({ above }: { above?: ReactNode }) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const queries = useQueryClient()
  const navigate = useNavigateTo()
  const { today, acting } = useSession()
  const mayRead = useMay('sources:write')
  // The search over everything leads here with its words: /sources?q=…
  const [typed, setTyped] = useState(() => new URLSearchParams(window.location.search).get('q') ?? '')
  const [q, setQ] = useState(typed)
  const [path, setPath] = useState<number[]>([])
  const [isReading, setReading] = useState(false)
  const after = path.at(-1)
  const list = useQuery({
    queryKey: ['sources', 'list', acting?.id, q, after],
    queryFn: () => api.list({ q: q || undefined, after, size: SIZE }),
    placeholderData: keepPreviousData,
  })
  const search = (words: string) => {
    setPath([])
    setQ(words.trim())
  }

  const columns: Column<DocumentRow>[] = [
    {
      key: 'title',
      title: '来文',
      phone: 'title',
      cell: (row) => (
        <>
          {row.title}
          {row.revisedBy || row.revises ? ' ' : null}
          {row.revisedBy ? <Tag line>已有新版</Tag> : row.revises ? <Tag line>新版</Tag> : null}
        </>
      ),
    },
    { key: 'number', title: '文号', width: 190, quiet: true, wideOnly: true, cell: (row) => row.docNumber ?? '' },
    { key: 'kind', title: '类别', width: 110, quiet: true, phone: 'meta', cell: (row) => KIND_LABELS[row.kind] },
    {
      key: 'issued',
      title: '印发',
      width: 110,
      nowrap: true,
      phone: 'meta',
      cell: (row) => (row.issuedOn ? formatDay(row.issuedOn, today) : '未知'),
    },
    { key: 'state', title: '核对', width: 130, phone: 'light', cell: stateOf },
    {
      key: 'handed',
      title: '已立事项',
      width: 96,
      align: 'right',
      wideOnly: true,
      cell: (row) => (row.mayWork ? formatCount(row.handed, '件') : ''),
    },
    {
      key: 'read',
      title: '读入',
      width: 96,
      nowrap: true,
      quiet: true,
      phone: 'end',
      cell: (row) => formatMomentDay(row.createdAt, today),
    },
  ]
  const total = list.data?.total
  return (
    <>
      <PageHead title="来文" sub={total === undefined ? undefined : `共 ${formatCount(total, '份')}`}>
        {mayRead ? (
          <Button kind="primary" icon="plus" onClick={() => setReading(true)}>
            读入来文
          </Button>
        ) : null}
      </PageHead>
      {above}
      <FilterBar
        onClear={
          q
            ? () => {
                setTyped('')
                search('')
              }
            : undefined
        }
      >
        <form
          className="row search-words"
          aria-label="找来文"
          onSubmit={(event) => {
            event.preventDefault()
            search(typed)
          }}
        >
          <TextInput
            type="search"
            aria-label="标题、文号、发文单位"
            placeholder="标题、文号、发文单位"
            value={typed}
            onText={setTyped}
          />
          <Button type="submit" icon="search">
            找来文
          </Button>
        </form>
      </FilterBar>
      <Panel label="来文列表">
        <DataTable
          label="来文"
          columns={columns}
          rows={list.data?.rows ?? []}
          keyOf={({ id }) => String(id)}
          nameOf={({ title }) => title}
          hrefOf={({ id }) => `/sources/${id}`}
          loading={list.isPending}
          problem={list.error ? asClientProblem(list.error) : undefined}
          onAgain={() => void list.refetch()}
          empty={
            q ? (
              <Empty
                title="没有符合条件的来文"
                filters={[`含“${q}”`]}
                onClear={() => {
                  setTyped('')
                  search('')
                }}
              />
            ) : (
              <Empty title="还没有来文" icon="doc">
                {mayRead ? '读入工作要点、方案或意见，逐条核对后立为事项。' : '双拥办公开来文后，在这里查看。'}
              </Empty>
            )
          }
        />
        {path.length > 0 || list.data?.next ? (
          <footer className="row">
            <Button small disabled={path.length === 0} onClick={() => setPath(path.slice(0, -1))}>
              上一页
            </Button>
            <Button small disabled={!list.data?.next} onClick={() => setPath([...path, Number(list.data?.next)])}>
              下一页
            </Button>
          </footer>
        ) : null}
      </Panel>
      {isReading ? (
        <ReadInDialog
          onClose={() => setReading(false)}
          onReadInside={() => void queries.invalidateQueries({ queryKey: ['sources', 'list'] })}
          onRead={(document) => {
            setReading(false)
            queries.setQueryData(['sources', 'get', document.id], document)
            void queries.invalidateQueries({ queryKey: ['sources', 'list'] })
            void queries.invalidateQueries({ queryKey: ['sources', 'revision'] })
            navigate(`/sources/${document.id}`)
          }}
        />
      ) : null}
    </>
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Column, DataTable, Empty, type IconName, Pager, Panel } from '../../../platform/ui/index.ts'
import { shownProblem, usePages } from './data.ts'

type Page<Row> = { rows: Row[]; total: number; next: string | null }

/** A list of 组织, page by page by key; other filters start at the first page again. */
export const useOrgList = <Row, Filters extends object>(
  name: string,
  filters: Filters,
  read: (query: Filters & { after: string | undefined; size: number }) => Promise<Page<Row>>,
  size = 50,
) => {
  const pages = usePages(JSON.stringify(filters))
  const query = { ...filters, after: pages.after, size }
  const list = useQuery({
    queryKey: ['org', name, query],
    queryFn: () => read(query),
    placeholderData: keepPreviousData,
  })
  return {
    list,
    pages,
    rows: list.data?.rows ?? [],
    total: list.data?.total,
    /** How many rows stand before the page. */
    before: (pages.number - 1) * size,
    /** The rows shown are those asked for, not the ones before. */
    isSettled: !list.isPlaceholderData,
  }
}

/** The table of such a list with its pager; a list without rows has none. */
export function ListPanel<Row extends { id: number }>({
  of: { list, pages, rows, total, before },
  label,
  title,
  columns,
  open,
  word,
  icon,
  none,
  filtered,
  onClear,
  children,
}: {
  of: ReturnType<typeof useOrgList<Row, object>>
  /** For the ear: what the panel is, and what the table lists. */
  label: string
  title: string
  columns: readonly Column<Row>[]
  open?: { id: number | null; onOpen: (row: Row) => void }
  /** 家, 个, 人: the measure word of the rows. */
  word: string
  icon: IconName
  /** What an empty list says where nothing was asked, and where the filters hide everything. */
  none: string
  filtered?: string
  /** Set while filters are. */
  onClear?: () => void
  /** What to do where there is nothing yet. */
  children?: ReactNode
}) {
  return (
    <Panel label={label}>
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => String(id)}
        onOpen={open?.onOpen}
        openKey={open && open.id !== null ? String(open.id) : null}
        loading={list.isPending}
        problem={shownProblem(list.error)}
        onAgain={() => void list.refetch()}
        empty={
          <Empty title={onClear ? (filtered ?? none) : none} icon={icon} onClear={onClear}>
            {onClear ? null : children}
          </Empty>
        }
      />
      {rows.length > 0 || pages.back ? (
        <Pager
          total={total}
          from={before + 1}
          shown={rows.length}
          word={word}
          onBack={pages.back}
          onNext={pages.next(list.data?.next)}
          busy={list.isFetching}
        />
      ) : null}
    </Panel>
  )
}

import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { Button, names } from './Button.tsx'
import { Icon } from './icons.tsx'
import { Go } from './navigate.tsx'
import { Bones, Empty, ErrorState, type ShownProblem } from './States.tsx'

export type Column<Row> = {
  key: string
  title: string
  cell: (row: Row) => ReactNode
  /** Fixed width in px; the rest is shared. */
  width?: number
  align?: 'right'
  /** Where the value goes on a phone: the title's line, the light, grey words, or the right end. Not shown if left out. */
  phone?: 'title' | 'light' | 'meta' | 'end'
  /** Only while the table is wider than 900px: not beside an open drawer. */
  wideOnly?: boolean
  /** On one line whatever the width. */
  nowrap?: boolean
  /** Small and grey: numbers, codes. */
  quiet?: boolean
  /** Sorting by this column; the order itself is the server's. */
  sort?: 'ascending' | 'descending' | 'none'
}

export type DataTableProps<Row> = {
  /** What the table lists, for the ear: 事项台账. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** How a row is called in 选择 RW-2026-027. */
  nameOf?: (row: Row) => string
  /** Where the row's title leads; a plain click calls `onOpen` if given. */
  hrefOf?: (row: Row) => string
  onOpen?: (row: Row) => void
  /** Key of the row whose drawer is open. */
  openKey?: string | null
  /** Keys of ticked rows; ticking is offered only with `onSelect`. */
  selected?: ReadonlySet<string>
  onSelect?: (next: ReadonlySet<string>) => void
  /** Ticking on a phone too; there it is hidden otherwise. */
  ticksOnPhone?: boolean
  onSort?: (key: string) => void
  loading?: boolean
  problem?: ShownProblem
  onAgain?: () => void
  empty?: ReactNode
  /** One cell for each column key; missing ones stay empty. */
  totals?: Readonly<Record<string, ReactNode>>
  /** Two lines for each row on a phone (default); `false` keeps a table that scrolls sideways. */
  cards?: boolean
}

// Written out because a phone lays rows out as boxes, and some browsers then forget that it is a table.
const part = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const

const SOME = (box: HTMLInputElement | null, some: boolean) => {
  if (box) box.indeterminate = some
}

const isOwnControl = (target: EventTarget, row: EventTarget) =>
  target instanceof Element && target !== row && target.closest('a,button,input,select,textarea,label') !== null

/**
 * A light table: head that stays, ticking, open row, totals, empty, loading and refused. One Tab stop for the rows: arrows,
 * Home and End move, Enter opens, Space ticks.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, nameOf, hrefOf, onOpen, openKey, selected, onSelect, onSort } = props
  const { ticksOnPhone, loading, problem, onAgain, empty, totals, cards = true } = props
  const [atKey, setAtKey] = useState<string | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const canOpen = onOpen !== undefined || hrefOf !== undefined
  const keys = rows.map(keyOf)
  const stop = atKey !== null && keys.includes(atKey) ? atKey : openKey && keys.includes(openKey) ? openKey : keys[0]
  const ticked = keys.filter((key) => selected?.has(key)).length
  const width = columns.length + (onSelect ? 1 : 0)

  const tick = (key: string) => {
    const next = new Set(selected)
    if (!next.delete(key)) next.add(key)
    onSelect?.(next)
  }
  const tickAll = () => {
    const next = new Set(selected)
    for (const key of keys) ticked === keys.length ? next.delete(key) : next.add(key)
    onSelect?.(next)
  }
  const open = (row: Row, element: HTMLElement) => {
    if (onOpen) onOpen(row)
    else element.querySelector<HTMLAnchorElement>('a.title')?.click()
  }
  const onKey = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter' && canOpen) {
      event.preventDefault()
      return open(row, event.currentTarget)
    }
    if (event.key === ' ' && onSelect) {
      event.preventDefault()
      return tick(keyOf(row))
    }
    const at = keys.indexOf(keyOf(row))
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: keys.length - 1 }[event.key]
    const key = next === undefined ? undefined : keys[next]
    if (key === undefined) return
    event.preventDefault()
    setAtKey(key)
    const found = body.current?.querySelectorAll<HTMLElement>('tr[data-row]')[keys.indexOf(key)]
    found?.focus()
  }
  const onRowClick = (event: MouseEvent<HTMLTableRowElement>, row: Row) => {
    if (!canOpen || isOwnControl(event.target, event.currentTarget)) return
    if (window.getSelection()?.toString()) return
    open(row, event.currentTarget)
  }

  const phoneClass = (column: Column<Row>) => `in-${column.phone ?? 'none'}`
  const cellClass = (column: Column<Row>) =>
    names(
      phoneClass(column),
      column.align === 'right' && 'num',
      (column.align === 'right' || column.nowrap) && 'nowrap',
      column.wideOnly && 'wide-only',
      column.quiet && 'small-cell',
    )
  const titleKey = columns.find((column) => column.phone === 'title')?.key

  const state = problem ? (
    <ErrorState problem={problem} onAgain={onAgain} />
  ) : loading && rows.length === 0 ? (
    <div className="pad">
      <Bones rows={8} />
    </div>
  ) : rows.length === 0 ? (
    (empty ?? <Empty title="这里还没有内容" />)
  ) : null

  return (
    <div className="table-scroll">
      <table
        className={names('table', cards && 'cards', onSelect && ticksOnPhone && 'ticks')}
        aria-label={label}
        aria-busy={loading || undefined}
        {...part.table}
      >
        <thead {...part.group}>
          <tr {...part.row}>
            {onSelect ? (
              <th className="tick-cell" scope="col" {...part.head}>
                <label className="tick">
                  <input
                    type="checkbox"
                    className="check"
                    ref={(box) => SOME(box, ticked > 0 && ticked < keys.length)}
                    checked={keys.length > 0 && ticked === keys.length}
                    disabled={keys.length === 0}
                    onChange={tickAll}
                    aria-label={ticked > 0 ? `全选，已选 ${ticked} 件` : '全选'}
                  />
                </label>
              </th>
            ) : null}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={names(column.align === 'right' && 'num', column.wideOnly && 'wide-only')}
                style={column.width ? ({ width: column.width } as CSSProperties) : undefined}
                aria-sort={column.sort}
                {...part.head}
              >
                {column.sort && onSort ? (
                  <button type="button" onClick={() => onSort(column.key)}>
                    {column.title}
                    <Icon
                      name={column.sort === 'ascending' ? 'up' : column.sort === 'descending' ? 'down' : 'sort'}
                      size="s"
                    />
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} {...part.group}>
          {state ? (
            <tr className="table-state" {...part.row}>
              <td colSpan={width} {...part.cell}>
                {state}
              </td>
            </tr>
          ) : (
            rows.map((row) => {
              const key = keyOf(row)
              const isTicked = selected?.has(key) ?? false
              const isOpen = key === openKey
              return (
                <tr
                  key={key}
                  data-row={key}
                  className={names(canOpen && 'opens', isOpen && 'on', isTicked && 'ticked')}
                  aria-current={isOpen ? 'true' : undefined}
                  tabIndex={key === stop ? 0 : -1}
                  onFocus={() => setAtKey(key)}
                  onKeyDown={(event) => onKey(event, row)}
                  onClick={(event) => onRowClick(event, row)}
                  {...part.row}
                >
                  {onSelect ? (
                    <td className="tick-cell" {...part.cell}>
                      <label className="tick">
                        <input
                          type="checkbox"
                          className="check"
                          checked={isTicked}
                          onChange={() => tick(key)}
                          aria-label={`选择 ${nameOf?.(row) ?? key}`}
                        />
                      </label>
                    </td>
                  ) : null}
                  {columns.map((column) => (
                    <td key={column.key} className={cellClass(column)} {...part.cell}>
                      {column.key === titleKey && hrefOf ? (
                        <Go
                          className="title"
                          href={hrefOf(row)}
                          tabIndex={-1}
                          onClick={(event) => {
                            if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey) return
                            event.preventDefault()
                            onOpen(row)
                          }}
                        >
                          {column.cell(row)}
                        </Go>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              )
            })
          )}
        </tbody>
        {totals && !state ? (
          <tfoot {...part.group}>
            <tr {...part.row}>
              {onSelect ? <td className="tick-cell" {...part.cell} /> : null}
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)} data-title={column.title} {...part.cell}>
                  {totals[column.key]}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  )
}

export type PagerProps = {
  /** Of all rows; 未知 when the server did not count. */
  total?: number
  /** Number of the first row shown, from 1. */
  from: number
  shown: number
  /** Measure word: 件, 户, 条. */
  word?: string
  /** Undefined when there is no such page. Pages go by key, so there are no page numbers. */
  onBack?: () => void
  onNext?: () => void
  busy?: boolean
}

/** 41 件中第 1–12 件, and the way on. */
export const Pager = ({ total, from, shown, word = '件', onBack, onNext, busy }: PagerProps) => {
  const part =
    shown === 0 ? '没有' : from === from + shown - 1 ? `第 ${from} ${word}` : `第 ${from}–${from + shown - 1} ${word}`
  return (
    <nav className="pager" aria-label="翻页">
      <span role="status">
        {total === undefined ? part : total === 0 ? `共 0 ${word}` : `${total} ${word}中${part}`}
      </span>
      <span className="grow" />
      <Button small disabled={!onBack || busy} onClick={onBack}>
        上一页
      </Button>
      <Button small disabled={!onNext || busy} onClick={onNext}>
        下一页
      </Button>
    </nav>
  )
}

export type BulkVerb = { key: string; label: string; onDo: () => void; disabled?: boolean; hideOnPhone?: boolean }

/** What can be done with the ticked rows; there only while rows are ticked. Floats over the foot of the list. */
export const BulkBar = ({
  count,
  word = '件',
  verbs,
  onClear,
  floats = true,
}: {
  count: number
  word?: string
  verbs: readonly BulkVerb[]
  onClear: () => void
  floats?: boolean
}) => {
  const box = useRef<HTMLDivElement>(null)
  const isShown = count > 0
  useEffect(() => {
    if (!isShown) return
    const leave = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && box.current?.contains(document.activeElement)) onClear()
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [isShown, onClear])
  if (!isShown) return null
  return (
    <div ref={box} className={names('bulk', floats && 'floats')} role="toolbar" aria-label={`对所选 ${count} ${word}`}>
      <b role="status">
        已选 {count} {word}
      </b>
      {verbs.map(({ key, label, onDo, disabled, hideOnPhone }) => (
        <Button key={key} className={hideOnPhone ? 'hide-s' : undefined} disabled={disabled} onClick={onDo}>
          {label}
        </Button>
      ))}
      <span className="sep" />
      <IconBulkClose onClear={onClear} />
    </div>
  )
}

const IconBulkClose = ({ onClear }: { onClear: () => void }) => (
  <Button aria-label="取消选择" onClick={onClear}>
    <Icon name="close" />
  </Button>
)

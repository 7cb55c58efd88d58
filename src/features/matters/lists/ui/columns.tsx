import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import { type Column, formatDay, formatMomentDay, Light, Tag, usePhone } from '../../../../platform/ui/index.ts'
import type { MatterRow } from '../../contract.ts'
import { useToday } from '../../ui/data.ts'
import {
  behalfWords,
  CATEGORY_LABELS,
  dueOf,
  KIND_LABELS,
  leadOf,
  MARK_LABELS,
  STATE_LABELS,
  titleOf,
  WITHHELD,
} from '../../ui/labels.ts'
import { MatterName } from '../../ui/MatterName.tsx'
import type { LedgerSearch } from '../../ui/search.ts'
import { LEDGER_COLUMNS, type LedgerColumn } from '../contract.ts'
import { COLUMN_LABELS } from './labels.ts'

const DEFAULT_COLUMNS: readonly LedgerColumn[] = ['code', 'title', 'kind', 'lead', 'helpers', 'due', 'light', 'state']

const isColumn = (key: unknown): key is LedgerColumn => (LEDGER_COLUMNS as readonly unknown[]).includes(key)

const read = (key: string): LedgerColumn[] | undefined => {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? kept.filter(isColumn) : undefined
  } catch {
    return undefined
  }
}

const write = (key: string, columns: readonly LedgerColumn[] | undefined): void => {
  try {
    if (columns) window.localStorage.setItem(key, JSON.stringify(columns))
    else window.localStorage.removeItem(key)
  } catch {
    // A browser that keeps nothing shows the columns of the view again at the next visit.
  }
}

/** The title always stands; a choice without it is one that an older program kept. */
const withTitle = (columns: readonly LedgerColumn[]): readonly LedgerColumn[] =>
  columns.includes('title') ? columns : ['title', ...columns]

/**
 * The columns of a view: as chosen in this browser, else as kept with the view, else those of the program. On a phone rows are
 * cards of two lines, whatever was chosen.
 */
export const useColumnChoice = (viewKey: string, kept: readonly LedgerColumn[] | undefined) => {
  const { acting } = useSession()
  const key = `tongxin.columns.${acting?.id ?? 0}.${viewKey}`
  const [changed, setChanged] = useState<{ key: string; columns: readonly LedgerColumn[] | undefined }>()
  const own = changed?.key === key ? changed.columns : read(key)
  const standing = kept && kept.length > 0 ? kept : DEFAULT_COLUMNS
  return {
    columns: withTitle(own ?? standing),
    standing,
    choose: (columns: readonly LedgerColumn[] | undefined) => {
      write(key, columns)
      setChanged({ key, columns })
    },
  }
}

const helpersOf = ({ title, helperCount }: MatterRow): string => {
  if (title === null) return WITHHELD
  return helperCount > 0 ? `${helperCount} 家` : '无'
}

/** RW-2026-031 of the part RW-2026-031-02. */

type Shown = Omit<Column<MatterRow>, 'key' | 'title' | 'sort'>

const shownColumns = (today: string): Record<LedgerColumn, Shown> => ({
  code: { width: 108, quiet: true, wideOnly: true, cell: (row) => row.code },
  title: {
    phone: 'title',
    cell: (row) =>
      row.title === null ? (
        <span className="quiet">{titleOf(row)}</span>
      ) : (
        <>
          <MatterName row={row} />
          {row.parts ? (
            <span className="small quiet nowrap">
              {' '}
              分解 {row.parts.done}/{row.parts.all}
            </span>
          ) : null}
        </>
      ),
  },
  kind: { width: 56, cell: (row) => <Tag>{KIND_LABELS[row.kind]}</Tag> },
  category: { width: 116, quiet: true, wideOnly: true, cell: (row) => CATEGORY_LABELS[row.category] },
  asker: { width: 140, wideOnly: true, cell: (row) => row.asker.name },
  lead: {
    width: 140,
    phone: 'meta',
    cell: (row) => (row.lead ? row.lead.name : <span className="quiet">{leadOf(row)}</span>),
  },
  helpers: { width: 72, wideOnly: true, cell: (row) => <span className="quiet">{helpersOf(row)}</span> },
  region: { width: 100, wideOnly: true, cell: (row) => <span className="quiet">{row.region.name}</span> },
  part: {
    width: 140,
    wideOnly: true,
    cell: (row) => (
      <span className="quiet">
        {row.part ? (row.partTitle ? `${row.part}、${row.partTitle}` : `第${row.part}部分`) : '无'}
      </span>
    ),
  },
  raised: { width: 92, align: 'right', wideOnly: true, cell: (row) => formatDay(row.raisedOn, today) },
  due: { width: 100, align: 'right', phone: 'end', cell: (row) => dueOf(row, today) },
  light: {
    width: 138,
    phone: 'light',
    cell: (row) => <Light kind={row.light.kind} days={row.light.days ?? undefined} words={row.light.words} />,
  },
  state: {
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
  behalf: {
    width: 108,
    wideOnly: true,
    cell: (row) => <span className="quiet">{behalfWords(row.marks) || '无'}</span>,
  },
  changed: {
    width: 96,
    align: 'right',
    quiet: true,
    wideOnly: true,
    cell: (row) => formatMomentDay(row.changedAt, today),
  },
})

const SORTS: Partial<Record<LedgerColumn, NonNullable<LedgerSearch['sort']>>> = {
  code: 'code',
  due: 'due',
  changed: 'changed',
}

/** Which order a press on a column's head asks for. */
export const sortOf = (column: string): LedgerSearch['sort'] => SORTS[column as LedgerColumn]

/** The chosen columns, ready for the table. */
export const useShownColumns = (
  chosen: readonly LedgerColumn[],
  sort: NonNullable<LedgerSearch['sort']>,
): Column<MatterRow>[] => {
  const today = useToday()
  const isPhone = usePhone()
  const all = shownColumns(today)
  return (isPhone ? DEFAULT_COLUMNS : chosen).map((key) => {
    const own = SORTS[key]
    const isNewest = key === 'changed'
    return {
      key,
      title: COLUMN_LABELS[key],
      ...all[key],
      ...(own ? { sort: sort !== own ? 'none' : isNewest ? 'descending' : 'ascending' } : {}),
    }
  })
}

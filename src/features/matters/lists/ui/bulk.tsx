import { lazy, type ReactNode, Suspense, useState } from 'react'
import { BulkBar } from '../../../../platform/ui/index.ts'
import type { MatterRow } from '../../contract.ts'
import { type LedgerSearch, toQuery } from '../../ui/search.ts'
import { BULK_STEPS, type BulkStep } from '../contract.ts'
import { bulkLabel } from './labels.ts'

const BulkDialog = lazy(async () => ({ default: (await import('./BulkDialog.tsx')).BulkDialog }))

type Ticked = { of: string; rows: ReadonlyMap<string, MatterRow>; isWhole: boolean }

/**
 * Ticked rows of the ledger, kept over its pages until the filters change, and the bar with what can be done with them.
 * `isWhole`: not the ticked rows but all that the filters find.
 */
export const useBulk = (search: LedgerSearch, rows: readonly MatterRow[], total: number | undefined) => {
  const { sort: _sort, ...filter } = toQuery(search)
  const of = JSON.stringify(filter)
  const [kept, setKept] = useState<Ticked>({ of, rows: new Map(), isWhole: false })
  const [asked, setAsked] = useState<BulkStep | null>(null)
  const ticked = kept.of === of ? kept : { of, rows: new Map<string, MatterRow>(), isWhole: false }
  const clear = () => setKept({ of, rows: new Map(), isWhole: false })
  const open = new Set([...ticked.rows.values()].flatMap((row) => row.openSteps))
  const verbs = BULK_STEPS.filter((step) => open.has(step))
  const isPage = rows.length > 0 && rows.every(({ id }) => ticked.rows.has(String(id)))
  const offersWhole = !ticked.isWhole && isPage && total !== undefined && total > ticked.rows.size
  const bar: ReactNode = (
    <>
      <BulkBar
        count={ticked.isWhole ? (total ?? ticked.rows.size) : ticked.rows.size}
        verbs={[
          ...(offersWhole
            ? [{ key: 'whole', label: `全选符合条件的 ${total} 件`, onDo: () => setKept({ ...ticked, isWhole: true }) }]
            : []),
          ...verbs.map((step) => ({ key: step, label: bulkLabel(step), onDo: () => setAsked(step) })),
        ]}
        onClear={clear}
      />
      <Suspense fallback={null}>
        {asked ? (
          <BulkDialog
            step={asked}
            ids={[...ticked.rows.values()].map(({ id }) => id)}
            filter={ticked.isWhole ? filter : undefined}
            onClose={() => setAsked(null)}
            onDone={() => {
              setAsked(null)
              clear()
            }}
          />
        ) : null}
      </Suspense>
    </>
  )
  return {
    selected: new Set(ticked.rows.keys()),
    select: (next: ReadonlySet<string>) => {
      const known = new Map([...ticked.rows, ...rows.map((row) => [String(row.id), row] as const)])
      setKept({ of, isWhole: false, rows: new Map([...next].flatMap((key) => [[key, known.get(key) as MatterRow]])) })
    },
    bar,
    isAny: ticked.rows.size > 0,
  }
}

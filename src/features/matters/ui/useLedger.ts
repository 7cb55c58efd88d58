import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { type DualShow, type LedgerSearch, readSearch, withDefaults, writeSearch } from './search.ts'

/** The address of a page of the ledger: what it says, and how to change it. The drawer's matter is `open`. */
export const useLedger = (page: '/matters' | '/dual') => {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => readSearch(raw), [raw])

  const go = useCallback(
    (next: LedgerSearch, replace: boolean) =>
      void navigate({ to: page, search: writeSearch(next) as never, replace, resetScroll: false }),
    [navigate, page],
  )
  return {
    search,
    /** Goes to another address of the page. */
    go: (next: LedgerSearch) => go(next, false),
    change: (next: LedgerSearch) => go(next, true),
    /** Narrows the list; the filters that stood by default are written out, so that they stay. */
    narrow: (part: Partial<LedgerSearch>) => go({ ...withDefaults(search), ...part }, true),
    /** Opens one matter in the drawer, or closes it; the list stays as it is. */
    open: (id: number | undefined) => go({ ...search, open: id }, search.open !== undefined),
    /** Another part of the 双清单. */
    show: (show: DualShow) => go({ show: show === 'open' ? undefined : show }, true),
    /** Everything the list is narrowed by, taken away. */
    clear: () => {
      const { view, sort, open, saved, layout, by, span, at } = search
      go({ view, sort, open, saved, layout, by, span, at, light: ['any'] }, true)
    },
  }
}

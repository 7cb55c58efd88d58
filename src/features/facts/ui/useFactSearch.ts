import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type FactSearch, readSearch, writeSearch } from './search.ts'

/** The address of the page of facts: what it says, and how to change it. */
export const useFactSearch = () => {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => readSearch(raw), [raw])
  const go = (next: FactSearch, replace: boolean) =>
    void navigate({ to: '/facts', search: writeSearch(next) as never, replace, resetScroll: false })
  return {
    search,
    narrow: (part: Partial<FactSearch>) => go({ ...search, ...part }, true),
    change: (next: FactSearch) => go(next, true),
    open: (id: number | undefined) => go({ ...search, open: id }, search.open !== undefined),
  }
}

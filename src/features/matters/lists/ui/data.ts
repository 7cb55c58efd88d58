import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../../../platform/client/api.tsx'
import { readSearch } from '../../ui/search.ts'
import type { lists, SavedView } from '../contract.ts'

/** What the lists of the ledger ask the server, under keys that a changed matter refreshes. */

export const useLists = () => useApi<{ lists: typeof lists }>().lists

export const viewKeys = ['matters', 'lists', 'views'] as const

export const useViews = () => {
  const api = useLists()
  return useQuery({ queryKey: viewKeys, queryFn: () => api.views(), staleTime: 60_000 })
}

/** The filters of a kept view, read as those of an address are. */
export const searchOf = (view: Pick<SavedView, 'search' | 'layout' | 'id'>) => ({
  ...readSearch(view.search),
  layout: view.layout,
})

/** Parts of plans in scope, for the filter 要点部分. */
export const useParts = (enabled: boolean) => {
  const api = useLists()
  return useQuery({
    queryKey: ['matters', 'lists', 'parts'],
    queryFn: () => api.parts(),
    staleTime: 300_000,
    enabled,
  })
}

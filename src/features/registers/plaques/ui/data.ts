import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRegisters } from '../../ui/pieces.tsx'
import type { ListKey } from '../contract.ts'

export const usePlaques = () => useRegisters().plaques

/** The account of a place; the acting post's own if none is named. */
export const useAccount = (regionId: number | undefined) => {
  const api = usePlaques()
  return useQuery({
    queryKey: ['registers', 'plaques', 'account', regionId],
    queryFn: () => api.account({ regionId }),
    placeholderData: keepPreviousData,
  })
}

export type PlaqueListQuery = {
  regionId?: number | undefined
  list: ListKey
  q?: string | undefined
  after?: string | undefined
  size: number
}

export const usePlaqueList = (query: PlaqueListQuery, enabled: boolean) => {
  const api = usePlaques()
  return useQuery({
    queryKey: ['registers', 'plaques', 'list', query],
    queryFn: () => api.list(query),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export const useCard = (id: number | null) => {
  const api = usePlaques()
  return useQuery({
    queryKey: ['registers', 'plaques', 'card', id],
    queryFn: () => api.get({ id: id as number }),
    enabled: id !== null,
  })
}

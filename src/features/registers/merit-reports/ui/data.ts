import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRegisters } from '../../ui/pieces.tsx'
import type { Grade, State } from '../rules.ts'

export const useMerit = () => useRegisters().meritReports

export const useMeritAccount = (query: { regionId?: number | undefined; year?: number | undefined }) => {
  const api = useMerit()
  return useQuery({
    queryKey: ['registers', 'merit', 'account', query],
    queryFn: () => api.account(query),
    placeholderData: keepPreviousData,
  })
}

export type MeritListQuery = {
  year?: number | undefined
  state?: State | undefined
  grade?: Grade | undefined
  q?: string | undefined
  after?: number | undefined
  size: number
}

export const useMeritList = (query: MeritListQuery) => {
  const api = useMerit()
  return useQuery({
    queryKey: ['registers', 'merit', 'list', query],
    queryFn: () => api.list(query),
    placeholderData: keepPreviousData,
  })
}

export const useMeritReport = (id: number | null) => {
  const api = useMerit()
  return useQuery({
    queryKey: ['registers', 'merit', 'one', id],
    queryFn: () => api.get({ id: id as number }),
    enabled: id !== null,
  })
}

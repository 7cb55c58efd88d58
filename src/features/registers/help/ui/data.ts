import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRegisters } from '../../ui/pieces.tsx'
import type { HelpQuery } from '../contract.ts'

export const useHelp = () => useRegisters().help

export const useHelpAccount = (regionId: number | undefined) => {
  const api = useHelp()
  return useQuery({
    queryKey: ['registers', 'help', 'account', regionId],
    queryFn: () => api.account({ regionId }),
    placeholderData: keepPreviousData,
  })
}

export const useHelpList = (
  query: Partial<Omit<HelpQuery, 'open' | 'behalf'>> & { behalf?: 'true' | undefined },
  enabled = true,
) => {
  const api = useHelp()
  return useQuery({
    queryKey: ['registers', 'help', 'list', query],
    queryFn: () => api.list(query),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export const useHelpCase = (id: number) => {
  const api = useHelp()
  return useQuery({ queryKey: ['registers', 'help', 'one', id], queryFn: () => api.get({ id }) })
}

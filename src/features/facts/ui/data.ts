import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { asClientProblem, type ClientProblem, useApi, useSession } from '../../../platform/client/api.tsx'
import type { UnitOption } from '../../../platform/ui/index.ts'
import type { regions } from '../../org/regions/contract.ts'
import { mayListBy, type units } from '../../org/units/contract.ts'
import type { checking } from '../checking/contract.ts'
import type { FactDetail, facts } from '../contract.ts'
import type { periods } from '../periods/contract.ts'

/** What the screens of the room ask the server, under one set of keys. */

type Api = { facts: typeof facts; factChecking: typeof checking; factPeriods: typeof periods }
export const useFacts = () => useApi<Api>().facts
export const useChecking = () => useApi<Api>().factChecking
export const usePeriods = () => useApi<Api>().factPeriods

export const problemOf = (thrown: unknown): ClientProblem | undefined => (thrown ? asClientProblem(thrown) : undefined)

const oneKey = (id: number) => ['facts', 'get', id] as const

export const useFact = (id: number | undefined) => {
  const api = useFacts()
  return useQuery({
    queryKey: oneKey(id ?? 0),
    queryFn: () => api.get({ id: id as number }),
    enabled: id !== undefined,
  })
}

/** After a change: the drawer shows what the server answered, every list asks again. */
export const keepFact = (queries: QueryClient, fact: FactDetail): void => {
  queries.setQueryData(oneKey(fact.id), fact)
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'facts' && !(queryKey[1] === 'get' && queryKey[2] === fact.id),
  })
}

export const useKeepFact = () => {
  const queries = useQueryClient()
  return (fact: FactDetail) => keepFact(queries, fact)
}

/** Every list of the room asks again. */
export const useForgetFacts = () => {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: ['facts'] })
}

type Org = { org: { units: Pick<typeof units, 'options'>; regions: Pick<typeof regions, 'list' | 'get'> } }
const useOrg = () => useApi<Org>().org

/** Units to name in a fact, in the official order; `listed`: those by which the acting post may list facts. */
export const useFindUnits = (which?: 'military' | 'listed'): ((typed: string) => Promise<UnitOption[]>) => {
  const org = useOrg()
  const { acting } = useSession()
  return useCallback(
    async (typed) => {
      const found = await org.units.options({ q: typed || undefined, size: 200 })
      return found
        .filter((unit) => (which === 'listed' ? mayListBy(acting, unit) : which === undefined || unit.side === which))
        .map(({ id, name, group, holders }) => ({
          ...{ id: String(id), name, group },
          // 代录 is for units that nobody acts for.
          ...(which === 'military' && holders > 0 ? { refused: '有人办理，由它自己记' } : {}),
        }))
    },
    [org, which, acting],
  )
}

const LEVELS = ['', '', '市', '县（市、区）', '乡镇（街道）', '村（社区）']

/** Places of the acting post’s own region and below, by name; the region itself comes first. */
export const useFindPlaces = (own: { id: number; name: string } | null): ((typed: string) => Promise<UnitOption[]>) => {
  const org = useOrg()
  return useCallback(
    async (typed) => {
      if (!own) return []
      const { rows } = await org.regions.list({ parentId: own.id, ...(typed ? { q: typed } : {}), size: 60 })
      const below = rows
        .filter(({ toOn }) => toOn === null)
        .map(({ id, name, parentName, level }) => ({
          id: String(id),
          name,
          ...(parentName ? { note: parentName } : {}),
          group: LEVELS[level] ?? '',
        }))
      const isOwn = typed === '' || own.name.includes(typed)
      return isOwn ? [{ id: String(own.id), name: own.name, group: '本级' }, ...below] : below
    },
    [org, own],
  )
}

/** The name of a place that a filter names by its number. */
export const usePlaceName = (id: number | undefined): string | undefined => {
  const org = useOrg()
  return useQuery({
    queryKey: ['org', 'region-name', id],
    queryFn: () => org.regions.get({ id: id as number }),
    enabled: id !== undefined,
    staleTime: 300_000,
  }).data?.name
}

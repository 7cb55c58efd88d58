import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { asClientProblem, type ClientProblem, useApi, useSession } from '../../../platform/client/api.tsx'
import type { FieldProblem } from '../../../platform/ui/index.ts'
import type { MatterDetail, matters } from '../contract.ts'

/** What the screens of the ledger ask the server, under one set of keys. */

export const useMatters = () => useApi<{ matters: typeof matters }>().matters

export const keys = {
  all: ['matters'] as const,
  one: (id: number) => ['matters', 'get', id] as const,
  today: (postId: number | undefined) => ['matters', 'today', postId] as const,
}

/** One matter with everything the drawer shows. */
export const useMatter = (id: number | undefined) => {
  const api = useMatters()
  return useQuery({
    queryKey: keys.one(id ?? 0),
    queryFn: () => api.get({ id: id as number }),
    enabled: id !== undefined,
  })
}

/** After a change: the drawer shows what the server answered, every list asks again. */
export const keepMatter = (queries: QueryClient, matter: MatterDetail): void => {
  queries.setQueryData(keys.one(matter.id), matter)
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'matters' && !(queryKey[1] === 'get' && queryKey[2] === matter.id),
  })
}

export const useKeepMatter = () => {
  const queries = useQueryClient()
  return (matter: MatterDetail) => keepMatter(queries, matter)
}

/** The office's own day, as the server says it. */
export const useToday = (): string => useSession().today

export const isOutOfDate = (problem: ClientProblem): boolean => problem.type === '/problems/out-of-date'

/** The newer version that came with a refusal, asked for again where it did not. */
export const latestOf = async (problem: ClientProblem, ask: () => Promise<MatterDetail>): Promise<MatterDetail> => {
  const { latest } = problem.body
  const isDetail = typeof latest === 'object' && latest !== null && 'entries' in latest && 'openSteps' in latest
  return isDetail ? (latest as MatterDetail) : ask()
}

export const problemOf = (thrown: unknown): ClientProblem | undefined => (thrown ? asClientProblem(thrown) : undefined)

/** Why a form waits: a file on its way when the form is sent would be lost. */
export const stillSending = (count: number, label: string): FieldProblem | false =>
  count > 0 && { name: 'fileIds', label, detail: `还有 ${count} 份文件没有传完，传完再按一次。` }

export { sendFile, shownFile } from '../../../platform/client/files.ts'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi, useMay, useSession } from '../../../../../platform/client/api.tsx'
import type { Decide, Revision, revision, WaitingRevision } from '../contract.ts'

const useRevisionApi = () => useApi<{ revision: typeof revision }>().revision

const keyOf = (documentId: number) => ['sources', 'revision', documentId] as const

export const useRevision = (documentId: number) => {
  const api = useRevisionApi()
  return useQuery({
    queryKey: keyOf(documentId),
    queryFn: () => api.get({ documentId }),
    enabled: documentId > 0,
    retry: false,
  })
}

/** Newer versions of the own place with something left to decide; nothing for whoever keeps no documents. */
export const useWaitingRevisions = (): readonly WaitingRevision[] => {
  const api = useRevisionApi()
  const { acting } = useSession()
  const enabled = useMay('sources:write')
  return (
    useQuery({ queryKey: ['sources', 'revision', 'waiting', acting?.id], queryFn: () => api.waiting(), enabled })
      .data ?? []
  )
}

const isRevision = (value: unknown): value is Revision =>
  typeof value === 'object' && value !== null && 'groups' in value && 'toDecide' in value

export type RevisionActions = {
  decide(decision: Omit<Decide, 'documentId'>): Promise<ClientProblem | null>
  clear(matterId: number, version: number): Promise<ClientProblem | null>
  carryOut(decisions: { matterId: number; version: number }[]): Promise<ClientProblem | null>
  follow(): Promise<ClientProblem | null>
  /** What is on its way: `decide 12`, `carry-out`. */
  busy: string | null
}

/** The steps on 新旧对照; every answer is the newer view, a conflict brings it too. */
export const useRevisionActions = (documentId: number): RevisionActions => {
  const api = useRevisionApi()
  const queries = useQueryClient()
  const [busy, setBusy] = useState<string | null>(null)
  const show = (latest: Revision) => queries.setQueryData(keyOf(documentId), latest)
  const run = async (what: string, work: () => Promise<Revision>, reaches = false): Promise<ClientProblem | null> => {
    setBusy(what)
    try {
      show(await work())
      void queries.invalidateQueries({ queryKey: ['sources', 'revision', 'waiting'] })
      if (reaches) {
        void queries.invalidateQueries({ queryKey: ['matters'] })
        void queries.invalidateQueries({ queryKey: ['intake'] })
        void queries.invalidateQueries({ queryKey: ['sources', 'list'] })
      }
      return null
    } catch (thrown) {
      const problem = asClientProblem(thrown)
      if (isRevision(problem.body.latest)) show(problem.body.latest)
      else if (problem.status === 409) void queries.invalidateQueries({ queryKey: keyOf(documentId) })
      return problem
    } finally {
      setBusy(null)
    }
  }
  return {
    decide: (decision) => run(`decide ${decision.matterId}`, () => api.decide({ documentId, ...decision })),
    clear: (matterId, version) => run(`clear ${matterId}`, () => api.clear({ documentId, matterId, version })),
    carryOut: (decisions) => run('carry-out', () => api.carryOut({ documentId, decisions }), true),
    follow: () => run('follow', () => api.follow({ documentId }), true),
    busy,
  }
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../../../platform/client/api.tsx'
import type { KeepFigures, SaveFigure, StatedFigure, StatedFigures, stated } from '../../../sources/stated/contract.ts'

const useStatedApi = () => useApi<{ stated: typeof stated }>()

const keys = {
  reading: (id: number) => ['stated', 'reading', id] as const,
  kept: (id: number) => ['stated', 'list', id] as const,
  names: ['stated', 'names'] as const,
}

/** Figures, scoring clauses and what was left out of a document. */
export const useDocumentReading = (documentId: number) => {
  const api = useStatedApi()
  return useQuery({
    queryKey: keys.reading(documentId),
    queryFn: () => api.stated.reading({ documentId }),
    staleTime: 60_000,
  })
}
export type ReadingQuery = ReturnType<typeof useDocumentReading>

/** What is kept of a document as stated figures. */
export const useStatedFigures = (documentId: number) => {
  const api = useStatedApi()
  return useQuery({ queryKey: keys.kept(documentId), queryFn: () => api.stated.list({ documentId }) })
}
export type StatedQuery = ReturnType<typeof useStatedFigures>

/** Names of metrics under which figures are kept already. */
export const useMetricNames = () => {
  const api = useStatedApi()
  return useQuery({ queryKey: keys.names, queryFn: () => api.stated.names() })
}

/** Keeping, correcting and withdrawing; the list of the document follows, and so does whatever compares figures. */
export const useStatedSteps = (documentId: number) => {
  const api = useStatedApi()
  const queries = useQueryClient()
  const show = (change: (held: StatedFigure[]) => StatedFigure[]) => {
    queries.setQueryData<StatedFigures>(keys.kept(documentId), (held) => ({ figures: change(held?.figures ?? []) }))
    void queries.invalidateQueries({ queryKey: keys.names })
    void queries.invalidateQueries({ queryKey: ['metrics', 'benchmark'] })
  }
  const onError = () => void queries.invalidateQueries({ queryKey: keys.kept(documentId) })
  return {
    keep: useMutation({
      mutationFn: (figures: KeepFigures['figures']) => api.stated.keep({ documentId, figures }),
      onSuccess: ({ figures }) => show(() => figures),
      onError,
    }),
    save: useMutation({
      mutationFn: (input: SaveFigure) => api.stated.save(input),
      onSuccess: (saved) => show((held) => held.map((one) => (one.id === saved.id ? saved : one))),
      onError,
    }),
    withdraw: useMutation({
      mutationFn: (input: { id: number; version: number }) => api.stated.withdraw(input),
      onSuccess: (gone) => show((held) => held.filter(({ id }) => id !== gone.id)),
      onError,
    }),
  }
}

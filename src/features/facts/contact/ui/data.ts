import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { asClientProblem, useApi } from '../../../../platform/client/api.tsx'
import { toast } from '../../../../platform/ui/index.ts'
import type { ContactQuery, contact } from '../contract.ts'

/** What the screens of the plan ask the server. Under the key of facts, so that a visit written down asks them again. */

export const useContact = () => useApi<{ contact: typeof contact }>().contact

export const usePlan = (query: { regionId: number | undefined; month: string }) => {
  const api = useContact()
  return useQuery({
    queryKey: ['facts', 'contact', 'plan', query],
    queryFn: () => api.plan(query),
    placeholderData: keepPreviousData,
  })
}

export const useContacts = (query: Partial<ContactQuery>) => {
  const api = useContact()
  return useQuery({
    queryKey: ['facts', 'contact', 'list', query],
    queryFn: () => api.list(query),
    placeholderData: keepPreviousData,
  })
}

/** Sends a change of the plan; afterwards it is read again. The refusal is kept to be shown. */
export const useContactSend = <Input, Answer>(send: (input: Input) => Promise<Answer>, done: () => string) => {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      toast.done(done())
      await queries.invalidateQueries({ queryKey: ['facts', 'contact'] })
    },
  })
  return {
    send: mutation.mutate,
    busy: mutation.isPending,
    problem: mutation.error ? asClientProblem(mutation.error) : undefined,
  }
}

import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../../platform/client/api.tsx'
import { toast } from '../../../platform/ui/index.ts'
import { shownProblem } from '../../org/ui/index.ts'
import type { registers } from '../contract.ts'

/** What the screens of the registers ask the server; every query stands under the key `registers`. */
export const useRegisters = () => useApi<{ registers: typeof registers }>().registers

/** Every list and drawer of the registers is read again. */
export const keepRegisters = (queries: QueryClient): Promise<void> =>
  queries.invalidateQueries({ queryKey: ['registers'] })

/** Sends a change; afterwards everything of the registers is read again. */
export const useSendRegister = <Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done: (answer: Answer, input: Input) => string | undefined,
) => {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async (answer, input) => {
      const words = done(answer, input)
      if (words) toast.done(words)
      await keepRegisters(queries)
    },
  })
  return {
    send: mutation.mutate,
    busy: mutation.isPending,
    problem: shownProblem(mutation.error),
    reset: mutation.reset,
  }
}

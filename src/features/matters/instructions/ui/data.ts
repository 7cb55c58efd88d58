import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { asClientProblem, type ClientProblem, useApi } from '../../../../platform/client/api.tsx'
import { toast } from '../../../../platform/ui/index.ts'
import type { Instruction, InstructionQuery, instructions } from '../contract.ts'

/** What the screens ask about instructions 批示, under one set of keys. */

export const useInstructionsApi = () => useApi<{ instructions: typeof instructions }>().instructions

export const useInstructions = (query: Partial<Omit<InstructionQuery, 'figures'>> & { figures?: 'true' }) => {
  const api = useInstructionsApi()
  return useQuery({
    queryKey: ['instructions', query],
    queryFn: () => api.list(query),
  })
}

/** After a change: instructions, the matters they stand in, and notices ask again. */
export const useKeepInstructions = () => {
  const queries = useQueryClient()
  return () => {
    for (const room of ['instructions', 'matters', 'notices']) void queries.invalidateQueries({ queryKey: [room] })
  }
}

/** One of the verbs that need no form; says what came of it, and a refusal unless `onRefused` takes it. */
export const useInstructionVerb = (
  call: (api: ReturnType<typeof useInstructionsApi>) => Promise<Instruction>,
  words: (after: Instruction) => { text: string; href?: string },
  onRefused?: (problem: ClientProblem) => unknown,
) => {
  const api = useInstructionsApi()
  const keep = useKeepInstructions()
  return useMutation({
    mutationFn: () => call(api),
    onSuccess: (after) => {
      const { text, href } = words(after)
      toast.done(text, href ? { label: '打开', href } : undefined)
    },
    onError: (error) => {
      const problem = asClientProblem(error)
      toast.failed(problem.detail)
      onRefused?.(problem)
    },
    onSettled: keep,
  })
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type * as z from 'zod'
import { asClientProblem, type ClientProblem, useApi } from '../../../platform/client/api.tsx'
import { type FieldProblem, fieldProblemsOf, toast } from '../../../platform/ui/index.ts'
import type { org } from '../contract.ts'

export const useOrg = () => useApi<{ org: typeof org }>().org

export { asClientProblem }

/** A refusal as the pieces show it, or undefined. */
export const shownProblem = (error: unknown): ClientProblem | undefined => (error ? asClientProblem(error) : undefined)

/** Sends a change; afterwards every list of the organisation is read again. */
export const useSend = <Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done: (answer: Answer, input: Input) => string | undefined,
) => {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async (answer, input) => {
      const words = done(answer, input)
      if (words) toast.done(words)
      await queries.invalidateQueries({ queryKey: ['org'] })
    },
  })
  return {
    send: mutation.mutate,
    busy: mutation.isPending,
    problem: shownProblem(mutation.error),
    reset: mutation.reset,
  }
}

/** A send whose refusal is told in a toast: for buttons in rows. */
export const useQuickSend = <Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done: (answer: Answer, input: Input) => string | undefined,
) => {
  const sending = useSend(send, done)
  const { problem } = sending
  useEffect(() => {
    if (problem) toast.failed(problem.detail)
  }, [problem])
  return sending
}

/** Who stored the version that stands now, and when. */
export type StoredBy = { postName: string | null; at: string } | null

type Labels = Readonly<Record<string, string>>

const faultsOf = (schema: z.ZodType, value: unknown, labels: Labels): FieldProblem[] => {
  const read = schema.safeParse(value)
  if (read.success) return []
  const errors = read.error.issues.map(({ path, message }) => ({
    pointer: `/${path.map(String).join('/')}`,
    detail: message,
  }))
  return fieldProblemsOf({ title: '填写有误', errors }, labels).fields
}

/** A form over a contract's schema: checked before sending, refusals shown at their fields. */
export const useForm = <Input, Answer>({
  schema,
  labels,
  send,
  done,
}: {
  schema: z.ZodType
  labels: Labels
  send: (input: Input) => Promise<Answer>
  done: (answer: Answer) => string | undefined
}) => {
  const sending = useSend(send, done)
  const [faults, setFaults] = useState<readonly FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const { fields, rest } = fieldProblemsOf(sending.problem, labels)
  const problems = faults.length > 0 ? faults : fields
  return {
    busy: sending.busy,
    /** Somebody else was faster: the row as it stands now. */
    latest: sending.problem?.type === '/problems/out-of-date' ? sending.problem.body.latest : undefined,
    storedBy: (sending.problem?.body.storedBy ?? null) as StoredBy,
    reset: sending.reset,
    submit: (value: Input) => {
      const found = faultsOf(schema, value, labels)
      setFaults(found)
      setTimes(times + 1)
      if (found.length === 0) sending.send(value)
    },
    errorOf: (name: string) => problems.find((one) => one.name === name)?.detail,
    form: { problems, times, problem: faults.length > 0 ? undefined : rest },
  }
}

/** The keys of the pages gone through; the last is the one shown. Starts anew when `of` changes. */
export const usePages = (of: string) => {
  const [pages, setPages] = useState<{ of: string; keys: (string | undefined)[] }>({ of, keys: [undefined] })
  const keys = pages.of === of ? pages.keys : [undefined]
  return {
    after: keys.at(-1),
    number: keys.length,
    back: keys.length > 1 ? () => setPages({ of, keys: keys.slice(0, -1) }) : undefined,
    next: (key: string | null | undefined) => (key ? () => setPages({ of, keys: [...keys, key] }) : undefined),
  }
}

/** What the address asks a list to show: the record to open (`open=12`) and the words to find it by (`q=教育`). */
export const useAddressed = () => {
  const { open, q } = useSearch({ strict: false }) as { open?: unknown; q?: unknown }
  const asked = Number(open) > 0 ? Number(open) : null
  const [openId, setOpenId] = useState(asked)
  // The address can change while the list stands: the search over everything opens another record.
  useEffect(() => {
    if (asked !== null) setOpenId(asked)
  }, [asked])
  return { openId, setOpenId, q: q === undefined ? '' : String(q) }
}

/** A value that follows after typing has stopped for a moment. */
export const useSettled = (value: string, wait = 300): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait)
    return () => clearTimeout(timer)
  }, [value, wait])
  return settled
}

/** '入学、转学，落户' as a list. */
export const splitWords = (text: string): string[] =>
  text
    .split(/[、，,；;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)

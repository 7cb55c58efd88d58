import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { asClientProblem, type ClientProblem, useApi } from '../../../../platform/client/api.tsx'
import type { sources } from '../../../sources/contract.ts'
import type { Desk, EditProposal, HandedOut, intake, Proposal } from '../contract.ts'

type DeskApi = { sources: typeof sources; intake: typeof intake }

export const useDeskApi = () => useApi<DeskApi>()

export const keys = {
  document: (id: number) => ['sources', 'get', id] as const,
  desk: (id: number) => ['intake', 'list', id] as const,
}

/** The document with its clean text; whoever may read it. */
export const useDocument = (id: number) => {
  const api = useDeskApi()
  return useQuery({ queryKey: keys.document(id), queryFn: () => api.sources.get({ id }), enabled: id > 0 })
}

export const useProposals = (documentId: number, enabled: boolean) => {
  const api = useDeskApi()
  return useQuery({
    queryKey: keys.desk(documentId),
    queryFn: () => api.intake.list({ documentId }),
    enabled: enabled && documentId > 0,
  })
}

const isDesk = (value: unknown): value is Desk =>
  typeof value === 'object' && value !== null && Array.isArray((value as { proposals?: unknown }).proposals)

/** What a person wrote that met somebody else's newer version: both are shown, one is chosen. */
export type Clash = { id: number; mine: EditProposal }

export type DeskActions = {
  /** Steps run one after another, each on the version that the step before brought. */
  mark(id: number, as: 'adopted' | 'dropped' | 'open'): Promise<boolean>
  edit(id: number, change: EditProposal): Promise<boolean>
  split(id: number, at: number): Promise<boolean>
  merge(id: number): Promise<boolean>
  /** @returns the added proposal, or null when it was refused */
  add(task: EditProposal & { startAt: number; endAt: number }): Promise<Proposal | null>
  /** `standingKnown`: proposals of which a second matter is wanted although one stands since the older version. */
  handOut(isVacancyKnown: boolean, standingKnown: readonly number[]): Promise<HandedOut | null>
  /** The last refusal and the proposal it is about, until the next step. */
  refusal: { id: number | null; problem: ClientProblem } | null
  clash: Clash | null
  settle(): void
  isBusy: boolean
}

/** The steps of the desk over the typed client; the answers replace what is shown, conflicts bring the newer desk. */
export const useDeskActions = (documentId: number): DeskActions => {
  const api = useDeskApi()
  const queries = useQueryClient()
  const line = useRef<Promise<unknown>>(Promise.resolve())
  const [refusal, setRefusal] = useState<DeskActions['refusal']>(null)
  const [clash, setClash] = useState<Clash | null>(null)
  const [waiting, setWaiting] = useState(0)

  const actions = useMemo(() => {
    const key = keys.desk(documentId)
    const now = () => queries.getQueryData<Desk>(key)?.proposals ?? []
    const show = (desk: Desk) => queries.setQueryData<Desk>(key, desk)
    /** A correction or a mark answers with what it changed; the others stand as they are. */
    const showChanged = ({ proposals }: Desk) => {
      const changed = new Map(proposals.map((one) => [one.id, one]))
      show({ proposals: now().map((one) => changed.get(one.id) ?? one) })
    }
    const forget = () => {
      void queries.invalidateQueries({ queryKey: ['sources', 'list'] })
      void queries.invalidateQueries({ queryKey: keys.document(documentId) })
    }

    const queued = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      setWaiting((count) => count + 1)
      const next = line.current.then(work, work).finally(() => setWaiting((count) => count - 1))
      line.current = next.catch(() => undefined)
      return next
    }

    const refuse = async (thrown: unknown, id: number | null, mine?: EditProposal): Promise<void> => {
      const problem = asClientProblem(thrown)
      setRefusal({ id, problem })
      if (isDesk(problem.body.latest)) show(problem.body.latest)
      else if (problem.status === 409) await queries.invalidateQueries({ queryKey: key })
      if (problem.type === '/problems/out-of-date' && id !== null && mine && now().some((one) => one.id === id)) {
        setClash({ id, mine })
      }
    }

    const step = (
      id: number,
      send: (one: Proposal) => Promise<Desk>,
      take: (desk: Desk) => void,
      mine?: EditProposal,
    ): Promise<boolean> =>
      queued(async () => {
        const one = now().find((candidate) => candidate.id === id)
        if (!one) return false
        setRefusal(null)
        try {
          take(await send(one))
          return true
        } catch (thrown) {
          await refuse(thrown, id, mine)
          return false
        }
      })

    return {
      mark: (id: number, as: 'adopted' | 'dropped' | 'open') =>
        step(id, (one) => api.intake.mark({ documentId, id, version: one.version, as }), showChanged),
      edit: (id: number, change: EditProposal) => {
        setClash(null)
        return step(
          id,
          (one) => api.intake.edit({ documentId, id, version: one.version, ...change }),
          showChanged,
          change,
        )
      },
      split: (id: number, at: number) =>
        step(id, (one) => api.intake.split({ documentId, id, version: one.version, at }), show),
      merge: (id: number) => step(id, (one) => api.intake.merge({ documentId, id, version: one.version }), show),
      add: (task: EditProposal & { startAt: number; endAt: number }) =>
        queued(async () => {
          const before = new Set(now().map(({ id }) => id))
          setRefusal(null)
          try {
            const desk = await api.intake.add({ documentId, ...task })
            show(desk)
            return desk.proposals.find(({ id }) => !before.has(id)) ?? null
          } catch (thrown) {
            await refuse(thrown, null)
            return null
          }
        }),
      handOut: (isVacancyKnown: boolean, standingKnown: readonly number[]) =>
        queued(async () => {
          setRefusal(null)
          const proposals = now()
            .filter(({ state }) => state === 'adopted')
            .map(({ id, version }) => ({ id, version }))
          try {
            const handed = await api.intake.handOut({
              documentId,
              proposals,
              ...(isVacancyKnown ? { isVacancyKnown } : {}),
              ...(standingKnown.length > 0 ? { standingKnown: [...standingKnown] } : {}),
            })
            await queries.invalidateQueries({ queryKey: key })
            void queries.invalidateQueries({ queryKey: ['matters'] })
            forget()
            return handed
          } catch (thrown) {
            await refuse(thrown, null)
            return null
          }
        }),
      settle: () => {
        setRefusal(null)
        setClash(null)
      },
    }
  }, [api, documentId, queries])

  return { ...actions, refusal, clash, isBusy: waiting > 0 }
}

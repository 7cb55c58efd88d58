import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { asClientProblem } from '../../../platform/client/api.tsx'
import { type ShownFile, toast } from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow } from '../contract.ts'
import type { Step } from '../sides.ts'
import { isOutOfDate, keepMatter, keys, latestOf, useMatters } from './data.ts'
import { STEP_TAKEN } from './labels.ts'
import { matterHref } from './search.ts'
import { isOnePress } from './verbs.ts'

// Forms bring pickers of units and days with them; the first page does without until somebody presses a verb.
const StepDialog = lazy(async () => ({ default: (await import('./StepDialog.tsx')).StepDialog }))
const StepConflict = lazy(async () => ({ default: (await import('./StepConflict.tsx')).StepConflict }))

type Asked = { matter: MatterRow; step: Step; files: readonly ShownFile[]; isForAsker?: boolean }
type Conflict = { matter: MatterRow; step: Step; latest: MatterDetail }

export type StepFlow = {
  /**
   * Takes the step at once where one press is enough, else opens its form. `withForm` opens the form in any case;
   * `forAsker`: the step is recorded for the asking unit, with its signed slip.
   */
  start: (matter: MatterRow, step: Step, more?: { withForm?: boolean; forAsker?: boolean }) => void
  /** Puts a file into the form that is open, or opens that of the step with it. */
  addFile: (matter: MatterRow, step: Step, file: ShownFile) => void
  /** To be told how many files for `addFile` are still on their way. */
  onSending: (count: number) => void
  /** The step being taken with one press: `12:confirm`. */
  busy: string | null
  /** Forms of the flow; to be placed once on the page. */
  dialogs: ReactNode
}

/** Takes steps from a row or a drawer, with the form, refusals and conflicts that belong to them. */
export const useStepFlow = ({ onGone }: { onGone?: (id: number) => void } = {}): StepFlow => {
  const api = useMatters()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [awaited, setAwaited] = useState(0)

  const onTaken = (before: MatterRow, step: Step, after: MatterDetail) => {
    setAsked(null)
    setConflict(null)
    if (step === 'drop') {
      queries.removeQueries({ queryKey: keys.one(before.id) })
      void queries.invalidateQueries({ queryKey: keys.all })
      toast.done(`${STEP_TAKEN.drop}。`)
      onGone?.(before.id)
      return
    }
    keepMatter(queries, after)
    // Beside an open drawer the matter stands there already.
    const place = onGone ? undefined : { label: '打开', href: matterHref(after.id) }
    toast.done(`${STEP_TAKEN[step]}，${after.code}。`, place)
  }

  const takeAtOnce = async (matter: MatterRow, step: Step) => {
    if (busy) return
    setBusy(`${matter.id}:${step}`)
    try {
      onTaken(matter, step, await api.step({ id: matter.id, step, version: matter.version }))
    } catch (thrown) {
      const problem = asClientProblem(thrown)
      if (isOutOfDate(problem)) {
        const latest = await latestOf(problem, () => api.get({ id: matter.id })).catch(() => null)
        if (latest) setConflict({ matter, step, latest })
        else toast.failed(problem.detail)
      } else {
        toast.failed(problem.detail)
        void queries.invalidateQueries({ queryKey: keys.all })
      }
    } finally {
      setBusy(null)
    }
  }

  const dialogs = (
    <Suspense fallback={null}>
      {asked ? (
        <StepDialog
          key={`${asked.matter.id}:${asked.step}:${asked.isForAsker ?? false}`}
          row={asked.matter}
          step={asked.step}
          files={asked.files}
          isForAsker={asked.isForAsker ?? false}
          awaited={awaited}
          onClose={() => setAsked(null)}
          onTaken={(after) => onTaken(asked.matter, asked.step, after)}
        />
      ) : null}
      {conflict ? (
        <StepConflict
          {...conflict}
          onClose={() => setConflict(null)}
          onTaken={(after) => onTaken(conflict.matter, conflict.step, after)}
        />
      ) : null}
    </Suspense>
  )

  return {
    start: (matter, step, { withForm = false, forAsker = false } = {}) => {
      if (!withForm && !forAsker && isOnePress(matter.state, step)) void takeAtOnce(matter, step)
      else setAsked({ matter, step, files: [], isForAsker: forAsker })
    },
    addFile: (matter, step, file) =>
      setAsked((now) => (now ? { ...now, files: [...now.files, file] } : { matter, step, files: [file] })),
    onSending: setAwaited,
    busy,
    dialogs,
  }
}

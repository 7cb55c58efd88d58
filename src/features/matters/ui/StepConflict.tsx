import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem } from '../../../platform/client/api.tsx'
import { ConflictDialog, formatDay, formatMoment } from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterRow, TakeStep } from '../contract.ts'
import type { Step } from '../sides.ts'
import { keepMatter, useMatters, useToday } from './data.ts'
import { fieldLabel, STATE_LABELS, STEP_LABELS } from './labels.ts'

/** What a step carries beside its name. */
export type StepWords = Partial<Omit<TakeStep, 'id' | 'step' | 'version'>>

const dayWords = (day: string | null, today: string) => (day ? formatDay(day, today) : '未定期')

/** 市教育局联络员今日 10:42 已改过这件事项。两份都在，选一份或合并。 */
const saidOf = (latest: MatterDetail, today: string): string => {
  const [last] = latest.entries
  const who = last ? `${last.postName}${formatMoment(last.at, today)}` : '有人'
  return `${who}已改过这件事项。两份都在，选一份或合并。`
}

/** Two people acted on the same matter: what is stored and what I wanted to do, side by side. */
export const StepConflict = ({
  matter,
  step,
  latest,
  words = {},
  onClose,
  onMerge,
  onTaken,
}: {
  matter: MatterRow
  step: Step
  latest: MatterDetail
  words?: StepWords
  onClose: () => void
  /** Back to the form with the newer matter. */
  onMerge?: (latest: MatterDetail) => void
  onTaken: (after: MatterDetail) => void
}) => {
  const api = useMatters()
  const queries = useQueryClient()
  const today = useToday()
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const [last] = latest.entries
  const mineWords = words.text ?? words.reason ?? words.cause ?? words.explanation ?? ''

  const choose = async (key: string) => {
    if (key === 'theirs') {
      keepMatter(queries, latest)
      return onClose()
    }
    setBusy(true)
    try {
      onTaken(await api.step({ ...words, id: matter.id, step, version: latest.version }))
    } catch (thrown) {
      setRefused(asClientProblem(thrown).detail)
      keepMatter(queries, latest)
    } finally {
      setBusy(false)
    }
  }

  return (
    <ConflictDialog
      open
      onClose={onClose}
      said={refused ?? saidOf(latest, today)}
      busy={isBusy}
      theirs={{
        key: 'theirs',
        title: '已存的',
        note: last ? `${last.postName} ${formatMoment(last.at, today)}` : undefined,
        facts: [
          { label: '状态', value: STATE_LABELS[latest.state] },
          { label: '承诺日', value: dayWords(latest.dueOn, today) },
          { label: '这一步', value: last ? STEP_LABELS[last.step] : '' },
          { label: '所写', value: last?.text ?? '' },
        ],
      }}
      mine={{
        key: 'mine',
        title: '我写的',
        note: '未存',
        facts: [
          { label: '状态', value: STATE_LABELS[matter.state] },
          {
            label: words.dueOn ? fieldLabel(step, 'dueOn') : '承诺日',
            value: dayWords(words.dueOn ?? matter.dueOn, today),
          },
          { label: '这一步', value: STEP_LABELS[step] },
          { label: '所写', value: mineWords },
        ],
      }}
      onChoose={(key) => void choose(key)}
      onMerge={onMerge ? () => onMerge(latest) : undefined}
    />
  )
}

import { useId, useState } from 'react'
import {
  Button,
  Field,
  fieldProblemsOf,
  ProblemNote,
  type ShownProblem,
  TextInput,
} from '../../../../platform/ui/index.ts'
import type { DeskFigure } from '../../../sources/stated/contract.ts'

export type Said = { metric: string; place: string; period: string | null }

const LABELS = { metric: '指标', place: '地方', period: '期间' }

export const PERIOD_HELP: Record<DeskFigure['suggested']['periodFrom'], string | undefined> = {
  figure: undefined,
  document: '原文这句没有写期间，按标题的期间填。',
  year: '原文这句没有写期间，按来文年度填，核对后再采用。',
}

/** The text names no place: whoever keeps the figure says which one. */
export const PLACE_HELP = '原文没有写地方，先按本地填，核对后再采用。'

/** What a person says about a figure: under which name it is compared, of which place and which time. */
export const FigureForm = ({
  first,
  help,
  placeHelp,
  names,
  verb,
  busy,
  problem,
  onSend,
  onWithdraw,
}: {
  first: Said
  help?: string
  placeHelp?: string
  /** Names that are used already; of the same unit first. */
  names: readonly string[]
  verb: string
  busy: boolean
  problem?: ShownProblem
  onSend: (said: Said) => void
  onWithdraw?: () => void
}) => {
  const list = useId()
  const [metric, setMetric] = useState(first.metric)
  const [place, setPlace] = useState(first.place)
  const [period, setPeriod] = useState(first.period ?? '')
  const [isMissing, setMissing] = useState(false)
  const { fields, rest } = fieldProblemsOf(problem, LABELS)
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const send = () => {
    setMissing(metric.trim() === '' || place.trim() === '')
    if (metric.trim() !== '' && place.trim() !== '')
      onSend({ metric: metric.trim(), place: place.trim(), period: period.trim() || null })
  }
  return (
    <form
      className="figure-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field
        name="metric"
        label="指标"
        error={errorOf('metric') ?? (isMissing && metric.trim() === '' ? '指标还没有填，写明数的是什么。' : undefined)}
        help="同一个名字、同一个单位的数字并排对标。"
      >
        <TextInput value={metric} onText={setMetric} maxLength={60} list={list} />
      </Field>
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field
        name="place"
        label="地方"
        help={placeHelp}
        error={
          errorOf('place') ?? (isMissing && place.trim() === '' ? '地方还没有填，写这个数字说的是哪里。' : undefined)
        }
      >
        <TextInput value={place} onText={setPlace} maxLength={60} />
      </Field>
      <Field name="period" label="期间" optional error={errorOf('period')} help={help}>
        <TextInput value={period} onText={setPeriod} maxLength={60} />
      </Field>
      <div className="acts">
        <Button type="submit" className="take" busy={busy}>
          {verb}
        </Button>
        {onWithdraw ? (
          <Button kind="text" onClick={onWithdraw}>
            撤回
          </Button>
        ) : null}
      </div>
    </form>
  )
}

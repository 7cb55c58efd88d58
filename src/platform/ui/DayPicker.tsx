import { lazy, Suspense } from 'react'
import { useField } from './Form.tsx'

/** What a day is in the working calendar: 休 (rest day or holiday), 班 (worked in exchange), or its name (建军节). */
export type DayHint = { kind: 'rest' | 'work' | 'plain'; name?: string }

export type DayPickerProps = {
  /** `YYYY-MM-DD`. */
  value: string | null
  onChange: (day: string | null) => void
  today: string
  /** First and last day that may be chosen. */
  min?: string
  max?: string
  /** Marks a day in the calendar; from the working-day rules. */
  hintOf?: (day: string) => DayHint | undefined
  /** Shown under the calendar: 该年放假安排未公布. */
  note?: (day: string) => string | undefined
  /** Days offered with one press: 本月底, 八一前. */
  ready?: readonly { label: string; day: string }[]
  placeholder?: string
  disabled?: boolean
  label?: string
  id?: string
}

const Inner = lazy(async () => ({ default: (await import('./DayPickerInner.tsx')).DayPickerInner }))

/** A day, typed (2026-07-31, 7.31, 7月31日, 0731) or chosen, with rest days and exchanged working days marked. */
export const DayPicker = (props: DayPickerProps) => {
  const field = useField()
  return (
    <Suspense fallback={<span className="input waiting">{props.value ?? props.placeholder ?? '正在打开…'}</span>}>
      <Inner {...props} control={{ ...field, id: props.id ?? field?.id }} />
    </Suspense>
  )
}

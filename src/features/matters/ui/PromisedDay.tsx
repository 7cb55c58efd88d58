import { addDays } from '../../../platform/calendar/days.ts'
import { DayPicker, formatRest } from '../../../platform/ui/index.ts'
import { useToday } from './data.ts'
import { useDayHints } from './options.ts'

const endOfMonth = (day: string, ahead: number): string => {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + 1 + ahead)
  return addDays(date.toISOString().slice(0, 10), -1)
}

/** Days offered with one press, none of them before `min` or after `max`. */
const readyDays = (today: string, min: string, max: string | undefined) =>
  [
    { label: '本月底', day: endOfMonth(today, 0) },
    { label: '下月底', day: endOfMonth(today, 1) },
    { label: '八一前', day: `${today.slice(0, 4)}-07-31` },
    { label: '本年底', day: `${today.slice(0, 4)}-12-31` },
  ].filter(
    ({ day }, index, all) =>
      day >= min && (max === undefined || day <= max) && all.findIndex((other) => other.day === day) === index,
  )

/** A day with rest days marked, and how many working days it leaves. */
export const PromisedDay = ({
  value,
  onChange,
  min,
  max,
  label,
}: {
  value: string | null
  onChange: (day: string | null) => void
  /** First day offered; none where a day that is past may stand. */
  min?: string
  /** Last day offered. */
  max?: string
  /** Its name, where it stands in a group. */
  label?: string
}) => {
  const today = useToday()
  const { hintOf, note, workdaysUntil } = useDayHints(today)
  const left = value ? workdaysUntil(value) : null
  return (
    <>
      <DayPicker
        value={value}
        onChange={onChange}
        today={today}
        min={min}
        max={max}
        label={label}
        hintOf={hintOf}
        note={note}
        ready={readyDays(today, min ?? today, max)}
      />
      {value && left !== null ? (
        <p className="small quiet" role="status">
          {hintOf(value)?.kind === 'rest' ? '这一天休息；' : ''}
          {formatRest(left)}
        </p>
      ) : null}
    </>
  )
}

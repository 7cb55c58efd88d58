import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import customParseFormat from 'dayjs/plugin/customParseFormat'
import { useState } from 'react'
import { Button, names } from './Button.tsx'
import type { DayPickerProps } from './DayPicker.tsx'
import { Dressed } from './Dressed.tsx'
import { formatDay } from './format.ts'
import { Icon } from './icons.tsx'

dayjs.extend(customParseFormat)
dayjs.locale('zh-cn')

const ISO = 'YYYY-MM-DD'
// the first is how it is shown; a function there would make the field read-only
const TYPED = [
  'YYYY-MM-DD ddd',
  'YYYY-MM-DD',
  'YYYY-M-D',
  'YYYY.M.D',
  'YYYY/M/D',
  'YYYY年M月D日',
  'YYYYMMDD',
  'M月D日',
  'M.D',
  'M-D',
  'M/D',
  'MMDD',
]
const marks = { rest: '休', work: '班', plain: '' } as const

/** 7月1日早于今天（7月14日），没有填上。改为今天或以后。 */
const refusalOf = (day: string, { today, min, max }: Pick<DayPickerProps, 'today' | 'min' | 'max'>): string => {
  const typed = formatDay(day, today)
  if (min !== undefined && day < min) {
    return min === today
      ? `${typed}早于今天（${formatDay(today, today)}），没有填上。改为今天或以后。`
      : `${typed}早于${formatDay(min, today)}，没有填上。改为${formatDay(min, today)}或以后。`
  }
  return `${typed}晚于${formatDay(max ?? today, today)}，没有填上。改为${formatDay(max ?? today, today)}或以前。`
}

export const DayPickerInner = (
  props: DayPickerProps & {
    control: { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true }
  },
) => {
  const {
    value,
    onChange,
    today,
    min,
    max,
    hintOf,
    note,
    ready = [],
    placeholder = '选日子或输入 7.31',
    disabled,
    label,
    control,
  } = props
  const said = value ? note?.(value) : undefined
  const outOfRange = (day: string) => (min !== undefined && day < min) || (max !== undefined && day > max)
  const [refused, setRefused] = useState<string | null>(null)
  /** The field drops a typed day that may not be chosen; whoever typed it is told why. */
  const judgeTyped = (typed: string) => {
    const day = dayjs(typed.trim(), TYPED, true)
    const iso = day.isValid() ? day.format(ISO) : null
    if (iso && outOfRange(iso)) setRefused(refusalOf(iso, { today, min, max }))
  }
  return (
    <Dressed>
      <DatePicker
        {...control}
        aria-label={label}
        className="day-picker"
        style={{ width: '100%' }}
        format={TYPED}
        value={value ? dayjs(value, ISO) : null}
        disabled={disabled}
        status={control['aria-invalid'] ? 'error' : undefined}
        placeholder={placeholder}
        suffixIcon={<Icon name="cal" size="s" />}
        allowClear={{ clearIcon: <Icon name="close" size="s" /> }}
        defaultPickerValue={dayjs(value ?? min ?? today, ISO)}
        showNow={false}
        minDate={min ? dayjs(min, ISO) : undefined}
        maxDate={max ? dayjs(max, ISO) : undefined}
        onChange={(day) => {
          setRefused(null)
          onChange(day ? day.format(ISO) : null)
        }}
        onBlur={(event) => judgeTyped((event.target as HTMLInputElement).value)}
        onKeyDown={(event) => {
          // Enter takes the day; it must not send the form around the field
          if (event.key === 'Enter') event.preventDefault()
          if (event.key === 'Enter' || event.key === 'Tab') judgeTyped((event.target as HTMLInputElement).value)
        }}
        cellRender={(current, info) => {
          if (info.type !== 'date') return info.originNode
          const day = dayjs(current).format(ISO)
          const hint = hintOf?.(day)
          return (
            <div className={names('ant-picker-cell-inner', 'day-cell', hint?.kind)} title={hint?.name}>
              {dayjs(current).date()}
              {hint && marks[hint.kind] ? <i>{marks[hint.kind]}</i> : null}
              {day === today ? <span className="sr">，今天</span> : null}
            </div>
          )
        }}
        renderExtraFooter={
          ready.length > 0
            ? () => (
                <div className="row wrap day-ready">
                  {ready.map((one) => (
                    <Button key={one.label} small disabled={outOfRange(one.day)} onClick={() => onChange(one.day)}>
                      {one.label}
                    </Button>
                  ))}
                </div>
              )
            : undefined
        }
      />
      {refused ? (
        <p className="bad" role="alert">
          <Icon name="alert" size="s" />
          <span>{refused}</span>
        </p>
      ) : null}
      {said ? <p className="small quiet">{said}</p> : null}
    </Dressed>
  )
}

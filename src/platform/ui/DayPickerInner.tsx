import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import customParseFormat from 'dayjs/plugin/customParseFormat'
import { Button, names } from './Button.tsx'
import type { DayPickerProps } from './DayPicker.tsx'
import { Dressed } from './Dressed.tsx'
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
        defaultPickerValue={dayjs(value ?? min ?? today, ISO)}
        showNow={false}
        minDate={min ? dayjs(min, ISO) : undefined}
        maxDate={max ? dayjs(max, ISO) : undefined}
        onChange={(day) => onChange(day ? day.format(ISO) : null)}
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
      {said ? <p className="small quiet">{said}</p> : null}
    </Dressed>
  )
}

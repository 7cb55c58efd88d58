import { type ReactNode, useId, useRef, useState } from 'react'
import { Button, Chip } from './Button.tsx'
import { Float, moveWithArrows } from './Float.tsx'
import { Group } from './Group.tsx'
import { Icon } from './icons.tsx'

export type FilterOption = { value: string; label: string; count?: number }

export type FilterChipProps = {
  /** What it narrows by: 类别, 牵头单位. */
  label: string
  value: readonly string[]
  onChange: (value: readonly string[]) => void
  options?: readonly FilterOption[]
  /** Several values at once; one if left out. */
  many?: boolean
  /** A search field over the options, for more than a dozen. */
  searchable?: boolean
  /** How the set value reads; the labels of the options, if left out. */
  words?: (value: readonly string[]) => string
  /** Own content of the popover instead of options: a range of days. */
  children?: (set: (value: readonly string[]) => void, close: () => void) => ReactNode
}

/** A filter: empty it is a chip with an arrow, set it shows its value and ×. */
export const FilterChip = ({
  label,
  value,
  onChange,
  options = [],
  many,
  searchable,
  words,
  children,
}: FilterChipProps) => {
  const anchor = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [sought, setSought] = useState('')
  const isSet = value.length > 0
  const close = () => {
    setOpen(false)
    setSought('')
  }
  const choose = (option: string) => {
    const has = value.includes(option)
    if (many) return onChange(has ? value.filter((other) => other !== option) : [...value, option])
    onChange(has ? [] : [option])
    close()
    anchor.current?.focus()
  }
  const labels = value.map((one) => options.find((option) => option.value === one)?.label ?? one)
  const read = words ? words(value) : labels.length > 2 ? `${labels[0]}等 ${labels.length} 项` : labels.join('、')
  const shown = sought ? options.filter((option) => option.label.includes(sought.trim())) : options
  const opener = {
    ref: anchor,
    'aria-haspopup': 'dialog',
    'aria-expanded': isOpen,
    'aria-controls': isOpen ? id : undefined,
    onClick: () => setOpen(!isOpen),
  } as const
  return (
    <>
      {isSet ? (
        <span className="chip-pair">
          <Chip label={label} {...opener}>
            <span className="cut">{read}</span>
          </Chip>
          <button
            type="button"
            className="chip-clear"
            aria-label={`清除${label}：${read}`}
            onClick={() => onChange([])}
          >
            <Icon name="close" size="s" />
          </button>
        </span>
      ) : (
        <Chip iconAfter="down" {...opener}>
          {label}
        </Chip>
      )}
      <Float anchor={anchor} open={isOpen} onClose={close} label={`按${label}筛选`} id={id}>
        {children ? (
          <div className="float-pad">{children(onChange, close)}</div>
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: only carries the arrow keys of the list in it
          <div ref={list} onKeyDown={(event) => moveWithArrows(event, list.current)}>
            {searchable ? (
              <div className="float-search">
                <input
                  className="input"
                  aria-label={`在${label}中找`}
                  placeholder="输入几个字"
                  value={sought}
                  onChange={(event) => setSought(event.target.value)}
                />
              </div>
            ) : null}
            <fieldset aria-label={label}>
              {shown.map((option) => {
                const isOn = value.includes(option.value)
                return (
                  <button
                    key={option.value}
                    type="button"
                    className="float-item"
                    aria-pressed={isOn}
                    onClick={() => choose(option.value)}
                  >
                    <span className="mark">{isOn ? <Icon name="check" size="s" /> : null}</span>
                    <span className="grow">{option.label}</span>
                    {option.count === undefined ? null : <small>{option.count}</small>}
                  </button>
                )
              })}
              {shown.length === 0 ? <p className="float-head">没有名称含“{sought}”的选项</p> : null}
            </fieldset>
            {many ? (
              <div className="float-foot">
                <Button small onClick={close}>
                  看结果
                </Button>
                {isSet ? (
                  <Button small kind="text" onClick={() => onChange([])}>
                    清除{label}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </div>
        )}
      </Float>
    </>
  )
}

/** The filters over a list; on a phone they scroll sideways. `onClear` shows 清除筛选 while something is set. */
export const FilterBar = ({
  children,
  onClear,
  end,
}: {
  children: ReactNode
  onClear?: () => void
  end?: ReactNode
}) => (
  <Group className="filters scroll" aria-label="筛选">
    {children}
    {onClear ? (
      <Button kind="text" small onClick={onClear}>
        清除筛选
      </Button>
    ) : null}
    {end ? (
      <>
        <span className="grow" />
        {end}
      </>
    ) : null}
  </Group>
)

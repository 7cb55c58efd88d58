import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { names } from './Button.tsx'
import { layerOf, usePlace } from './Float.tsx'
import { useField } from './Form.tsx'
import { Icon } from './icons.tsx'

export type UnitOption = {
  id: string
  name: string
  /** Where it belongs or what it answers for; beside the name in grey. */
  note?: string
  /** Heading it stands under: 市直单位, 县（市、区）, 驻军. Options come in the official order. */
  group?: string
  /** Shown but not to be chosen, with the reason. */
  refused?: string
}

type UnitPickerCommon = {
  /** Options for what was typed; an empty text gives the first ones. Short names and pinyin initials are the server's. */
  find: (typed: string, signal: AbortSignal) => Promise<readonly UnitOption[]>
  placeholder?: string
  disabled?: boolean
  /** Names it where no Field is around. */
  label?: string
  id?: string
}
export type UnitPickerProps = UnitPickerCommon &
  (
    | { many?: false; value: UnitOption | null; onChange: (value: UnitOption | null) => void }
    | { many: true; value: readonly UnitOption[]; onChange: (value: readonly UnitOption[]) => void }
  )

const WAIT = 200

/** Asks for options a moment after the last key; an older answer never overtakes a newer one. */
export const useFound = (find: UnitPickerCommon['find'], typed: string, open: boolean) => {
  const [found, setFound] = useState<{ units: readonly UnitOption[]; state: 'waiting' | 'here' | 'failed' }>({
    units: [],
    state: 'waiting',
  })
  const ask = useRef(find)
  ask.current = find
  useEffect(() => {
    if (!open) return
    const own = new AbortController()
    const timer = setTimeout(
      async () => {
        try {
          const units = await ask.current(typed.trim(), own.signal)
          if (!own.signal.aborted) setFound({ units, state: 'here' })
        } catch {
          if (!own.signal.aborted) setFound({ units: [], state: 'failed' })
        }
      },
      typed === '' ? 0 : WAIT,
    )
    return () => {
      clearTimeout(timer)
      own.abort()
    }
  }, [typed, open])
  return found
}

/** One unit or several, found by typing. The options stay in the official order 建制顺序. */
export const UnitPicker = (props: UnitPickerProps) => {
  const { find, disabled, label, placeholder = '输入单位名称或简称' } = props
  const field = useField()
  const listId = useId()
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const { units, state } = useFound(find, typed ?? '', isOpen)
  const place = usePlace(box, list, isOpen, 'start', units.length)
  const chosen: readonly UnitOption[] = props.many ? props.value : props.value ? [props.value] : []
  const isChosen = (unit: UnitOption) => chosen.some((one) => one.id === unit.id)
  const active = isOpen ? units[Math.min(at, units.length - 1)] : undefined
  const optionId = (unit: UnitOption) => `${listId}-${unit.id}`

  const open = () => {
    if (disabled || isOpen) return
    setOpen(true)
    setAt(0)
  }
  const close = () => {
    setOpen(false)
    setTyped(null)
  }
  const choose = (unit: UnitOption) => {
    if (unit.refused) return
    if (props.many) {
      props.onChange(isChosen(unit) ? props.value.filter((one) => one.id !== unit.id) : [...props.value, unit])
      setTyped(null)
      return
    }
    props.onChange(unit)
    close()
  }
  const drop = (unit: UnitOption) => {
    if (props.many) props.onChange(props.value.filter((one) => one.id !== unit.id))
    else props.onChange(null)
    input.current?.focus()
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!isOpen) return open()
      if (units.length > 0)
        setAt((Math.min(at, units.length - 1) + (event.key === 'ArrowDown' ? 1 : -1) + units.length) % units.length)
    } else if (event.key === 'Enter' && active) {
      event.preventDefault()
      choose(active)
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      event.stopPropagation()
      close()
    } else if (event.key === 'Tab') {
      close()
    } else if (event.key === 'Backspace' && props.many && !typed && chosen.length > 0) {
      drop(chosen.at(-1)!)
    }
  }
  useEffect(() => {
    if (active) document.getElementById(`${listId}-${active.id}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [active, listId])

  const shownText = typed ?? (props.many ? '' : (props.value?.name ?? ''))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a press beside the words puts the cursor into the field
    <div
      ref={box}
      className={names('input picker', disabled && 'off', field?.['aria-invalid'] && 'bad')}
      onClick={(event) => {
        if (event.target !== box.current) return
        input.current?.focus()
        open()
      }}
    >
      {props.many
        ? chosen.map((unit) => (
            <span key={unit.id} className="tag">
              {unit.name}
              <button
                type="button"
                className="tag-clear"
                disabled={disabled}
                aria-label={`去掉${unit.name}`}
                onClick={() => drop(unit)}
              >
                <Icon name="close" size="s" />
              </button>
            </span>
          ))
        : null}
      <input
        ref={input}
        {...field}
        id={props.id ?? field?.id}
        type="text"
        role="combobox"
        autoComplete="off"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={active ? optionId(active) : undefined}
        disabled={disabled}
        placeholder={chosen.length > 0 ? undefined : placeholder}
        value={shownText}
        onClick={open}
        onFocus={(event) => event.target.select()}
        onBlur={close}
        onChange={(event) => {
          setTyped(event.target.value)
          setOpen(true)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      {!props.many && props.value && !disabled ? (
        <button
          type="button"
          className="tag-clear"
          aria-label={`清除${props.value.name}`}
          onClick={() => props.value && drop(props.value)}
        >
          <Icon name="close" size="s" />
        </button>
      ) : null}
      <Icon name="down" size="s" />
      {isOpen
        ? createPortal(
            // biome-ignore lint/a11y/noStaticElementInteractions: keeps the focus in the field while an option is pressed
            <div
              ref={list}
              className="float options"
              style={{ ...place, width: box.current?.offsetWidth }}
              onMouseDown={(event) => event.preventDefault()}
            >
              <div
                role="listbox"
                id={listId}
                aria-label={label ?? '单位'}
                aria-multiselectable={props.many || undefined}
              >
                {units.map((unit, index) => (
                  <OptionLine
                    key={unit.id}
                    unit={unit}
                    id={optionId(unit)}
                    heading={unit.group !== units[index - 1]?.group ? unit.group : undefined}
                    active={unit === active}
                    chosen={isChosen(unit)}
                    onChoose={() => choose(unit)}
                  />
                ))}
              </div>
              {units.length === 0 ? (
                <p className="float-head" role="status">
                  {state === 'failed'
                    ? '没有读到单位，连上网再试一次'
                    : state === 'waiting'
                      ? '正在找…'
                      : `没有名称含“${typed ?? ''}”的单位`}
                </p>
              ) : null}
            </div>,
            layerOf(box.current),
          )
        : null}
    </div>
  )
}

/** One line of a list of options; the field that owns the list keeps the focus. */
export const OptionLine = ({
  unit,
  id,
  heading,
  active,
  chosen,
  onChoose,
}: {
  unit: UnitOption
  id: string
  heading?: string
  active: boolean
  chosen: boolean
  onChoose: () => void
}) => (
  <>
    {heading ? (
      <div className="float-head" role="presentation">
        {heading}
      </div>
    ) : null}
    {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and handles the keys */}
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={unit.refused ? true : undefined}
      className={names('float-item', active && 'active')}
      onClick={onChoose}
    >
      <span className="grow">
        {unit.name}
        {(unit.refused ?? unit.note) ? <span className="quiet small">　{unit.refused ?? unit.note}</span> : null}
      </span>
      {chosen ? <Icon name="check" size="s" /> : null}
    </div>
  </>
)

import { type KeyboardEvent, type TextareaHTMLAttributes, useId, useRef, useState } from 'react'
import { names } from './Button.tsx'
import { useField } from './Form.tsx'
import { OptionLine, type UnitOption, useFound } from './UnitPicker.tsx'

/** Words after an @ that are still being typed; an @ inside a Latin word is none. */
const ASKED = /(?<![A-Za-z0-9._-])[@＠]([^\s@＠，。；：、！？,;:!?（）()]{0,20})$/

type Asked = { from: number; to: number; typed: string }

const askedIn = (text: string, caret: number): Asked | null => {
  const match = ASKED.exec(text.slice(0, caret))
  return match ? { from: match.index, to: caret, typed: match[1] ?? '' } : null
}

/**
 * A text in which @ names a post (点名): the posts stand under the text, chosen with the arrows and Enter or by a tap; Escape
 * leaves the @ as it is. The name stays in the text, and `onName` gets the post.
 */
export const MentionArea = ({
  value,
  onText,
  find,
  onName,
  ...rest
}: Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'onChange' | 'onSelect' | 'onKeyDown' | 'onBlur'> & {
  value: string
  onText: (text: string) => void
  find: (typed: string, signal: AbortSignal) => Promise<readonly UnitOption[]>
  onName: (post: UnitOption) => void
}) => {
  const field = useField()
  const listId = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  /** Where an @ stands that was left as it is. */
  const [left, setLeft] = useState<number | null>(null)
  const [at, setAt] = useState(0)
  const isOpen = asked !== null && asked.from !== left
  const { units, state } = useFound(find, asked?.typed ?? '', isOpen)
  const active = isOpen ? units[Math.min(at, units.length - 1)] : undefined
  const optionId = (unit: UnitOption) => `${listId}-${unit.id}`

  const look = (element: HTMLTextAreaElement) => {
    const isCaret = element.selectionStart === element.selectionEnd
    const next = isCaret ? askedIn(element.value, element.selectionStart) : null
    if (next?.from !== asked?.from || next?.typed !== asked?.typed) {
      setAsked(next)
      setAt(0)
    }
    if (next === null) setLeft(null)
  }
  const choose = (unit: UnitOption) => {
    if (!asked) return
    const head = `${value.slice(0, asked.from)}@${unit.name} `
    onText(head + value.slice(asked.to))
    onName(unit)
    setAsked(null)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(head.length, head.length)
    })
  }
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isOpen || event.nativeEvent.isComposing) return
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && units.length > 0) {
      event.preventDefault()
      setAt((Math.min(at, units.length - 1) + (event.key === 'ArrowDown' ? 1 : -1) + units.length) % units.length)
    } else if (event.key === 'Enter' && active) {
      event.preventDefault()
      choose(active)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setLeft(asked.from)
    }
  }
  return (
    <>
      <textarea
        rows={3}
        {...field}
        {...rest}
        ref={area}
        className={names('input', rest.className)}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={active ? optionId(active) : undefined}
        value={value}
        onChange={(event) => {
          onText(event.target.value)
          look(event.target)
        }}
        onSelect={(event) => look(event.currentTarget)}
        onKeyDown={onKey}
        onBlur={() => setAsked(null)}
      />
      {isOpen ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: keeps the focus in the text while a post is pressed
        <div className="mentions options" onMouseDown={(event) => event.preventDefault()}>
          <div role="listbox" id={listId} aria-label="点名岗位">
            {units.map((unit) => (
              <OptionLine
                key={unit.id}
                unit={unit}
                id={optionId(unit)}
                active={unit === active}
                chosen={false}
                onChoose={() => choose(unit)}
              />
            ))}
          </div>
          {units.length === 0 ? (
            <p className="float-head" role="status">
              {state === 'failed'
                ? '没有读到岗位，连上网再试一次'
                : state === 'waiting'
                  ? '正在找…'
                  : asked.typed
                    ? `没有名称含“${asked.typed}”、能点名的岗位`
                    : '没有能点名的岗位'}
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

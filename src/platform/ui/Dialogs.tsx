import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button, IconButton, names } from './Button.tsx'
import { DayPicker, type DayPickerProps } from './DayPicker.tsx'
import { Field, type FieldProblem, FormErrors, TextArea } from './Form.tsx'
import { isCalendarOpen, useFocusIn } from './hooks.ts'
import { Panel } from './Page.tsx'
import { ProblemNote, type ShownProblem } from './States.tsx'

export type DialogProps = {
  open: boolean
  onClose: () => void
  title: string
  wide?: boolean
  children: ReactNode
  footer?: ReactNode
  /** With it the box is a form; Enter in a field sends. */
  onSend?: () => void
}

/** A box over the page for one decision. Escape and × close it; the focus stays inside and returns afterwards. */
export const Dialog = ({ open, onClose, title, wide, children, footer, onSend }: DialogProps) => {
  const box = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const heading = useId()
  useEffect(() => {
    const dialog = box.current
    if (!open || !dialog || dialog.open) return
    // jsdom and very old browsers know the element but not its modal form
    if (typeof dialog.showModal === 'function') dialog.showModal()
    else dialog.setAttribute('open', '')
  }, [open])
  useFocusIn(body, open, { keep: true })
  if (!open) return null
  const inner = (
    <>
      <header>
        <h2 id={heading}>{title}</h2>
        <IconButton icon="close" label="关闭" onClick={onClose} />
      </header>
      <div className="dialog-body" ref={body}>
        {children}
      </div>
      {footer ? <footer>{footer}</footer> : null}
    </>
  )
  return (
    <dialog
      ref={box}
      className={names('dialog', wide && 'wide')}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        if (!isCalendarOpen()) onClose()
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose()
      }}
    >
      {onSend ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            event.stopPropagation()
            onSend()
          }}
        >
          {inner}
        </form>
      ) : (
        inner
      )}
    </dialog>
  )
}

export type ConfirmDialogProps = {
  open: boolean
  onClose: () => void
  /** Names the thing: 把“送文化演出到驻岚某部”移入回收站. */
  title: string
  /** What follows and the way back: 30 日内可恢复。 */
  children: ReactNode
  /** Verb and object: 移入回收站. */
  verb: string
  /** The way out; 不改了 if left out. */
  leave?: string
  danger?: boolean
  busy?: boolean
  problem?: ShownProblem
  onDo: () => void
}

/** Asks once before something that is hard to take back. */
export const ConfirmDialog = ({
  open,
  onClose,
  title,
  children,
  verb,
  leave = '不改了',
  danger,
  busy,
  problem,
  onDo,
}: ConfirmDialogProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title={title}
    footer={
      <>
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onDo}>
          {verb}
        </Button>
        <Button onClick={onClose}>{leave}</Button>
      </>
    }
  >
    {problem ? <ProblemNote problem={problem} /> : null}
    <div>{children}</div>
  </Dialog>
)

export type ReasonDialogProps = {
  open: boolean
  onClose: () => void
  title: string
  /** Verb and object on the button: 退回重办, 申请延期. */
  verb: string
  explain?: ReactNode
  /** `false` asks no reason. */
  reason?:
    | false
    | {
        label?: string
        optional?: boolean
        placeholder?: string
        help?: ReactNode
        ready?: readonly string[]
        max?: number
      }
  day?: Omit<DayPickerProps, 'value' | 'onChange'> & {
    label: string
    optional?: boolean
    help?: ReactNode
    start?: string
  }
  leave?: string
  busy?: boolean
  problem?: ShownProblem
  /** Field errors from the server: names `reason` and `day`. */
  problems?: readonly FieldProblem[]
  /** Further fields of the room. */
  children?: ReactNode
  onDo: (answer: { reason: string; day: string | null }) => void
}

/** Asks a reason, a day, or both, before a step. Says itself what is missing. */
export const ReasonDialog = (props: ReasonDialogProps) => (props.open ? <ReasonBox {...props} /> : null)

const ReasonBox = ({
  onClose,
  title,
  verb,
  explain,
  reason,
  day,
  leave = '不改了',
  busy,
  problem,
  problems = [],
  children,
  onDo,
}: ReasonDialogProps) => {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<string | null>(day?.start ?? null)
  const [times, setTimes] = useState(0)
  const [missing, setMissing] = useState<readonly FieldProblem[]>([])
  const asked = reason === false ? null : { label: '原因', optional: false, ...reason }
  const send = () => {
    const found: FieldProblem[] = []
    if (asked && !asked.optional && words.trim() === '')
      found.push({
        name: 'reason',
        label: asked.label,
        detail: `${asked.label}是空的，写一句${asked.label}再${verb}。`,
      })
    if (day && !day.optional && chosen === null)
      found.push({ name: 'day', label: day.label, detail: `${day.label}没有选，选一个日子再${verb}。` })
    setMissing(found)
    setTimes(times + 1)
    if (found.length === 0) onDo({ reason: words.trim(), day: chosen })
  }
  const shown = missing.length > 0 ? missing : problems
  const errorOf = (name: string) => shown.find((one) => one.name === name)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      onSend={send}
      footer={
        <>
          <Button type="submit" kind="primary" busy={busy}>
            {verb}
          </Button>
          <Button onClick={onClose}>{leave}</Button>
        </>
      }
    >
      {shown.length > 1 ? <FormErrors problems={shown} times={times} /> : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      {explain ? <div>{explain}</div> : null}
      {asked ? (
        <Field name="reason" label={asked.label} optional={asked.optional} help={asked.help} error={errorOf('reason')}>
          {asked.ready && asked.ready.length > 0 ? (
            <div className="row wrap ready-words">
              {asked.ready.map((one) => (
                <button
                  key={one}
                  type="button"
                  className="chip"
                  onClick={() => setWords(words ? `${words}；${one}` : one)}
                >
                  {one}
                </button>
              ))}
            </div>
          ) : null}
          <TextArea value={words} onText={setWords} placeholder={asked.placeholder} maxLength={asked.max ?? 500} />
        </Field>
      ) : null}
      {day ? (
        <Field name="day" label={day.label} optional={day.optional} help={day.help} error={errorOf('day')}>
          <DayPicker {...day} label={undefined} value={chosen} onChange={setChosen} />
        </Field>
      ) : null}
      {children}
    </Dialog>
  )
}

export type ConflictSide = {
  key: string
  /** 我写的, 云桥区联络员 10:42 写的. */
  title: string
  note?: string
  facts: readonly { label: string; value: ReactNode }[]
}

/** Two people changed the same thing: both versions side by side, the differing lines marked; one is chosen. */
export const ConflictDialog = ({
  open,
  onClose,
  title = '两份都在，选一份',
  said,
  mine,
  theirs,
  busy,
  onChoose,
  onMerge,
}: {
  open: boolean
  onClose: () => void
  title?: string
  /** 云桥区联络员 10:42 已改过这件事项。两份都在，选一份或合并。 */
  said?: string
  mine: ConflictSide
  theirs: ConflictSide
  busy?: boolean
  onChoose: (key: string) => void
  /** Opens the form again with both at hand. */
  onMerge?: () => void
}) => {
  const textOf = (value: ReactNode) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null)
  const differs = (label: string) => {
    const left = mine.facts.find((fact) => fact.label === label)?.value
    const right = theirs.facts.find((fact) => fact.label === label)?.value
    return textOf(left) === null || textOf(left) !== textOf(right)
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      wide
      footer={
        <>
          {[theirs, mine].map((side) => (
            <Button key={side.key} busy={busy} onClick={() => onChoose(side.key)}>
              {side === mine ? '用我写的' : '用已存的'}
            </Button>
          ))}
          {onMerge ? <Button onClick={onMerge}>合并两份</Button> : null}
          <Button kind="text" onClick={onClose}>
            先不选
          </Button>
        </>
      }
    >
      {said ? <p>{said}</p> : null}
      <div className="two-sides">
        {[theirs, mine].map((side) => (
          <Panel key={side.key} title={side.title} count={side.note} pad>
            <dl className="facts">
              {side.facts.map(({ label, value }) => (
                <div key={label} className="fact-row">
                  <dt>{label}</dt>
                  <dd className={differs(label) ? 'differs' : undefined}>
                    {value}
                    {differs(label) ? <span className="sr">（两份不同）</span> : null}
                  </dd>
                </div>
              ))}
            </dl>
          </Panel>
        ))}
      </div>
    </Dialog>
  )
}

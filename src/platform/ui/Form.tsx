import {
  createContext,
  type FormEvent,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useContext,
  useEffect,
  useRef,
} from 'react'
import { names } from './Button.tsx'
import { Icon } from './icons.tsx'
import { ProblemNote, type ShownProblem } from './States.tsx'

/** What a control in a field needs so that its label, help and error belong to it. */
export type FieldControl = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true }

const FieldContext = createContext<FieldControl | null>(null)

/** For own controls: the ids of the field around it. */
export const useField = (): FieldControl | null => useContext(FieldContext)

/** The id of the control in `<Field name=…>`, where FormErrors links to. */
export const fieldId = (name: string): string => `field-${name.replace(/[^\w-]+/g, '-')}`

export type FieldProps = {
  /** Name in the contract; a problem's pointer `/dueOn` belongs to the field `dueOn`. */
  name: string
  label: string
  /** 可不填 beside the label. Required is the rule and not marked. */
  optional?: boolean
  help?: ReactNode
  /** What is wrong, where and what to do, in one sentence. */
  error?: string
  /** For several controls under one label (boxes, radios): a fieldset with a legend. */
  group?: boolean
  children: ReactNode
}

/** Label above, control, help, error under it. */
export const Field = ({ name, label, optional, help, error, group, children }: FieldProps) => {
  const id = fieldId(name)
  const described = names(error && `${id}-error`, help !== undefined && `${id}-help`)
  const control: FieldControl = {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
    'aria-required': optional ? undefined : true,
  }
  const lab = (
    <>
      {label}
      {optional ? <small>可不填</small> : null}
    </>
  )
  const rest = (
    <>
      {error ? (
        <p className="bad" id={`${id}-error`}>
          <Icon name="alert" size="s" />
          <span>{error}</span>
        </p>
      ) : null}
      {help !== undefined ? (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </>
  )
  if (group) {
    return (
      <fieldset className="field" id={id} tabIndex={-1} aria-describedby={control['aria-describedby']}>
        <legend>{lab}</legend>
        {children}
        {rest}
      </fieldset>
    )
  }
  return (
    <div className="field">
      <label className="lab" htmlFor={id}>
        {lab}
      </label>
      <FieldContext value={control}>{children}</FieldContext>
      {rest}
    </div>
  )
}

type OnText = { onText?: (text: string) => void }

export const TextInput = ({
  onText,
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & OnText & { ref?: Ref<HTMLInputElement> }) => {
  const field = useField()
  return (
    <input
      type="text"
      autoComplete="off"
      {...field}
      {...rest}
      className={names('input', className)}
      onChange={(event) => {
        rest.onChange?.(event)
        onText?.(event.target.value)
      }}
    />
  )
}

export const TextArea = ({
  onText,
  className,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & OnText & { ref?: Ref<HTMLTextAreaElement> }) => {
  const field = useField()
  return (
    <textarea
      rows={3}
      {...field}
      {...rest}
      className={names('input', className)}
      onChange={(event) => {
        rest.onChange?.(event)
        onText?.(event.target.value)
      }}
    />
  )
}

export type Choice = { value: string; label: string; help?: string; disabled?: boolean }

/** One of a few fixed values, as the browser's own list. `unset` is the line for no value yet. */
export const ChoiceSelect = ({
  options,
  unset,
  onText,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & OnText & { options: readonly Choice[]; unset?: string }) => {
  const field = useField()
  return (
    <span className="select">
      <select
        {...field}
        {...rest}
        className={names('input', rest.className)}
        onChange={(event) => {
          rest.onChange?.(event)
          onText?.(event.target.value)
        }}
      >
        {unset !== undefined ? <option value="">{unset}</option> : null}
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
      </select>
      <Icon name="down" size="s" />
    </span>
  )
}

/** A box to tick, with its words. */
export const CheckBox = ({ children, ...rest }: InputHTMLAttributes<HTMLInputElement> & { children: ReactNode }) => (
  <label className="pick">
    <input {...rest} type="checkbox" className="check" />
    <span>{children}</span>
  </label>
)

/** One of a few, all seen at once. `as="kinds"` draws them as four large tiles for the thumb. */
export const RadioRow = ({
  name,
  options,
  value,
  onChange,
  as = 'row',
}: {
  name: string
  options: readonly Choice[]
  value: string | undefined
  onChange: (value: string) => void
  as?: 'row' | 'column' | 'kinds'
}) => (
  <div className={as === 'kinds' ? 'kinds' : names('picks', as)}>
    {options.map((option) => (
      <label key={option.value} className={as === 'kinds' ? names(option.value === value && 'picked') : 'pick'}>
        <input
          type="radio"
          className={as === 'kinds' ? undefined : 'radio'}
          name={name}
          value={option.value}
          checked={option.value === value}
          disabled={option.disabled}
          onChange={() => onChange(option.value)}
        />
        <span>
          {option.label}
          {option.help ? <span className="quiet small">　{option.help}</span> : null}
        </span>
      </label>
    ))}
  </div>
)

export type FieldProblem = { name: string; label: string; detail: string }

/**
 * The refused fields by name, each a link to its field. Takes the focus when it appears, so that it is heard first.
 * `times` grows with every attempt: the focus comes back on each.
 */
export const FormErrors = ({ problems, times = 0 }: { problems: readonly FieldProblem[]; times?: number }) => {
  const box = useRef<HTMLDivElement>(null)
  const count = problems.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt that is refused asks for the focus again
  useEffect(() => {
    if (count > 0) box.current?.focus()
  }, [count, times])
  if (count === 0) return null
  return (
    <div ref={box} className="note over" role="alert" tabIndex={-1}>
      <Icon name="alert" />
      <div className="grow">
        <b>有 {count} 处要改</b>
        <ul>
          {problems.map(({ name, label, detail }) => (
            <li key={name}>
              <a
                className="text-link"
                href={`#${fieldId(name)}`}
                onClick={(event) => {
                  event.preventDefault()
                  const target = document.getElementById(fieldId(name))
                  const inner = target?.matches('input,select,textarea,button')
                    ? target
                    : (target?.querySelector<HTMLElement>('input,select,textarea,button') ?? target)
                  inner?.focus()
                }}
              >
                {label}
              </a>
              ：{detail}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

/**
 * Splits a refusal into what belongs to a field of this form and what does not.
 * `labels` gives the names of the fields; pointers look like `/dueOn` or `/nodes/0/dueOn` (the first part counts).
 */
export const fieldProblemsOf = (
  problem: ShownProblem | undefined,
  labels: Readonly<Record<string, string>>,
): { fields: FieldProblem[]; rest: ShownProblem | undefined } => {
  if (!problem) return { fields: [], rest: undefined }
  const fields: FieldProblem[] = []
  const other: string[] = []
  for (const { pointer, detail } of problem.errors ?? []) {
    const whole = pointer.replace(/^#?\//, '').replaceAll('/', '.')
    const name = whole in labels ? whole : whole.split('.')[0]!
    const label = labels[name]
    if (label === undefined) other.push(detail)
    else if (!fields.some((known) => known.name === name)) fields.push({ name, label, detail })
  }
  const nothingElse = fields.length > 0 && other.length === 0
  return {
    fields,
    rest: nothingElse
      ? undefined
      : { ...problem, detail: [problem.detail, ...other].filter(Boolean).join(' ') || undefined },
  }
}

/** A form with its summary of errors on top. Sends nothing by itself. */
export const Form = ({
  label,
  onSend,
  problems = [],
  problem,
  times,
  foot,
  children,
}: {
  label: string
  onSend: () => void
  problems?: readonly FieldProblem[]
  problem?: ShownProblem
  times?: number
  /** Buttons: the primary first, 不改了 last. */
  foot?: ReactNode
  children: ReactNode
}) => (
  <form
    className="form"
    aria-label={label}
    noValidate
    onSubmit={(event: FormEvent) => {
      event.preventDefault()
      event.stopPropagation()
      onSend()
    }}
  >
    <FormErrors problems={problems} times={times} />
    {problem ? <ProblemNote problem={problem} /> : null}
    {children}
    {foot ? <div className="form-foot">{foot}</div> : null}
  </form>
)

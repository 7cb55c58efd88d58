import { useEffect, useState, useSyncExternalStore } from 'react'
import { IconButton } from './Button.tsx'
import { Icon } from './icons.tsx'
import { Go } from './navigate.tsx'

type Told = {
  id: number
  kind: 'ok' | 'over'
  words: string
  act?: { label: string; href?: string; onDo?: () => void }
}

let told: readonly Told[] = []
let count = 0
const listeners = new Set<() => void>()
const change = (next: readonly Told[]) => {
  told = next
  for (const listener of listeners) listener()
}
const drop = (id: number) => change(told.filter((one) => one.id !== id))
const add = (kind: Told['kind'], words: string, act?: Told['act']) => {
  count += 1
  change([...told.slice(-2), { id: count, kind, words, act }])
  return count
}

/**
 * Says that something was done, or could not be done, without stopping anybody. Done goes by itself after six
 * seconds; a failure stays until it is closed. Words say the result: 已存下，编号 SJ-2026-1187。
 */
export const toast = {
  done: (words: string, act?: Told['act']) => add('ok', words, act),
  failed: (words: string, act?: Told['act']) => add('over', words, act),
  drop,
  clear: () => change([]),
}

const STAYS = 6000

const ToastLine = ({ one }: { one: Told }) => {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld || one.kind === 'over') return
    const timer = setTimeout(() => drop(one.id), STAYS)
    return () => clearTimeout(timer)
  }, [isHeld, one])
  const hold = {
    onMouseEnter: () => setHeld(true),
    onMouseLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  }
  return (
    <div
      className={one.kind === 'over' ? 'toast over' : 'toast'}
      role={one.kind === 'over' ? 'alert' : undefined}
      {...hold}
    >
      <Icon name={one.kind === 'over' ? 'alert' : 'done'} />
      <span className="grow">
        {one.words}
        {one.act?.href ? (
          <>
            {' '}
            <Go className="text-link" href={one.act.href} onClick={() => drop(one.id)}>
              {one.act.label}
            </Go>
          </>
        ) : one.act ? (
          <>
            {' '}
            <button
              type="button"
              className="text-link"
              onClick={() => {
                one.act?.onDo?.()
                drop(one.id)
              }}
            >
              {one.act.label}
            </button>
          </>
        ) : null}
      </span>
      <IconButton icon="close" label="关闭" onClick={() => drop(one.id)} />
    </div>
  )
}

/** Where toasts appear; once, in the frame of the app. */
export const ToastHost = () => {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => told,
    () => told,
  )
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <ToastLine key={one.id} one={one} />
      ))}
    </div>
  )
}

import { useSyncExternalStore } from 'react'

// A refused call waits here until the person has proved who he is, or would rather not. One dialog serves all that wait.
let waiting: ((isConfirmed: boolean) => void)[] = []
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** Asks whoever sits there to prove himself; answers false where nobody shows the dialog, or it was put away. */
export const askToConfirm = (): Promise<boolean> =>
  listeners.size === 0
    ? Promise.resolve(false)
    : new Promise((resolve) => {
        waiting = [...waiting, resolve]
        tell()
      })

/** Lets the waiting calls go on, or gives them up. */
export const answerConfirm = (isConfirmed: boolean): void => {
  const told = waiting
  waiting = []
  tell()
  for (const resolve of told) resolve(isConfirmed)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Whether a call waits for the person to prove himself. */
export const useConfirmAsked = (): boolean => useSyncExternalStore(subscribe, () => waiting.length > 0)

import { lazy, useEffect } from 'react'

/** The search over everything, loaded when it is first opened. */
export const FindBox = lazy(async () => ({ default: (await import('./FindBox.tsx')).FindBox }))

/** Opens and closes the search over everything by Ctrl K (or ⌘ K) from anywhere. */
export const useFindKey = (toggle: () => void, isOn: boolean): void => {
  useEffect(() => {
    if (!isOn) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      toggle()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [toggle, isOn])
}

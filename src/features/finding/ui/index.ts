import { lazy, useEffect } from 'react'

/** The search over everything, loaded when it is first opened. */
export const FindBox = lazy(async () => ({ default: (await load()).FindBox }))

const load = () => import('./FindBox.tsx')
/** Long enough for the page itself to stand first. */
const FETCHED_AFTER = 1_500

/** Opens and closes the search over everything by Ctrl K (or ⌘ K) from anywhere. */
export const useFindKey = (toggle: () => void, isOn: boolean): void => {
  // Fetched ahead, once the page rests: what is typed right after the key must find its box.
  useEffect(() => {
    if (!isOn) return
    const timer = setTimeout(() => void load().catch(() => undefined), FETCHED_AFTER)
    return () => clearTimeout(timer)
  }, [isOn])
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

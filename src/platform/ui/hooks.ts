import { type RefObject, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'

const FOCUSABLE =
  'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex]:not([tabindex="-1"])'

/** The elements of a box that Tab reaches, in their order. */
export const focusableIn = (box: HTMLElement): HTMLElement[] =>
  [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.tabIndex >= 0 && !element.hidden)

/** Whether a media query holds now; false where the browser cannot tell. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (tell) => {
      const media = window.matchMedia?.(query)
      media?.addEventListener('change', tell)
      return () => media?.removeEventListener('change', tell)
    },
    () => window.matchMedia?.(query).matches ?? false,
    () => false,
  )

/** True on a phone: narrower than 768px. */
export const usePhone = (): boolean => useMedia('(max-width: 767px)')

/** Turns true once `milliseconds` have passed while `active` holds. Used to spare short waits any flicker. */
export const useAfter = (active: boolean, milliseconds: number): boolean => {
  const [isPast, setPast] = useState(false)
  useEffect(() => {
    if (!active) return setPast(false)
    const timer = setTimeout(() => setPast(true), milliseconds)
    return () => clearTimeout(timer)
  }, [active, milliseconds])
  return active && isPast
}

/**
 * Moves the focus into a box when it opens and back to where it was when it closes.
 * `keep` holds Tab inside (for boxes that cover the page).
 */
export const useFocusIn = (
  box: RefObject<HTMLElement | null>,
  open: boolean,
  { keep = false, first }: { keep?: boolean; first?: RefObject<HTMLElement | null> } = {},
) => {
  const cameFrom = useRef<HTMLElement | null>(null)
  // before any effect that opens a dialog, because opening it already moves the focus
  useLayoutEffect(() => {
    if (open) cameFrom.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
  }, [open])
  useEffect(() => {
    if (!open) return
    const held = box.current
    const target = first?.current ?? (held ? focusableIn(held)[0] : undefined)
    target?.focus({ preventScroll: true })
    return () => {
      const focused = document.activeElement
      // someone else may have taken the focus meanwhile; it is theirs then
      if (focused === document.body || focused === null || held?.contains(focused)) {
        if (cameFrom.current?.isConnected) cameFrom.current.focus({ preventScroll: true })
      }
    }
  }, [open, box, first])

  useEffect(() => {
    const held = box.current
    if (!open || !keep || !held) return
    const hold = (event: KeyboardEvent) => {
      if (event.key !== 'Tab') return
      const stops = focusableIn(held)
      const start = stops[0]
      const end = stops.at(-1)
      const focused = document.activeElement
      const outside = !held.contains(focused)
      if (event.shiftKey && (focused === start || outside || focused === first?.current)) {
        event.preventDefault()
        end?.focus()
      } else if (!event.shiftKey && (focused === end || outside)) {
        event.preventDefault()
        start?.focus()
      }
    }
    held.addEventListener('keydown', hold)
    return () => held.removeEventListener('keydown', hold)
  }, [open, keep, box, first])
}

/** Whether antd's calendar is open: Escape is then for the calendar, not for the box around its field. */
export const isCalendarOpen = (): boolean =>
  document.querySelector('.ant-picker-dropdown:not(.ant-picker-dropdown-hidden)') !== null

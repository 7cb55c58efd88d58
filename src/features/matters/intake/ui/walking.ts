import type { KeyboardEvent } from 'react'

const WRITES = 'input,textarea,select,[role=combobox],[contenteditable=true]'

/** Whether a key belongs to a field or is part of a chord, so that the list must leave it alone. */
export const isForField = (event: KeyboardEvent): boolean =>
  event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest(WRITES) !== null

/** Puts the focus on the head of a card once it is drawn. */
export const focusCard = (list: HTMLElement | null, id: number): void => {
  requestAnimationFrame(() =>
    list?.querySelector<HTMLElement>(`[data-card="${id}"] .prop-open`)?.focus({ preventScroll: true }),
  )
}

/** ↑ ↓: the item that a key walks to, or null for any other key. */
export const walkedTo = (event: KeyboardEvent, ids: readonly number[], chosenId: number | null): number | null => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return null
  const at = chosenId === null ? -1 : ids.indexOf(chosenId)
  return ids[at === -1 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)] ?? null
}

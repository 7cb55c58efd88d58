import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { Bones, ErrorState } from '../../../../platform/ui/index.ts'
import type { ReadingQuery } from './stated.ts'
import { focusCard, isForField, walkedTo } from './walking.ts'

export type PaneProps = {
  chosenId: number | null
  onChoose: (id: number) => void
  /** On a phone: goes to the text, where the chosen item is marked. */
  onText: () => void
  cards: RefObject<HTMLUListElement | null>
  isPhone: boolean
}

/** The frame of a list beside the text: list walked with ↑ ↓, foot. While the text is still being read it says so. */
export const Pane = ({
  label,
  reading,
  ids,
  chosenId,
  onChoose,
  cards,
  above,
  footer,
  children,
}: Omit<PaneProps, 'onText' | 'isPhone'> & {
  label: string
  reading: ReadingQuery
  ids: readonly number[]
  above?: ReactNode
  footer?: ReactNode
  children: ReactNode
}) => {
  const onKey = (event: KeyboardEvent) => {
    if (isForField(event)) return
    const next = walkedTo(event, ids, chosenId)
    if (next === null) return
    event.preventDefault()
    onChoose(next)
    focusCard(cards.current, next)
  }
  return (
    <section className="found-in" aria-label={label} onKeyDown={onKey}>
      {above}
      {reading.error ? (
        <div className="props">
          <ErrorState problem={asClientProblem(reading.error)} onAgain={() => void reading.refetch()} />
        </div>
      ) : reading.isPending ? (
        <div className="props">
          <Bones rows={8} label="正在读出" />
        </div>
      ) : (
        children
      )}
      {footer}
    </section>
  )
}

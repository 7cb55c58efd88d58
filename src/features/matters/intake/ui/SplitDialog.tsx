import { useState } from 'react'
import { Button, Dialog, names, ProblemNote } from '../../../../platform/ui/index.ts'
import { splitPoints } from '../../../sources/ui/index.ts'
import type { Proposal } from '../contract.ts'

/** Asks where a sentence is to be split; both halves are shown before. */
export const SplitDialog = ({
  one,
  text,
  busy,
  onClose,
  onSplit,
}: {
  one: Proposal
  text: string
  busy: boolean
  onClose: () => void
  /** @param at offset in the document's clean text */
  onSplit: (at: number) => void
}) => {
  const sentence = text.slice(one.startAt, one.endAt)
  const points = splitPoints(sentence)
  // a pause between half-sentences divides acts more often than one between names
  const likely = points.filter((point) => sentence[point - 1] !== '、')
  const from = likely.length > 0 ? likely : points
  const [at, setAt] = useState<number | null>(from[Math.floor((from.length - 1) / 2)] ?? null)
  const parts = [0, ...points].map((start, index) => ({ start, end: points[index] ?? sentence.length }))
  return (
    <Dialog
      open
      onClose={onClose}
      title={`把第 ${one.number} 条拆成两条`}
      footer={
        <>
          <Button
            kind="primary"
            busy={busy}
            disabled={at === null}
            onClick={() => {
              if (at !== null) onSplit(one.startAt + at)
            }}
          >
            拆成两条
          </Button>
          <Button onClick={onClose}>不拆了</Button>
        </>
      }
    >
      {points.length === 0 ? (
        <ProblemNote
          problem={{ title: '没有可拆的地方', detail: '这句中间没有停顿。舍弃这条，再从原文里各选一段补两条。' }}
        />
      ) : (
        <>
          <p>点拆开的位置：</p>
          <p className="split-line">
            {parts.map(({ start, end }) => (
              <span key={start}>
                {start > 0 ? (
                  <button
                    type="button"
                    className={names('split-at', start === at && 'on')}
                    aria-pressed={start === at}
                    aria-label={`在“${sentence.slice(Math.max(0, start - 8), start)}”后拆开`}
                    onClick={() => setAt(start)}
                  />
                ) : null}
                {sentence.slice(start, end)}
              </span>
            ))}
          </p>
          {at === null ? null : (
            <ol className="split-halves">
              <li>{sentence.slice(0, at)}</li>
              <li>{sentence.slice(at)}</li>
            </ol>
          )}
        </>
      )}
    </Dialog>
  )
}

import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { DocumentDetail } from '../../../sources/contract.ts'
import { Paper } from '../../../sources/ui/index.ts'
import { DocumentInstructions } from '../../instructions/ui/Instructions.tsx'
import './desk.css'

/** A published document as everybody in business reads it, with the clause looked for. */
export const PublishedText = ({
  document,
  from,
  head,
}: {
  document: DocumentDetail
  from: { startAt: number; endAt: number } | null
  head: ReactNode
}) => {
  const paper = useRef<HTMLElement>(null)
  const marks = useMemo(() => (from ? [{ id: 1, of: 1, tag: '', label: '所指条款', ...from }] : []), [from])
  useEffect(() => {
    if (from) paper.current?.querySelector('[data-mark]')?.scrollIntoView?.({ block: 'center' })
  }, [from])
  return (
    <div className="desk-page">
      {head}
      <DocumentInstructions documentId={document.id} title={document.title} />
      <div className="desk alone">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard */}
        <article className="paper" aria-label="正文" ref={paper} tabIndex={0}>
          <Paper document={document} marks={marks} chosenId={from ? 1 : null} onChoose={nothing} />
        </article>
      </div>
    </div>
  )
}

const nothing = () => undefined

import { memo, useMemo } from 'react'
import { names } from '../../../../platform/ui/index.ts'
import type { DocumentDetail } from '../../../sources/contract.ts'
import type { Proposal } from '../contract.ts'
import { type Block, blocksOf, type Piece, piecesOf, proposalsByBlock } from './blocks.ts'
import { STATE_LABELS } from './labels.ts'

type Marked = Pick<Proposal, 'id' | 'number' | 'state' | 'startAt' | 'endAt' | 'title'>

const tagOf = ({ number, state }: Marked): string => (state === 'dropped' ? STATE_LABELS.dropped : `任务${number}`)

const Sentence = ({
  piece,
  one,
  words,
  isChosen,
  onChoose,
}: {
  piece: Piece
  one: Marked
  words: string
  isChosen: boolean
  onChoose: (id: number) => void
}) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the number in it is the button; a press on the words is an extra
  <mark
    className={names(isChosen && 'at', one.state === 'dropped' && 'drop', one.state === 'handed' && 'done')}
    data-proposal={one.id}
    onClick={() => {
      // words that were selected for a new task are not a press
      if (window.getSelection()?.isCollapsed ?? true) onChoose(one.id)
    }}
  >
    {piece.isFirst ? (
      <button
        type="button"
        className="tagno"
        tabIndex={isChosen ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={`${tagOf(one)}：${one.title}，${STATE_LABELS[one.state]}`}
        onClick={(event) => {
          event.stopPropagation()
          onChoose(one.id)
        }}
      >
        {tagOf(one)}
      </button>
    ) : null}
    <span data-start={piece.start}>{words}</span>
  </mark>
)

type LineProps = {
  block: Block
  text: string
  pieces: readonly Piece[]
  marked: readonly Marked[]
  /** The chosen proposal, where it stands in this block. */
  chosen: number | null
  /** Equal for equal content, so that an answer of the server draws only what changed. */
  signature: string
  onChoose: (id: number) => void
}

const Line = memo(
  ({ block, text, pieces, marked, chosen, onChoose }: LineProps) => {
    const words = pieces.map((piece) => {
      const one = piece.proposalId === null ? undefined : marked.find(({ id }) => id === piece.proposalId)
      const inside = text.slice(piece.start, piece.end)
      return one ? (
        <Sentence
          key={piece.start}
          piece={piece}
          one={one}
          words={inside}
          isChosen={one.id === chosen}
          onChoose={onChoose}
        />
      ) : (
        <span key={piece.start} data-start={piece.start}>
          {inside}
        </span>
      )
    })
    if (block.kind === 'title') return <p className="doc-title">{words}</p>
    if (block.kind === 'head') return <p className="doc-head">{words}</p>
    if (block.kind === 'heading') {
      return block.level <= 1 ? <h2 data-block>{words}</h2> : <h3 data-block>{words}</h3>
    }
    return (
      <div className={names('clause', chosen !== null && 'at')} data-block>
        <span className="k">{block.margin}</span>
        <p>{words}</p>
      </div>
    )
  },
  (before, after) =>
    before.signature === after.signature &&
    before.chosen === after.chosen &&
    before.text === after.text &&
    before.onChoose === after.onChoose,
)

/** The clean text set as a document, with a numbered mark on every sentence that a proposal was read from. */
export const Paper = ({
  document,
  marked,
  chosenId,
  onChoose,
}: {
  document: Pick<DocumentDetail, 'text' | 'clauses' | 'title'>
  marked: readonly Marked[]
  chosenId: number | null
  onChoose: (id: number) => void
}) => {
  const { text, clauses, title } = document
  const blocks = useMemo(() => blocksOf(text, clauses, title), [text, clauses, title])
  const lines = useMemo(() => {
    const byBlock = proposalsByBlock(blocks, marked)
    return blocks.map((block, index) => {
      const here = byBlock[index] ?? []
      const pieces = piecesOf(block, here)
      const signature = `${block.start} ${block.end} ${here
        .map(({ id, number, state, startAt, endAt, title: name }) => [id, number, state, startAt, endAt, name].join())
        .join(' ')}`
      return { block, pieces, here, signature }
    })
  }, [blocks, marked])
  const hasTitle = blocks.some(({ kind }) => kind === 'title')
  return (
    <>
      {hasTitle ? null : <p className="doc-title">{title}</p>}
      {lines.map(({ block, pieces, here, signature }) => (
        <Line
          key={block.start}
          block={block}
          text={text}
          pieces={pieces}
          marked={here}
          chosen={here.some(({ id }) => id === chosenId) ? chosenId : null}
          signature={signature}
          onChoose={onChoose}
        />
      ))}
    </>
  )
}

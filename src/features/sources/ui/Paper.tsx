import './paper.css'
import { memo, useMemo } from 'react'
import { names } from '../../../platform/ui/index.ts'
import type { DocumentDetail } from '../contract.ts'
import { type Block, blocksOf, type Mark, marksByBlock, type Piece, piecesOf } from './blocks.ts'

const Sentence = ({
  piece,
  one,
  words,
  isChosen,
  onChoose,
}: {
  piece: Piece
  one: Mark
  words: string
  isChosen: boolean
  onChoose: (of: number) => void
}) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the tag in it is the button; a press on the words is an extra
  <mark
    className={names(isChosen && 'at', one.tone)}
    data-mark={one.of}
    onClick={() => {
      // words that were selected for a new task are not a press
      if (window.getSelection()?.isCollapsed ?? true) onChoose(one.of)
    }}
  >
    {piece.isFirst ? (
      <button
        type="button"
        className="tagno"
        tabIndex={isChosen ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={one.label}
        onClick={(event) => {
          event.stopPropagation()
          onChoose(one.of)
        }}
      >
        {one.tag}
      </button>
    ) : null}
    <span data-start={piece.start}>{words}</span>
  </mark>
)

type LineProps = {
  block: Block
  text: string
  pieces: readonly Piece[]
  marks: readonly Mark[]
  /** The chosen item, where it stands in this block. */
  chosen: number | null
  /** Equal for equal content, so that an answer of the server draws only what changed. */
  signature: string
  onChoose: (of: number) => void
}

const Line = memo(
  ({ block, text, pieces, marks, chosen, onChoose }: LineProps) => {
    const words = pieces.map((piece) => {
      const one = piece.markId === null ? undefined : marks.find(({ id }) => id === piece.markId)
      const inside = text.slice(piece.start, piece.end)
      return one ? (
        <Sentence
          key={piece.start}
          piece={piece}
          one={one}
          words={inside}
          isChosen={one.of === chosen}
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

/** The clean text set as a document, with a tag on every stretch that an item beside it was read from. */
export const Paper = ({
  document,
  marks,
  chosenId,
  onChoose,
}: {
  document: Pick<DocumentDetail, 'text' | 'clauses' | 'title'>
  marks: readonly Mark[]
  chosenId: number | null
  onChoose: (of: number) => void
}) => {
  const { text, clauses, title } = document
  const blocks = useMemo(() => blocksOf(text, clauses, title), [text, clauses, title])
  const lines = useMemo(() => {
    const byBlock = marksByBlock(blocks, marks)
    return blocks.map((block, index) => {
      const here = byBlock[index] ?? []
      const pieces = piecesOf(block, here)
      const signature = `${block.start} ${block.end} ${here
        .map(({ id, of, tag, label, tone, startAt, endAt }) => [id, of, tag, label, tone, startAt, endAt].join())
        .join(' ')}`
      return { block, pieces, here, signature }
    })
  }, [blocks, marks])
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
          marks={here}
          chosen={here.some(({ of }) => of === chosenId) ? chosenId : null}
          signature={signature}
          onChoose={onChoose}
        />
      ))}
    </>
  )
}

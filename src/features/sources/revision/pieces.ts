/** A document cut into the pieces that two versions are compared by. Offsets are UTF-16 positions in the clean text. */

export type Piece = {
  /** The clause whose own words these are; null for text outside every clause (the title, the signature). */
  clauseId: number | null
  /** '一/(一)/1'; null outside the clauses. */
  path: string | null
  /** The printed marker, without it the text begins. */
  marker: string
  title: string
  /** Index of the piece of the clause above; null for the outermost. */
  parent: number | null
  start: number
  end: number
  text: string
}

/** What is needed of a clause, as it is kept. */
export type CutClause = {
  id: number
  parentId: number | null
  path: string
  marker: string
  title: string
  titleEndAt: number
  startAt: number
  endAt: number
}

const trimmed = (text: string, start: number, end: number): { start: number; end: number } => {
  const raw = text.slice(start, end)
  const from = start + (raw.length - raw.trimStart().length)
  return { start: from, end: Math.max(from, start + raw.trimEnd().length) }
}

/** Where the words of a clause begin, behind its marker. */
const wordsFrom = (text: string, { startAt, titleEndAt, title }: CutClause): number => {
  const from = titleEndAt - title.length
  if (from >= startAt && text.slice(from, titleEndAt) === title) return from
  const at = text.indexOf(title, startAt)
  return title !== '' && at >= 0 && at < titleEndAt ? at : startAt
}

/** Every clause with its own words (those of the clauses under it are pieces of their own), and every line outside them. */
export const piecesOf = (text: string, clauses: readonly CutClause[]): Piece[] => {
  const pieces: Piece[] = []
  const indexOf = new Map<number, number>()
  const lines = (from: number, to: number) => {
    for (let at = from; at < to; ) {
      const newline = text.indexOf('\n', at)
      const until = newline === -1 || newline > to ? to : newline
      const { start, end } = trimmed(text, at, until)
      if (end > start)
        pieces.push({
          ...{ clauseId: null, path: null, marker: '', title: '', parent: null, start, end },
          text: text.slice(start, end),
        })
      at = until + 1
    }
  }
  let at = 0
  for (const [index, clause] of clauses.entries()) {
    if (clause.startAt > at && clause.parentId === null) lines(at, clause.startAt)
    const next = clauses[index + 1]
    const ownEnd = Math.max(clause.titleEndAt, next && next.startAt < clause.endAt ? next.startAt : clause.endAt)
    const { start, end } = trimmed(text, wordsFrom(text, clause), ownEnd)
    indexOf.set(clause.id, pieces.length)
    pieces.push({
      clauseId: clause.id,
      path: clause.path,
      marker: clause.marker,
      title: clause.title,
      parent: clause.parentId === null ? null : (indexOf.get(clause.parentId) ?? null),
      start,
      end,
      text: text.slice(start, end),
    })
    at = Math.max(at, clause.endAt)
  }
  lines(at, text.length)
  return pieces
}

/** The piece that holds a place in the text: the last that begins before it. */
export const pieceAt = (pieces: readonly Piece[], at: number): number =>
  pieces.findLastIndex((piece, index) => piece.start <= at || index === 0)

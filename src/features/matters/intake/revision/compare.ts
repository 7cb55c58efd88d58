import {
  differenceOf,
  follow,
  type Match,
  matchVersions,
  type Piece,
  pieceAt,
  piecesOf,
  type Run,
  wordsOf,
} from '../../../sources/index.ts'

/** The comparison of two versions as the screen and the decisions need it: pure, from their texts and clauses. */

type CutClauses = Parameters<typeof piecesOf>[1]
export type VersionText = { text: string; clauses: CutClauses }

export type ComparedGroup = Match & { runs: Run[] }

export type Comparison = {
  old: Piece[]
  new: Piece[]
  groups: ComparedGroup[]
  /** The group of every piece of the older version. */
  groupOfOld: number[]
}

/** The pieces of one side of a group in one text; between two of them stands a line end. */
const joined = (pieces: readonly Piece[], indexes: readonly number[]): string =>
  indexes.map((index) => (pieces[index] as Piece).text).join('\n')

export const compareVersions = (older: VersionText, newer: VersionText): Comparison => {
  const old = piecesOf(older.text, older.clauses)
  const new_ = piecesOf(newer.text, newer.clauses)
  const groupOfOld: number[] = []
  const groups = matchVersions(old, new_).map((match, index): ComparedGroup => {
    for (const one of match.old) groupOfOld[one] = index
    const hasBoth = match.old.length > 0 && match.new.length > 0
    return { ...match, runs: hasBoth ? differenceOf(joined(old, match.old), joined(new_, match.new)) : [] }
  })
  return { old, new: new_, groups, groupOfOld }
}

/** Where a stretch of the older version's text went. `newPiece` is null where the clause is no longer there. */
export type Traced = {
  group: number
  fate: 'same' | 'changed' | 'gone'
  oldPiece: number
  newPiece: number | null
  startAt: number
  endAt: number
}

/** A place in the joined text of a side, as piece and place in the document. */
const placeOf = (pieces: readonly Piece[], indexes: readonly number[], at: number): { piece: number; at: number } => {
  let from = 0
  for (const [turn, index] of indexes.entries()) {
    const piece = pieces[index] as Piece
    const length = piece.text.length
    if (at <= from + length || turn === indexes.length - 1)
      return { piece: index, at: piece.start + Math.max(0, Math.min(at - from, length)) }
    from += length + 1
  }
  return { piece: indexes[0] as number, at: 0 }
}

/** Follows the sentence of a matter from the older version into the newer one. */
export const trace = (
  { old, new: new_, groups, groupOfOld }: Comparison,
  { startAt, endAt }: { startAt: number; endAt: number },
): Traced => {
  const oldPiece = Math.max(0, pieceAt(old, startAt))
  const group = groupOfOld[oldPiece] ?? 0
  const gone: Traced = { group, fate: 'gone', oldPiece, newPiece: null, startAt: 0, endAt: 0 }
  const match = groups[group]
  if (!match || match.new.length === 0) return gone
  const piece = old[oldPiece] as Piece
  let base = 0
  for (const index of match.old) {
    if (index === oldPiece) break
    base += (old[index] as Piece).text.length + 1
  }
  const within = (at: number) => base + Math.max(0, Math.min(at - piece.start, piece.text.length))
  const text = joined(new_, match.new)
  const found = follow(match.runs, text, within(startAt), within(endAt))
  const isSame =
    match.kind !== 'changed' ||
    (found.fate !== 'gone' &&
      wordsOf(joined(old, match.old).slice(within(startAt), within(endAt))) ===
        wordsOf(text.slice(found.start, found.end)))
  if (found.fate === 'gone') {
    const first = new_[match.new[0] as number] as Piece
    const whole = { newPiece: match.new[0] as number, startAt: first.start, endAt: first.end }
    return { group, oldPiece, fate: match.kind === 'changed' ? 'gone' : 'same', ...whole }
  }
  const from = placeOf(new_, match.new, found.start)
  const to = placeOf(new_, match.new, found.end)
  const end = to.piece === from.piece ? to.at : (new_[from.piece] as Piece).end
  return { group, oldPiece, fate: isSame ? 'same' : 'changed', newPiece: from.piece, startAt: from.at, endAt: end }
}

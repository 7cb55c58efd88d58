import { SIGN, SIGNS, signOf } from './alphabet.ts'
import { isHanCode } from './fold.ts'
import type { Span } from './types.ts'

const LONGEST_NOTE = 60
const [PLAIN, TONED, CLOSE] = [1, 2, 3]
/** What may stand in a note, and what ends it. */
const LETTERS = new Uint8Array(SIGNS)
for (const [kind, chars] of [
  [PLAIN, `abcdefghijklmnopqrstuvwxyzüêɡɑ'’ `],
  [TONED, 'āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ'],
  [CLOSE, ')）'],
] as const)
  for (const char of chars) LETTERS[signOf(char.charCodeAt(0))] = kind

type Note = Span & { toned: boolean }

const noteAt = (text: string, start: number): Note | null => {
  let toned = false
  const limit = Math.min(text.length, start + 1 + LONGEST_NOTE)
  for (let end = start + 1; end < limit; end++) {
    const kind = LETTERS[SIGN[text.charCodeAt(end)]!]!
    if (kind === CLOSE) return end > start + 1 ? { start, end: end + 1, toned } : null
    if (kind === 0) return null
    toned ||= kind === TONED
  }
  return null
}

/**
 * Pinyin in parentheses after a character, as reading aids print it: 全国(quánguó). Notes without a tone mark count only
 * where at least three others carry one, so that (logo) or (app) stays. `folded` only shows where parentheses open.
 */
export const pinyinNotes = (text: string, folded: string): Span[] => {
  const notes: Note[] = []
  for (let i = folded.indexOf('(', 1); i !== -1; i = folded.indexOf('(', i + 1)) {
    const follows = isHanCode(text.charCodeAt(i - 1)) || notes.at(-1)?.end === i
    const note = follows ? noteAt(text, i) : null
    if (!note) continue
    notes.push(note)
    i = note.end - 1
  }
  const annotated = notes.filter((note) => note.toned).length >= 3
  return notes.filter((note) => note.toned || annotated).map(({ start, end }) => ({ start, end }))
}

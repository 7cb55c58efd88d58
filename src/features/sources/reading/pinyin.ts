import { isHan } from './fold.ts'
import type { Span } from './types.ts'

const LONGEST_NOTE = 60
const TONED = /[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]/i
const LETTERS = /^[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêɡɑ'’ ]+$/

type Note = Span & { toned: boolean }

const noteAt = (text: string, start: number): Note | null => {
  for (let end = start + 1; end < text.length && end - start <= LONGEST_NOTE; end++) {
    const char = text[end]!
    if (char === ')' || char === '）') {
      const inside = text.slice(start + 1, end)
      return LETTERS.test(inside) ? { start, end: end + 1, toned: TONED.test(inside) } : null
    }
    if (isHan(char) || char === '\n' || char === '(' || char === '（') return null
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
    const follows = isHan(text[i - 1]) || notes.at(-1)?.end === i
    const note = follows ? noteAt(text, i) : null
    if (!note) continue
    notes.push(note)
    i = note.end - 1
  }
  const annotated = notes.filter((note) => note.toned).length >= 3
  return notes.filter((note) => note.toned || annotated).map(({ start, end }) => ({ start, end }))
}

import { SIGN, SIGNS, signOf } from './alphabet.ts'
import { numbers, units } from './scratch.ts'

/**
 * One pass over a text that tells for each place which of the engine's words may begin there, by their first two characters. A
 * stage asks for its own marks before it tries its grammar, so that what stands nowhere in a stretch costs nothing.
 */
export type Scan = {
  text: string
  /** The text's UTF-16 units. */
  codes: Uint16Array
  /** For each place the marks of the words that may begin there. Never too few; now and then one too many. */
  marks: Int32Array
}

/**
 * By sign, side by side for the processor's cache: the marks of words of one character; those of longer words that may begin, and
 * go on, with it.
 */
const WORDS = new Int32Array(4 * SIGNS)
const [SINGLE, FIRST, SECOND] = [0, 1, 2]
/** By both characters; looked at only where the first and the second may belong to one word. */
const PAIRS = new Int32Array(0x2000)
let taken = 0

const placeOf = (first: number, second: number): number => ((first << 5) ^ second) & 0x1fff

/** A new mark for words of a stage; of longer words the first two characters count. */
export const markOf = (words: Iterable<string>): number => {
  if (taken === 31) throw new Error('All marks are taken')
  const mark = 1 << taken++
  for (const word of words) {
    const first = signOf(word.charCodeAt(0))
    if (word.length === 1) WORDS[4 * first + SINGLE]! |= mark
    else {
      const second = signOf(word.charCodeAt(1))
      WORDS[4 * first + FIRST]! |= mark
      WORDS[4 * second + SECOND]! |= mark
      PAIRS[placeOf(first, second)]! |= mark
    }
  }
  return mark
}

/** Every pair of one of the first and one of the second characters. */
export const pairsBetween = (first: string, second: string): string[] =>
  [...first].flatMap((one) => [...second].map((other) => one + other))

const OF_WORDS = { codes: units(), marks: numbers() }
const OF_TEXTS = { codes: units(), marks: numbers() }

const scanIn = (text: string, tables: typeof OF_WORDS): Scan => {
  const size = text.length
  const codes = tables.codes.take(size)
  const marks = tables.marks.take(size)
  let first = 0
  let may = 0
  for (let at = 0; at < size; at++) {
    const code = text.charCodeAt(at)
    const sign = SIGN[code]!
    codes[at] = code
    const word = 4 * sign
    marks[at] = WORDS[word + SINGLE]!
    const both = may & WORDS[word + SECOND]!
    if (both !== 0) marks[at - 1]! |= both & PAIRS[((first << 5) ^ sign) & 0x1fff]!
    first = sign
    may = WORDS[word + FIRST]!
  }
  return { text, codes, marks }
}

/** For a few words that stand alone; good until the next ones are looked at. */
export const scanOf = (text: string): Scan => scanIn(text, OF_WORDS)

/** For the text of a whole reading; good until the next reading. */
export const scanOfText = (text: string): Scan => scanIn(text, OF_TEXTS)

/** All marks of a stretch together. */
export const marksWithin = (marks: Int32Array, start: number, end: number): number => {
  let all = 0
  for (let at = start; at < end; at++) all |= marks[at]!
  return all
}

import { SIGN, SIGNS, signOf } from './alphabet.ts'

/** Room for so many words of two and more characters that few of their beginnings fall on one place. */
const placesFor = (words: number): number => {
  let size = 64
  while (size < words * 4) size *= 2
  return size
}

/** Of a sign: a word of one character, the first of a longer word, the second of one. */
const [ALONE, FIRST, SECOND] = [1, 2, 4]

/** Words by their first two characters, the longest first: a text is held against the few that may begin it. */
export class Beginnings {
  private readonly kinds = new Uint8Array(SIGNS)
  /** By a hash of the first two characters the first of the words, one more than its index; 0 for none. */
  private readonly places: Uint16Array
  private readonly mask: number
  /** Of each word the next shorter one of its place. */
  private readonly next: Uint16Array
  /** Of each character the word that is it alone. */
  private readonly alone = new Uint16Array(SIGNS)
  /** Its own words, the longest first. */
  readonly words: readonly string[]

  constructor(all: readonly string[]) {
    this.words = [...new Set(all)].sort((a, b) => b.length - a.length)
    this.places = new Uint16Array(placesFor(all.length))
    this.mask = this.places.length - 1
    this.next = new Uint16Array(this.words.length)
    for (let index = this.words.length - 1; index >= 0; index--) {
      const word = this.words[index]!
      const first = signOf(word.charCodeAt(0))
      if (word.length === 1) {
        this.kinds[first]! |= ALONE
        this.alone[first] = index + 1
        continue
      }
      const second = signOf(word.charCodeAt(1))
      this.kinds[first]! |= FIRST
      this.kinds[second]! |= SECOND
      const place = ((first << 4) ^ second) & this.mask
      this.next[index] = this.places[place]!
      this.places[place] = index + 1
    }
  }

  /** Which of the words is the longest that stands at this place and ends before `end`; -1 for none. */
  find(text: string, at: number, end: number): number {
    if (at >= end) return -1
    const first = SIGN[text.charCodeAt(at)]!
    const kind = this.kinds[first]!
    if ((kind & FIRST) !== 0 && at + 1 < end) {
      const second = SIGN[text.charCodeAt(at + 1)]!
      if ((this.kinds[second]! & SECOND) !== 0) {
        let word = this.places[((first << 4) ^ second) & this.mask]!
        for (; word !== 0; word = this.next[word - 1]!)
          if (stands(text, at, end, this.words[word - 1]!)) return word - 1
      }
    }
    return (kind & ALONE) !== 0 ? this.alone[first]! - 1 : -1
  }

  /** How long that word is; 0 for none. */
  lengthAt(text: string, at: number, end: number): number {
    const word = this.find(text, at, end)
    return word === -1 ? 0 : this.words[word]!.length
  }

  /** That word, or null. */
  at(text: string, at: number): string | null {
    const word = this.find(text, at, text.length)
    return word === -1 ? null : this.words[word]!
  }
}

/** The number of the lowest bit that is set. */
export const lowestOf = (bits: number): number => 31 - Math.clz32(bits & -bits)

/**
 * Which of at most 31 patterns may begin at a place of a text, as bits in their order: each is told by the characters it may
 * begin with and by those that may follow them, null where any may.
 */
export class PairTable {
  private readonly first = new Int32Array(SIGNS)
  private readonly second = new Int32Array(SIGNS)

  constructor(patterns: readonly (readonly [first: string, second: string | null])[]) {
    for (const [index, [first, second]] of patterns.entries()) {
      const bit = 1 << index
      for (const char of first) this.first[signOf(char.charCodeAt(0))]! |= bit
      if (second === null) for (let sign = 0; sign < SIGNS; sign++) this.second[sign]! |= bit
      else for (const char of second) this.second[signOf(char.charCodeAt(0))]! |= bit
    }
  }

  at(text: string, at: number): number {
    const may = this.first[SIGN[text.charCodeAt(at)]!]!
    return may === 0 || at + 1 >= text.length ? 0 : may & this.second[SIGN[text.charCodeAt(at + 1)]!]!
  }
}

const placeOf = (text: string, at: number): number => ((text.charCodeAt(at) << 5) ^ text.charCodeAt(at + 1)) & 0xffff

const stands = (text: string, at: number, end: number, word: string): boolean => {
  const { length } = word
  if (at + length > end) return false
  for (let i = 0; i < length; i++) if (text.charCodeAt(at + i) !== word.charCodeAt(i)) return false
  return true
}

/** Words that a text may end with, by their last character. */
export class Endings {
  private readonly lists: (readonly string[] | null)[] = new Array(SIGNS).fill(null)

  constructor(all: readonly string[]) {
    for (const word of all) {
      const last = signOf(word.charCodeAt(word.length - 1))
      this.lists[last] = [...(this.lists[last] ?? []), word].sort((a, b) => b.length - a.length)
    }
  }

  /** Whether one of them ends at this place of a text and begins no sooner than `from`. */
  in(text: string, from: number, end: number): boolean {
    return this.lengthAt(text, from, end) > 0
  }

  /** How long the longest is that does; 0 for none. */
  lengthAt(text: string, from: number, end: number): number {
    if (end <= from) return 0
    const list = this.lists[SIGN[text.charCodeAt(end - 1)]!]
    if (!list) return 0
    for (const word of list)
      if (end - word.length >= from && stands(text, end - word.length, end, word)) return word.length
    return 0
  }
}

export type WordHit<T> = { start: number; end: number; word: string; values: T[] }

type Known<T> = { word: string; values: T[] }
/** The words that begin alike, and how long they are, the longest first. */
type Alike<T> = { words: Known<T>[]; lengths: number[] }

/** So many words are compared one by one; of more, one of each length is looked up. */
const FEW = 8

/** Words found in one pass over a text: the longest at each place. Words are folded and at least two characters long. */
export class WordIndex<T> {
  private readonly known = new Map<string, Known<T>>()
  /** By a number of the first two characters. */
  private readonly alike = new Map<number, Alike<T>>()
  private readonly pairs = new Uint8Array(0x10000)

  add(word: string, value: T): void {
    if (word.length < 2) return
    const known = this.known.get(word)
    if (known) {
      if (!known.values.includes(value)) known.values.push(value)
      return
    }
    const one = { word, values: [value] }
    this.known.set(word, one)
    const place = placeOf(word, 0)
    this.pairs[place] = 1
    const alike = this.alike.get(place)
    if (!alike) {
      this.alike.set(place, { words: [one], lengths: [word.length] })
      return
    }
    alike.words.push(one)
    if (alike.words.length <= FEW) alike.words.sort((a, b) => b.word.length - a.word.length)
    if (alike.lengths.includes(word.length)) return
    alike.lengths.push(word.length)
    alike.lengths.sort((a, b) => b - a)
  }

  /** Whether a word may begin at this place: at most one too many, by its first two characters. */
  may(folded: string, at: number): boolean {
    return this.pairs[placeOf(folded, at)] === 1
  }

  /** The longest word at this place that ends no later than `end`. */
  at(folded: string, at: number, end = folded.length): WordHit<T> | null {
    const place = placeOf(folded, at)
    if (this.pairs[place] !== 1) return null
    const known = this.longest(this.alike.get(place)!, folded, at, end)
    return known && { start: at, end: at + known.word.length, word: known.word, values: known.values }
  }

  private longest({ words, lengths }: Alike<T>, folded: string, at: number, end: number): Known<T> | null {
    if (words.length <= FEW) {
      for (const one of words) if (stands(folded, at, end, one.word)) return one
      return null
    }
    for (const length of lengths) {
      const one = at + length <= end && this.known.get(folded.slice(at, at + length))
      if (one) return one
    }
    return null
  }

  /** Every word at every place, longer ones not hiding words that begin inside them. */
  all(folded: string): WordHit<T>[] {
    const hits: WordHit<T>[] = []
    for (let at = 0; at + 1 < folded.length; at++) {
      const hit = this.at(folded, at)
      if (hit) hits.push(hit)
    }
    return hits
  }
}

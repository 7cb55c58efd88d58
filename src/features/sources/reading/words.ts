/** Where words may begin, told by their first two characters: most places of a text are passed over at once. */
class Pairs {
  /** By first character: 0 for none, 1 where the second decides, 2 where a word of one character begins. */
  private readonly first = new Uint8Array(0x10000)
  private readonly pairs = new Uint8Array(0x10000)

  add(word: string): void {
    const code = word.charCodeAt(0)
    if (word.length === 1) this.first[code] = 2
    else {
      this.first[code] ||= 1
      this.pairs[((code << 5) ^ word.charCodeAt(1)) & 0xffff] = 1
    }
  }

  /** False where no word begins; true where one may. */
  at(text: string, at: number): boolean {
    const code = text.charCodeAt(at)
    const kind = this.first[code]
    if (kind !== 1) return kind === 2
    return this.pairs[((code << 5) ^ text.charCodeAt(at + 1)) & 0xffff] === 1
  }
}

const NO_WORDS: readonly string[] = []

/** Words by their first two characters, the longest first: a text is held against the few that may begin it. */
export class Beginnings {
  /** By first character: 0 for none, 1 where the second decides, 2 where a word of one character begins. */
  private readonly first = new Uint8Array(0x10000)
  /** By a hash of the first two characters where in `lists` their words stand; 0 for none. */
  private readonly places = new Uint16Array(0x10000)
  private readonly lists: (readonly string[])[] = [NO_WORDS]

  constructor(all: readonly string[]) {
    for (const word of [...all].sort((a, b) => b.length - a.length)) {
      const code = word.charCodeAt(0)
      if (word.length === 1) {
        this.first[code] = 2
        continue
      }
      this.first[code] ||= 1
      const place = ((code << 5) ^ word.charCodeAt(1)) & 0xffff
      if (this.places[place] === 0) this.places[place] = this.lists.push([]) - 1
      ;(this.lists[this.places[place]!] as string[]).push(word)
    }
  }

  /** The longest word that stands at this place, or null. */
  at(text: string, at: number): string | null {
    if (at >= text.length) return null
    const code = text.charCodeAt(at)
    const kind = this.first[code]!
    if (kind === 0) return null
    const place = at + 1 < text.length ? this.places[((code << 5) ^ text.charCodeAt(at + 1)) & 0xffff]! : 0
    if (place !== 0) for (const word of this.lists[place]!) if (text.startsWith(word, at)) return word
    return kind === 2 ? text.charAt(at) : null
  }
}

/** Words that a text may end with, by their last character. */
export class Endings {
  private readonly byLast = new Map<number, string[]>()
  private readonly last = new Uint8Array(0x10000)

  constructor(all: string[]) {
    for (const word of all) {
      const last = word.charCodeAt(word.length - 1)
      this.byLast.set(last, [...(this.byLast.get(last) ?? []), word])
      this.last[last] = 1
    }
  }

  /** Whether the text ends with one of them. */
  in(text: string): boolean {
    const code = text.charCodeAt(text.length - 1)
    if (this.last[code] !== 1) return false
    for (const word of this.byLast.get(code)!) if (text.endsWith(word)) return true
    return false
  }
}

export type WordHit<T> = { start: number; end: number; word: string; values: T[] }

/** Words found in one pass over a text: the longest at each place. Words are folded and at least two characters long. */
export class WordIndex<T> {
  private readonly buckets = new Map<string, Map<string, T[]>>()
  private readonly lengths = new Map<string, number[]>()
  private readonly pairs = new Pairs()

  add(word: string, value: T): void {
    if (word.length < 2) return
    this.pairs.add(word)
    const start = word.slice(0, 2)
    const bucket = this.buckets.get(start) ?? new Map<string, T[]>()
    this.buckets.set(start, bucket)
    const values = bucket.get(word)
    if (values) {
      if (!values.includes(value)) values.push(value)
      return
    }
    bucket.set(word, [value])
    const lengths = this.lengths.get(start) ?? []
    if (!lengths.includes(word.length)) lengths.push(word.length)
    lengths.sort((a, b) => b - a)
    this.lengths.set(start, lengths)
  }

  /** The longest word at this place. */
  at(folded: string, at: number): WordHit<T> | null {
    if (!this.pairs.at(folded, at)) return null
    const start = folded.slice(at, at + 2)
    const bucket = this.buckets.get(start)
    if (!bucket) return null
    for (const length of this.lengths.get(start)!) {
      const word = folded.slice(at, at + length)
      const values = bucket.get(word)
      if (values) return { start: at, end: at + length, word, values }
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

export type WordHit<T> = { start: number; end: number; word: string; values: T[] }

/** Words found in one pass over a text: the longest at each place. Words are folded and at least two characters long. */
export class WordIndex<T> {
  private readonly buckets = new Map<string, Map<string, T[]>>()
  private readonly lengths = new Map<string, number[]>()

  add(word: string, value: T): void {
    if (word.length < 2) return
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

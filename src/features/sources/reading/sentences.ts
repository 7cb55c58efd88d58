import { isSpace } from './alphabet.ts'

/** Sentences are kept in blocks of so many, three numbers each: a text may be nothing but sentence marks. */
const BLOCK = 0x2000
const BITS = 13
const SIZE = 3
const [START, END, HASH] = [0, 1, 2]
/** The first table of places; it grows with the sentences that are new. */
const FEWEST_PLACES = 0x1000

/** Sentences of one text by number: where each stands, and for each the first of the same characters before it. */
export class Sentences {
  count = 0
  private text = ''
  private readonly blocks: Int32Array[] = [new Int32Array(SIZE * BLOCK)]
  /** By hash the number of the sentence plus one; 0 is free. */
  private places = new Int32Array(FEWEST_PLACES)
  private placed = 0

  /** Takes another text, as yet without sentences. */
  of(text: string): this {
    this.text = text
    this.count = 0
    this.placed = 0
    this.places.fill(0)
    return this
  }

  /** Gives back what only a long text has use for. */
  release(): void {
    this.text = ''
    this.blocks.length = 1
    if (this.places.length > FEWEST_PLACES) this.places = new Int32Array(FEWEST_PLACES)
  }

  add(start: number, end: number, hash: number): void {
    const number = this.count++
    const block = this.blocks[number >> BITS] ?? new Int32Array(SIZE * BLOCK)
    this.blocks[number >> BITS] = block
    const at = SIZE * (number & (BLOCK - 1))
    block[at + START] = start
    block[at + END] = end
    block[at + HASH] = hash
  }

  private value(number: number, what: number): number {
    return this.blocks[number >> BITS]![SIZE * (number & (BLOCK - 1)) + what]!
  }

  start(number: number): number {
    return this.value(number, START)
  }

  end(number: number): number {
    const end = this.value(number, END)
    return end < 0 ? ~end : end
  }

  /** Marks the sentences from this one on as cells of a table. */
  markTable(first: number): void {
    for (let number = first; number < this.count; number++)
      this.blocks[number >> BITS]![SIZE * (number & (BLOCK - 1)) + END] = ~this.end(number)
  }

  isTable(number: number): boolean {
    return this.value(number, END) < 0
  }

  /** How many characters it has without blanks. */
  length(number: number): number {
    let length = 0
    const end = this.end(number)
    for (let at = this.start(number); at < end; at++) if (!isSpace(this.text.charCodeAt(at))) length++
    return length
  }

  /** Whether two are of the same characters, blanks aside. */
  isSame(a: number, b: number): boolean {
    if (this.value(a, HASH) !== this.value(b, HASH)) return false
    const { text } = this
    const end = this.end(a)
    const otherEnd = this.end(b)
    let at = this.start(a)
    let other = this.start(b)
    for (;;) {
      while (at < end && isSpace(text.charCodeAt(at))) at++
      while (other < otherEnd && isSpace(text.charCodeAt(other))) other++
      if (at === end || other === otherEnd) return at === end && other === otherEnd
      if (text.charCodeAt(at++) !== text.charCodeAt(other++)) return false
    }
  }

  private placeOf(number: number): number {
    const { places } = this
    const mask = places.length - 1
    for (let place = Math.imul(this.value(number, HASH), 0x9e3779b1) >>> 7; ; place++) {
      const held = places[place & mask]!
      if (held === 0 || this.isSame(held - 1, number)) return place & mask
    }
  }

  private grow(): void {
    const { places } = this
    this.places = new Int32Array(4 * places.length)
    for (const held of places) if (held !== 0) this.places[this.placeOf(held - 1)] = held
  }

  /** The first of the same characters that was asked for before; -1 where this is the first. */
  firstOrAdd(number: number): number {
    const place = this.placeOf(number)
    const held = this.places[place]!
    if (held !== 0) return held - 1
    this.places[place] = number + 1
    if (2 * ++this.placed > this.places.length) this.grow()
    return -1
  }
}

/** Texts up to half a million characters share their working tables; those of longer ones are given back behind each reading. */
const LONGEST_KEPT = 0x80000

type Table = Int32Array | Uint16Array

/**
 * Tables that one reading after the other works in: to ask the system for new ones costs more than reading a short text. What
 * is taken is good until the next is taken from the same place.
 */
export class Scratch<One extends Table> {
  private readonly make: (size: number) => One
  private held: One

  constructor(make: (size: number) => One) {
    this.make = make
    this.held = make(0)
  }

  /** A table of this size, whatever it holds. */
  take(size: number): One {
    if (size > LONGEST_KEPT) return this.make(size)
    if (this.held.length < size) this.held = this.make(Math.min(LONGEST_KEPT, 2 * size))
    return this.held.subarray(0, size) as One
  }

  /** One that holds nothing. */
  takeEmpty(size: number): One {
    const table = this.take(size)
    if (size <= LONGEST_KEPT) table.fill(0)
    return table
  }
}

export const numbers = (): Scratch<Int32Array> => new Scratch((size) => new Int32Array(size))
export const units = (): Scratch<Uint16Array> => new Scratch((size) => new Uint16Array(size))

import { type Line, lineEnd } from './fold.ts'

const FEW = 256
/** Room for more lines than this is given back. */
const MOST_KEPT = 0x10000

/** The lines of a text without their breaks, by number. Only where they end is kept: a text may be nothing but breaks. */
export class Lines {
  count = 0
  private ends = new Int32Array(FEW)

  /** Takes these of a text in place of those of the one before. */
  read(text: string): this {
    let { ends } = this
    let count = 0
    for (let end = -1; end < text.length; ) {
      end = lineEnd(text, end + 1)
      if (count === ends.length) {
        const more = new Int32Array(2 * count)
        more.set(ends)
        ends = more
      }
      ends[count++] = end
    }
    this.ends = ends
    this.count = count
    return this
  }

  start(index: number): number {
    return index === 0 ? 0 : this.ends[index - 1]! + 1
  }

  end(index: number): number {
    return this.ends[index]!
  }

  line(index: number): Line {
    return { start: this.start(index), end: this.end(index) }
  }

  release(): void {
    if (this.ends.length > MOST_KEPT) this.ends = new Int32Array(FEW)
    this.count = 0
  }
}

export const linesOf = (text: string): Lines => new Lines().read(text)

/** The first lines of a text, at most so many. */
export const firstLines = (text: string, most: number): Line[] => {
  const lines: Line[] = []
  for (let start = 0; start <= text.length && lines.length < most; ) {
    const end = lineEnd(text, start)
    lines.push({ start, end })
    start = end + 1
  }
  return lines
}

/** The last ones in their order, at most so many. */
export const lastLines = (text: string, most: number): Line[] => {
  const lines: Line[] = []
  for (let end = text.length; end >= 0 && lines.length < most; ) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1
    lines.push({ start, end })
    end = start - 1
  }
  return lines.reverse()
}

import { MOST_PIXELS } from './pictures.ts'

/**
 * 相似照片: what a picture looks like in 64 bits (the signs of its lowest frequencies against their median), the same after another
 * compression, size or brightness. A cropped picture is a part of the first one, so the hash is taken of parts as well: of
 * two pictures, one whole is held against the other's parts. Mirrored or turned by quarters, the frequencies change sign and change
 * places, so what is asked for is also held in those seven ways against what is kept.
 */
export type PictureMarks = {
  /** Hash of the whole picture, as PostgreSQL's bigint has it. */
  whole: bigint
  /** Hashes of the parts that croppings leave, in the order of `WINDOWS`. */
  parts: bigint[]
  /** Values to look the whole up by, with its least certain bits turned both ways. */
  wholeProbes: number[]
  partProbes: number[]
  /** Hashes of the whole mirrored and turned by quarters, and values to look these up by. */
  turned: bigint[]
  turnedProbes: number[]
}

/** Bits in which two pictures of one thing may differ; chance pairs stand at 32. */
export const MOST_DIFFERENT = 9
/** The same for a picture that was mirrored or turned: seven more chances to be alike by accident, so fewer bits. */
export const MOST_DIFFERENT_TURNED = 7

const SIDE = 256
const GRID = 32
const LOW = 8
const BITS = LOW * LOW
const BANDS = 4
const BAND_BITS = BITS / BANDS
const TURNED = 3
/** A picture with less contrast than this (a blank wall, a black frame) is like every other such picture. */
const LEAST_CONTRAST = 6

type Window = { left: number; top: number; width: number; height: number }

/** What is left of a side of which this much stays. */
const ofSides = (stays: number): Window[] => {
  const cut = 1 - stays
  return [
    { left: 0, top: 0, width: 1, height: stays },
    { left: 0, top: cut, width: 1, height: stays },
    { left: 0, top: 0, width: stays, height: 1 },
    { left: cut, top: 0, width: stays, height: 1 },
  ]
}
const ofCorners = (stays: number): Window[] =>
  [0, 1 - stays].flatMap((left) => [0, 1 - stays].map((top) => ({ left, top, width: stays, height: stays })))

/** What a cut to another shape leaves of one direction: the middle of it, or the part a little to either side of it. */
const ofMiddle = (stays: number, at: readonly number[] = [0.5]): Window[] =>
  at.flatMap((part) => [
    { left: (1 - stays) * part, top: 0, width: stays, height: 1 },
    { left: 0, top: (1 - stays) * part, width: 1, height: stays },
  ])

/** What is left when a tenth to three tenths are cut off a side, a tenth or a fifth off a corner, or some all around. */
export const WINDOWS: readonly Window[] = [
  { left: 0.05, top: 0.05, width: 0.9, height: 0.9 },
  { left: 0.1, top: 0.1, width: 0.8, height: 0.8 },
  { left: 0.15, top: 0.15, width: 0.7, height: 0.7 },
  ...[0.9, 0.83, 0.76, 0.7].flatMap(ofSides),
  ...[0.9, 0.8].flatMap(ofCorners),
  ...ofMiddle(0.75, [0.25, 0.4, 0.5, 0.6, 0.75]),
  ...[0.84, 0.67, 0.6, 0.5625, 0.5, 0.42].flatMap((stays) => ofMiddle(stays)),
]
const WHOLE: Window = { left: 0, top: 0, width: 1, height: 1 }

const COSINES = new Float64Array(LOW * GRID)
for (let k = 0; k < LOW; k++)
  for (let x = 0; x < GRID; x++) COSINES[k * GRID + x] = Math.cos((Math.PI * (x + 0.5) * k) / GRID)

/** The window of the grey picture as a small square, each of its fields the mean of what lies under it. */
const shrink = (grey: Uint8Array, window: Window): Float64Array => {
  const small = new Float64Array(GRID * GRID)
  for (let row = 0; row < GRID; row++) {
    const top = Math.round((window.top + (window.height * row) / GRID) * SIDE)
    const bottom = Math.max(top + 1, Math.round((window.top + (window.height * (row + 1)) / GRID) * SIDE))
    for (let column = 0; column < GRID; column++) {
      const left = Math.round((window.left + (window.width * column) / GRID) * SIDE)
      const right = Math.max(left + 1, Math.round((window.left + (window.width * (column + 1)) / GRID) * SIDE))
      let sum = 0
      for (let y = top; y < bottom && y < SIDE; y++)
        for (let x = left; x < right && x < SIDE; x++) sum += grey[y * SIDE + x]!
      small[row * GRID + column] = sum / ((Math.min(bottom, SIDE) - top) * (Math.min(right, SIDE) - left))
    }
  }
  return small
}

/** The lowest frequencies of a square (DCT-II), without its mean brightness. */
const frequencies = (small: Float64Array): Float64Array => {
  const rows = new Float64Array(GRID * LOW)
  for (let y = 0; y < GRID; y++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0
      for (let x = 0; x < GRID; x++) sum += small[y * GRID + x]! * COSINES[u * GRID + x]!
      rows[y * LOW + u] = sum
    }
  const low = new Float64Array(BITS)
  for (let v = 0; v < LOW; v++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0
      for (let y = 0; y < GRID; y++) sum += rows[y * LOW + u]! * COSINES[v * GRID + y]!
      low[v * LOW + u] = sum
    }
  low[0] = 0
  return low
}

type Mark = { hash: bigint; probes: number[] }

const medianOf = (values: Float64Array): number => {
  const sorted = Float64Array.from(values).sort()
  return (sorted[BITS / 2 - 1]! + sorted[BITS / 2]!) / 2
}

/** Every setting of the least certain bits of a band; the band's number stands above its bits. */
const probesOf = (band: number, bits: number, doubt: readonly number[]): number[] => {
  const open = doubt
    .map((value, place) => ({ value, place }))
    .sort((a, b) => a.value - b.value)
    .slice(0, TURNED)
  const probes: number[] = []
  for (let set = 0; set < 1 << TURNED; set++) {
    let turned = bits
    for (const [index, { place }] of open.entries()) if (set & (1 << index)) turned ^= 1 << place
    probes.push((band << BAND_BITS) | turned)
  }
  return probes
}

const markOf = (low: Float64Array): Mark => {
  const median = medianOf(low)
  let hash = 0n
  const probes: number[] = []
  for (let band = 0; band < BANDS; band++) {
    let bits = 0
    const doubt: number[] = []
    for (let at = 0; at < BAND_BITS; at++) {
      // Bits of one band lie far apart: a local change turns one in each rather than many in one.
      const value = low[at * BANDS + band]! - median
      doubt.push(Math.abs(value))
      if (value > 0) {
        bits |= 1 << at
        hash |= 1n << BigInt(at * BANDS + band)
      }
    }
    probes.push(...probesOf(band, bits, doubt))
  }
  return { hash: BigInt.asIntN(BITS, hash), probes }
}

/** The frequencies of the same picture mirrored left to right, top to bottom, and with its sides changed: all eight ways but itself. */
const turnings = (low: Float64Array): Float64Array[] => {
  const ways: Float64Array[] = []
  for (const isSwapped of [false, true])
    for (const across of [1, -1])
      for (const down of [1, -1]) {
        if (!isSwapped && across === 1 && down === 1) continue
        const way = new Float64Array(BITS)
        for (let v = 0; v < LOW; v++)
          for (let u = 0; u < LOW; u++) {
            // Mirroring turns the sign of every second frequency of that direction.
            const value = low[isSwapped ? u * LOW + v : v * LOW + u]!
            way[v * LOW + u] = value * (u % 2 ? across : 1) * (v % 2 ? down : 1)
          }
        ways.push(way)
      }
  return ways
}

/** Values to keep a hash under: its bands as they are. */
export const bandsOf = (hash: bigint): number[] =>
  Array.from({ length: BANDS }, (_, band) => {
    let bits = 0
    for (let at = 0; at < BAND_BITS; at++) if ((hash >> BigInt(at * BANDS + band)) & 1n) bits |= 1 << at
    return (band << BAND_BITS) | bits
  })

/** In how many bits two hashes differ, 0 to 64. */
export const difference = (a: bigint, b: bigint): number => {
  let rest = BigInt.asUintN(BITS, a ^ b)
  let count = 0
  for (; rest > 0n; rest &= rest - 1n) count++
  return count
}

const isFlat = (grey: Uint8Array): boolean => {
  let sum = 0
  for (const value of grey) sum += value
  const mean = sum / grey.length
  let spread = 0
  for (const value of grey) spread += (value - mean) ** 2
  return Math.sqrt(spread / grey.length) < LEAST_CONTRAST
}

/** How a picture looks; null where there is next to nothing on it, or it cannot be opened. */
export const marksOf = async (picture: Buffer): Promise<PictureMarks | null> => {
  try {
    // Loaded by who draws alone: the server holds marks against each other without it.
    const { default: sharp } = await import('sharp')
    const grey = await sharp(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .flatten({ background: '#ffffff' })
      .greyscale()
      .resize(SIDE, SIDE, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    if (isFlat(grey)) return null
    const low = frequencies(shrink(grey, WHOLE))
    const whole = markOf(low)
    const parts = WINDOWS.map((window) => markOf(frequencies(shrink(grey, window))))
    const turned = turnings(low).map(markOf)
    return {
      whole: whole.hash,
      parts: parts.map(({ hash }) => hash),
      wholeProbes: whole.probes,
      partProbes: [...new Set(parts.flatMap(({ probes }) => probes))],
      turned: turned.map(({ hash }) => hash),
      turnedProbes: [...new Set(turned.flatMap(({ probes }) => probes))],
    }
  } catch {
    return null
  }
}

/** How a kept picture differs from the one asked for, the one or the other being whole; turned ones apart. */
export const likeness = (
  kept: Pick<PictureMarks, 'whole' | 'parts'>,
  asked: Pick<PictureMarks, 'whole' | 'parts' | 'turned'>,
): { straight: number; turned: number } => ({
  straight: Math.min(
    difference(kept.whole, asked.whole),
    ...asked.parts.map((part) => difference(kept.whole, part)),
    ...kept.parts.map((part) => difference(part, asked.whole)),
  ),
  turned: Math.min(...asked.turned.flatMap((way) => [kept.whole, ...kept.parts].map((one) => difference(one, way)))),
})
export const isAlike = ({ straight, turned }: { straight: number; turned: number }): boolean =>
  straight <= MOST_DIFFERENT || turned <= MOST_DIFFERENT_TURNED

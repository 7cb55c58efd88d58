import sharp from 'sharp'
import type { Bytes } from '../sealed/index.ts'
import { MOST_PIXELS } from './pictures.ts'

/**
 * 相似照片: what a picture looks like in 64 bits (the signs of its lowest frequencies against their median), the same after another
 * compression, size or brightness. A cropped picture is a part of the first one, so the hash is taken of parts as well: of
 * two pictures, one whole is held against the other's parts.
 */
export type PictureMarks = {
  /** Hash of the whole picture, as PostgreSQL's bigint has it. */
  whole: bigint
  /** Hashes of the parts that croppings leave, in the order of `WINDOWS`. */
  parts: bigint[]
  /** Values to look the whole up by, with its least certain bits turned both ways. */
  wholeProbes: number[]
  partProbes: number[]
}

/** Bits in which two pictures of one thing may differ; chance pairs stand at 32. */
export const MOST_DIFFERENT = 9

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

/** What is left when a tenth is cut off a side, a corner, or all around; and a fifth around. */
export const WINDOWS: readonly Window[] = [
  { left: 0.05, top: 0.05, width: 0.9, height: 0.9 },
  { left: 0.1, top: 0.1, width: 0.8, height: 0.8 },
  { left: 0, top: 0, width: 0.9, height: 0.9 },
  { left: 0.1, top: 0, width: 0.9, height: 0.9 },
  { left: 0, top: 0.1, width: 0.9, height: 0.9 },
  { left: 0.1, top: 0.1, width: 0.9, height: 0.9 },
  { left: 0, top: 0, width: 1, height: 0.9 },
  { left: 0, top: 0.1, width: 1, height: 0.9 },
  { left: 0, top: 0, width: 0.9, height: 1 },
  { left: 0.1, top: 0, width: 0.9, height: 1 },
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

const markOf = (grey: Uint8Array, window: Window): Mark => {
  const low = frequencies(shrink(grey, window))
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
export const marksOf = async (picture: Bytes): Promise<PictureMarks | null> => {
  try {
    const grey = await sharp(await picture.all(), { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .flatten({ background: '#ffffff' })
      .greyscale()
      .resize(SIDE, SIDE, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    if (isFlat(grey)) return null
    const whole = markOf(grey, WHOLE)
    const parts = WINDOWS.map((window) => markOf(grey, window))
    return {
      whole: whole.hash,
      parts: parts.map(({ hash }) => hash),
      wholeProbes: whole.probes,
      partProbes: [...new Set(parts.flatMap(({ probes }) => probes))],
    }
  } catch {
    return null
  }
}

/** The least difference of two pictures, either one being whole. */
export const likeness = (a: Pick<PictureMarks, 'whole' | 'parts'>, b: Pick<PictureMarks, 'whole' | 'parts'>): number =>
  Math.min(
    difference(a.whole, b.whole),
    ...b.parts.map((part) => difference(a.whole, part)),
    ...a.parts.map((part) => difference(part, b.whole)),
  )

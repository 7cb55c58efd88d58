import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { type Bytes, discard, type HeldBytes, holdBytes } from '../sealed/index.ts'
import type { FileRefusal } from './refusals.ts'

/** Pixels of the largest picture that is opened (about 11,500 × 8,700). */
export const MOST_PIXELS = 100_000_000
const THUMBNAIL_SIDE = 320
const PREVIEW_SIDE = 1600

// One picture at a time on one core, nothing kept: the server has to stay small and answer others meanwhile.
sharp.concurrency(1)
sharp.cache(false)

/** A picture without position, device and other hidden data. */
export interface CleanPicture {
  bytes: HeldBytes
  sha256: string
  size: number
  width: number
  height: number
  mime: string
  ext: string
}

/** A picture of the most pixels, on a machine that has other things to do, is drawn in a few seconds. */
const LONGEST_SECONDS = 30

/** The first frame alone, whatever the file says it holds. */
const openPicture = (bytes: Buffer): Sharp =>
  sharp(bytes, {
    limitInputPixels: MOST_PIXELS,
    failOn: 'error',
    sequentialRead: true,
    unlimited: false,
    pages: 1,
  }).timeout({ seconds: LONGEST_SECONDS })

/** Opened, a picture may take hundreds of megabytes: no two of them at one time. */
let last: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = last.then(work)
  last = mine.catch(() => undefined)
  return mine
}

const refusalOf = (error: unknown): FileRefusal => {
  const message = error instanceof Error ? error.message : ''
  if (/pixel limit/iu.test(message)) return { refused: 'picture-too-large' }
  if (/timeout/iu.test(message)) return { refused: 'reads-too-long' }
  if (
    /unsupported image format|no decode delegate|not built with|heif: Error while loading plugin|Support for this compression/iu.test(
      message,
    )
  )
    return { refused: 'picture-format' }
  return { refused: 'broken' }
}

const reencode = (picture: Sharp, format: string): { picture: Sharp; mime: string; ext: string } => {
  if (format === 'png' || format === 'gif') {
    return { picture: picture.png({ compressionLevel: 8 }), mime: 'image/png', ext: 'png' }
  }
  if (format === 'webp') return { picture: picture.webp({ quality: 88 }), mime: 'image/webp', ext: 'webp' }
  return { picture: picture.jpeg({ quality: 90 }), mime: 'image/jpeg', ext: 'jpg' }
}

/**
 * Rewrites a picture on arrival: turned upright, colours brought to sRGB, and everything that is not the picture left out
 * (position, device, time, author, comments, hidden previews, bytes after the end). JPEG, PNG and WebP stay what they are,
 * the first frame of a GIF becomes PNG, TIFF and AVIF become JPEG. The received file is removed; after a refusal too.
 */
export const cleanPicture = async (received: HeldBytes): Promise<CleanPicture | FileRefusal> => {
  try {
    const bytes = await received.all()
    const { format } = await openPicture(bytes).metadata()
    if (format === 'svg' || !format) return { refused: 'picture-format' }
    const { picture, mime, ext } = reencode(openPicture(bytes).autoOrient(), format)
    const { data, info } = await inTurn(() => picture.toBuffer({ resolveWithObject: true }))
    const { width, height } = info
    return {
      bytes: await holdBytes(data, received.waiting),
      sha256: createHash('sha256').update(data).digest('hex'),
      size: data.length,
      width,
      height,
      mime,
      ext,
    }
  } catch (error) {
    return refusalOf(error)
  } finally {
    await discard(received)
  }
}

const within = (bytes: Buffer, side: number): Sharp =>
  openPicture(bytes).autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })

const drawn = async (picture: Sharp): Promise<Buffer | FileRefusal> => {
  try {
    return await inTurn(() => picture.toBuffer())
  } catch (error) {
    return refusalOf(error)
  }
}

/** A small picture for lists: WebP, at most 320 pixels a side, without hidden data. */
export const thumbnail = async (file: Bytes): Promise<Buffer | FileRefusal> =>
  drawn(within(await file.all(), THUMBNAIL_SIDE).webp({ quality: 72 }))

/** The picture shown on screen: JPEG, at most 1600 pixels a side, on white, without hidden data. */
export const previewPicture = async (file: Bytes): Promise<Buffer | FileRefusal> =>
  drawn(
    within(await file.all(), PREVIEW_SIDE)
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 82 }),
  )

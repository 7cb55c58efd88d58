import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import sharp, { type Sharp } from 'sharp'
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
  path: string
  sha256: string
  size: number
  width: number
  height: number
  mime: string
  ext: string
}

const openPicture = (path: string): Sharp =>
  sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true, unlimited: false })

const refusalOf = (error: unknown): FileRefusal => {
  const message = error instanceof Error ? error.message : ''
  if (/pixel limit/iu.test(message)) return { refused: 'picture-too-large' }
  if (
    /unsupported image format|no decode delegate|not built with|heif: Error while loading plugin|Support for this compression/iu.test(
      message,
    )
  )
    return { refused: 'picture-format' }
  return { refused: 'broken' }
}

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
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
export const cleanPicture = async (path: string): Promise<CleanPicture | FileRefusal> => {
  const cleanPath = join(dirname(path), `${randomUUID()}.part`)
  try {
    const { format } = await openPicture(path).metadata()
    if (format === 'svg' || !format) return { refused: 'picture-format' }
    const { picture, mime, ext } = reencode(openPicture(path).autoOrient(), format)
    const { width, height } = await picture.toFile(cleanPath)
    return {
      path: cleanPath,
      sha256: await sha256Of(cleanPath),
      size: (await stat(cleanPath)).size,
      width,
      height,
      mime,
      ext,
    }
  } catch (error) {
    await rm(cleanPath, { force: true })
    return refusalOf(error)
  } finally {
    await rm(path, { force: true })
  }
}

const within = (path: string, side: number): Sharp =>
  openPicture(path).autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })

const drawn = async (picture: Sharp): Promise<Buffer | FileRefusal> => {
  try {
    return await picture.toBuffer()
  } catch (error) {
    return refusalOf(error)
  }
}

/** A small picture for lists: WebP, at most 320 pixels a side, without hidden data. */
export const thumbnail = (path: string): Promise<Buffer | FileRefusal> =>
  drawn(within(path, THUMBNAIL_SIDE).webp({ quality: 72 }))

/** The picture shown on screen: JPEG, at most 1600 pixels a side, on white, without hidden data. */
export const previewPicture = (path: string): Promise<Buffer | FileRefusal> =>
  drawn(within(path, PREVIEW_SIDE).flatten({ background: '#ffffff' }).jpeg({ quality: 82 }))

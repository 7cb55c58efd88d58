import sharp, { type Sharp } from 'sharp'
import { marksOf, type PictureMarks } from './alike.ts'
import { MOST_PIXELS } from './pictures.ts'
import type { FileRefusal } from './refusals.ts'

/** What is asked of a picture: rewritten without hidden data, a small one for lists, one for the screen. */
export type DrawingAsk = { as: 'clean' | 'thumbnail' | 'preview' }
export type Drawn = { data: Uint8Array }
export type DrawnClean = Drawn & {
  width: number
  height: number
  mime: string
  ext: string
  marks: PictureMarks | null
}

const THUMBNAIL_SIDE = 320
const PREVIEW_SIDE = 1600

// One picture at a time on one core, nothing kept: the machine has others to answer meanwhile.
sharp.concurrency(1)
sharp.cache(false)

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

const clean = async (bytes: Buffer): Promise<DrawnClean | FileRefusal> => {
  const { format } = await openPicture(bytes).metadata()
  if (format === 'svg' || !format) return { refused: 'picture-format' }
  const { picture, mime, ext } = reencode(openPicture(bytes).autoOrient(), format)
  const { data, info } = await picture.toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, mime, ext, marks: await marksOf(data) }
}

const within = (bytes: Buffer, side: number): Sharp =>
  openPicture(bytes).autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })

const DRAWINGS = {
  clean,
  thumbnail: async (bytes: Buffer): Promise<Drawn> => ({
    data: await within(bytes, THUMBNAIL_SIDE).webp({ quality: 72 }).toBuffer(),
  }),
  preview: async (bytes: Buffer): Promise<Drawn> => ({
    data: await within(bytes, PREVIEW_SIDE).flatten({ background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer(),
  }),
}

/** Draws a picture anew; the job of a reader, see `pictures.ts`. */
export const drawHere = (bytes: Buffer, { as }: DrawingAsk): Promise<Drawn | DrawnClean | FileRefusal> =>
  DRAWINGS[as](bytes).catch(refusalOf)

import { createHash } from 'node:crypto'
import { drawers } from '../../apart/index.ts'
import { type Bytes, discard, type HeldBytes, holdBytes } from '../sealed/index.ts'
import type { PictureMarks } from './alike.ts'
import type { DrawingAsk, Drawn, DrawnClean } from './drawing.ts'
import { type FileRefusal, isRefused } from './refusals.ts'
import { refusalOfUnread } from './unread.ts'

/** Pixels of the largest picture that is opened (about 11,500 × 8,700). */
export const MOST_PIXELS = 100_000_000

/** A picture without position, device and other hidden data. */
export interface CleanPicture {
  bytes: HeldBytes
  sha256: string
  size: number
  width: number
  height: number
  mime: string
  ext: string
  /** How it looks; null where there is next to nothing on it. */
  marks: PictureMarks | null
}

/** Opened, a picture may take hundreds of megabytes: one at a time, in a process of its own that does not keep them here. */
const draw = async <Answer extends Drawn>(file: Bytes, as: DrawingAsk['as']): Promise<Answer | FileRefusal> => {
  const found = await drawers.read<Answer | FileRefusal>('picture', file, { as } satisfies DrawingAsk)
  return 'unread' in found ? refusalOfUnread(found) : found
}

/**
 * Rewrites a picture on arrival: turned upright, colours brought to sRGB, and everything that is not the picture left out
 * (position, device, time, author, comments, hidden previews, bytes after the end). JPEG, PNG and WebP stay what they are,
 * the first frame of a GIF becomes PNG, TIFF and AVIF become JPEG. The received file is removed; after a refusal too.
 */
export const cleanPicture = async (received: HeldBytes): Promise<CleanPicture | FileRefusal> => {
  try {
    const drawn = await draw<DrawnClean>(received, 'clean')
    if (isRefused(drawn)) return drawn
    const { data, ...picture } = drawn
    return {
      ...picture,
      bytes: await holdBytes(Buffer.from(data), received.waiting),
      sha256: createHash('sha256').update(data).digest('hex'),
      size: data.length,
    }
  } finally {
    await discard(received)
  }
}

const view =
  (as: DrawingAsk['as']) =>
  async (file: Bytes): Promise<Buffer | FileRefusal> => {
    const drawn = await draw<Drawn>(file, as)
    return isRefused(drawn) ? drawn : Buffer.from(drawn.data)
  }

/** A small picture for lists: WebP, at most 320 pixels a side, without hidden data. */
export const thumbnail = view('thumbnail')
/** The picture shown on screen: JPEG, at most 1600 pixels a side, on white, without hidden data. */
export const previewPicture = view('preview')

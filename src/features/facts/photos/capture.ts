/** When a photo was taken, as its camera wrote it: the office's own wall clock, '2026-07-03T09:12:33'. */
export type Capture = { at: string; isFromCamera: boolean }

/** How much of a file's beginning is looked at: EXIF stands before the picture, in one block of at most 64 KiB. */
export const LOOKED_AT = 256 * 1024

const EXIF_BLOCK = 0x8769
const TAKEN = 0x9003
const DIGITIZED = 0x9004
const STAMP = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/

/** Where the TIFF block of a JPEG's EXIF begins, or null. */
const exifIn = (view: DataView): number | null => {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  let at = 2
  while (at + 10 <= view.byteLength) {
    const marker = view.getUint16(at)
    // The picture itself begins, or this is no JPEG after all.
    if (marker === 0xffda || marker >> 8 !== 0xff) return null
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0) return at + 10
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** The moment of capture in the first bytes of a JPEG, or null; nothing else of EXIF is read, its position least of all. */
export const captureIn = (bytes: ArrayBuffer): string | null => {
  const view = new DataView(bytes)
  try {
    const start = exifIn(view)
    if (start === null) return null
    const little = view.getUint16(start) === 0x4949
    const entry = (block: number, tag: number): number | null => {
      const count = view.getUint16(block, little)
      for (let index = 0; index < count; index++) {
        const at = block + 2 + index * 12
        if (view.getUint16(at, little) === tag) return at
      }
      return null
    }
    const valueAt = (at: number) => start + view.getUint32(at + 8, little)
    const pointer = entry(start + view.getUint32(start + 4, little), EXIF_BLOCK)
    if (pointer === null) return null
    const block = valueAt(pointer)
    const found = entry(block, TAKEN) ?? entry(block, DIGITIZED)
    if (found === null) return null
    const text = String.fromCharCode(...new Uint8Array(bytes, valueAt(found), 19))
    const [, year, month, day, hour, minute, second] = STAMP.exec(text) ?? []
    const at = `${year}-${month}-${day}T${hour}:${minute}:${second}`
    // A camera whose clock was never set writes zeros.
    return year !== undefined && year >= '1990' && !Number.isNaN(Date.parse(`${at}Z`)) ? at : null
  } catch (error) {
    // A block that points beyond its end tells nothing.
    if (error instanceof RangeError) return null
    throw error
  }
}

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** When a photo was taken; where its camera wrote nothing, the time of the file. */
export const captureOf = async (file: File): Promise<Capture> => {
  const at = captureIn(await file.slice(0, LOOKED_AT).arrayBuffer())
  return at === null
    ? { at: clock.format(new Date(file.lastModified)).replace(' ', 'T'), isFromCamera: false }
    : { at, isFromCamera: true }
}

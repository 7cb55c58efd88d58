/** Longest side of a photo that waits on the phone, in pixels. */
const LONGEST = 1600
const QUALITY = 0.82

/**
 * A photo as it is held: drawn anew, so that position, device and time are gone before it lies on the phone, and small enough
 * to be sent over a village's line. Null where the browser cannot read it.
 */
export const smallPhoto = async (
  file: File,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer>; url: string } | null> => {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    const brush = canvas.getContext('2d')
    if (!brush) return null
    brush.fillStyle = '#ffffff'
    brush.fillRect(0, 0, canvas.width, canvas.height)
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    if (!blob) return null
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return {
      name: `${file.name.replace(/\.[^.]*$/, '').slice(0, 60) || '照片'}.jpg`,
      bytes,
      url: URL.createObjectURL(blob),
    }
  } catch {
    return null
  }
}

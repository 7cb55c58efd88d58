import mammoth from 'mammoth'
import { hearXml } from '../../../platform/files/pipeline/xml.ts'
import { eachPart } from './archive.ts'
import { htmlToText } from './html.ts'

/** Text and styles of the longest work plans unpack to a few MiB. */
const MOST_UNPACKED = 48 * 1024 * 1024

export type DocxResult = { text: string } | { failed: 'broken' | 'too-large' }

/** Measures every part before anything else reads it. */
const checkArchive = (bytes: Buffer): 'fine' | 'broken' | 'too-large' => {
  let hasDocument = false
  // Their reader goes over a part again and again where a tag does not end.
  let isWhole = true
  const checked = eachPart(bytes, MOST_UNPACKED, (name, data) => {
    if (name === 'word/document.xml') hasDocument = true
    isWhole &&= hearXml(data.toString('utf8'), {})
  })
  return checked === 'fine' && !(hasDocument && isWhole) ? 'broken' : checked
}

/** Paragraphs and table rows of a .docx; tracked deletions, comments, headers and pictures stay out. */
export const docxText = async (bytes: Buffer): Promise<DocxResult> => {
  try {
    const checked = checkArchive(bytes)
    if (checked !== 'fine') return { failed: checked }
    const noPicture = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml(
      { buffer: bytes },
      { convertImage: noPicture, includeDefaultStyleMap: true },
    )
    return { text: htmlToText(value) }
  } catch {
    return { failed: 'broken' }
  }
}

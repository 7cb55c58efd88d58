export type FileKind = 'docx' | 'pdf' | 'html' | 'text' | 'word-binary' | 'table' | 'ofd' | 'rtf' | 'unknown'

const startsWith = (bytes: Buffer, magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte)

const PICTURES_AND_ARCHIVES: number[][] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x42, 0x4d],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x52, 0x61, 0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x1f, 0x8b],
  [0x7f, 0x45, 0x4c, 0x46],
  [0x4d, 0x5a],
]

const HTML_START = /^<(?:!doctype\s+html|html|head|body|meta|title)\b/i
const HTML_TAGS = /<(?:p|div|br|table|span|section|article)\b[^>]{0,400}>/i

/** Past blanks, an XML declaration and comments. */
const firstElement = (front: string): string => {
  let at = 0
  for (;;) {
    while (at < front.length && front.charCodeAt(at) <= 0x20) at++
    const close = front.startsWith('<!--', at) ? '-->' : front.startsWith('<?', at) ? '>' : null
    const end = close === null ? -1 : front.indexOf(close, at + 2)
    if (close === null || end === -1) return front.slice(at, at + 40)
    at = end + close.length
  }
}

const hasStream = (bytes: Buffer, name: string): boolean => bytes.includes(Buffer.from(name, 'utf16le'))

/** Old office documents name their streams in UTF-16; one that names none is told by its extension. */
const oleKind = (bytes: Buffer, fileName: string): FileKind => {
  if (hasStream(bytes, 'WordDocument')) return 'word-binary'
  if (hasStream(bytes, 'Workbook') || hasStream(bytes, 'Book\0')) return 'table'
  if (/\.(?:xls|et)$/i.test(fileName)) return 'table'
  return /\.(?:doc|wps)$/i.test(fileName) ? 'word-binary' : 'unknown'
}

/** What the bytes are; the name only decides between plain text and a web page without a proper beginning. */
export const kindOf = (bytes: Buffer, fileName: string): FileKind => {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) {
    if (bytes.includes('word/document')) return 'docx'
    if (bytes.includes('xl/workbook')) return 'table'
    if (bytes.includes('OFD.xml')) return 'ofd'
    return bytes.includes('word/') || /\.docx?$/i.test(fileName) ? 'docx' : 'unknown'
  }
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return oleKind(bytes, fileName)
  if (startsWith(bytes, [0x7b, 0x5c, 0x72, 0x74, 0x66])) return 'rtf'
  if (PICTURES_AND_ARCHIVES.some((magic) => startsWith(bytes, magic)) && !/\.(?:txt|html?)$/i.test(fileName))
    return 'unknown'
  if (/\.docx$/i.test(fileName)) return 'docx'
  if (/\.pdf$/i.test(fileName)) return 'pdf'
  const isUtf16 = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
  const front = bytes
    .subarray(0, 4096)
    .toString('latin1')
    .replaceAll(isUtf16 ? '\u0000' : '\ufeff', '')
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '')
  if (HTML_START.test(firstElement(front)) || (/\.html?$/i.test(fileName) && HTML_TAGS.test(front))) return 'html'
  return 'text'
}

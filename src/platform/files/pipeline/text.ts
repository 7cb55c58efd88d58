import { readTableBinary, readWordBinary } from '../../foreign/index.ts'
import type { Bytes } from '../sealed/index.ts'
import { decodeText } from './decode.ts'
import type { FileKind } from './identify.ts'
import { pdfText } from './pdf.ts'
import type { FileRefusal } from './refusals.ts'
import { listZip, readZipEntry } from './zip.ts'

/** Longest text handed on, in characters. */
export const LONGEST_TEXT = 2_000_000

/** Text found in a file. `isComplete` is false when there may be text that could not be read (a scan, a cut-off). */
export interface FileText {
  text: string
  isComplete: boolean
}

// Headers, footers, comments and properties too: classification marks stand there more often than in the body.
const PARTS: Partial<Record<FileKind, RegExp>> = {
  docx: /^(?:word\/(?:document\d?|header\d*|footer\d*|footnotes|endnotes|comments)|docProps\/(?:core|app|custom))\.xml$/u,
  xlsx: /^(?:xl\/(?:sharedStrings|workbook|worksheets\/sheet\d+|comments\d*|drawings\/drawing\d+)|docProps\/(?:core|app|custom))\.xml$/u,
  pptx: /^(?:ppt\/(?:slides\/slide\d+|notesSlides\/notesSlide\d+|comments\/[^/]+)|docProps\/(?:core|app|custom))\.xml$/u,
  ofd: /\.xml$/u,
}
const SHEET = /^xl\/worksheets\/sheet\d+\.xml$/u

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const withoutEntities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/giu, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })

/** Text of an XML part: a line per paragraph, row, cell string or title. */
const xmlText = (xml: string): string =>
  withoutEntities(
    xml
      .replace(/<w:(?:instrText|binData)[^>]*>[^<]*<\/w:(?:instrText|binData)>/gu, '')
      .replace(/<(?:w:tab|a:tab)\b[^>]*>/gu, '\t')
      .replace(
        /<\/(?:w:p|a:p|si|row|comment|text|dc:title|dc:subject|dc:description|cp:keywords|ofd:TextObject|ofd:Title)>|<(?:w:br|w:cr|a:br)\b[^>]*>/gu,
        '\n',
      )
      .replace(/<\/[^>]*(?:property|lpstr|lpwstr)>/gu, '\n')
      .replace(/<[^>]*>/gu, ''),
  )

const sharedStrings = (xml: string): string[] =>
  xml
    .split('</si>')
    .slice(0, -1)
    .map((item) => xmlText(item.replace(/<rPh\b[\s\S]*?<\/rPh>/gu, '')).trim())

const sheetText = (xml: string, strings: string[]): string =>
  xml
    .split('</row>')
    .map((row) =>
      row
        .split('</c>')
        .map((cell) => {
          const value = /<(?:v|t)\b[^>]*>([^<]*)<\/(?:v|t)>\s*(?:<\/is>)?$/u.exec(cell)?.[1] ?? ''
          return /\st="s"/u.test(cell) ? (strings[Number(value)] ?? '') : withoutEntities(value)
        })
        .filter((value) => value !== '')
        .join('\t'),
    )
    .join('\n')

const officeText = async (file: Bytes, kind: FileKind): Promise<FileText | FileRefusal> => {
  const listed = await listZip(file)
  if ('refused' in listed) return listed
  const wanted = listed.entries.filter((entry) => PARTS[kind]?.test(entry.name))
  if (wanted.length === 0) return { refused: 'broken' }
  wanted.sort((a, b) => Number(SHEET.test(a.name)) - Number(SHEET.test(b.name)))
  let text = ''
  let strings: string[] = []
  for (const entry of wanted) {
    if (text.length > LONGEST_TEXT) return { text: text.slice(0, LONGEST_TEXT), isComplete: false }
    const content = await readZipEntry(file, entry)
    if (!Buffer.isBuffer(content)) return content
    const xml = content.toString('utf8')
    if (entry.name === 'xl/sharedStrings.xml') strings = sharedStrings(xml)
    else if (entry.name === 'xl/workbook.xml')
      text += [...xml.matchAll(/<sheet\b[^>]*\sname="([^"]*)"/gu)].map((m) => withoutEntities(m[1] ?? '')).join('\n')
    else text += SHEET.test(entry.name) ? sheetText(xml, strings) : xmlText(xml)
    text += '\n'
  }
  return { text: text.replace(/\n{3,}/gu, '\n\n').trim(), isComplete: true }
}

/** Chinese and plain characters written in UTF-16 inside an old Office document; rough, for the secrecy scan alone. */
const oleText = (content: Buffer): string => {
  const runs: string[] = []
  let run = ''
  for (let at = 0; at + 1 < content.length; at += 2) {
    const code = content.readUInt16LE(at)
    const isText =
      (code >= 0x4e00 && code <= 0x9fff) ||
      (code >= 0x20 && code < 0x7f) ||
      (code >= 0x3000 && code <= 0x303f) ||
      (code >= 0xff00 && code <= 0xff5e) ||
      (code >= 0x2010 && code <= 0x2060) ||
      code === 0x2605 ||
      code === 0xb7
    if (isText) {
      run += String.fromCharCode(code)
      continue
    }
    if (run.length >= 2) runs.push(run)
    run = ''
  }
  if (run.length >= 2) runs.push(run)
  return runs.join('\n').slice(0, LONGEST_TEXT)
}

const hasStream = (content: Buffer, name: string) => content.includes(Buffer.from(name, 'utf16le'))

/**
 * Old Office and WPS documents: their own words where a reader knows the format, and beside them every stretch of
 * characters found in the bytes (properties, deleted text). Slides, and what no reader opens, stay incomplete.
 */
const oldOfficeText = async (content: Buffer): Promise<FileText> => {
  const rough = oleText(content)
  const read = hasStream(content, 'WordDocument')
    ? await readWordBinary(content)
    : hasStream(content, 'Workbook') || hasStream(content, 'Book\0')
      ? await readTableBinary(content)
      : null
  if (!read || 'failed' in read) return { text: rough, isComplete: false }
  const text = `${read.text}\n${read.aside}\n${rough}`
  return { text: text.slice(0, LONGEST_TEXT), isComplete: text.length <= LONGEST_TEXT }
}

const plainText = (bytes: Buffer): FileText | FileRefusal => {
  const decoded = decodeText(bytes.subarray(0, LONGEST_TEXT * 4))
  if (!decoded) return { refused: 'broken' }
  return { text: decoded.text.slice(0, LONGEST_TEXT), isComplete: decoded.text.length <= LONGEST_TEXT }
}

/**
 * Text of an identified file for the secrecy scan: body, headers, footers, comments and properties; table rows as lines.
 * Not for reading: the reading desk has its own. A kind without text gives '' and `isComplete: false`.
 */
export const textOf = async (file: Bytes, kind: FileKind): Promise<FileText | FileRefusal> => {
  if (kind === 'docx' || kind === 'xlsx' || kind === 'pptx' || kind === 'ofd') return officeText(file, kind)
  if (kind === 'text' || kind === 'html' || kind === 'svg') return plainText(await file.all())
  if (kind === 'ole') return oldOfficeText(await file.all())
  if (kind !== 'pdf') return { text: '', isComplete: false }
  const pdf = await pdfText(file)
  if ('refused' in pdf) return pdf
  const text = pdf.text.join('\n')
  return { text: text.slice(0, LONGEST_TEXT), isComplete: !pdf.isPicturesOnly && pdf.text.length === pdf.pages }
}

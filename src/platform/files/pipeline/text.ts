import type { Bytes } from '../sealed/index.ts'
import { decodeText } from './decode.ts'
import type { FileKind } from './identify.ts'
import { pdfText } from './pdf.ts'
import type { FileRefusal } from './refusals.ts'
import { hearXml } from './xml.ts'
import { listZip, readZipEntry } from './zip.ts'

/** Longest text handed on, in characters. */
export const LONGEST_TEXT = 2_000_000

/** Text found in a file. `isComplete` is false when there may be text that could not be read (a scan, a cut-off). */
export interface FileText {
  text: string
  isComplete: boolean
  /** Of a PDF. */
  pages?: number
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

const BREAKS_OPEN = new Set(['w:br', 'w:cr', 'a:br'])
const BREAKS_CLOSED = new Set(
  'w:p a:p si row comment text dc:title dc:subject dc:description cp:keywords ofd:TextObject ofd:Title'.split(' '),
)
const SILENT = new Set(['w:instrText', 'w:binData'])

/** Text of an XML part: a line per paragraph, row, cell string or title. Null where it is no XML. */
const xmlText = (xml: string): string | null => {
  const pieces: string[] = []
  let length = 0
  let isSilent = false
  const isWhole = hearXml(xml, {
    open: (name, _attributes, isEmpty) => {
      if (SILENT.has(name)) isSilent = !isEmpty
      else if (name === 'w:tab' || name === 'a:tab') pieces.push('\t')
      else if (BREAKS_OPEN.has(name)) pieces.push('\n')
    },
    close: (name) => {
      if (SILENT.has(name)) isSilent = false
      else if (BREAKS_CLOSED.has(name) || /(?:property|lpstr|lpwstr)$/u.test(name)) pieces.push('\n')
    },
    words: (text) => {
      if (isSilent) return
      pieces.push(text)
      length += text.length
    },
    isEnough: () => length > LONGEST_TEXT * 2,
  })
  return isWhole ? withoutEntities(pieces.join('')) : null
}

/** Strings of a workbook in their order, without the readings that stand over some of them. */
const sharedStrings = (xml: string): string[] | null => {
  const strings: string[] = []
  let text = ''
  let isReading = false
  const isWhole = hearXml(xml, {
    open: (name, _attributes, isEmpty) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') isReading = !isEmpty
      if (name === 'si' && isEmpty) strings.push('')
    },
    close: (name) => {
      if (name === 'rPh') isReading = false
      else if (name === 'si') strings.push(withoutEntities(text).trim())
    },
    words: (words) => {
      if (!isReading) text += words
    },
  })
  return isWhole ? strings : null
}

const CELL_TEXTS = new Set(['v', 't'])

/** A line per row, cells parted by tabs; a formula is heard by its last result. */
const sheetText = (xml: string, strings: readonly string[]): string | null => {
  const pieces: string[] = []
  let length = 0
  let cell: { isShared: boolean; value: string } | null = null
  let isValue = false
  let isFirst = true
  const isWhole = hearXml(xml, {
    open: (name, attributes, isEmpty) => {
      if (name === 'c') cell = isEmpty ? null : { isShared: /\st="s"/u.test(attributes), value: '' }
      else if (CELL_TEXTS.has(name)) isValue = !isEmpty
    },
    close: (name) => {
      if (CELL_TEXTS.has(name)) isValue = false
      else if (name === 'row') {
        pieces.push('\n')
        isFirst = true
      } else if (name === 'c' && cell) {
        const value = cell.isShared ? (strings[Number(cell.value)] ?? '') : withoutEntities(cell.value)
        if (value !== '') pieces.push(isFirst ? value : `\t${value}`)
        isFirst &&= value === ''
        length += value.length
        cell = null
      }
    },
    words: (words) => {
      if (cell && isValue) cell.value += words
    },
    isEnough: () => length > LONGEST_TEXT,
  })
  return isWhole ? pieces.join('') : null
}

const sheetNames = (xml: string): string | null => {
  const names: string[] = []
  const isWhole = hearXml(xml, {
    open: (name, attributes) => {
      const found = name === 'sheet' ? /\sname="([^"]*)"/u.exec(attributes)?.[1] : undefined
      if (found !== undefined) names.push(withoutEntities(found))
    },
  })
  return isWhole ? names.join('\n') : null
}

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
    if (entry.name === 'xl/sharedStrings.xml') {
      const found = sharedStrings(xml)
      if (!found) return { refused: 'broken' }
      strings = found
    } else {
      const part =
        entry.name === 'xl/workbook.xml'
          ? sheetNames(xml)
          : SHEET.test(entry.name)
            ? sheetText(xml, strings)
            : xmlText(xml)
      if (part === null) return { refused: 'broken' }
      text += part
    }
    text += '\n'
  }
  return text.length > LONGEST_TEXT
    ? { text: text.slice(0, LONGEST_TEXT), isComplete: false }
    : { text: text.replace(/\n{3,}/gu, '\n\n').trim(), isComplete: true }
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

const plainText = (bytes: Buffer): FileText | FileRefusal => {
  const decoded = decodeText(bytes.subarray(0, LONGEST_TEXT * 4))
  if (!decoded) return { refused: 'broken' }
  return { text: decoded.text.slice(0, LONGEST_TEXT), isComplete: decoded.text.length <= LONGEST_TEXT }
}

/**
 * Old Office and WPS documents: the words that a reader of the format found (`read`), and beside them every stretch of
 * characters in the bytes (properties, deleted text). Slides, and what no reader opens, stay incomplete.
 */
const oldOfficeText = (content: Buffer, read: string | null): FileText => {
  const rough = oleText(content)
  if (read === null) return { text: rough, isComplete: false }
  const text = `${read}\n${rough}`
  return { text: text.slice(0, LONGEST_TEXT), isComplete: text.length <= LONGEST_TEXT }
}

/**
 * Text of an identified file for the secrecy scan: body, headers, footers, comments and properties; table rows as lines.
 * Not for reading: the reading desk has its own. A kind without text gives '' and `isComplete: false`. It goes through whatever
 * was sent: called where it holds up nobody (`readUpload`).
 * @param read what was read of an old Office document by its own reader
 */
export const textOf = async (
  file: Bytes,
  kind: FileKind,
  read: string | null = null,
): Promise<FileText | FileRefusal> => {
  if (kind === 'docx' || kind === 'xlsx' || kind === 'pptx' || kind === 'ofd') return officeText(file, kind)
  if (kind === 'text' || kind === 'html' || kind === 'svg') return plainText(await file.all())
  if (kind === 'ole') return oldOfficeText(await file.all(), read)
  if (kind !== 'pdf') return { text: '', isComplete: false }
  const pdf = await pdfText(file)
  if ('refused' in pdf) return pdf
  const text = pdf.text.join('\n')
  const isComplete = !pdf.isPicturesOnly && pdf.text.length === pdf.pages && text.length <= LONGEST_TEXT
  return { text: text.slice(0, LONGEST_TEXT), isComplete, pages: pdf.pages }
}

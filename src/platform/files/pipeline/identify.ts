import { fileTypeFromBuffer } from 'file-type'
import type { Bytes } from '../sealed/index.ts'
import { decodeText } from './decode.ts'
import { extensionOf } from './names.ts'
import type { FileRefusal } from './refusals.ts'
import { listZip, proveZip, type ZipEntry } from './zip.ts'

/** What a file is, by its content. `ole` is an old Office or WPS document (.doc, .xls, .ppt, .wps, .et, .dps). */
export type FileKind =
  | 'picture'
  | 'pdf'
  | 'docx'
  | 'xlsx'
  | 'pptx'
  | 'ofd'
  | 'ole'
  | 'text'
  | 'html'
  | 'svg'
  | 'zip'
  | 'archive'
  | 'video'
  | 'audio'

export interface Identified {
  kind: FileKind
  mime: string
  /** Extension that fits the content, without the dot. */
  ext: string
}

/** What may stand as evidence (佐证). */
export const EVIDENCE_KINDS: readonly FileKind[] = ['picture', 'pdf', 'docx', 'xlsx', 'pptx', 'ofd', 'ole', 'text']
/** What the reading desk (来文) reads. */
export const READING_KINDS: readonly FileKind[] = ['docx', 'xlsx', 'ofd', 'ole', 'pdf', 'text', 'html']
/** What the reading desk takes: a zip stands for the documents in it. */
export const READING_UPLOADS: readonly FileKind[] = [...READING_KINDS, 'zip']

const HEAD_BYTES = 64 * 1024
const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OFFICE_MIMES = {
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  ofd: 'application/ofd',
} as const
const OLE_MIMES: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  wps: 'application/vnd.ms-works',
  et: 'application/vnd.ms-excel',
  dps: 'application/vnd.ms-powerpoint',
}

const PROGRAM_EXTENSIONS = new Set(
  'exe dll com scr msi msp bat cmd ps1 psm1 vbs vbe js mjs cjs jse wsf wsh hta reg lnk url scf inf cpl jar apk ipa sh bash py rb pl php phtml jsp asp aspx desktop app dmg iso'.split(
    ' ',
  ),
)
const PROGRAM_STARTS: (string | number[])[] = [
  'MZ',
  '\x7fELF',
  '#!',
  '<?php',
  'dex\n',
  [0xca, 0xfe, 0xba, 0xbe],
  [0xfe, 0xed, 0xfa, 0xce],
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00],
]
const PICTURE_EXTENSIONS = new Set('jpg jpeg jfif png gif webp bmp tif tiff heic heif avif'.split(' '))
const ARCHIVE_EXTENSIONS = new Set('rar 7z gz bz2 xz tar zst lz cab z'.split(' '))
const OFFICE_EXTENSIONS = new Set('doc docx xls xlsx ppt pptx wps et dps rtf'.split(' '))

/** Families of name extensions; content of another family than the name claims is a disguise. */
const familyOfExtension = (ext: string): string | null => {
  if (PICTURE_EXTENSIONS.has(ext)) return 'picture'
  if (OFFICE_EXTENSIONS.has(ext)) return 'office'
  if (ext === 'pdf' || ext === 'ofd') return ext
  if (ext === 'html' || ext === 'htm') return 'html'
  return null
}
const familyOfKind = (kind: FileKind): string =>
  kind === 'docx' || kind === 'xlsx' || kind === 'pptx' || kind === 'ole' ? 'office' : kind

const startsWith = (head: Buffer, start: string | number[]): boolean =>
  head.subarray(0, start.length).equals(typeof start === 'string' ? Buffer.from(start, 'latin1') : Buffer.from(start))

const zipKind = async (file: Bytes): Promise<Identified | FileRefusal> => {
  const listed = await listZip(file)
  if ('refused' in listed) return listed
  const { entries } = listed
  const names = new Set(entries.map((entry) => entry.name))
  const isProgram = names.has('AndroidManifest.xml') || entries.some((entry) => /\.(?:class|dex)$/u.test(entry.name))
  if (isProgram) return { refused: 'executable' }
  const kind = officeKind(names)
  if (!kind) return { kind: 'zip', mime: 'application/zip', ext: 'zip' }
  return (await officeFault(file, entries)) ?? { kind, mime: OFFICE_MIMES[kind], ext: kind }
}

const officeKind = (names: Set<string>): keyof typeof OFFICE_MIMES | null => {
  if (names.has('OFD.xml')) return 'ofd'
  if (!names.has('[Content_Types].xml')) return null
  for (const name of names) {
    if (/^word\/document\d?\.xml$/u.test(name)) return 'docx'
    if (name === 'xl/workbook.xml' || name === 'xl/workbook.bin') return 'xlsx'
    if (name === 'ppt/presentation.xml') return 'pptx'
  }
  return null
}

const officeFault = async (file: Bytes, entries: ZipEntry[]): Promise<FileRefusal | null> => {
  if (entries.some((entry) => entry.isEncrypted)) return { refused: 'encrypted' }
  if (entries.some((entry) => /vbaProject\.bin$/iu.test(entry.name))) return { refused: 'macros' }
  return proveZip(file, entries)
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

const oleKind = async (file: Bytes, ext: string): Promise<Identified | FileRefusal> => {
  if (PROGRAM_EXTENSIONS.has(ext)) return { refused: 'executable' }
  const content = await file.all()
  if (content.includes(utf16('EncryptedPackage'))) return { refused: 'encrypted' }
  if (content.includes(utf16('_VBA_PROJECT'))) return { refused: 'macros' }
  const found = content.includes(utf16('WordDocument'))
    ? 'doc'
    : content.includes(utf16('Workbook')) || content.includes(utf16('Book\0'))
      ? 'xls'
      : content.includes(utf16('PowerPoint Document'))
        ? 'ppt'
        : ''
  // The streams say which of the three it is; only between an Office and a WPS name does the extension decide.
  const kept = found === '' || (OLE_MIMES[ext] && OLE_MIMES[ext] === OLE_MIMES[found]) || ext === 'wps' ? ext : found
  const mime = OLE_MIMES[kept]
  return mime ? { kind: 'ole', mime, ext: kept } : { refused: 'unknown-kind' }
}

const textKind = (head: Buffer, ext: string): Identified | FileRefusal => {
  const decoded = decodeText(head, { isCut: head.length === HEAD_BYTES })
  if (!decoded) return { refused: 'unknown-kind' }
  const start = decoded.text.replace(/^(?:\s|<!--[\s\S]{0,2000}?-->|<\?xml[^>]{0,300}\?>)+/u, '').slice(0, 4000)
  if (/^(?:<!doctype\s+svg|<svg[\s>])/iu.test(start)) return { kind: 'svg', mime: 'image/svg+xml', ext: 'svg' }
  if (/^<(?:!doctype\s+html|html|head|body|script|meta|title|table|div|iframe|style|link|base)[\s>]/iu.test(start)) {
    return { kind: 'html', mime: 'text/html', ext: 'html' }
  }
  if (/<(?:script|iframe|object|embed)[\s>]|<svg[\s>]/iu.test(decoded.text)) {
    return { kind: 'html', mime: 'text/html', ext: 'html' }
  }
  if (/^(?:@echo\s|rem\s|wscript\.|set-executionpolicy)/iu.test(start)) return { refused: 'executable' }
  const isPlain = ext === 'csv' || ext === 'md'
  return { kind: 'text', mime: ext === 'csv' ? 'text/csv' : 'text/plain', ext: isPlain ? ext : 'txt' }
}

const byContent = async (file: Bytes, head: Buffer, ext: string): Promise<Identified | FileRefusal> => {
  if (head.length === 0) return { refused: 'empty-file' }
  if (PROGRAM_STARTS.some((start) => startsWith(head, start))) return { refused: 'executable' }
  if (startsWith(head, 'PK\x03\x04')) return zipKind(file)
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return oleKind(file, ext)
  // The library takes the mark of UTF-16 for the start of a sound recording.
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return textKind(head, ext)
  // Zip and OLE are judged above by our own bounded readers; the library sees only the first bytes of the rest.
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (!found) return textKind(head, ext)
  const { mime } = found
  if (mime === 'application/pdf') return { kind: 'pdf', mime, ext: 'pdf' }
  if (mime === 'image/svg+xml') return { kind: 'svg', mime, ext: 'svg' }
  if (mime.startsWith('image/') && PICTURE_EXTENSIONS.has(found.ext)) return { kind: 'picture', mime, ext: found.ext }
  if (mime.startsWith('video/')) return { kind: 'video', mime, ext: found.ext }
  if (mime.startsWith('audio/')) return { kind: 'audio', mime, ext: found.ext }
  if (ARCHIVE_EXTENSIONS.has(found.ext) || found.ext.startsWith('tar')) return { kind: 'archive', mime, ext: found.ext }
  if (PROGRAM_EXTENSIONS.has(found.ext)) return { refused: 'executable' }
  return mime === 'application/xml' || mime.startsWith('text/') ? textKind(head, ext) : { refused: 'unknown-kind' }
}

const notTaken = (kind: FileKind): FileRefusal => {
  if (kind === 'html' || kind === 'svg') return { refused: 'active-content' }
  if (kind === 'zip' || kind === 'archive') return { refused: 'archive' }
  return { refused: 'kind-not-taken' }
}

/**
 * Says what a file is by its content; the name's extension only decides between kinds that look alike (.doc and .wps) and
 * exposes a disguise. Programs, scripts, macros, password-protected documents and zips that unpack to too much are always
 * refused; of the rest only kinds in `allowed` pass (default: what may stand as evidence).
 */
export const identify = async (
  file: Bytes,
  name: string,
  allowed: readonly FileKind[] = EVIDENCE_KINDS,
): Promise<Identified | FileRefusal> => {
  const ext = extensionOf(name)
  const found = await byContent(file, await file.read(0, HEAD_BYTES), ext)
  if ('refused' in found) return found
  if (PROGRAM_EXTENSIONS.has(ext)) return { refused: 'executable' }
  const claimed = familyOfExtension(ext)
  const isDisguised = claimed !== null && claimed !== familyOfKind(found.kind)
  if (!allowed.includes(found.kind)) return notTaken(found.kind)
  return isDisguised ? { refused: 'disguised' } : found
}

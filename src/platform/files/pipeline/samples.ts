import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'

/** Files made for the tests of this folder. */

const crcOf: (data: Buffer) => number = typeof crc32 === 'function' ? crc32 : () => 0

/**
 * A zip of the given parts. `claimedSize` lets a part lie about its unpacked size; a name given as bytes is written as it
 * is, without saying that it is UTF-8, as Chinese Windows programs do with GB18030.
 */
export const zipOf = (
  parts: { name: string | Buffer; content: string | Buffer; claimedSize?: number; isEncrypted?: boolean }[],
): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const content = Buffer.from(part.content)
    const packed = deflateRawSync(content)
    const name = Buffer.from(part.name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE((Buffer.isBuffer(part.name) ? 0 : 0x0800) | (part.isEncrypted ? 1 : 0), 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crcOf(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(part.claimedSize ?? content.length, 18)
    common.writeUInt16LE(name.length, 22)
    files.push(Buffer.from('PK\x03\x04'), common, name, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, name)
    at += 4 + common.length + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, list, end])
}

const CONTENT_TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
const paragraphs = (lines: string[]): string => lines.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('')

type XmlPart = { name: string; content: string }
export const docxParts = (lines: string[], header?: string): XmlPart[] => [
  { name: '[Content_Types].xml', content: CONTENT_TYPES },
  { name: 'word/document.xml', content: `<w:document><w:body>${paragraphs(lines)}</w:body></w:document>` },
  ...(header ? [{ name: 'word/header1.xml', content: `<w:hdr>${paragraphs([header])}</w:hdr>` }] : []),
]

/** A Word document with body lines and, if wanted, a header line. */
export const docxOf = (
  lines: string[],
  header?: string,
  more: { name: string; content: string | Buffer }[] = [],
): Buffer => zipOf([...docxParts(lines, header), ...more])

export const xlsxParts = (rows: (string | number)[][]): XmlPart[] => {
  const strings = rows.flat().filter((cell) => typeof cell === 'string')
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="s"><v>${strings.indexOf(value)}</v></c>`
  return [
    { name: '[Content_Types].xml', content: CONTENT_TYPES },
    { name: 'xl/workbook.xml', content: '<workbook><sheets><sheet name="台账" sheetId="1"/></sheets></workbook>' },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `<worksheet><sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings.map((s) => `<si><t>${s}</t></si>`).join('')}</sst>` },
  ]
}

/** An Excel workbook with one sheet; text cells are shared strings, figures stand in the cell. */
export const xlsxOf = (rows: (string | number)[][]): Buffer => zipOf(xlsxParts(rows))

/** A PDF with one line of text per page; an empty line makes a page without text. */
export const pdfOf = (pages: string[]): Buffer => {
  const objects: string[] = ['<< /Type /Catalog /Pages 2 0 R >>', '']
  const font = 3 + pages.length * 2
  const kids = pages.map((text, index) => {
    const page = 3 + index * 2
    const stream = text ? `BT /F1 12 Tf 20 100 Td (${text}) Tj ET` : ''
    objects[page - 1] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents ${page + 1} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`
    objects[page] = `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`
    return `${page} 0 R`
  })
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`
  objects[font - 1] = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

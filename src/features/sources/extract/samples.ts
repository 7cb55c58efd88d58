import { deflateRawSync, crc32 as zlibCrc32 } from 'node:zlib'

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

const crc32 = (data: Buffer): number => {
  if (typeof zlibCrc32 === 'function') return zlibCrc32(data)
  let value = 0xffffffff
  for (const byte of data) value = crcTable[(value ^ byte) & 0xff]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

/** A zip archive of these files. `statedSize` lets an entry lie about what it unpacks to. */
export const zip = (files: { name: string; data: Buffer; statedSize?: number }[]): Buffer => {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, statedSize } of files) {
    const packed = deflateRawSync(data)
    const fileName = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(statedSize ?? data.length, 18)
    common.writeUInt16LE(fileName.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, fileName, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, tail, fileName]))
    locals.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entries, end])
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const paragraph = (text: string) => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
const table = (rows: string[][]) =>
  `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`

const CONTENT_TYPES = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
const RELATIONS = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

/** A .docx with these paragraphs and, behind them, a table. */
export const docx = (paragraphs: string[], rows: string[][] = [], more: Parameters<typeof zip>[0] = []): Buffer =>
  zip([
    { name: '[Content_Types].xml', data: Buffer.from(CONTENT_TYPES) },
    { name: '_rels/.rels', data: Buffer.from(RELATIONS) },
    {
      name: 'word/document.xml',
      data: Buffer.from(
        `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="${WORD}"><w:body>${paragraphs.map(paragraph).join('')}${rows.length > 0 ? table(rows) : ''}</w:body></w:document>`,
      ),
    },
    ...more,
  ])

const hex = (text: string): string =>
  [...text]
    .map((char) => char.charCodeAt(0).toString(16).padStart(4, '0'))
    .join('')
    .toUpperCase()

/** A one-page .pdf with these lines of text (two-byte codes with a ToUnicode map); no lines make a page with nothing but a shape. */
export const pdf = (lines: string[]): Buffer => {
  const codes = [...new Set(lines.join(''))]
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sample def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange ${codes.length} beginbfchar\n${codes.map((char) => `<${hex(char)}> <${hex(char)}>`).join('\n')}\nendbfchar endcmap end end`
  const drawing =
    lines.length === 0
      ? '10 10 200 200 re f'
      : `BT /F1 12 Tf 50 780 Td ${lines.map((line) => `<${hex(line)}> Tj 0 -20 Td`).join(' ')} ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>',
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>',
    `<< /Length ${map.length} >>\nstream\n${map}\nendstream`,
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const start = body.length
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  body += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(body, 'latin1')
}

const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** An .xlsx with these sheets of text cells. */
export const xlsx = (sheets: { name: string; isHidden?: boolean; rows: string[][] }[]): Buffer => {
  const parts = sheets.map(({ rows }, index) => ({
    name: `xl/worksheets/sheet${index + 1}.xml`,
    data: Buffer.from(
      `<worksheet xmlns="${SHEET}"><sheetData>${rows
        .map(
          (cells, row) =>
            `<row r="${row + 1}">${cells
              .map(
                (cell, column) =>
                  `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`,
              )
              .join('')}</row>`,
        )
        .join('')}</sheetData></worksheet>`,
    ),
  }))
  const listed = sheets
    .map(
      ({ name, isHidden }, index) =>
        `<sheet name="${name}" sheetId="${index + 1}" ${isHidden ? 'state="hidden" ' : ''}r:id="rId${index + 1}"/>`,
    )
    .join('')
  const related = sheets
    .map(
      (_, index) =>
        `<Relationship Id="rId${index + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
    )
    .join('')
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${parts.map(({ name }) => `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`
  const relations = (inner: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`
  return zip([
    { name: '[Content_Types].xml', data: Buffer.from(types) },
    {
      name: '_rels/.rels',
      data: Buffer.from(relations(`<Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/>`)),
    },
    {
      name: 'xl/workbook.xml',
      data: Buffer.from(`<workbook xmlns="${SHEET}" xmlns:r="${REL}"><sheets>${listed}</sheets></workbook>`),
    },
    { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from(relations(related)) },
    ...parts,
  ])
}

const OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'

/** An .ofd with these pieces of text at their places, in millimetres, page by page. */
export const ofd = (pages: { x: number; y: number; text: string }[][]): Buffer =>
  zip([
    {
      name: 'OFD.xml',
      data: Buffer.from(
        `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD ${OFD} Version="1.0"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
      ),
    },
    {
      name: 'Doc_0/Document.xml',
      data: Buffer.from(
        `<ofd:Document ${OFD}><ofd:Pages>${pages.map((_, index) => `<ofd:Page ID="${index + 1}" BaseLoc="Pages/Page_${index}/Content.xml"/>`).join('')}</ofd:Pages></ofd:Document>`,
      ),
    },
    ...pages.map((pieces, index) => ({
      name: `Doc_0/Pages/Page_${index}/Content.xml`,
      data: Buffer.from(
        `<ofd:Page ${OFD}><ofd:Content><ofd:Layer>${pieces
          .map(
            ({ x, y, text }) =>
              `<ofd:TextObject Boundary="${x} ${y} 150 6" Font="1" Size="5"><ofd:TextCode X="0" Y="4.4" DeltaX="g 8 5">${text}</ofd:TextCode></ofd:TextObject>`,
          )
          .join('')}</ofd:Layer></ofd:Content></ofd:Page>`,
      ),
    })),
  ])

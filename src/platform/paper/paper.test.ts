import { inflateRawSync } from 'node:zlib'
import mammoth from 'mammoth'
import { expect, test } from 'vitest'
import { type Paper, paperDay, writePaper } from './index.ts'

/** One part of a .docx by its name. */
const part = (bytes: Buffer, name: string): string => {
  let at = bytes.indexOf('PK\x01\x02')
  while (at >= 0) {
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    if (bytes.toString('utf8', at + 46, nameEnd) === name) {
      const header = bytes.readUInt32LE(at + 42)
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
      return (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8')
    }
    at = bytes.indexOf('PK\x01\x02', nameEnd)
  }
  throw new Error(`${name} is not in the file`)
}

const paper: Paper = {
  title: '双拥工作任务分工表',
  under: ['（2026年）'],
  blocks: [
    { heading: 1, text: '一、组织领导' },
    { text: '各单位按分工落实。\n第二行 \u0007<标记> & “引号”' },
    {
      table: {
        columns: [
          { header: '序号', width: 1, align: 'center' },
          { header: '事项', width: 5 },
        ],
        rows: [['1', '慰问驻军']],
        total: ['合计', '1 件'],
      },
    },
    { signatures: ['承办单位（盖章）：', '日期：'] },
  ],
  signature: { unit: '市双拥办', on: '2026-07-04' },
}

test('a paper holds its words in order: title, headings, table with total, signatures, unit and day', async () => {
  const { value } = await mammoth.extractRawText({ buffer: await writePaper(paper) })
  const found = [
    '双拥工作任务分工表',
    '（2026年）',
    '一、组织领导',
    '第二行 <标记> & “引号”',
    '序号',
    '慰问驻军',
    '1 件',
    '盖章',
    '市双拥办',
    '2026年7月4日',
  ]
  const places = found.map((words) => value.indexOf(words))
  expect(
    places.every((place) => place >= 0),
    JSON.stringify(places),
  ).toBe(true)
  expect([...places].sort((a, b) => a - b)).toEqual(places)
})

test.each([
  [
    'portrait',
    'w:w="11906" w:h="16838" w:orient="portrait"',
    'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"',
  ],
  [
    'landscape',
    'w:w="16838" w:h="11906" w:orient="landscape"',
    'w:top="1587" w:right="1984" w:bottom="1474" w:left="2098"',
  ],
] as const)(
  '%s: A4 with the margins of the standard, lines of 28.95 pt, body of 16 pt',
  async (orientation, size, margin) => {
    const xml = part(await writePaper({ ...paper, orientation }), 'word/document.xml')
    expect(xml).toContain(`<w:pgSz ${size}/>`)
    expect(xml).toContain(`<w:pgMar ${margin}`)
    expect(xml).toContain('w:line="579" w:lineRule="exact"')
    expect(xml).toContain('w:eastAsia="方正小标宋简体"')
    expect(xml).toContain('<w:sz w:val="32"/>')
    expect(xml).toContain('<w:tblHeader/>')
  },
)

test('papers are dated without leading zeros', () => {
  expect(paperDay('2026-07-04')).toBe('2026年7月4日')
})

test('Z07 the classes of what a paper tells about persons go out with it, at its foot and in its properties', async () => {
  const table = {
    columns: [
      { header: '姓名', width: 1, holds: 'working' as const },
      { header: '职务', width: 2 },
    ],
    rows: [['某甲', '主任']],
  }
  const held: Paper = { ...paper, mark: '同心导出：某单位', blocks: [{ table }], holds: { closed: ['附后的内容'] } }
  const said = '含个人信息：封存类（附后的内容），工作类（姓名），限工作使用'
  const placesOf = (bytes: Buffer) => [
    part(bytes, 'word/footer1.xml'),
    part(bytes, 'word/footer2.xml'),
    part(bytes, 'docProps/core.xml'),
  ]
  for (const place of placesOf(await writePaper(held))) expect(place).toContain(`同心导出：某单位　${said}`)
  for (const place of placesOf(await writePaper({ ...paper, mark: '同心导出：某单位' })))
    expect(place).not.toContain('个人信息')
})

import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { extractText } from './index.ts'
import { docx, ofd, pdf, xlsx, zip } from './samples.ts'

const PLAN =
  '澜川市双拥工作计划\n一、宣传教育\n（一）办好专栏。市融媒体中心每月刊播不少于四期，各成员单位提供线索。\n（二）讲好故事。选树先进典型，年底前举行发布仪式。\n'

describe('plain text', () => {
  test.each(['utf-8', 'utf-16le', 'utf-16be', 'gb18030'])('is read in %s without being told', async (encoding) => {
    expect(await extractText(iconv.encode(PLAN, encoding), '计划.txt')).toEqual({ text: PLAN, encoding, kind: 'txt' })
  })

  test.each(['utf-8', 'utf-16le', 'utf-16be'])(
    'a byte order mark of %s is obeyed and not part of the text',
    async (encoding) => {
      const bytes = iconv.encode(PLAN, encoding, { addBOM: true })
      expect(await extractText(bytes, '计划.txt')).toEqual({ text: PLAN, encoding, kind: 'txt' })
    },
  )

  test('a short GB18030 text is read', async () => {
    expect(await extractText(iconv.encode('召开双拥工作领导小组会议。', 'gb18030'), '会议.txt')).toMatchObject({
      text: '召开双拥工作领导小组会议。',
      encoding: 'gb18030',
    })
  })

  test('the encoding can be changed', async () => {
    const bytes = iconv.encode(PLAN, 'utf-16be')
    expect(await extractText(bytes, '计划.txt', { encoding: 'utf-16be' })).toMatchObject({
      text: PLAN,
      encoding: 'utf-16be',
    })
    expect(await extractText(iconv.encode(PLAN, 'gb18030'), '计划.txt', { encoding: 'GBK' })).toMatchObject({
      text: PLAN,
      encoding: 'gb18030',
    })
  })

  test('a wrong or unknown encoding is refused with what to do', async () => {
    const bytes = iconv.encode(PLAN, 'gb18030')
    expect(await extractText(bytes, '计划.txt', { encoding: 'utf-8' })).toMatchObject({ refused: 'undecodable' })
    expect(await extractText(bytes, '计划.txt', { encoding: 'klingon' })).toMatchObject({ refused: 'undecodable' })
  })

  test('an empty file and one of blanks are refused', async () => {
    expect(await extractText(Buffer.alloc(0), '空.txt')).toMatchObject({ refused: 'empty-file' })
    expect(await extractText(Buffer.from(' \n\u3000\n'), '空.txt')).toMatchObject({ refused: 'empty-file' })
  })
})

describe('web pages', () => {
  const page = (charset: string) =>
    `<!DOCTYPE html><html><head><meta charset="${charset}"><title>题</title><style>p{}</style></head><body><script>var a=1</script><h1>双拥工作计划</h1><div><p>一、宣传教育</p><p>办好专栏，<b>每月</b>刊播。</p></div><table><tr><th>序号</th><th>事项</th></tr><tr><td>1</td><td>拓宽<br>道路</td></tr></table><ol><li>第一件</li><li>第二件</li></ol></body></html>`
  const text = '双拥工作计划\n一、宣传教育\n办好专栏，每月刊播。\n序号 | 事项\n1 | 拓宽 道路\n1.第一件\n2.第二件'

  test('blocks become lines, rows keep their cells, scripts and styles stay out', async () => {
    expect(await extractText(Buffer.from(page('utf-8')), '计划.html')).toEqual({
      text,
      encoding: 'utf-8',
      kind: 'html',
    })
  })

  test('the declared encoding is used, and a page is known by its content', async () => {
    expect(await extractText(iconv.encode(page('gb2312'), 'gb18030'), '下载')).toEqual({
      text,
      encoding: 'gb18030',
      kind: 'html',
    })
  })

  test('a page nested a hundred thousand deep is read', async () => {
    const deep = `<html><body>${'<div>'.repeat(100_000)}双拥工作`
    expect(await extractText(Buffer.from(deep), '深.html')).toMatchObject({ text: '双拥工作' })
  })
})

describe('Word files', () => {
  test('paragraphs and table rows are kept', async () => {
    const bytes = docx(
      ['双拥工作计划', '一、宣传教育', '办好专栏。'],
      [
        ['序号', '事项'],
        ['1', '拓宽道路'],
      ],
    )
    expect(await extractText(bytes, '计划.docx')).toEqual({
      text: '双拥工作计划\n一、宣传教育\n办好专栏。\n序号 | 事项\n1 | 拓宽道路',
      encoding: null,
      kind: 'docx',
    })
  })

  test('a Word file is known by its content whatever its name', async () => {
    expect(await extractText(docx(['双拥工作计划']), '计划.txt')).toMatchObject({ kind: 'docx', text: '双拥工作计划' })
  })

  test('one without words is empty', async () => {
    expect(await extractText(docx(['', ' ']), '空.docx')).toMatchObject({ refused: 'empty-file' })
  })

  test.each([
    ['cut in half', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    [
      'with a damaged middle',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 400), Buffer.alloc(200, 7), whole.subarray(600)]),
    ],
    ['that is text', () => Buffer.from('双拥工作')],
    ['without a document', () => zip([{ name: 'a.xml', data: Buffer.from('<a/>') }])],
  ])('a file %s is refused as broken', async (_, damage) => {
    const answer = await extractText(damage(docx(['双拥工作计划'])), '计划.docx')
    expect(answer).toMatchObject({ refused: 'broken-docx' })
  })

  test('a file that unpacks to far more than it says is refused before it is read', async () => {
    const bomb = docx(
      ['双拥工作计划'],
      [],
      [{ name: 'word/styles.xml', data: Buffer.alloc(80 * 1024 * 1024, 32), statedSize: 100 }],
    )
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await extractText(bomb, '计划.docx')).toMatchObject({
      refused: 'broken-docx',
      detail: expect.stringContaining('过大'),
    })
  })
})

describe('PDF files', () => {
  test('lines of text are read', async () => {
    expect(await extractText(pdf(['澜川市双拥工作计划', '一、宣传教育', '办好双拥专栏。']), '计划.pdf')).toEqual({
      text: '澜川市双拥工作计划\n一、宣传教育\n办好双拥专栏。',
      encoding: null,
      kind: 'pdf',
    })
  })

  test('one without text is refused as pictures only', async () => {
    expect(await extractText(pdf([]), '扫描件.pdf')).toMatchObject({ refused: 'picture-only-pdf' })
  })

  test('a broken one is refused', async () => {
    expect(await extractText(Buffer.from('%PDF-1.7\n损坏'), '计划.pdf')).toMatchObject({ refused: 'broken-pdf' })
    expect(await extractText(Buffer.from('双拥工作'), '计划.pdf')).toMatchObject({ refused: 'broken-pdf' })
  })
})

const fixture = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}`, import.meta.url))

describe('old Word and Kingsoft Writer', () => {
  test.each(['提示.doc', '提示.wps', '提示'])('%s gives its paragraphs and the rows of its table', async (name) => {
    expect(await extractText(fixture('tips.doc'), name)).toMatchObject({
      kind: 'doc',
      encoding: null,
      text: [
        '澜川市双拥工作提示',
        '一、走访慰问',
        '（一）市民政局会同市财政局于12月10日前走访困难军属家庭。',
        '（二）市教育局牵头，12月20日前核对军人子女入学名册。',
        '二、宣传教育',
        '（三）市融媒体中心每月刊播双拥专栏不少于四期。',
        '序号 | 事项 | 牵头单位 | 完成时限',
        '1 | 走访困难军属 | 市民政局 | 12月10日',
        '2 | 核对入学名册 | 市教育局 | 12月20日',
      ].join('\n'),
    })
  })

  test('a damaged one says how to save it anew', async () => {
    const whole = fixture('tips.doc')
    const damaged = Buffer.concat([whole.subarray(0, 600), Buffer.alloc(whole.length - 600, 7)])
    const answer = await extractText(damaged, '提示.doc')
    expect(answer).toMatchObject({ refused: 'broken-office', detail: expect.stringContaining('另存为 .docx') })
  })
})

describe('tables', () => {
  test('an .xls gives its rows as cells', async () => {
    expect(await extractText(fixture('tasks.xls'), '分工.xls')).toMatchObject({
      kind: 'table',
      text: '序号 | 事项 | 牵头单位 | 完成时限\n1 | 走访困难军属 | 市民政局 | 12月10日\n2 | 核对入学名册 | 市教育局 | 12月20日',
    })
  })

  test('an .xlsx names its sheets when there are several; hidden ones are kept for the secrecy rules alone', async () => {
    const bytes = xlsx([
      { name: '任务', rows: [['任务分工表'], ['序号', '事项'], ['1', '拓宽道路']] },
      { name: '说明', rows: [['口径', '按月']] },
      { name: '草稿', isHidden: true, rows: [['旧数', '不用']] },
    ])
    expect(await extractText(bytes, '分工.xlsx')).toMatchObject({
      text: '任务\n任务分工表\n序号 | 事项\n1 | 拓宽道路\n说明\n口径 | 按月',
      aside: expect.stringContaining('旧数 | 不用'),
    })
  })

  test('one without words is empty', async () => {
    expect(await extractText(xlsx([{ name: '空', rows: [] }]), '空.xlsx')).toMatchObject({ refused: 'empty-file' })
  })
})

describe('OFD files', () => {
  const pages = [
    [
      { x: 30, y: 40, text: '一、宣传教育' },
      { x: 60, y: 20, text: '澜川市双拥工作计划' },
      { x: 30, y: 50, text: '（一）办好' },
      { x: 55.4, y: 50.3, text: '专栏。' },
    ],
    [{ x: 30, y: 20, text: '二、走访慰问' }],
  ]

  test('lines stand in the order of the pages and of their places on them, pieces of one line together', async () => {
    expect(await extractText(ofd(pages), '计划.ofd')).toEqual({
      text: '澜川市双拥工作计划\n一、宣传教育\n（一）办好专栏。\n二、走访慰问',
      encoding: null,
      kind: 'ofd',
    })
  })

  test('one of pictures alone is refused, and so is a damaged one', async () => {
    expect(await extractText(ofd([[]]), '扫描.ofd')).toMatchObject({ refused: 'broken-office' })
    const broken = zip([{ name: 'OFD.xml', data: Buffer.from('<ofd:OFD><ofd:DocBody>') }])
    expect(await extractText(broken, '坏.ofd')).toMatchObject({
      refused: 'broken-office',
      detail: expect.stringContaining('另存为 PDF'),
    })
  })
})

test.each([
  ['图片.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['旧幻灯.ppt', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
  ['文稿.rtf', Buffer.from('{\\rtf1\\ansi}')],
  ['数据.bin', Buffer.from([0, 1, 2, 3, 0, 0, 255, 254, 0, 9])],
])('%s is refused as an unknown kind, with what to do', async (name, bytes) => {
  const answer = await extractText(bytes, name)
  expect(answer).toMatchObject({ refused: 'unknown-kind' })
  expect('detail' in answer && answer.detail).toMatch(/粘贴正文/)
  expect('detail' in answer && answer.detail).not.toMatch(/请|抱歉|失败|[！!]/)
})

test('random bytes under any name are answered', async () => {
  let seed = 7
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed
  }
  for (const name of ['a.txt', 'b.docx', 'c.pdf', 'd.html', 'e']) {
    for (let round = 0; round < 8; round++) {
      const bytes = Buffer.from(Array.from({ length: 1 + (next() % 300) }, () => (next() >> 8) % 256))
      const answer = await extractText(bytes, name)
      expect('refused' in answer || typeof answer.text === 'string').toBe(true)
    }
  }
})

import ExcelJS from 'exceljs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { dayOfSerial, readDay } from './days.ts'
import { annotateSheet, readSheet, type SheetTemplate, writeSheet } from './index.ts'
import { cellText, columnLetter } from './template.ts'

type Key = 'name' | 'count' | 'due' | 'kind' | 'note'
const template: SheetTemplate<Key> = {
  title: '样表',
  sheet: '样表',
  columns: [
    { key: 'name', header: '事项', aliases: ['任务', '工作任务'], width: 30, kind: 'text', required: true, most: 120 },
    { key: 'count', header: '人数', width: 8, kind: 'number' },
    { key: 'due', header: '完成时限', aliases: ['时限'], width: 14, kind: 'day' },
    { key: 'kind', header: '类别', width: 10, kind: 'choice', choices: ['任务', '需求'] },
    { key: 'note', header: '备注', width: 20, kind: 'text' },
  ],
}
const today = '2026-07-14'
const read = (bytes: Uint8Array) => readSheet(bytes, template, { today })
const row = (values: Partial<Record<Key, string | number | null>>) => ({
  name: null,
  count: null,
  due: null,
  kind: null,
  note: null,
  ...values,
})

/** A workbook as somebody made it by hand. */
const made = async (
  lines: unknown[][],
  change: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void = () => {},
) => {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Sheet1')
  for (const line of lines) sheet.addRow(line)
  change(sheet, book)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const refusal = async (work: Promise<unknown>): Promise<Problem> => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' ', '"', "'", '<', '&', '_x0041_', '事', '１'),
      maxLength: 12,
    }),
    fc.constantFrom(
      '=1+1',
      '+86',
      '-3',
      '@SUM(A1)',
      '=HYPERLINK("http://x","y")',
      '2026-06-30',
      '00123',
      'true',
      '#REF!',
    ),
  )
  .map(cellText)

describe('what is written', () => {
  test('is read back the same', async () => {
    const someRow = fc.record({
      name: anyText.filter((text) => text !== '' && text.length <= 120),
      count: fc.option(fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(0.1, 12.5, -3.25))),
      due: fc.option(
        fc
          .date({ min: new Date('1901-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
          .map((day) => day.toISOString().slice(0, 10)),
      ),
      kind: fc.option(fc.constantFrom('任务', '需求')),
      note: fc.option(anyText.filter((text) => text !== '')),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(someRow, { minLength: 1, maxLength: 12 }), async (rows) => {
        const back = await read(await writeSheet(template, rows, { notes: ['编制：市双拥办'] }))
        expect(back.errors).toEqual([])
        expect(back.rows.map(({ values }) => values)).toEqual(rows)
      }),
      { numRuns: 40, seed: 20_260_714 },
    )
  })

  test('V04 is text where it looks like a formula, a real day where it is a day, and prints on A4 with its header', async () => {
    const bytes = await writeSheet(template, [row({ name: '=1+1', due: '2026-06-30' }), row({ name: '@SUM(A1)' })])
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(bytes as unknown as ArrayBuffer)
    const sheet = book.getWorksheet('样表') as ExcelJS.Worksheet
    expect(sheet.getCell('A3').value).toBe('=1+1')
    expect(sheet.getCell('A3').numFmt).toBe('@')
    expect(sheet.getCell('C3').value).toEqual(new Date('2026-06-30T00:00:00Z'))
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', printTitlesRow: '2:2' })
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 2 })
    expect(sheet.getCell('D3').dataValidation?.type).toBe('list')
  })

  test('Z07 the classes of what a sheet carries about persons go out with it, at its foot and in its properties', async () => {
    const [name, count, ...others] = template.columns
    const held: SheetTemplate<Key> = {
      ...template,
      columns: [
        { ...(name as (typeof template.columns)[number]), holds: 'working' },
        { ...(count as (typeof template.columns)[number]), holds: 'closed' },
        ...others,
      ],
    }
    const said = '含个人信息：封存类（人数），工作类（事项），限工作使用'
    const marksOf = async (of: SheetTemplate<Key>, options: object) => {
      const book = new ExcelJS.Workbook()
      await book.xlsx.load((await writeSheet(of, [], options)) as never)
      return [book.keywords, book.worksheets[0]?.headerFooter.oddFooter]
    }
    for (const mark of await marksOf(held, { mark: '同心导出：某单位' }))
      expect(mark).toContain(`同心导出：某单位　${said}`)
    for (const mark of await marksOf(template, { mark: '同心导出：某单位' })) expect(mark).not.toContain('个人信息')
    // A sheet to fill in holds nothing of anybody yet.
    for (const mark of await marksOf(held, { isBlank: true })) expect(mark ?? '').not.toContain('个人信息')
  })

  test('a blank sheet says what stands in each column, and read back holds no row', async () => {
    const bytes = await writeSheet(template, [], { isBlank: true, notes: ['一行一件。'] })
    const back = await read(bytes)
    expect(back.rows).toEqual([])
    expect(back.headerLine).toBe(4)
  })
})

describe('what offices send', () => {
  test('is found under other headers, in another order, below a merged title, with rows between', async () => {
    const bytes = await made(
      [
        ['双拥工作任务分工表'],
        [],
        ['备注 ', '工作任务（必填）', '时限*', '人 数', '联系人'],
        ['', '一、组织领导'],
        ['好', '慰问部队', new Date('2026-07-31T00:00:00Z'), 3, '某人'],
        [],
        [null, { richText: [{ text: '走访' }, { text: '军属' }] }, '６月３０日', { formula: 'D5*2', result: 6 }],
        [null, null, null, null, '只有这一格'],
      ],
      (sheet, book) => {
        sheet.mergeCells('A1:E1')
        sheet.mergeCells('B4:E4')
        book.addWorksheet('旧表', { state: 'hidden' }).addRow(['事项', '人数', '完成时限', '类别', '备注'])
      },
    )
    const back = await read(bytes)
    expect(back).toMatchObject({ sheet: 'Sheet1', headerLine: 3, errors: [], unknownHeaders: ['联系人'] })
    expect(back.sections).toEqual([{ line: 4, words: '一、组织领导' }])
    expect(back.rows.map(({ line, values }) => [line, values])).toEqual([
      [5, row({ note: '好', name: '慰问部队', due: '2026-07-31', count: 3 })],
      [7, row({ name: '走访军属', due: '2026-06-30', count: 6 })],
    ])
  })

  test('a value merged downwards holds for each of its lines', async () => {
    const bytes = await made(
      [
        ['事项', '备注'],
        ['甲', '同一单位'],
        ['乙', null],
      ],
      (sheet) => sheet.mergeCells('B2:B3'),
    )
    expect((await read(bytes)).rows.map(({ values }) => values.note)).toEqual(['同一单位', '同一单位'])
  })

  test('each wrong cell is told by line and column, and what to do', async () => {
    const bytes = await made([
      ['事项', '人数', '完成时限', '类别'],
      [null, '约30', '年底前', '其他'],
      [{ formula: 'X1', result: { error: '#REF!' } }, '１，２００', 46203, '任 务'],
      ['长'.repeat(130)],
    ])
    const { errors, rows } = await read(bytes)
    expect(errors.map(({ cell, words }) => [cell, words])).toEqual([
      ['A2', '第 2 行“事项”是空的，填上后再传。'],
      ['B2', '第 2 行“人数”写的是“约30”，认不出数字，改为 30 这样的数字。'],
      ['C2', '第 2 行“完成时限”写的是“年底前”，认不出日期，改为 2026-12-31 这样的日子。'],
      ['D2', '第 2 行“类别”写的是“其他”，不在选项里，改为任务、需求之一。'],
      ['A3', '第 3 行“事项”写的是“#REF!”，公式出错，改为文字或数字。'],
      ['A4', '第 4 行“事项”有 130 个字，最多 120 个字，删减后再传。'],
    ])
    expect(rows[1]?.values).toMatchObject({ count: 1200, due: '2026-06-30', kind: '任务' })
  })

  test.each(['utf-8', 'gb18030'])('a CSV in %s is read the same way', async (encoding) => {
    const text = '序,事项,完成时限,备注\r\n1,"慰问，""八一""前",2026.7.31,"两\r\n行"\r\n\r\n2,走访,,\r\n'
    const back = await read(iconv.encode(text, encoding))
    expect(back.rows.map(({ line, values }) => [line, values])).toEqual([
      [2, row({ name: '慰问，"八一"前', due: '2026-07-31', note: '两\n行' })],
      [4, row({ name: '走访' })],
    ])
  })

  test('comes back with the errors as comments in its own cells', async () => {
    const bytes = await made(
      [
        ['事项', '人数'],
        ['甲', '许多'],
      ],
      (sheet) => {
        sheet.getCell('A2').note = '自己的批注'
      },
    )
    const content = await read(bytes)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await annotateSheet(bytes, content, content.errors)) as unknown as ArrayBuffer)
    const sheet = book.worksheets[0] as ExcelJS.Worksheet
    expect(JSON.stringify(sheet.getCell('B2').note)).toContain('认不出数字')
    expect(JSON.stringify(sheet.getCell('A2').note)).toContain('自己的批注')
    expect(sheet.getCell('B2').value).toBe('许多')
    const csv = Buffer.from('事项,人数\n\n甲,许多\n')
    const read2 = await read(csv)
    const again = await read(await annotateSheet(csv, read2, read2.errors))
    expect(again.errors).toEqual(read2.errors)
  })
})

describe('what is no such sheet', () => {
  test('is refused with what to do', async () => {
    const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)])
    expect((await refusal(read(old))).detail).toContain('另存为 .xlsx')
    expect((await refusal(read(Buffer.from('PK\x03\x04 not a zip')))).detail).toContain('打不开')
    expect((await refusal(read(Buffer.from([0, 1, 2, 3, 0, 0, 0])))).detail).toContain('打不开')
    expect(
      (
        await refusal(
          read(
            await made([
              ['姓名', '电话'],
              ['某', '1'],
            ]),
          ),
        )
      ).detail,
    ).toContain('没有找到表头')
    const noName = await refusal(
      read(
        await made([
          ['人数', '备注'],
          [1, '某'],
        ]),
      ),
    )
    expect(noName.detail).toBe('表里没有“事项”这一列，在第 1 行的表头中补上；可下载模板对照。')
  })

  test('a file with too many rows is refused and the next one is read', async () => {
    const many = `事项,备注\n${'某事,某\n'.repeat(20_200)}`
    expect((await refusal(read(Buffer.from(many)))).detail).toContain('超过 20,000 行')
    expect(
      (
        await read(
          await made([
            ['事项', '备注'],
            ['甲', ''],
          ]),
        )
      ).rows,
    ).toHaveLength(1)
  })
})

test.each([
  ['2026.6.30', '2026-06-30'],
  ['2026年6月30日', '2026-06-30'],
  ['２０２６／６／３０', '2026-06-30'],
  ['20260630', '2026-06-30'],
  ['2026-06-30 00:00:00', '2026-06-30'],
  ['6月30号', '2026-06-30'],
  ['2月30日', null],
  ['6月底前', null],
])('the day %s', (text, day) => {
  expect(readDay(text, 2026)).toBe(day)
})

test('V05 a sheet is written while one that was sent is still being read', async () => {
  const long = await writeSheet(
    template,
    Array.from({ length: 1_500 }, (_, at) => row({ name: `走访第 ${at} 户`, count: at, note: '已走访' })),
  )
  const ended: string[] = []
  await Promise.all([
    ...[1, 2, 3].map(() => read(long).then(() => ended.push('read'))),
    writeSheet(template, [row({ name: '走访' })]).then(() => ended.push('written')),
  ])
  expect(ended.indexOf('written')).toBeLessThan(ended.lastIndexOf('read'))
})

test('serial numbers and letters as Excel counts them', () => {
  expect([dayOfSerial(1), dayOfSerial(61), dayOfSerial(46203), dayOfSerial(44741, true)]).toEqual([
    '1900-01-01',
    '1900-03-01',
    '2026-06-30',
    '2026-06-30',
  ])
  expect([1, 26, 27, 52, 703].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'AAA'])
})

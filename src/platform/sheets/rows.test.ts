import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { zipOf } from '../files/pipeline/samples.ts'
import { type LargePart, readLargeRows } from './rows.ts'

const HEADERS = ['姓名', '身份证号', '乡镇']
const cell = (value: string) => `<x:c t="inlineStr"><x:is><x:t>${value}</x:t></x:is></x:c>`
const HEAD = `<x:row r="1">${HEADERS.map(cell).join('')}</x:row>`

/** A workbook of one sheet, its parts as they are given. */
const bookOf = (sheet: string, strings = '<sst/>'): Readable =>
  Readable.from([
    zipOf([
      { name: 'xl/workbook.xml', content: '<workbook><sheets><sheet name="底册" r:id="r1"/></sheets></workbook>' },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
      },
      { name: 'xl/sharedStrings.xml', content: strings },
      { name: 'xl/worksheets/sheet1.xml', content: sheet },
    ]),
  ])

const read = async (file: Readable, options?: Parameters<typeof readLargeRows>[2]) => {
  const parts: LargePart[] = []
  for await (const part of readLargeRows(file, HEADERS, options)) parts.push(part)
  return parts.flatMap((part) => ('rows' in part ? part.rows : []))
}
const wordsOf = async (file: Readable) =>
  (await read(file)).map(({ line, cells }) => [line, ...[...cells].map(([column, { words }]) => [column, words])])

test('rows are read whatever their prefix, their strings and the pieces they come in', async () => {
  const strings =
    '<sst><si><t>甲</t></si><si><r><t>乙</t></r><rPh sb="0"><t>yi</t></rPh><r><t>丙</t></r></si><si/></sst>'
  const sheet = `<x:worksheet><x:sheetData>${HEAD}
    <x:row r="3"><x:c r="A3" t="s"><x:v>1</x:v></x:c><x:c r="B3"><x:f>1&lt;2</x:f><x:v>42</x:v></x:c><x:c r="C3" s="2"/></x:row>
    <x:row/><x:rowBreaks count="1"/><x:row r="9"><x:c r="C9" t="str"><x:v>东&amp;西</x:v></x:c></x:row>
    </x:sheetData><x:mergeCells><x:mergeCell ref="A3:A4"/></x:mergeCells></x:worksheet>`
  expect(await wordsOf(bookOf(sheet, strings))).toEqual([
    [3, [1, '乙丙'], [2, '42']],
    // The line between is one of the merged cell.
    [4, [1, '乙丙']],
    [9, [3, '东&西']],
  ])
})

test('every row of a long sheet is read once, across the pieces in which it unpacks', async () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => `<x:row r="${at + 2}">${cell(`名${at}`)}</x:row>`)
  const rows = await read(bookOf(`<x:worksheet>${HEAD}${lines.join('\n')}</x:worksheet>`))
  expect(rows.map(({ line, cells }) => [line, cells.get(1)?.words])).toEqual(lines.map((_, at) => [at + 2, `名${at}`]))
})

// Each held its reader for hours when a pattern went over the rest again from every sign.
test.each([
  ['rows that do not end', `${HEAD}${'<x:row x="1">'.repeat(400_000)}`, '<sst/>'],
  ['strings that do not end', HEAD, `<sst>${'<si>'.repeat(1_200_000)}`],
])('V05 %s are refused in words', async (_what, sheet, strings) => {
  await expect(read(bookOf(sheet, strings))).rejects.toMatchObject({
    extra: { reason: 'broken' },
    detail: expect.stringContaining('另存'),
  })
})

test.each([
  ['signs without a tag', `${HEAD}${'<'.repeat(2_000_000)}`, '<sst/>'],
  ['cells that do not end', `${HEAD}<row>${'<c><v>'.repeat(300_000)}</row>`, '<sst/>'],
  ['values in one cell', `${HEAD}<row><c>${'<v '.repeat(300_000)}</c></row>`, '<sst/>'],
  ['readings over strings', HEAD, `<sst><si>${'<rPh>'.repeat(300_000)}</si></sst>`],
  ['a header of brackets', `<row>${cell('（'.repeat(32_000)).repeat(90)}</row>${HEAD}`, '<sst/>'],
])('V05 a sheet with %s is read once through', async (_what, sheet, strings) => {
  expect(await read(bookOf(sheet, strings))).toEqual([])
})

/** Processes of this one that are at work. */
const processes = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length

test('V05 a file that comes to no row in time is left, and so is one whose import is cancelled; no process stays', async () => {
  const before = processes()
  const endless = () => new Readable({ read: () => undefined })
  const slow = read(endless(), { limits: { silentMs: 200, waitedMs: 60_000 } })
  await expect(slow).rejects.toMatchObject({ extra: { reason: 'too-slow' } })
  const cancel = new AbortController()
  const cancelled = read(endless(), { signal: cancel.signal })
  await vi.waitFor(() => expect(processes()).toBeGreaterThan(before))
  cancel.abort(new Error('cancelled'))
  await expect(cancelled).rejects.toThrow('cancelled')
  // One of an earlier test may have been on its way out.
  await vi.waitFor(() => expect(processes()).toBeLessThanOrEqual(before), { timeout: 30_000 })
})

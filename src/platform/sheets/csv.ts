import { decodeText } from '../files/pipeline/index.ts'
import type { RawBook, RawRow } from './apart.ts'

const separatorOf = (text: string): string => {
  const line = text.slice(0, 2_000).split('\n').slice(0, 10).join('\n')
  const count = (mark: string) => line.split(mark).length
  return [',', '\t', ';'].sort((a, b) => count(b) - count(a))[0] as string
}

/** CSV in UTF-8, UTF-16 or GBK, separated by comma, tab or semicolon; null where it is no text. Lines as in the file's table. */
export const readCsv = (bytes: Uint8Array, { mostLines }: { mostLines: number }): RawBook | 'too-many-rows' | null => {
  const decoded = decodeText(bytes)
  if (!decoded) return null
  const text = decoded.text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const separator = separatorOf(text)
  const rows: RawRow[] = []
  let cells: RawRow['cells'] = []
  let line = 1
  let column = 1
  let at = 0
  const endOfLine = () => {
    if (cells.length > 0) rows.push({ line, cells, isSection: false })
    cells = []
    column = 1
    line++
  }
  while (at < text.length) {
    let value = ''
    if (text[at] === '"') {
      at++
      while (at < text.length) {
        const quote = text.indexOf('"', at)
        const stop = quote < 0 ? text.length : quote
        value += text.slice(at, stop)
        at = stop + 1
        if (text[at] !== '"') break
        value += '"'
        at++
      }
    }
    let stop = at
    while (stop < text.length && text[stop] !== separator && text[stop] !== '\n') stop++
    value += text.slice(at, stop)
    at = stop
    if (value.trim() !== '') cells.push([column, value])
    if (text[at] === separator) column++
    else endOfLine()
    at++
    if (rows.length > mostLines) return 'too-many-rows'
  }
  if (cells.length > 0) endOfLine()
  return { sheets: [{ name: '表格', isHidden: false, rows }], is1904: false }
}

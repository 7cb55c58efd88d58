import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { decodeText } from '../extract/decode.ts'
import { checkFigures, readDocument } from '../reading/index.ts'
import { outputOf, type ReadOutput } from '../reading/output.ts'
import { shippedDuties } from './duties.ts'
import { tableOf } from './table.ts'

const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
]

const hasMark = (bytes: Buffer): boolean => MARKS.some((mark) => mark.every((byte, index) => bytes[index] === byte))

/** Why a file could not be opened, in words that say what to do. */
const whyNotOpened = ({ code }: NodeJS.ErrnoException): string => {
  if (code === 'ENOENT' || code === 'ENOTDIR') return '找不到这份文件，核对文件夹和文件名后再读。'
  if (code === 'EISDIR') return '这是文件夹，写出里面要读的文件。'
  if (code === 'EACCES' || code === 'EPERM') return '没有打开这份文件的权限，给当前用户读的权限后再读。'
  return `这份文件打不开，换一份副本再读${code ? `（${code}）` : ''}。`
}

/** The text of a file; that of a plain one whole, so that offsets count from its first character. */
const textOf = async (path: string): Promise<string | { refused: string }> => {
  const bytes = await readFile(path)
  if (/\.(?:txt|md)$/i.test(path)) {
    const decoded = decodeText(bytes)
    // The mark at the front of a file counts as its first character.
    if (decoded) return hasMark(bytes) && !decoded.text.startsWith('\ufeff') ? `\ufeff${decoded.text}` : decoded.text
  }
  // Only what is no plain text needs the readers of Word, PDF and the like.
  const { extractText } = await import('../extract/index.ts')
  const extracted = await extractText(bytes, basename(path))
  return 'text' in extracted ? extracted.text : { refused: extracted.detail }
}

/** `tongxin read FILE… --json|--table`: one file gives its reading, several give `{ file, …reading }` in a list. */
export const readFiles = async (words: string[]): Promise<number> => {
  const files = words.filter((word) => !word.startsWith('--'))
  if (files.length === 0) {
    process.stderr.write('请给出要读的文件：tongxin read 文件… [--json|--table]\n')
    return 2
  }
  const duties = shippedDuties()
  const asTable = words.includes('--table')
  const readings: ({ file: string } & ReadOutput)[] = []
  let failed = false
  for (const file of files) {
    const text = await textOf(file).catch((error: NodeJS.ErrnoException) => ({ refused: whyNotOpened(error) }))
    if (typeof text !== 'string') {
      process.stderr.write(`${file}：${text.refused}\n`)
      failed = true
      continue
    }
    const reading = readDocument(text, { duties })
    const output = outputOf(text, reading)
    if (asTable)
      process.stdout.write(`${files.length > 1 ? `── ${file}\n` : ''}${tableOf(output, checkFigures(reading))}\n`)
    else readings.push({ file, ...output })
  }
  if (!asTable && readings.length > 0) {
    const { file: _, ...only } = readings[0]!
    process.stdout.write(`${JSON.stringify(files.length === 1 ? only : readings, null, 1)}\n`)
  }
  return failed ? 1 : 0
}

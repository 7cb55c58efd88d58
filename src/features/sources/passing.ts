import { Problem } from '../../platform/problem.ts'
import { sourceProblems } from './contract.ts'
import { storableText } from './rules.ts'
import { secretDocument, secretPlaces } from './secrets.ts'

/**
 * The text of a file or of pasted words that are only looked at: nothing of it is kept, and the secrecy rules hold all the
 * same.
 * @throws Problem empty-file, broken-docx, broken-pdf, broken-office, picture-only-pdf, unknown-kind, undecodable, secrecy
 */
export const passingText = async (from: { text: string } | { name: string; bytes: Buffer }): Promise<string> => {
  const { text, aside, name } = 'bytes' in from ? await textOfFile(from) : { text: from.text, aside: '', name: null }
  if (text.trim() === '') throw new Problem(sourceProblems['empty-file'])
  const found = secretPlaces(aside === '' ? text : `${text}\n${aside}`, name)
  if (found.count > 0) throw secretDocument(found, { isRemoved: false })
  return storableText(text)
}

const textOfFile = async ({ name, bytes }: { name: string; bytes: Buffer }) => {
  // The readers of docx and pdf are large; they are loaded with the first document and not with the program.
  const { extractText } = await import('./extract/index.ts')
  const extracted = await extractText(bytes, name)
  if ('refused' in extracted) {
    throw new Problem(sourceProblems[extracted.refused], {
      detail: extracted.detail,
      errors: [{ pointer: '/file', detail: extracted.detail }],
    })
  }
  return { text: extracted.text, aside: extracted.aside ?? '', name }
}

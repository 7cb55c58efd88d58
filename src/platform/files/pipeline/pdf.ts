import { getDocumentProxy } from 'unpdf'
import type { Bytes } from '../sealed/index.ts'
import type { FileRefusal } from './refusals.ts'

/** A PDF as far as its text goes. */
export interface PdfText {
  pages: number
  /** Text page by page, lines as on the page; at most `PDF_LIMITS.pagesRead` pages. */
  text: string[]
  /** No page has text: a scan, which can be kept but not read. */
  isPicturesOnly: boolean
}

export const PDF_LIMITS = { pagesRead: 500, characters: 2_000_000 }

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>

const withDocument = async <T>(file: Bytes, read: (document: PdfDocument) => Promise<T>): Promise<T | FileRefusal> => {
  let document: PdfDocument | undefined
  try {
    document = await getDocumentProxy(new Uint8Array(await file.all()), { verbosity: 0, stopAtErrors: false })
    return await read(document)
  } catch (error) {
    return { refused: error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'broken' }
  } finally {
    await document?.loadingTask.destroy()
  }
}

const textOfPage = async (document: PdfDocument, number: number): Promise<string> => {
  const page = await document.getPage(number)
  const content = await page.getTextContent()
  let text = ''
  for (const item of content.items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str
  page.cleanup()
  return text
}

/** Text of a PDF. Refused when the file is broken or needs a password. */
export const pdfText = (file: Bytes): Promise<PdfText | FileRefusal> =>
  withDocument(file, async (document) => {
    const text: string[] = []
    let length = 0
    for (let number = 1; number <= Math.min(document.numPages, PDF_LIMITS.pagesRead); number++) {
      if (length > PDF_LIMITS.characters) break
      const page = await textOfPage(document, number)
      length += page.length
      text.push(page)
    }
    return { pages: document.numPages, text, isPicturesOnly: text.every((page) => page.trim() === '') }
  })

import { getDocumentProxy } from 'unpdf'

const MOST_PAGES = 500
const MOST_CHARACTERS = 3_000_000
/** Fewer characters a page than this are page numbers and stamps on scanned pictures. */
const LEAST_PER_PAGE = 10

export type PdfResult = { text: string } | { failed: 'broken' | 'locked' | 'picture-only' }

/** Lines of a .pdf that carries text, page by page. */
export const pdfText = async (bytes: Buffer): Promise<PdfResult> => {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, verbosity: 0 })
    try {
      const pages: string[] = []
      let length = 0
      const count = Math.min(pdf.numPages, MOST_PAGES)
      for (let number = 1; number <= count && length < MOST_CHARACTERS; number++) {
        const page = await pdf.getPage(number)
        const { items } = await page.getTextContent()
        let text = ''
        for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str
        pages.push(text)
        length += text.length
        page.cleanup()
      }
      const written = pages.join('').replace(/\s/g, '').length
      if (written < LEAST_PER_PAGE * Math.min(count, 20)) return { failed: 'picture-only' }
      return { text: pages.join('\n') }
    } finally {
      await pdf.destroy()
    }
  } catch (error) {
    return { failed: error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'broken' }
  }
}

import { SaxesParser } from 'saxes'
import { eachPart } from './archive.ts'

/** Text of an OFD of hundreds of pages unpacks to a few MiB; every glyph stands with its place. */
const MOST_UNPACKED = 32 * 1024 * 1024
const MOST_PAGES = 500

type Piece = { x: number; y: number; size: number; text: string }

/** Name without its namespace prefix: writers use `ofd:`, none, or one of their own. */
const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

type Attributes = Record<string, string>

/** Walks the elements of an XML part; `open` hears each with its attributes, `words` the text inside. */
const walk = (
  xml: string,
  open: (name: string, attributes: Attributes) => void,
  words: (text: string) => void = () => {},
  close: (name: string) => void = () => {},
): void => {
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => open(bare(name), attributes as Attributes))
  parser.on('text', words)
  parser.on('cdata', words)
  parser.on('closetag', ({ name }) => close(bare(name)))
  parser.write(xml).close()
}

const numbers = (text: string | undefined): number[] => (text ?? '').trim().split(/\s+/).map(Number)

/** The path an element names: from the root of the package when it begins with '/', else from its own folder. */
const pathFrom = (folder: string, path: string): string => {
  const parts = path.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

/** Pieces of text of a page with the place of each, in the order of the page's own layers. */
const piecesOf = (xml: string): Piece[] => {
  const pieces: Piece[] = []
  let box = [0, 0]
  let matrix = [1, 0, 0, 1, 0, 0]
  let size = 0
  let code: { x: number; y: number; text: string } | null = null
  let last = { x: 0, y: 0 }
  walk(
    xml,
    (name, attributes) => {
      if (name === 'TextObject') {
        box = numbers(attributes.Boundary)
        const own = numbers(attributes.CTM)
        matrix = own.length === 6 && own.every(Number.isFinite) ? own : [1, 0, 0, 1, 0, 0]
        size = Math.abs(Number(attributes.Size ?? 4) * (matrix[3] || matrix[1] || 1))
        last = { x: 0, y: 0 }
      } else if (name === 'TextCode') {
        // A code without a place of its own goes on from the one before it.
        last = { x: Number(attributes.X ?? last.x), y: Number(attributes.Y ?? last.y) }
        code = { ...last, text: '' }
      }
    },
    (text) => {
      if (code) code.text += text
    },
    (name) => {
      if (name !== 'TextCode' || !code) return
      const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix
      const x = (box[0] ?? 0) + a * code.x + c * code.y + e
      const y = (box[1] ?? 0) + b * code.x + d * code.y + f
      const text = code.text.replace(/[\r\n]/g, '')
      if (text.trim() !== '' && Number.isFinite(x + y)) pieces.push({ x, y, size, text })
      code = null
    },
  )
  return pieces
}

/** Pieces whose feet stand at one height form a line, from left to right; a wide gap between them stays a blank. */
const linesOf = (pieces: Piece[]): string[] => {
  const rows: { y: number; pieces: Piece[] }[] = []
  for (const piece of [...pieces].sort((one, other) => one.y - other.y)) {
    const row = rows.at(-1)
    if (row && Math.abs(row.y - piece.y) <= Math.max(piece.size, 1) * 0.4) row.pieces.push(piece)
    else rows.push({ y: piece.y, pieces: [piece] })
  }
  return rows.map(({ pieces: row }) => {
    let line = ''
    let end = Number.POSITIVE_INFINITY
    for (const { x, size, text } of row.sort((one, other) => one.x - other.x)) {
      line += x - end > size * 1.5 ? ` ${text}` : text
      end = x + [...text].reduce((width, char) => width + (char.charCodeAt(0) < 0x100 ? size / 2 : size), 0)
    }
    return line.trim()
  })
}

/** Pages of a document in their order, as the paths of their contents. */
const pagesOf = (parts: Map<string, string>): string[] => {
  const pages: string[] = []
  const roots: string[] = []
  let isRoot = false
  walk(
    parts.get('OFD.xml') ?? '',
    (name) => {
      isRoot = name === 'DocRoot'
    },
    (text) => {
      if (isRoot && text.trim() !== '') roots.push(pathFrom('', text.trim()))
    },
    () => {
      isRoot = false
    },
  )
  for (const root of roots) {
    let isInPages = false
    walk(
      parts.get(root) ?? '',
      (name, attributes) => {
        if (name === 'Pages') isInPages = true
        if (isInPages && name === 'Page' && attributes.BaseLoc) pages.push(pathFrom(folderOf(root), attributes.BaseLoc))
      },
      undefined,
      (name) => {
        if (name === 'Pages') isInPages = false
      },
    )
  }
  return pages
}

/**
 * Lines of an OFD (版式文件, GB/T 33190), page by page: the pieces of text of each page's content by their place on it.
 * Pictures, seals and templates stay out.
 */
export const ofdText = (bytes: Buffer): { text: string } | { failed: 'broken' | 'too-large' } => {
  try {
    const parts = new Map<string, string>()
    const checked = eachPart(bytes, MOST_UNPACKED, (name, data) =>
      parts.set(name.replace(/^\//, ''), data.toString('utf8')),
    )
    if (checked !== 'fine') return { failed: checked }
    const pages = pagesOf(parts)
    if (pages.length === 0) return { failed: 'broken' }
    const lines = pages.slice(0, MOST_PAGES).flatMap((path) => linesOf(piecesOf(parts.get(path) ?? '<empty/>')))
    return { text: lines.filter(Boolean).join('\n') }
  } catch {
    return { failed: 'broken' }
  }
}

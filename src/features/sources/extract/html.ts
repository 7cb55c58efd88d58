import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node

const SKIPPED = new Set([
  'script',
  'style',
  'head',
  'template',
  'noscript',
  'svg',
  'iframe',
  'object',
  'select',
  'button',
  'textarea',
  'input',
])
const BLOCKS = new Set(
  'p div section article header footer main aside nav ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre table thead tbody tfoot tr caption form fieldset figure figcaption address hr center'.split(
    ' ',
  ),
)
const LONGEST_CELL = 400

const childrenOf = (node: Node): Node[] => ('childNodes' in node ? node.childNodes : [])

/** Cells of a row when it is data (several short cells), null when the table only lays out a page. */
const dataCells = (row: Node): string[] | null => {
  const cells = childrenOf(row).filter((cell) => cell.nodeName === 'td' || cell.nodeName === 'th')
  if (cells.length < 2) return null
  const texts = cells.map((cell) => flatText(cell))
  if (texts.some((text) => text === null || text.length > LONGEST_CELL)) return null
  return texts.map((text) => text ?? '')
}

/** Text of a cell on one line; null when it holds a table of its own. */
const flatText = (cell: Node): string | null => {
  const pieces: string[] = []
  const stack: Node[] = [cell]
  let length = 0
  while (stack.length > 0 && length <= LONGEST_CELL * 2) {
    const node = stack.pop()!
    if (node.nodeName === 'table' && node !== cell) return null
    if (SKIPPED.has(node.nodeName)) continue
    if (node.nodeName === '#text') {
      const value = (node as DefaultTreeAdapterTypes.TextNode).value
      pieces.push(value)
      length += value.length
    } else if (node.nodeName === 'br' || node.nodeName === 'p') pieces.push(' ')
    const children = childrenOf(node)
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!)
  }
  return pieces.join('').replace(/\s+/g, ' ').trim()
}

type Step = { node: Node } | { text: string }

/**
 * The text of a web page as a reader sees it: one line per block, rows of data tables as cells parted by ` | `, numbers of
 * ordered lists kept. Walks with its own stack, so that depth is no danger.
 */
export const htmlToText = (html: string): string => {
  const out: string[] = []
  const steps: Step[] = [{ node: parse(html) }]
  while (steps.length > 0) {
    const step = steps.pop()!
    if ('text' in step) {
      out.push(step.text)
      continue
    }
    const { node } = step
    const name = node.nodeName
    if (SKIPPED.has(name)) continue
    if (name === '#text') {
      out.push((node as DefaultTreeAdapterTypes.TextNode).value.replace(/\s+/g, ' '))
      continue
    }
    if (name === 'br') {
      out.push('\n')
      continue
    }
    const cells = name === 'tr' ? dataCells(node) : null
    if (cells) {
      out.push('\n', cells.join(' | '), '\n')
      continue
    }
    const isBlock = BLOCKS.has(name) || name === 'td' || name === 'th'
    if (isBlock) {
      out.push('\n')
      steps.push({ text: '\n' })
    }
    const children = childrenOf(node)
    let number = children.filter((child) => child.nodeName === 'li').length
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!
      steps.push({ node: child })
      if (name === 'ol' && child.nodeName === 'li') steps.push({ text: `\n${number--}.` })
    }
  }
  return tidyLines(out.join(''))
}

/** No blanks at the ends of lines, no empty lines in a row; a list number joins its item. */
export const tidyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/(^|\n)(\d{1,3}\.)\n+/g, '$1$2')
    .replace(/\n{2,}/g, '\n')
    .trim()

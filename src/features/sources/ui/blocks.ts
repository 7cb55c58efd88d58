import type { Clause } from '../contract.ts'

/** How the clean text is set as a document: blocks of text, and in each the marked stretches. Offsets are UTF-16. */

export type Block = {
  /** Where its text begins after a marker that stands in the margin. */
  start: number
  end: number
  kind: 'head' | 'title' | 'heading' | 'text'
  /** Depth of a heading, 1 for the outermost. */
  level: number
  /** The printed marker (（一）, 1.) that stands in the margin. */
  margin: string
}

/** A stretch of the text that is shown with a tag and opens an item beside it. */
export type Mark = {
  /** One number for each stretch; an item may have several. */
  id: number
  /** The item beside the text that it opens. */
  of: number
  startAt: number
  endAt: number
  /** Shown where it begins: 任务1. */
  tag: string
  /** What the tag opens, for the ear. */
  label: string
  /** `over`: something is wrong with it; `due`: look again; `plain`: only that it stands there. */
  tone?: 'done' | 'drop' | 'over' | 'due' | 'plain'
}

/** One run of text under one mark, or under none. */
export type Piece = { start: number; end: number; markId: number | null; isFirst: boolean }

const HEADINGS = new Set(['attachment', 'chapter', 'section', 'part', 'heading'])
const MARGIN = /^(?:[（(][一二三四五六七八九十百\d]{1,4}[）)]|\d{1,3}[.．、])[\s、.]*/
const MOST_HEAD = 40
/** A line before the first clause that names a document: the one attached to a notice has a title of its own. */
const TITLE = /^[^，。；：]{8,}(?:要点|方案|计划|意见|办法|规定|通知|报告|总结|清单)$/
const MOST_HEADING = 60

const isBlank = (text: string) => text.trim() === ''
const bare = (text: string) => text.replace(/\s/g, '')

/** Places where a new block begins: every line, every clause, and what follows a heading that runs into its text. */
const cutsOf = (text: string, clauses: readonly Clause[]): number[] => {
  const cuts = new Set([0, text.length])
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) cuts.add(at + 1)
  for (const { startAt, titleEndAt, kind } of clauses) {
    cuts.add(startAt)
    if (HEADINGS.has(kind)) cuts.add(titleEndAt)
  }
  return [...cuts].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b)
}

/** The text as blocks from first to last; blank stretches are left out, everything else stands in exactly one block. */
export const blocksOf = (text: string, clauses: readonly Clause[], title: string): Block[] => {
  const starting = new Map(clauses.map((clause) => [clause.startAt, clause]))
  const firstClause = clauses[0]?.startAt ?? text.length
  const cuts = cutsOf(text, clauses)
  const blocks: Block[] = []
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1]
    if (to === undefined) break
    const raw = text.slice(from, to)
    if (isBlank(raw) || /^[\s，。；：、]+$/.test(raw)) continue
    const start = from + (raw.length - raw.trimStart().length)
    const end = from + raw.trimEnd().length
    const shown = text.slice(start, end)
    const clause = starting.get(from)
    if (clause && HEADINGS.has(clause.kind) && shown.length <= MOST_HEADING) {
      blocks.push({ start, end, kind: 'heading', level: clause.level, margin: '' })
    } else if (!clause && from < firstClause && (bare(shown) === bare(title) || TITLE.test(bare(shown)))) {
      blocks.push({ start, end, kind: 'title', level: 0, margin: '' })
    } else if (!clause && from < firstClause && clauses.length > 0 && shown.length <= MOST_HEAD) {
      blocks.push({ start, end, kind: 'head', level: 0, margin: '' })
    } else {
      const marker = clause ? (MARGIN.exec(shown)?.[0] ?? '') : ''
      const rest = marker.length < shown.length ? marker : ''
      blocks.push({ start: start + rest.length, end, kind: 'text', level: clause?.level ?? 0, margin: rest.trim() })
    }
  }
  return blocks
}

type Spanned = Pick<Mark, 'id' | 'startAt' | 'endAt'>

/** The runs of a block. Where two marks share words, the one that begins later has them. */
export const piecesOf = (block: Pick<Block, 'start' | 'end'>, marks: readonly Spanned[]): Piece[] => {
  const here = marks.filter(({ startAt, endAt }) => startAt < block.end && endAt > block.start)
  const cuts = [...new Set([block.start, block.end, ...here.flatMap(({ startAt, endAt }) => [startAt, endAt])])]
    .filter((at) => at >= block.start && at <= block.end)
    .sort((a, b) => a - b)
  const pieces: Piece[] = []
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined) break
    const owner = here
      .filter(({ startAt, endAt }) => startAt <= start && endAt >= end)
      .reduce<Spanned | null>((held, one) => (held === null || one.startAt >= held.startAt ? one : held), null)
    pieces.push({
      start,
      end,
      markId: owner?.id ?? null,
      // the number stands where the sentence begins, also when its marker went into the margin
      isFirst:
        owner !== null &&
        (owner.startAt === start ||
          (owner.startAt < start && start === block.start && owner.startAt > block.start - 12)),
    })
  }
  return pieces
}

/** The marks of each block, found in one walk over both lists. */
export const marksByBlock = <One extends Spanned>(blocks: readonly Block[], marks: readonly One[]): One[][] => {
  const byStart = [...marks].sort((a, b) => a.startAt - b.startAt)
  const longest = byStart.reduce((most, { startAt, endAt }) => Math.max(most, endAt - startAt), 0)
  let from = 0
  return blocks.map(({ start, end }) => {
    while (from < byStart.length && (byStart[from] as One).startAt < start - longest) from++
    const here: One[] = []
    for (let at = from; at < byStart.length && (byStart[at] as One).startAt < end; at++) {
      const one = byStart[at] as One
      if (one.endAt > start) here.push(one)
    }
    return here
  })
}

/** Places in a sentence at which it may be split: behind every mark but the last. */
export const splitPoints = (sentence: string): number[] => {
  const points: number[] = []
  for (const match of sentence.matchAll(/[，；。：、,;:]/g)) {
    const at = match.index + match[0].length
    if (at < sentence.length && /[\p{L}\p{N}]/u.test(sentence.slice(at))) points.push(at)
  }
  return points
}

/** Text offset of a point in the page, or null outside the text. Runs carry `data-start`. */
export const offsetOf = (node: Node, offset: number): number | null => {
  const element = node instanceof Element ? node : node.parentElement
  const run = element?.closest<HTMLElement>('[data-start]')
  if (run)
    return (
      Number(run.dataset.start) +
      (node.nodeType === Node.TEXT_NODE ? offset : offset > 0 ? (run.textContent?.length ?? 0) : 0)
    )
  // in a number or a margin: what follows it counts
  const next = element?.closest('[data-block]')?.querySelector<HTMLElement>('[data-start]')
  return next ? Number(next.dataset.start) : null
}

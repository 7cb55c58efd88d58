import { isSpace, SIGN, SIGNS, signOf, tableOf, withSpaces } from './alphabet.ts'
import { isHanCode, lineEnd, withoutSpaces } from './fold.ts'
import { headingLines, usualHeadings } from './headings.ts'
import { labelAt } from './labels.ts'
import { MARKER_FIRST, type Marker, markerAt, RANK } from './markers.ts'
import { rowsOf } from './rows.ts'
import type { Clause, ClauseKind } from './types.ts'

/** How clearly a marker is set off: own line, after a sentence, after a blank, or not at all. */
type Boundary = 'line' | 'sentence' | 'blank' | 'none'

type Found = Marker & { at: number; boundary: Boundary; followed: boolean }

const SENTENCE_END = '。；;：:！!？?'
const CLOSERS = '”)》】'
const COUNTABLE_FROM = new Set<ClauseKind>(['part', 'point', 'item', 'subitem', 'circled', 'ordinal'])

/** Words that make `(一)` a reference: 第三条（一）项, 见（二）. */
const REFERENCE_BEFORE = '第款条项见按附表图式及和与至'

const HEAD_BEFORE = /(?:得分|标准|分值|备注|单位|时限|办法)$/

const boundaryBefore = (folded: string, at: number, lineStart: number): Boundary => {
  if (at === lineStart) return 'line'
  // 组织建设(20分)1.…: behind what a section is worth.
  if (folded[at - 1] === ')' && folded[at - 2] === '分') return 'sentence'
  let before = at - 1
  while (before > lineStart && CLOSERS.includes(folded[before]!)) before--
  if (SENTENCE_END.includes(folded[before]!)) return 'sentence'
  if (folded[at - 1] === ' ') return SENTENCE_END.includes(folded[at - 2] ?? '') ? 'sentence' : 'blank'
  return 'none'
}

const mayStandHere = (marker: Marker, boundary: Boundary, folded: string, at: number): boolean => {
  if (boundary === 'line') return true
  if (!COUNTABLE_FROM.has(marker.kind)) return false
  const before = folded[at - 1]!
  if (marker.kind === 'ordinal') return boundary !== 'none' || before === ','
  // The head of a table that lost its cells runs into the first part: …评分标准得分一、组织领导.
  if (marker.kind === 'part')
    return boundary !== 'none' || (marker.number === 1 && HEAD_BEFORE.test(folded.slice(at - 4, at)))
  if (marker.kind === 'item')
    return boundary !== 'none'
      ? !/\d/.test(before)
      : /[\u3400-\u9fff]/.test(before) && folded[at + marker.length - 1] === '、'
  return !REFERENCE_BEFORE.includes(before)
}

const ATTACHMENT_LIST = /^附件? ?[:：] ?\d{1,2} ?[.、]/
/** A line that names one paper of such a list. */
export const LISTED_PAPER = /^\d{1,2} ?[.、][^。;:|]{2,40}$/
const ATTACHED = 0x9644
const ATTACHMENT = /^附件? ?([一二三四五六七八九十]{1,2}|\d{1,2})? ?[:：]?/

/** 附件1 on a line of its own, or with its title; not the list `附件:1.…` in a notice's front part. */
const attachmentAt = (line: string): Marker | null => {
  const match = line.startsWith('附') ? ATTACHMENT.exec(line) : null
  if (!match || line.length > 40 || !line.startsWith('附件')) return null
  const rest = line.slice(match[0].length).trim()
  if (/^\d/.test(rest) || /[。;]/.test(rest) || (match[1] === undefined && rest !== '')) return null
  return { kind: 'attachment', number: 0, canonical: `附件${match[1] ?? ''}`, length: match[0].length }
}

/** Quotes open a stretch in which nothing is numbered; everything else that needs a look is the beginning of a marker. */
const SEEN = tableOf(`“《”》${MARKER_FIRST}`)

const findMarkers = (folded: string): Found[] => {
  const found: Found[] = []
  const hasTables = folded.includes('|')
  let inList = false
  for (let start = 0, end = 0; start <= folded.length; start = end + 1) {
    end = lineEnd(folded, start)
    if (inList || folded.charCodeAt(start) === ATTACHED) {
      const text = folded.slice(start, end)
      // 附件:1.分工表 2.名单 in a notice's front part names papers; its items order nothing.
      inList = ATTACHMENT_LIST.test(text) || (inList && LISTED_PAPER.test(text))
      if (inList) continue
      // A paper that is itself 附件2 has that on its first line.
      const attachment = start === 0 ? null : attachmentAt(text)
      if (attachment) {
        found.push({ ...attachment, at: start, boundary: 'line', followed: true })
        continue
      }
    }
    const isTable = hasTables && folded.slice(start, end).includes('|')
    let quotes = 0
    for (let at = start; at < end; at++) {
      const code = folded.charCodeAt(at)
      if (SEEN[SIGN[code]!] !== 1) {
        if (isTable && at > start) break
        continue
      }
      const char = folded[at]!
      if (char === '“' || char === '《') quotes++
      if ((char === '”' || char === '》') && quotes > 0) quotes--
      if (isTable && at > start) break
      if (quotes > 0 && at > start && quotes < 3) continue
      const marker = markerAt(folded, at)
      if (!marker) continue
      const boundary = boundaryBefore(folded, at, start)
      if (!mayStandHere(marker, boundary, folded, at)) continue
      const { kind, number, canonical, length, unsure } = marker
      found.push({ kind, number, canonical, length, unsure, at, boundary, followed: false })
      at += marker.length - 1
    }
  }
  const seconds = new Map<ClauseKind, boolean>()
  for (let i = found.length - 1; i >= 0; i--) {
    const marker = found[i]!
    if (marker.number === 1) {
      marker.followed ||= seconds.get(marker.kind) ?? false
      seconds.set(marker.kind, false)
    }
    if (marker.number === 2) seconds.set(marker.kind, true)
  }
  return found
}

type Entry = { marker: Found; parent: number | null; follows: boolean }

type Open = { kind: ClauseKind; number: number; index: number; at: number }

const LONGEST_HEADING = 40

/**
 * Keeps the markers that count on: the next of an open list, the first of a new one below it, or the next of a numbering
 * that runs on across the parts (一 … 二/（四）). The rest is text that only looks like a number.
 */
const acceptMarkers = (found: Found[]): Entry[] => {
  const accepted: Entry[] = []
  // Each opened below the one before it, so of a higher rank.
  const open: Open[] = []
  const lastOfKind = new Map<ClauseKind, number>()
  for (const marker of found) {
    const rank = RANK[marker.kind]
    let follows = true
    if (marker.kind === 'attachment') {
      open.length = 0
    } else {
      let level = open.length - 1
      while (level >= 0 && open[level]!.kind !== marker.kind) level--
      const last = level === -1 ? 0 : open[level]!.number
      const ranOn = lastOfKind.get(marker.kind) ?? 0
      const firm = marker.boundary === 'line' || marker.boundary === 'sentence'
      const isNext = level !== -1 && marker.number === last + 1
      // A heading may hold a single point: it then stands right behind the heading.
      const top = open.at(-1)
      const opensPart = marker.kind === 'point' && top?.kind === 'part' && marker.at - top.at <= LONGEST_HEADING
      const standsFirst = marker.boundary === 'line' && !marker.unsure
      const isFirst = marker.number === 1 && (standsFirst || marker.followed || opensPart)
      const runsOn = level === -1 && ranOn > 0 && marker.number === ranOn + 1 && firm
      // An excerpt begins anywhere: （五）, 第三条.
      const isExcerpt = accepted.length === 0 && standsFirst && marker.at === 0
      const skipsFew = standsFirst && level !== -1 && marker.number > last && marker.number <= last + 3
      if (!isNext && !isFirst && !runsOn && !skipsFew && !isExcerpt) continue
      follows = isNext || isFirst || runsOn || isExcerpt
      while (open.length > 0 && RANK[open.at(-1)!.kind] >= rank) open.pop()
    }
    const parent = open.at(-1)?.index ?? null
    open.push({ kind: marker.kind, number: marker.number, index: accepted.length, at: marker.at })
    lastOfKind.set(marker.kind, marker.number)
    accepted.push({ marker, parent, follows })
  }
  return accepted
}

/** Headings that documents of this kind carry again and again; the text may follow without any mark. */
const USUAL_HEADINGS =
  /^(指导思想|总体要求|总体思路|总体目标|工作目标|目标任务|基本原则|基本内容|主要任务|重点任务|重点工作|工作任务|主要做法|工作措施|主要措施|实施步骤|方法步骤|时间安排|进度安排|工作要求|有关要求|保障措施|保证措施|组织领导|组织保障|存在问题|下一步打算)/

const [OPENS, CLOSES, BRACKET, BREAK, STOP, BLANK, COMMA] = [1, 2, 3, 4, 5, 6, 7] as const
/** What in a heading is looked at. */
const IN_TITLE = new Uint8Array(SIGNS)
for (const [kind, chars] of [
  [OPENS, '“《'],
  [CLOSES, '”》'],
  [BRACKET, ')'],
  [BREAK, '\n|'],
  [STOP, '。;:'],
  [BLANK, ' '],
  [COMMA, ','],
] as const)
  for (const char of chars) IN_TITLE[signOf(char.charCodeAt(0))] = kind

/** A run-in heading ends at the first 。；： or line end; a blank after a short heading ends it too. */
const titleEnd = (folded: string, start: number, limit: number, kind: ClauseKind): number => {
  let end = start
  let firstBlank = -1
  let comma = false
  let depth = 0
  while (end < limit) {
    const kind = IN_TITLE[SIGN[folded.charCodeAt(end)]!]!
    if (kind === OPENS) depth++
    else if (kind === CLOSES && depth > 0) depth--
    // (12分)1双拥工作…: behind what a section is worth its first item begins.
    else if (kind === BRACKET && folded[end - 1] === '分' && end > start && /\d/.test(folded[end + 1] ?? ''))
      return end + 1
    else if (kind === BREAK || (kind === STOP && depth === 0)) break
    else if (kind === BLANK && firstBlank === -1 && !comma) firstBlank = end
    else if (kind === COMMA) comma = true
    end++
  }
  const isHeading =
    kind === 'part' || kind === 'point' || kind === 'chapter' || kind === 'section' || kind === 'article'
  if (!isHeading) return end
  const tail = folded[end] !== '\n' && end < limit
  if (firstBlank !== -1 && firstBlank - start <= LONGEST_HEADING && firstBlank - start >= 2 && tail) return firstBlank
  const glued =
    IS_DIGIT[SIGN[folded.charCodeAt(start + GLUED)]!] === 1 &&
    isHanCode(folded.charCodeAt(start)) &&
    isHanCode(folded.charCodeAt(start + 1)) &&
    isHanCode(folded.charCodeAt(start + 2)) &&
    isHanCode(folded.charCodeAt(start + GLUED - 1))
  const usual = glued || end - start > LONGEST_HEADING ? USUAL_HEADINGS.exec(folded.slice(start, start + 12)) : null
  return usual ? start + usual[0].length : end
}

/** 组织领导1… — a heading of four characters with its first item glued on. */
const GLUED = 4
const IS_DIGIT = tableOf('0123456789')

const SKIPPED = withSpaces(tableOf('。;:,、'))

const skipBlanks = (folded: string, at: number, limit: number): number => {
  let start = at
  while (start < limit && SKIPPED[SIGN[folded.charCodeAt(start)]!] === 1) start++
  return start
}

/** Where signature lines, notes on circulation and the like begin at the end of a text. */
const trimTail = (folded: string, start: number, end: number): number => {
  let last = end
  for (let line = 0; line < 6 && last > start; line++) {
    const from = folded.lastIndexOf('\n', last - 1) + 1
    if (from <= start) break
    const text = folded.slice(from, last).trim()
    const isTail =
      text === '' ||
      /^\(.{2,30}\)$/.test(text) ||
      /^.{0,4}\d{4}年\d{1,2}月\d{1,2}日$/.test(text) ||
      (text.length <= 30 &&
        /(办公室|委员会|领导小组|局|政府|委|工作处|部|中心|会|站)(\(代章\))?$/.test(text) &&
        !labelAt(text))
    if (!isTail) break
    last = from - 1
  }
  return last
}

const addRows = (folded: string, clauses: Clause[]): Clause[] => {
  const rows = rowsOf(folded, () => clauses.map((clause) => clause.span.start))
  if (rows.length === 0) return clauses
  const result = clauses.map((clause) => ({
    clause,
    at: clause.span.start,
    parentClause: clause.parent === null ? null : clauses[clause.parent]!,
  }))
  let next = 0
  let under: Clause | null = null
  for (const row of rows) {
    while (next < clauses.length && clauses[next]!.span.start < row.at) under = clauses[next++]!
    const clause: Clause = {
      path: under ? `${under.path}/${row.number}` : row.number,
      marker: row.number,
      kind: 'row',
      level: (under?.level ?? 0) + 1,
      title: withoutSpaces(folded.slice(row.title.start, row.title.end)),
      titleSpan: row.title,
      body: { start: row.title.end, end: row.end },
      span: { start: row.at, end: row.end },
      parent: null,
      doubts: row.follows ? [] : ['broken-numbering'],
    }
    result.push({ clause, at: row.at, parentClause: under })
  }
  result.sort((a, b) => a.at - b.at)
  const place = new Map(result.map((entry, index) => [entry.clause, index]))
  return result.map(({ clause, parentClause }) => ({
    ...clause,
    parent: parentClause ? (place.get(parentClause) ?? null) : null,
  }))
}

/** Above points and items stand parts; where none is numbered, lines with the words of usual headings are the parts. */
const ABOVE_POINTS = new Set<ClauseKind>(['attachment', 'chapter', 'section', 'article', 'part'])

const entriesOf = (folded: string, bodyStart: number): Entry[] => {
  const found = findMarkers(folded)
  const entries = acceptMarkers(found)
  if (entries.length === 0 || entries.some(({ marker }) => ABOVE_POINTS.has(marker.kind))) return entries
  // 一是 … 二是 … stand in the text below headings of any words.
  const isProse = entries.every(({ marker }) => marker.kind === 'ordinal')
  const headings = (isProse ? headingLines : usualHeadings)(folded, bodyStart).map(
    ({ start }, index): Found => ({
      ...{ kind: 'heading', number: index + 1, canonical: `#${index + 1}`, length: 0 },
      ...{ at: start, boundary: 'line', followed: true },
    }),
  )
  return headings.length === 0 ? entries : acceptMarkers([...found, ...headings].sort((a, b) => a.at - b.at))
}

/**
 * The clause tree of a clean text (folded, same offsets), in reading order. `bodyStart` is where the head ends: headings
 * without a marker are only looked for behind it, and only in texts whose parts are not numbered.
 */
export const readClauses = (folded: string, bodyStart: number): Clause[] => {
  const entries = entriesOf(folded, bodyStart)
  const clauses: Clause[] = []
  if (entries.length === 0) {
    const headings = headingLines(folded, bodyStart)
    headings.forEach((line, index) => {
      const end = headings[index + 1]?.start ?? folded.length
      const bodyFrom = Math.min(end, line.end)
      clauses.push({
        path: `#${index + 1}`,
        marker: `#${index + 1}`,
        kind: 'heading',
        level: 1,
        title: withoutSpaces(folded.slice(line.start, line.end)),
        titleSpan: { start: line.start, end: line.end },
        body: { start: skipBlanks(folded, bodyFrom, end), end },
        span: { start: line.start, end },
        parent: null,
        doubts: [],
      })
    })
    return addRows(folded, clauses)
  }

  const ends = new Array<number>(entries.length).fill(folded.length)
  const open: number[] = []
  entries.forEach((entry, index) => {
    while (open.length > 0 && open.at(-1) !== entry.parent) ends[open.pop()!] = entry.marker.at
    open.push(index)
  })

  entries.forEach(({ marker, parent, follows }, index) => {
    const nextAt = entries[index + 1]?.marker.at ?? folded.length
    const start = skipBlanks(folded, marker.at + marker.length, nextAt)
    const end = titleEnd(folded, start, nextAt, marker.kind)
    const ownEnd = index === entries.length - 1 ? trimTail(folded, end, nextAt) : nextAt
    const parentClause = parent === null ? null : clauses[parent]!
    let spanEnd = ends[index]!
    while (spanEnd > end && isSpace(folded.charCodeAt(spanEnd - 1))) spanEnd--
    clauses.push({
      path: parentClause ? `${parentClause.path}/${marker.canonical}` : marker.canonical,
      marker: marker.canonical,
      kind: marker.kind,
      level: (parentClause?.level ?? 0) + 1,
      title: withoutSpaces(folded.slice(start, end)),
      titleSpan: { start, end },
      body: { start: Math.min(skipBlanks(folded, end, nextAt), Math.max(end, ownEnd)), end: Math.max(end, ownEnd) },
      span: { start: marker.at, end: Math.max(end, spanEnd) },
      parent,
      doubts: follows ? [] : ['broken-numbering'],
    })
  })
  return addRows(folded, clauses)
}

/** For each clause 1 where others stand below it. */
export const parentsOf = (clauses: readonly Clause[]): Uint8Array => {
  const parents = new Uint8Array(clauses.length)
  for (const { parent } of clauses) if (parent !== null) parents[parent] = 1
  return parents
}

import { originalSpan } from './clean.ts'
import type { Doubt } from './doubts.ts'
import { keyOf } from './fold.ts'
import { type ReadingOptions, readDocument } from './index.ts'
import type { Assignment, DocumentKind, Head, Proposal, Reading, ScoringAtom, ScoringClause, Span } from './types.ts'

/** [start, end) in code points of the original text. */
export type PointSpan = [number, number]

/** `doubts` name what a person should look at twice; `doubtSentence` says each in words. */
export type ReadClause = { path: string; title: string; level: number; span: PointSpan; doubts: Doubt[] }

export type ReadFigure = {
  text: string
  span: PointSpan
  metric: string
  /** In the base unit: 万 and 亿 multiplied out. */
  value: number
  unit: string
  approx: boolean
  qualifier: string | null
  bound: 'min' | 'max' | null
  range: [number, number] | null
  period: string | null
  place: string | null
  doubts: Doubt[]
}

export type ReadPart = {
  text: string
  span: PointSpan
  lead: string[]
  units: string[]
  /** ISO day, else the document's words, null where none is stated. */
  deadline: string | null
  deadlineText: string | null
  quota: string | null
  /** How it is said to be checked, and where. */
  checked: { text: string; span: PointSpan } | null
  doubts: Doubt[]
}

export type ReadTask = Omit<ReadPart, 'quota' | 'checked' | 'doubts'> & { path: string; parts: ReadPart[] }

export type ReadScoring = Omit<ScoringClause, 'clause' | 'span' | 'atoms'> & {
  span: PointSpan
  atoms: (ScoringAtom extends infer Atom
    ? Atom extends { span: Span }
      ? Omit<Atom, 'span'> & { span: PointSpan }
      : never
    : never)[]
}

export type ReadOutput = {
  kind: DocumentKind
  head: Omit<Head, 'kind' | 'year'>
  clauses: ReadClause[]
  figures: ReadFigure[]
  tasks: ReadTask[]
  /** Items of an assessment standard; spans of the original. */
  scoring: ReadScoring[]
  removed: { span: PointSpan; reason: string }[]
}

/** UTF-16 offsets of the original as code points; offsets may be asked in any order. */
const pointsOf = (text: string): ((offset: number) => number) => {
  const pairs: number[] = []
  for (let i = 0; i + 1 < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0xd800 || code > 0xdbff) continue
    const next = text.charCodeAt(i + 1)
    if (next >= 0xdc00 && next <= 0xdfff) pairs.push(i++)
  }
  if (pairs.length === 0) return (offset) => offset
  return (offset) => {
    let low = 0
    let high = pairs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[middle]! < offset) low = middle + 1
      else high = middle
    }
    return offset - low
  }
}

const isNamed = (one: Assignment | null): one is Assignment => one !== null && one.why === 'named'

/** Leads are those the text itself calls so; all other named units are simply responsible. */
const unitsOf = ({ lead, helpers }: Pick<Proposal, 'lead' | 'helpers'>): { lead: string[]; units: string[] } => {
  const named = [lead, ...helpers].filter(isNamed)
  const word = (one: Assignment) => keyOf(one.word)
  return {
    lead: [...new Set(named.filter((one) => one.as === 'lead').map(word))],
    units: [...new Set(named.filter((one) => one.as !== 'lead').map(word))],
  }
}

const together = (lists: string[][]): string[] => [...new Set(lists.flat())]

/** Acts under one month of a schedule (3月:…) belong together; the others by the day they fall due on. */
const groupsByDay = (parts: ReadPart[], proposals: Proposal[]): ReadPart[][] => {
  const groups = new Map<string, ReadPart[]>()
  parts.forEach((part, index) => {
    const opening = proposals[index]!.opening
    const key = opening === undefined ? (part.deadline ?? '') : `at ${opening}`
    groups.set(key, [...(groups.get(key) ?? []), part])
  })
  const undated = groups.get('')
  if (groups.size < 2 || !undated) return [...groups.values()]
  // Acts without a day stay with the first that has one.
  groups.delete('')
  const [first, ...others] = [...groups.values()]
  return [[...undated, ...first!].sort((a, b) => a.span[0] - b.span[0]), ...others]
}

/** The day an act states for itself goes before the one its sentence opens with. */
const dayOf = (group: ReadPart[], opening: boolean): ReadPart | undefined => {
  const dated = group.filter((part) => part.deadline !== null)
  return (opening ? dated.find((part) => /前$/.test(part.deadlineText!)) : undefined) ?? dated[0]
}

/** Acts of one clause as its task; one entry for each day that they fall due on. */
const tasksOf = (reading: Reading, place: (span: Span) => PointSpan): ReadTask[] => {
  const clauses = new Map<number, Proposal[]>()
  for (const one of reading.proposals)
    if (one.clause !== null) clauses.set(one.clause, [...(clauses.get(one.clause) ?? []), one])
  return [...clauses].flatMap(([index, proposals]) => {
    const clause = reading.clauses[index]!
    const parts: ReadPart[] = proposals.map((one) => ({
      text: keyOf(one.text),
      span: place(one.span),
      ...unitsOf(one),
      deadline: one.deadline ? (one.deadline.on ?? one.deadline.text) : null,
      deadlineText: one.deadline?.text ?? null,
      quota: one.quota,
      checked: one.checked && { text: keyOf(one.checked.text), span: place(one.checked.span) },
      doubts: one.doubts,
    }))
    const groups = groupsByDay(parts, proposals)
    return groups.map((group): ReadTask => {
      const dated = dayOf(group, proposals[parts.indexOf(group[0]!)]!.opening !== undefined)
      const lead = together(group.map((part) => part.lead))
      return {
        path: clause.path,
        text:
          groups.length === 1 && clause.title !== '' ? clause.title : keyOf(proposals[parts.indexOf(group[0]!)]!.title),
        lead,
        units: together(group.map((part) => part.units)).filter((name) => !lead.includes(name)),
        deadline: dated?.deadline ?? null,
        deadlineText: dated?.deadlineText ?? null,
        span: [Math.min(...group.map((part) => part.span[0])), Math.max(...group.map((part) => part.span[1]))],
        parts: group,
      }
    })
  })
}

/**
 * A reading as it is given to others: spans count code points of the original, words are cleaned (half width, simplified,
 * no blanks, no pinyin), the `text` of a figure is as printed. Never throws.
 */
export const outputOf = (text: string, reading: Reading): ReadOutput => {
  const points = pointsOf(text)
  const pointSpan = ({ start, end }: Span): PointSpan => [points(start), points(end)]
  const place = (span: Span): PointSpan => pointSpan(originalSpan(reading.map, span))
  const { title, issuer, number, date, period, place: named } = reading.head
  return {
    kind: reading.head.kind,
    head: { title, issuer, number, date, period, place: named },
    clauses: reading.clauses.map((one) => ({
      path: one.path,
      title: one.title,
      level: one.level,
      span: place(one.span),
      doubts: one.doubts,
    })),
    figures: reading.figures.map(({ span, mentions: _, ...figure }) => {
      const original = originalSpan(reading.map, span)
      return { text: text.slice(original.start, original.end), span: pointSpan(original), ...figure }
    }),
    tasks: tasksOf(reading, place),
    scoring: reading.scoring.map(({ clause: _, atoms, ...one }) => ({
      ...one,
      span: place(one.span),
      atoms: atoms.map((atom) => ({ ...atom, span: place(atom.span) })),
    })),
    removed: reading.removed.map((one) => ({ span: pointSpan(one), reason: one.reason })),
  }
}

/** Reads a text by its own words alone: no list of units, no duties, no day of today. */
export const readText = (text: string, options: ReadingOptions = {}): ReadOutput =>
  outputOf(text, readDocument(text, options))

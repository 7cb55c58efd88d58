import { keyOf } from './fold.ts'
import type { ReadClause, ReadFigure, ReadOutput, ReadTask } from './output.ts'

/** One annotated text: what a person says must be read out of it. Spans count code points of the original. */
export type Gold = {
  clauses?: { path: string; title: string; optional?: boolean }[]
  facts?: { text: string; value: number; unit: string; approx: boolean; mentions: number[]; optional?: boolean }[]
  tasks?: { path: string; lead: string[]; units: string[]; deadline: string | null; optional?: boolean }[]
}

export const EVAL_KINDS = ['clauses', 'figures', 'tasks', 'units', 'deadlines'] as const
export type EvalKind = (typeof EVAL_KINDS)[number]

/** Found and right, found but wrong, missed. For deadlines: paths that agree and paths that do not. */
export type Tally = { right: number; wrong: number; missed: number }
export type Evaluation = {
  tallies: Record<EvalKind, Tally>
  /** What was wrong or missed, one line each, for a person to read. */
  faults: string[]
}

const emptyTally = (): Tally => ({ right: 0, wrong: 0, missed: 0 })

export const emptyTallies = (): Record<EvalKind, Tally> => ({
  clauses: emptyTally(),
  figures: emptyTally(),
  tasks: emptyTally(),
  units: emptyTally(),
  deadlines: emptyTally(),
})

export const addTallies = (to: Record<EvalKind, Tally>, more: Record<EvalKind, Tally>): void => {
  for (const kind of EVAL_KINDS) {
    to[kind].right += more[kind].right
    to[kind].wrong += more[kind].wrong
    to[kind].missed += more[kind].missed
  }
}

/** Precision, recall and F1 as 0…1; 1 where there was nothing to find and nothing was found. */
export const scoresOf = ({ right, wrong, missed }: Tally): { precision: number; recall: number; f1: number } => ({
  precision: right + wrong === 0 ? 1 : right / (right + wrong),
  recall: right + missed === 0 ? 1 : right / (right + missed),
  f1: right + wrong + missed === 0 ? 1 : (2 * right) / (2 * right + wrong + missed),
})

const SHORTEST_TITLE = 4

const sameTitle = (a: string, b: string): boolean => {
  const [one, two] = [keyOf(a), keyOf(b)]
  if (one === two) return true
  const [short, long] = one.length <= two.length ? [one, two] : [two, one]
  return short.length >= SHORTEST_TITLE && long.startsWith(short)
}

/** Pairs predictions with gold, each at most once; what stands beside optional gold counts neither way. */
const pair = <P, G extends { optional?: boolean }>(
  predicted: readonly P[],
  gold: readonly G[],
  fits: (one: P, other: G) => boolean,
): { tally: Tally; wrong: P[]; missed: G[] } => {
  const taken = new Set<G>()
  const wrong: P[] = []
  let right = 0
  for (const one of predicted) {
    const free = gold.filter((other) => !taken.has(other) && fits(one, other))
    const match = free.find((other) => !other.optional) ?? free[0]
    if (!match) wrong.push(one)
    else {
      taken.add(match)
      if (!match.optional) right++
    }
  }
  const missed = gold.filter((other) => !other.optional && !taken.has(other))
  return { tally: { right, wrong: wrong.length, missed: missed.length }, wrong, missed }
}

type GoldFigure = NonNullable<Gold['facts']>[number]

const SAME_VALUE = 1e-9

const fitsFigure = (one: ReadFigure, gold: GoldFigure): boolean => {
  if (one.unit !== gold.unit || one.approx !== gold.approx) return false
  if (Math.abs(one.value - gold.value) > SAME_VALUE * Math.max(1, Math.abs(gold.value))) return false
  const length = [...gold.text].length
  return gold.mentions.some((start) => one.span[0] < start + length && start < one.span[1])
}

type Entry = { path: string; lead: string[]; units: string[]; deadline: string | null }

const byPath = <E extends Entry>(entries: readonly E[]): Map<string, E[]> => {
  const paths = new Map<string, E[]>()
  for (const entry of entries) paths.set(entry.path, [...(paths.get(entry.path) ?? []), entry])
  return paths
}

const namesOf = (entries: readonly Entry[]): Set<string> =>
  new Set(entries.flatMap((entry) => [...entry.lead, ...entry.units]).map(keyOf))

const daysOf = (entries: readonly Entry[]): string =>
  [...new Set(entries.map((entry) => (entry.deadline === null ? '-' : keyOf(entry.deadline))))].sort().join(' ')

const evaluateTasks = (predicted: readonly ReadTask[], gold: NonNullable<Gold['tasks']>, result: Evaluation): void => {
  const read = byPath(predicted)
  const wanted = byPath(gold.filter((one) => !one.optional))
  const optional = byPath(gold.filter((one) => one.optional))
  const { tasks, units, deadlines } = result.tallies
  for (const path of read.keys()) {
    if (wanted.has(path) || optional.has(path)) continue
    tasks.wrong++
    result.faults.push(`task too much: ${path} ${read.get(path)![0]!.text}`)
  }
  for (const [path, entries] of wanted) {
    const found = read.get(path)
    if (!found) {
      tasks.missed++
      result.faults.push(`task missed: ${path}`)
      continue
    }
    tasks.right++
    const names = namesOf(found)
    const wantedNames = namesOf(entries)
    for (const name of names) {
      if (wantedNames.has(name)) units.right++
      else units.wrong++
    }
    units.missed += [...wantedNames].filter((name) => !names.has(name)).length
    if ([...names].sort().join() !== [...wantedNames].sort().join())
      result.faults.push(`units of ${path}: read ${[...names].join('、')} — gold ${[...wantedNames].join('、')}`)
    if (daysOf(found) === daysOf(entries)) deadlines.right++
    else {
      deadlines.wrong++
      deadlines.missed++
      result.faults.push(`deadlines of ${path}: read ${daysOf(found)} — gold ${daysOf(entries)}`)
    }
  }
}

/**
 * Holds a reading against its gold. Clause: same path, and equal titles or one the beginning of the other (at least four
 * characters). Figure: spans overlap a mention, same value, unit and approximation. Task: same path, several of one path
 * counting as one; its units by name, its deadlines as a set.
 */
export const evaluate = (output: ReadOutput, gold: Gold): Evaluation => {
  const result: Evaluation = { tallies: emptyTallies(), faults: [] }
  const clauses = pair<ReadClause, NonNullable<Gold['clauses']>[number]>(
    output.clauses,
    gold.clauses ?? [],
    (one, other) => one.path === other.path && sameTitle(one.title, other.title),
  )
  result.tallies.clauses = clauses.tally
  for (const one of clauses.wrong) result.faults.push(`clause too much: ${one.path} ${one.title}`)
  for (const one of clauses.missed) result.faults.push(`clause missed: ${one.path} ${one.title}`)

  const figures = pair(output.figures, gold.facts ?? [], fitsFigure)
  result.tallies.figures = figures.tally
  for (const one of figures.wrong)
    result.faults.push(
      `figure too much: ${one.text} = ${one.value} ${one.unit}${one.approx ? ' ~' : ''} at ${one.span[0]} (${one.metric})`,
    )
  for (const one of figures.missed)
    result.faults.push(
      `figure missed: ${one.text} = ${one.value} ${one.unit}${one.approx ? ' ~' : ''} at ${one.mentions.join()}`,
    )

  evaluateTasks(output.tasks, gold.tasks ?? [], result)
  return result
}

import { diffArrays } from 'diff'
import type { RunKind } from '../contract.ts'

/** What changed inside a clause, in runs that a person can read (新旧对照的字句). */

/** A run of words: kept, struck out of the old or put into the new; its places in both texts, end exclusive. */
export type Run = { kind: RunKind; text: string; oldStart: number; oldEnd: number; newStart: number; newEnd: number }

/** Days, figures with their decimals and percent, and Latin words are read as a whole; everything else by characters. */
const TOKENS =
  /(?:\p{Nd}{2,4}年)?\p{Nd}{1,2}月(?:\p{Nd}{1,2}日|底|初|末|[上中下]旬)?|\p{Nd}{2,4}年|\p{Nd}+(?:[.,]\p{Nd}+)*[%％‰]?|[A-Za-z]+|\s+|[\s\S]/gu

/** Kept words this short between two changes are read with them: two characters that happen to be the same say nothing. */
const SHORT = 2

/** More edits than this are shown as one change; nobody reads them one by one. */
const MOST_EDITS = 3_000

const isAlike = (a: string, b: string): boolean => {
  if (a === b) return true
  if (a.trim() === '' && b.trim() === '') return true
  return a.normalize('NFKC') === b.normalize('NFKC')
}

type Edit = { old: number; new: number; isKept: boolean }

/** Lengths of kept and changed runs in turn; neighbours of one kind are one. */
const editsOf = (old: string[], new_: string[]): Edit[] => {
  const parts = diffArrays(old, new_, { comparator: isAlike, maxEditLength: MOST_EDITS })
  if (!parts) return [{ old: old.length, new: new_.length, isKept: false }]
  const edits: Edit[] = []
  for (const { added, removed, value } of parts) {
    const isKept = !added && !removed
    const counts = { old: added ? 0 : value.length, new: removed ? 0 : value.length }
    const last = edits.at(-1)
    if (last && last.isKept === isKept) {
      last.old += counts.old
      last.new += counts.new
    } else edits.push({ ...counts, isKept })
  }
  return edits
}

/** Short kept runs between two changes that are longer go into them, so that a reader sees one change and not crumbs. */
const readable = (edits: Edit[]): Edit[] => {
  const out: Edit[] = []
  for (const [index, edit] of edits.entries()) {
    const last = out.at(-1)
    const next = edits[index + 1]
    const longest = (one: Edit) => Math.max(one.old, one.new)
    const isCrumb =
      edit.isKept && edit.old <= SHORT && last && next && edit.old <= longest(last) && edit.old <= longest(next)
    if (last && ((isCrumb && !last.isKept) || last.isKept === edit.isKept)) {
      last.old += edit.old
      last.new += edit.new
    } else out.push({ ...edit })
  }
  return out
}

/** The difference of two texts; the kept and struck runs make the old text, the kept and inserted ones the new. */
export const differenceOf = (old: string, new_: string): Run[] => {
  const [before, after] = [old.match(TOKENS) ?? [], new_.match(TOKENS) ?? []]
  const runs: Run[] = []
  let [oldAt, newAt] = [0, 0]
  let [oldToken, newToken] = [0, 0]
  for (const edit of readable(editsOf(before, after))) {
    const struck = before.slice(oldToken, oldToken + edit.old).join('')
    const put = after.slice(newToken, newToken + edit.new).join('')
    oldToken += edit.old
    newToken += edit.new
    const [oldEnd, newEnd] = [oldAt + struck.length, newAt + put.length]
    if (edit.isKept) runs.push({ kind: 'same', text: put, oldStart: oldAt, oldEnd, newStart: newAt, newEnd })
    else {
      if (struck) runs.push({ kind: 'out', text: struck, oldStart: oldAt, oldEnd, newStart: newAt, newEnd: newAt })
      if (put) runs.push({ kind: 'in', text: put, oldStart: oldEnd, oldEnd, newStart: newAt, newEnd })
    }
    ;[oldAt, newAt] = [oldEnd, newEnd]
  }
  return runs
}

const STOPS = /[。；！？\n]/

/** The whole sentences around a stretch of a text. */
const sentencesAround = (text: string, start: number, end: number): { start: number; end: number } => {
  let from = start
  while (from > 0 && !STOPS.test(text[from - 1] as string)) from--
  let to = Math.max(end, from + 1)
  while (to < text.length && !STOPS.test(text[to - 1] as string)) to++
  return { start: from, end: Math.min(to, text.length) }
}

/** What became of a stretch of the old text: as it was, changed, or no longer there. */
export type Followed = { fate: 'same' | 'changed' | 'gone'; start: number; end: number }

/** Follows a stretch of the old text into the new one; where it was changed, to the ends of its sentences. */
export const follow = (runs: readonly Run[], newText: string, start: number, end: number): Followed => {
  let [from, to] = [-1, -1]
  let kept = 0
  let isChanged = false
  for (const run of runs) {
    const touches =
      run.kind === 'in'
        ? run.oldStart > start && run.oldStart < end
        : Math.max(run.oldStart, start) < Math.min(run.oldEnd, end)
    if (!touches) continue
    if (run.kind !== 'same') {
      isChanged = true
      if (run.kind === 'out') continue
    }
    const shift = run.newStart - run.oldStart
    const here =
      run.kind === 'in'
        ? { from: run.newStart, to: run.newEnd }
        : { from: Math.max(run.oldStart, start) + shift, to: Math.min(run.oldEnd, end) + shift }
    if (run.kind === 'same') kept += newText.slice(here.from, here.to).replace(/[\p{P}\s]/gu, '').length
    if (from === -1) from = here.from
    to = here.to
  }
  if (!isChanged && from !== -1) return { fate: 'same', start: from, end: to }
  if (from === -1 || kept * 5 < end - start) return { fate: 'gone', start: 0, end: 0 }
  return { fate: 'changed', ...sentencesAround(newText, from, to) }
}

import { fold } from './fold.ts'
import type { Assignment, DutyWord } from './types.ts'
import { WordIndex } from './words.ts'

type Ranked = { duty: DutyWord; score: number }

export type DutyIndex = {
  /** Duties that a folded text touches, best first. */
  rank: (folded: string) => Ranked[]
  size: number
}

/** A longer word says more: 随军家属就业 outweighs 就业. A word that comes again adds nothing. */
const worth = (word: string): number => word.length - 0.8

/** A duty found in the first words of an act is its object; further back it is often only an aim. */
const NEAR = 24

const NONE: Ranked[] = []

export const indexDuties = (duties: DutyWord[]): DutyIndex => {
  const index = new WordIndex<DutyWord>()
  for (const duty of duties) {
    for (const word of new Set([...duty.words, duty.phrase])) index.add(fold(word).replace(/\s/g, ''), duty)
  }
  const rank = (folded: string): Ranked[] => {
    if (duties.length === 0) return NONE
    const scores = new Map<DutyWord, number>()
    const seen = new Set<string>()
    let covered = 0
    for (const hit of index.all(folded)) {
      const inside = hit.end <= covered
      covered = Math.max(covered, hit.end)
      if (inside || seen.has(hit.word)) continue
      seen.add(hit.word)
      const near = hit.start <= NEAR ? 1 : 0.7
      for (const duty of hit.values) {
        scores.set(duty, (scores.get(duty) ?? 0) + worth(hit.word) * near * (duty.weight ?? 1))
      }
    }
    return [...scores]
      .map(([duty, score]) => ({ duty, score }))
      .sort((a, b) => b.score - a.score || a.duty.unitId - b.duty.unitId)
  }
  return { rank, size: duties.length }
}

const MOST_HELPERS = 3
/** A helper's duty must be at least this share of the lead's. */
const HELPER_SHARE = 0.4
/** Below this nothing is recommended: one word of two characters under a weak duty says too little. */
const LEAST = 0.45

/** Lead and helpers by duty, each with the phrase that speaks for it. */
export const recommend = (
  ranked: Ranked[],
  unitName: (unitId: number) => string,
  weak = false,
): { lead: Assignment | null; helpers: Assignment[]; clear: boolean; phrase: string | null; score: number } => {
  if (ranked.length === 0) return { lead: null, helpers: [], clear: false, phrase: null, score: 0 }
  const best = new Map<number, Ranked>()
  for (const one of ranked) {
    const held = best.get(one.duty.unitId)
    if (!held || one.score > held.score) best.set(one.duty.unitId, one)
  }
  const order = [...best.values()].filter((one) => one.score >= LEAST).sort((a, b) => b.score - a.score)
  const top = order[0]
  if (!top) return { lead: null, helpers: [], clear: false, phrase: null, score: 0 }
  const assign = ({ duty }: Ranked): Assignment => ({
    unitId: duty.unitId,
    why: 'duty',
    word: duty.phrase,
    reason: `按职责推荐：${duty.phrase} — ${unitName(duty.unitId)}`,
    confirmed: false,
  })
  const share = weak ? 0.9 : HELPER_SHARE
  const helpers = order.slice(1, 1 + MOST_HELPERS).filter((one) => one.score >= top.score * share && one.score >= 1)
  const second = order[1]?.score ?? 0
  return {
    lead: assign(top),
    helpers: helpers.map(assign),
    clear: top.score >= 1.8 && top.score >= second * 1.25,
    phrase: top.duty.phrase,
    score: top.score,
  }
}

import type { DutyWord, UnitWord } from './types.ts'

/** So many lists of one kind are held: offices of several cities read side by side, each with its own order of units. */
const MOST_HELD = 8

const isSameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, index) => word === b[index])

/**
 * Gives back the list handed in before that says the same. Lists come out of the database anew for each document, and the engine
 * remembers what it made of a list by the list itself.
 */
const same = <One>(isSame: (a: One, b: One) => boolean): ((list: One[]) => One[]) => {
  const held: One[][] = []
  return (list) => {
    const at = held.findIndex(
      (known) => known.length === list.length && known.every((one, index) => isSame(one, list[index]!)),
    )
    const found = at === -1 ? list : held.splice(at, 1)[0]!
    held.unshift(found)
    held.length = Math.min(held.length, MOST_HELD)
    return found
  }
}

export const sameUnits = same<UnitWord>(
  (a, b) =>
    a.id === b.id && a.name === b.name && a.sort === b.sort && a.kind === b.kind && isSameWords(a.words, b.words),
)

export const sameDuties = same<DutyWord>(
  (a, b) =>
    a.unitId === b.unitId &&
    a.phrase === b.phrase &&
    a.source === b.source &&
    a.weight === b.weight &&
    isSameWords(a.words, b.words),
)

import type { Context } from './context.ts'
import { indexDuties } from './duties.ts'
import { keyOf } from './fold.ts'
import { namesInText } from './names.ts'
import { propose } from './proposals.ts'
import type { Assignment, Proposal } from './types.ts'

const NO_DUTIES = indexDuties([])

/** Names of one stretch shown at most; a longer list is read in the text. */
const MOST_NAMES = 12

const namesOf = ({ lead, helpers }: Proposal): Assignment[] =>
  [...(lead ? [lead] : []), ...helpers].filter(({ why, set }) => why === 'named' && set === undefined)

/**
 * Whom the text makes answer and the list of units does not hold: read once more with every name that is built like a unit's, and
 * compared act by act. Each such name is told with its proposal as `outside`, so that a name is never lost for want of an entry.
 */
export const tellOutside = (context: Context, bodyStart: number, proposals: readonly Proposal[]): void => {
  const { units } = context
  const isKnown = (word: string): boolean => {
    const folded = keyOf(word)
    return units.find(folded).some(({ end }) => end === folded.length || folded[end] === '(')
  }
  const named = propose({ ...context, units: namesInText(context.scan), duties: NO_DUTIES }, bodyStart)
  const known = new Map<string, boolean>()
  let first = 0
  for (const one of proposals) {
    while (first < named.length && named[first]!.span.end <= one.span.start) first++
    const words = new Set<string>()
    for (let at = first; at < named.length && named[at]!.span.start < one.span.end; at++)
      for (const { word } of namesOf(named[at]!)) {
        if (!known.has(word)) known.set(word, isKnown(word))
        if (!known.get(word) && words.size < MOST_NAMES) words.add(word)
      }
    if (words.size > 0) one.outside = [...words]
  }
}

import { type FieldProblem, Problem, problems } from '../problem.ts'

/** Half of a surrogate pair: no character, and stored it would be another one (�). */
const HALF = /\p{Surrogate}/u
const MOST_TOLD = 20
const detail = '文字里有残缺的字（常见于没有发完整的表情），删掉后再存。'

/** Where a value holds text with half a character, in a field or in the name of one, as JSON pointers. */
export function* brokenTextIn(value: unknown, at = ''): Generator<string> {
  if (typeof value === 'string') {
    if (HALF.test(value)) yield at
  } else if (typeof value === 'object' && value !== null && !(value instanceof Blob))
    for (const [key, one] of Object.entries(value)) {
      if (HALF.test(key)) yield at
      else yield* brokenTextIn(one, `${at}/${key}`)
    }
}

/** Refuses text that could not be kept as it was sent, in whatever field of whatever endpoint. @throws Problem not-valid, field by field */
export const refuseBrokenText = (input: unknown): void => {
  const errors: FieldProblem[] = []
  for (const pointer of new Set(brokenTextIn(input))) if (errors.push({ pointer, detail }) === MOST_TOLD) break
  if (errors.length > 0) throw new Problem(problems['not-valid'], { errors, detail })
}

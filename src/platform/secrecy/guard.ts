import { type FieldProblem, Problem, problems } from '../problem.ts'
import { scan } from './index.ts'

/**
 * Refuses texts that must not be kept in this system; every operation that saves free text asks here first.
 * `texts` by the JSON pointer of their field; empty ones pass.
 * @throws Problem secrecy, with an error per place: its words and the reason
 */
export const refuseSecrets = (texts: Record<string, string | null | undefined>): void => {
  const errors: FieldProblem[] = Object.entries(texts).flatMap(([pointer, text]) =>
    text
      ? scan(text).map(({ name, excerpt, reason }) => ({ pointer, detail: `“${excerpt}”（${name}）：${reason}` }))
      : [],
  )
  if (errors.length > 0) throw new Problem(problems.secrecy, { errors })
}

import { type FieldProblem, Problem, problems } from '../problem.ts'
import { scan, scanField } from './index.ts'

/**
 * Refuses texts that must not be kept in this system; every operation that saves free text asks here first.
 * `texts` by the JSON pointer of their field; empty ones pass.
 * @throws Problem secrecy, with an error per place: its words and the reason
 */
export const refuseSecrets = (texts: Texts): void => refuse(texts, scanField)

/** As {@link refuseSecrets}, for a closed field, which is sealed before it is kept: an address may be one. @throws Problem secrecy */
export const refuseSecretsInClosed = (texts: Texts): void => refuse(texts, scan)

type Texts = Record<string, string | null | undefined>

const refuse = (texts: Texts, read: typeof scan): void => {
  const errors: FieldProblem[] = Object.entries(texts).flatMap(([pointer, text]) =>
    text
      ? read(text).map(({ name, excerpt, reason }) => ({ pointer, detail: `“${excerpt}”（${name}）：${reason}` }))
      : [],
  )
  if (errors.length > 0) throw new Problem(problems.secrecy, { errors })
}

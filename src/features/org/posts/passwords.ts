import { randomInt } from 'node:crypto'
import { FIRST_SECRET_HOURS, ONE_TIME_DAYS } from '../access/rules.ts'

// Without letters and figures that are taken for one another when read from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

const draw = (groups: number): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  ).join('-')

/** A one-time password: 16 signs in four groups, about 79 bits. */
export const oneTimePassword = (): string => draw(4)

/** A 启用码: eight signs in two groups, about 40 bits, told by telephone; of use only beside the password, and braked as one. */
export const activationCode = (): string => draw(2)

/** A code as it was drawn, from what somebody typed: capitals, blanks and dashes do not matter. */
export const plainActivation = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** When a one-time password made now stops to open. */
export const oneTimeUntil = (now: string): string =>
  new Date(Date.parse(now) + ONE_TIME_DAYS * 86_400_000).toISOString()

/** When the secret of a first administrator made now stops to open. */
export const firstSecretUntil = (now: string): string =>
  new Date(Date.parse(now) + FIRST_SECRET_HOURS * 3_600_000).toISOString()

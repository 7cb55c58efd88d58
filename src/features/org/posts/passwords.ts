import { randomInt } from 'node:crypto'

// Without letters and figures that are taken for one another when read from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A one-time password: 16 signs in four groups, about 79 bits. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  )

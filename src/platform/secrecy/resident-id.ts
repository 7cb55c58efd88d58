const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_DIGITS = '10x98765432'

/**
 * Whether a run of figures is a resident identity number (公民身份号码): 18 places, a day of birth that exists and the
 * right check digit (GB 11643-1999, ISO 7064 MOD 11-2). Spaces and hyphens inside are passed over.
 */
export const isResidentId = (written: string): boolean => {
  const number = written.replace(/[ -]/gu, '').toLowerCase()
  if (!/^[1-9][0-9]{16}[0-9x]$/u.test(number)) return false

  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ]
  const born = new Date(Date.UTC(year, month - 1, day))
  if (year < 1880 || year > 2099 || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day) return false

  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0)
  return number[17] === CHECK_DIGITS[sum % 11]
}

/** What a resident number says: itself in 18 places with a capital X, the day of birth in parts, and the gender. */
export type ResidentId = { number: string; year: number; month: number; gender: 'male' | 'female' }

const checkDigit = (seventeen: string): string =>
  (
    CHECK_DIGITS[
      WEIGHTS.slice(0, 17).reduce((total, weight, place) => total + weight * Number(seventeen[place]), 0) % 11
    ] as string
  ).toUpperCase()

/**
 * Reads a resident number as offices write it: 18 places, or 15 as issued before 1999 (GB 11643-1989), which become 18 by
 * the century 19 and the check digit. Null for anything else.
 */
export const readResidentId = (written: string): ResidentId | null => {
  const plain = written.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase()
  const seventeen = /^[1-9][0-9]{14}$/u.test(plain) ? `${plain.slice(0, 6)}19${plain.slice(6)}` : null
  const number = seventeen === null ? plain : seventeen + checkDigit(seventeen)
  if (!isResidentId(number)) return null
  const gender = Number(number[16]) % 2 === 1 ? 'male' : 'female'
  return { number, year: Number(number.slice(6, 10)), month: Number(number.slice(10, 12)), gender }
}

/** A number with its right check digit, from the first 17 places: for made-up numbers of samples and tests. */
export const withCheckDigit = (seventeen: string): string => seventeen + checkDigit(seventeen)

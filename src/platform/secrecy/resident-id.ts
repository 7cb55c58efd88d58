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

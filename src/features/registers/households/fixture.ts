import { plant } from '../../../platform/db/planted.fixture.ts'
import { withCheckDigit } from '../../../platform/secrecy/resident-id.ts'

/** A made-up resident number of the code 990000, which no place bears: born on a day, the `place`-th of it. */
export const madeUpResident = (born: string, place: number): string =>
  plant(withCheckDigit(`990000${born.replaceAll('-', '')}${String(place).padStart(3, '0')}`))

/** The same as it was issued before 1999: fifteen places. */
export const shortened = (number: string): string => `${number.slice(0, 6)}${number.slice(8, 17)}`

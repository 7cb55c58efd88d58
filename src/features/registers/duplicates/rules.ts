import type { StoredPerson } from '../households/store.ts'
import type { Category } from '../households/words.ts'

/** Columns that the one who stays takes from the other where he has nothing. */
export const FILLABLE = {
  gender: 'gender',
  birthYear: 'birth_year',
  birthMonth: 'birth_month',
  kin: 'kin',
  joinedYear: 'joined_year',
  leftYear: 'left_year',
  discharge: 'discharge',
  care: 'care',
  benefitCode: 'benefit_code',
  informedOn: 'informed_on',
} as const satisfies Partial<Record<keyof StoredPerson, string>>
export type Fillable = keyof typeof FILLABLE
export const CLOSED_FILLABLE = ['resident', 'phone', 'bank'] as const
export type ClosedFillable = (typeof CLOSED_FILLABLE)[number]

type Facts = Pick<StoredPerson, Fillable | ClosedFillable | 'categories'>

/**
 * What a merge gives the person who stays: what he lacks and the other has. Nothing that he has is written over; the merged
 * row keeps its own.
 */
export const fillingOf = (kept: Facts, merged: Facts) => ({
  open: (Object.keys(FILLABLE) as Fillable[]).filter(
    (field) =>
      kept[field] === null &&
      merged[field] !== null &&
      // A month without its own year is another year's; years of service of another are not half his.
      (field !== 'birthMonth' || kept.birthYear === null || kept.birthYear === merged.birthYear) &&
      (field !== 'leftYear' || kept.joinedYear === null || (merged.leftYear ?? 0) >= kept.joinedYear) &&
      (field !== 'joinedYear' || kept.leftYear === null || (merged.joinedYear ?? 9999) <= kept.leftYear),
  ),
  closed: CLOSED_FILLABLE.filter((field) => kept[field] === null && merged[field] !== null),
  categories: merged.categories.filter((one): one is Category => !kept.categories.includes(one)),
})

export type Filling = ReturnType<typeof fillingOf>

/** The path of the first place that holds both: 1.2.3. of 1.2.3.4. and 1.2.3.5. */
export const commonPath = (one: string, other: string): string => {
  const [a, b] = [one.split('.'), other.split('.')]
  const until = a.findIndex((step, place) => step !== b[place])
  const shared = a.slice(0, until === -1 ? a.length : until).filter(Boolean)
  return shared.map((step) => `${step}.`).join('')
}

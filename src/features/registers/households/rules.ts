import { isBankCard } from '../../../platform/secrecy/bank-card.ts'
import type { ResidentId } from '../../../platform/secrecy/resident-id.ts'
import {
  type Category,
  FAMILY_CATEGORIES,
  type Gender,
  type Guardian,
  type GuardianBasis,
  type HouseholdState,
  type Kin,
  type PersonState,
  type Relation,
} from './words.ts'

/** An address is told up to nothing: only that it is there. */
export const MASKED_ADDRESS = '已登记'

/** A phone as it is kept: digits, with + of a country kept off; null for what is no phone of this country. */
export const readPhone = (written: string): string | null => {
  const plain = written
    .normalize('NFKC')
    .replace(/[\s()-]/gu, '')
    .replace(/^\+?86(?=1\d{10}$)/u, '')
  return /^(?:1\d{10}|0\d{9,11})$/u.test(plain) ? plain : null
}

/** A bank account: 12 to 25 figures; a card of 62… must have its right check digit. */
export const readBank = (written: string): string | null => {
  const plain = written.normalize('NFKC').replace(/[\s-]/gu, '')
  if (!/^\d{12,25}$/u.test(plain)) return null
  return /^62\d{14,17}$/u.test(plain) && !isBankCard(plain) ? null : plain
}

/** Number of a certificate: letters, figures, brackets, 字 and 号 of old papers. */
export const readCertificateNumber = (written: string): string | null => {
  const plain = written.normalize('NFKC').replace(/\s/gu, '').toUpperCase()
  return /^[\p{Script=Han}0-9A-Z()〔〕-]{4,30}$/u.test(plain) && /\d/u.test(plain) ? plain : null
}

/** How a spreadsheet spoils a long number: written as a power of ten, or its places after the fifteenth become noughts. */
export const isSpoiltNumber = (written: string): boolean => {
  const plain = written.normalize('NFKC').replace(/\s/gu, '')
  return /^\d(?:\.\d+)?E\+?\d+$/iu.test(plain) || /^\d{15,}0{3,}$/u.test(plain)
}

/** What a person is, as far as the rules ask. */
export type PersonFacts = {
  name: string
  relation: Relation
  gender: Gender | null
  birthYear: number | null
  birthMonth: number | null
  categories: readonly Category[]
  kin: Kin | null
  joinedYear: number | null
  leftYear: number | null
  honours?: readonly { year: number }[]
}

export type PersonRefusal = { field: keyof PersonFacts | 'resident' | 'informedOn'; words: string }

/** On what a person under fourteen is registered, and since when. */
export type GuardianFacts = {
  guardianBasis: GuardianBasis | null
  guardian: Guardian | null
  guardianOn: string | null
}

/** What lacks in it; asked of everybody under fourteen (个人信息保护法 第三十一条, 条款待核对). */
export const judgeGuardian = (
  { guardianBasis, guardian, guardianOn }: GuardianFacts,
  born: { birthYear: number | null; birthMonth: number | null },
  today: string,
): { field: keyof GuardianFacts; words: string }[] => {
  if (guardianBasis === null)
    return isMinor(born.birthYear, born.birthMonth, today)
      ? [
          {
            field: 'guardianBasis',
            words: '未满 14 周岁，先征得监护人同意，写明谁同意、哪一天；依法必须登记的写明依据。',
          },
        ]
      : guardianOn === null
        ? []
        : [{ field: 'guardianBasis', words: '写了日期，还没有选监护人同意还是依法登记。' }]
  const found: { field: keyof GuardianFacts; words: string }[] = []
  if (guardianBasis === 'consent' && guardian === null)
    found.push({ field: 'guardian', words: '哪一位监护人同意还没有选。' })
  if (guardianOn === null) found.push({ field: 'guardianOn', words: '哪一天还没有填。' })
  else if (guardianOn > today) found.push({ field: 'guardianOn', words: '日期还没有到，改为今天或以前。' })
  return found
}

/** The parts of a person that the resident number itself says; what was written stays where there is no number. */
export const withResident = <Facts extends PersonFacts>(facts: Facts, resident: ResidentId | null): Facts =>
  resident === null
    ? facts
    : { ...facts, birthYear: resident.year, birthMonth: resident.month, gender: resident.gender }

/** What does not fit together in a person, in words that say what to do; empty where all is well. */
export const judgePerson = (facts: PersonFacts, resident: ResidentId | null, today: string): PersonRefusal[] => {
  const found: PersonRefusal[] = []
  const year = Number(today.slice(0, 4))
  const say = (field: PersonRefusal['field'], words: string) => found.push({ field, words })
  if (resident) {
    if (facts.birthYear !== null && facts.birthYear !== resident.year)
      say('birthYear', '出生年与身份证号不一致，核对后改一处。')
    else if (facts.birthMonth !== null && facts.birthMonth !== resident.month)
      say('birthMonth', '出生月与身份证号不一致，核对后改一处。')
    if (facts.gender !== null && facts.gender !== resident.gender) say('gender', '性别与身份证号不一致，核对后改一处。')
  }
  const born = resident?.year ?? facts.birthYear
  if (born !== null && born > year) say('birthYear', `出生年 ${born} 还没有到，核对后改正。`)
  if (facts.joinedYear !== null && facts.joinedYear > year)
    say('joinedYear', `入伍年份 ${facts.joinedYear} 还没有到，核对后改正。`)
  if (facts.leftYear !== null && facts.leftYear > year)
    say('leftYear', `退役年份 ${facts.leftYear} 还没有到，核对后改正。`)
  if (facts.joinedYear !== null && facts.leftYear !== null && facts.leftYear < facts.joinedYear)
    say('leftYear', `退役年份 ${facts.leftYear} 早于入伍年份 ${facts.joinedYear}，核对后改正。`)
  if (born !== null && facts.joinedYear !== null && facts.joinedYear - born < 10)
    say('joinedYear', `入伍年份 ${facts.joinedYear} 离出生年 ${born} 不到 10 年，核对后改正。`)
  const coming = facts.honours?.find((honour) => honour.year > year)
  if (coming) say('honours', `立功年份 ${coming.year} 还没有到，核对后改正。`)
  const early = born === null ? undefined : facts.honours?.find((honour) => honour.year - born < 10)
  if (early && early !== coming) say('honours', `立功年份 ${early.year} 离出生年 ${born} 不到 10 年，核对后改正。`)
  if (facts.categories.some((one) => FAMILY_CATEGORIES.includes(one)) && facts.kin === null)
    say('kin', '遗属和军属要写与军人的关系，选父母、抚养人、配偶、子女或兄弟姐妹。')
  if (facts.categories.includes('serving-family') && facts.categories.length === 1 && facts.kin === 'sibling')
    say('kin', '现役军人家属只登记父母、抚养人、配偶和子女。')
  return found
}

/** A person under fourteen: the guardian is told, and the day is kept (个人信息保护法 第三十一条). */
export const isMinor = (birthYear: number | null, birthMonth: number | null, today: string): boolean => {
  if (birthYear === null) return false
  const [year, month] = today.split('-').map(Number) as [number, number]
  const age = year - birthYear - (birthMonth !== null && birthMonth > month ? 1 : 0)
  return age < 14
}

/** Whether a day lies before the month or year in which somebody was born. */
export const isBeforeBirth = (on: string, birthYear: number | null, birthMonth: number | null): boolean =>
  birthYear !== null &&
  (birthMonth === null
    ? Number(on.slice(0, 4)) < birthYear
    : on.slice(0, 7) < `${birthYear}-${String(birthMonth).padStart(2, '0')}`)

/** Which steps a row allows: a person or household that ended can be taken up again, a merged one only by taking back the merge. */
export const mayChange = (state: PersonState | HouseholdState): boolean => state === 'present'
export const mayResume = (state: PersonState | HouseholdState): boolean => state !== 'present' && state !== 'merged'

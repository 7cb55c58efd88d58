import { CATEGORIES, CATEGORY_WORDS, GRADE_WORDS, GRADES } from '../../registers/index.ts'

/** Parts of measures in their order, and their words. */
export const PART_ORDER: Record<'grade' | 'category', readonly string[]> = { grade: GRADES, category: CATEGORIES }
export const PART_WORDS: Record<'grade' | 'category', ReadonlyMap<string, string>> = {
  grade: new Map(Object.entries(GRADE_WORDS)),
  category: new Map(Object.entries(CATEGORY_WORDS)),
}

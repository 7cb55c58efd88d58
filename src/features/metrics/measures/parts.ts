import { CATEGORIES, CATEGORY_WORDS, GRADE_WORDS, GRADES, HELP_KIND_WORDS } from '../../registers/index.ts'
import type { RegisterMeasure } from './register-measures.ts'

type OwnParts = Exclude<NonNullable<RegisterMeasure['parts']>, 'round'>

const MARK_WORDS = { sacrifice: '牺牲纪念日', hardship: '困难家庭' }

/** Parts of measures in their order, and their words. */
export const PART_ORDER: Record<OwnParts, readonly string[]> = {
  grade: GRADES,
  category: CATEGORIES,
  help: Object.keys(HELP_KIND_WORDS),
  mark: Object.keys(MARK_WORDS),
}
export const PART_WORDS: Record<OwnParts, ReadonlyMap<string, string>> = {
  grade: new Map(Object.entries(GRADE_WORDS)),
  category: new Map(Object.entries(CATEGORY_WORDS)),
  help: new Map(Object.entries(HELP_KIND_WORDS)),
  mark: new Map(Object.entries(MARK_WORDS)),
}

import type { RegionIndex, Span, UnitIndex } from '../../sources/reading/parts/index.ts'
import type { Side } from '../kinds/all.ts'

export type { Span } from '../../sources/reading/parts/index.ts'

/** So much of a pasted text is read; a fact is one sentence or a few. */
export const MOST_READ = 2000

/** What a sentence may tell of; the kinds of the facts room. */
export const READ_KINDS = [
  'meeting',
  'visit',
  'activity',
  'campaign',
  'education',
  'training',
  'troop-education',
  'discipline',
  'publicity',
  'money',
  'mission',
  'project',
  'ceremony',
  'joint',
  'inspection',
] as const
export type ReadKind = (typeof READ_KINDS)[number]

/** Whom a visit goes to: the locality's to troops, families or families of border troops; the troops' to people in need or as a service. */
export type Direction = 'to-troops' | 'to-families' | 'to-border' | 'to-needy' | 'service'

/** How the sentence qualifies a number; kept as it was said. */
export type FactQualifier = '近' | '余' | '约'

/** Day or period; both null where the words name none that can be reckoned (近日, 前几天). */
export type ReadTime = {
  startsOn: string | null
  endsOn: string | null
  /** The words leave the day open: a stretch is proposed, or nothing, and a person names the day. */
  isVague: boolean
  /** No year was said and this year's day is still to come: last year's was taken. */
  isLastYear: boolean
  /** 六月底, 月初: about then. */
  isAbout: boolean
  /** Why no day is told: there is no such day (2月30日), it is to come, or the words speak of what is planned. */
  why: 'impossible' | 'ahead' | 'planned' | null
  /** 上午, 下午 …, as said. */
  hour: string | null
  text: string
  span: Span
}

/** Who acts (`by`), to whom (`to`), and who comes along or joins (`with`). */
export type Part = 'by' | 'to' | 'with'

export type ReadParty = {
  part: Part
  /** Troops, families or persons, leaders and posts, or any other body. */
  sort: 'troops' | 'family' | 'group' | 'post' | 'unit'
  name: string
  unitId: number | null
  /** The family of the register that is meant; null where none, or more than one, bears the name. */
  householdId: number | null
  /** More than one family of the register bears the name: a person says which. */
  isShared?: boolean
  span: Span
}

/** What a number of a fact counts. */
export const QUANTITY_KEYS = [
  'money',
  'gift-value',
  'households',
  'people',
  'person-times',
  'hours',
  'sessions',
  'pieces',
  'reads',
  'vehicles',
  'needs',
  'topics',
  'items',
  'issues',
  'mended',
  'checks',
  'places',
  'gifts',
  'plaques',
  'letters',
] as const
export type QuantityKey = (typeof QUANTITY_KEYS)[number]

export type ReadQuantity = {
  key: QuantityKey
  value: number
  /** Upper end where a stretch was said (3至5户). */
  high: number | null
  unit: string
  qualifier: FactQualifier | null
  /** 每户500元: what one gets; the sum then stands in `value` where the number of households was said. */
  each: { value: number; per: string } | null
  /** How `value` was reckoned, in words to be confirmed: 3户×200元＝600元. */
  sum: string | null
  /**
   * Whom a number of persons counts: who did it, for whom it was done, who took part, or what came of it (达成意向87人);
   * null where nothing tells.
   */
  role: 'by' | 'to' | 'join' | 'other' | null
  /** 共, 合计: holds what the others name in part; behind 其中: a part of it. */
  isTotal: boolean
  isDetail: boolean
  /**
   * Why it is filled in nowhere: 每户 without one number of households; money and gifts in one sum; a bound (不到10户); not read whole;
   * nobody was at home; what was paid for them; what tells of something else (比去年增加5万元); said once more, or the whole of
   * what the others tell; a total and its parts that disagree.
   */
  doubt: 'restated' | 'clash' | 'uncounted' | 'joint' | 'bound' | 'unclear' | 'absent' | 'paid' | 'beside' | null
  span: Span
}

/** 米 2 袋; without a number where none was said (送了米油). */
export type ReadGift = {
  name: string
  count: number | null
  unit: string | null
  qualifier: FactQualifier | null
  /** 每户米1袋: 户, what each of them got. */
  each: string | null
  span: Span
}

/** 承诺: what was promised, and by which day; null where no day was said. */
export type ReadPromise = { text: string; dueOn: string | null; dueText: string | null; span: Span }

/** 诉求: what somebody asked for (想问轮椅补助怎么办). */
export type ReadAsk = { text: string; span: Span }

export type ReadMedium = { name: string; level: 'state' | 'province' | 'city' | 'county' | null; span: Span }

export type Missing = 'kind' | 'when' | 'whom'

/** Why no direction is told: both troops and families are named, or the side of who writes does not do it. */
export type NoDirection = 'mixed' | 'other-side'

/** What one sentence tells; every span counts in the sentence as it was typed. */
export type FactReading = {
  kind: { value: ReadKind; span: Span } | null
  direction: Direction | null
  noDirection: NoDirection | null
  /** The side whose doing it is: of the doer that is named, else of who writes; null where neither tells. */
  side: Side | null
  when: ReadTime | null
  place: { name: string; regionId: number | null; candidates: number[]; span: Span } | null
  parties: ReadParty[]
  /** Names of the register that are said, and nothing tells whether they were visited. */
  untied: string[]
  quantities: ReadQuantity[]
  gifts: ReadGift[]
  media: ReadMedium[]
  promises: ReadPromise[]
  asks: ReadAsk[]
  missing: Missing[]
  /** Words of what did not happen: 取消, 准备. `isWhole`: nothing else of the sentence did. */
  undone: { text: string; isWhole: boolean } | null
  /** They were called, not visited. */
  isByPhone: boolean
  /** The text of each event where the sentence tells of several; everything above is read from the first then. */
  facts: string[]
  /** Words of numbers that were read as nothing of the above, with their place. */
  unread: { text: string; span: Span }[]
}

/** A family the sentence may name: the head's name and those who belong to it. Only families the reader may see. */
export type FamilyWord = {
  id: number
  names: readonly string[]
  /** Path of its village, where it is known. */
  path?: string
}

export type FactReadingOptions = {
  /** ISO day of the office. */
  today: string
  units?: UnitIndex
  regions?: RegionIndex
  /** The region of the post that writes; decides between places of one name. */
  home?: number | null
  families?: readonly FamilyWord[]
  /** Chosen by hand: the sentence is read as telling of this. */
  kind?: ReadKind
  /** For which sides the post that writes may write; both where left out. */
  sides?: readonly Side[]
}

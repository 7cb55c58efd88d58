import type { Role } from '../../../platform/acting.ts'

/** How the units named in a fact took part: 主办, 参加, 对象 (whom it was done for). */
export const FACT_PARTS = ['host', 'join', 'object'] as const
export type FactPart = (typeof FACT_PARTS)[number]

/** Ledgers 台账 that facts fill by themselves: 走访台账, 帮扶台账. */
export const LEDGERS = ['visits', 'help'] as const
export type Ledger = (typeof LEDGERS)[number]

/** Who does it: the locality 地方, or the troops 部队. */
export type Side = 'civil' | 'military'

/** A field of one kind, kept as text; of a choice the key is kept. */
export type FactField = {
  key: string
  label: string
  type: 'text' | 'prose' | 'choice'
  /** Type choice: key and label, in the order they stand. */
  choices?: readonly (readonly [key: string, label: string])[]
  required?: boolean
  /** Only in these directions of the kind. */
  directions?: readonly string[]
  most?: number
  help?: string
}

/** An amount of one kind: how many of what. */
export type FactQuantity = {
  key: string
  label: string
  /** Base unit: 元, 人次, 户 … */
  unit: string
  /** Money is asked for in 元 and shown in full. */
  isMoney?: boolean
  /** Whole numbers unless this says how many digits follow the point. */
  digits?: number
  required?: boolean
  directions?: readonly string[]
}

/** What a ledger is decided by. */
export type LedgerFacts = {
  direction: string | null
  fields: Readonly<Record<string, string>>
  quantities: readonly { key: string; value: number }[]
}

/**
 * A kind of facts 实绩 is one file: its fields, amounts and labels, who may enter it, its directions and the ledgers it fills.
 * Form, filter, sheet and figures are made from it; the database knows no kinds.
 */
export type FactKind = {
  code: string
  name: string
  /** One line over the form: what belongs here. */
  help?: string
  /** Roles that may enter it; an office or station also for a unit without access where `isMilitary` (代录). */
  roles: readonly Role[]
  /** Of the military side: anybody else enters it for a troop unit and names it. */
  isMilitary?: boolean
  /** Each with the side that does it; the other side may not enter it. */
  directions?: readonly (readonly [key: string, label: string, side: Side])[]
  /** One day, a stretch of days, or only the month. */
  days: 'day' | 'span' | 'month'
  /** Where it happened is told no closer than the county. */
  isCountyOnly?: boolean
  /**
   * Nothing in free words: no account, and a name made by the program. Who wrote it down is told to offices and the unit alone
   * where it is a troop unit.
   */
  isBare?: boolean
  /** The parts in which units may be named; none where no unit may stand in it. */
  parts: readonly FactPart[]
  /** Families of the register may be named. */
  takesHouseholds?: boolean
  /** What its files are for; `isExpected`: one without is shown to whoever checks. */
  files?: { word: string; isExpected: boolean }
  /** Other facts belong to it. */
  isCampaign?: boolean
  fields: readonly FactField[]
  quantities: readonly FactQuantity[]
  /** Amounts of which one is a part of the other: 已整改 of 发现问题. */
  within?: readonly (readonly [part: string, whole: string])[]
  /** Ledgers it stands in. */
  ledgersOf?: (fact: LedgerFacts) => Ledger[]
}

/** Who enters facts of the locality, and of either side. */
export const CIVIL_ROLES = ['office', 'liaison', 'station'] as const
export const ALL_ROLES = ['office', 'liaison', 'station', 'troop'] as const

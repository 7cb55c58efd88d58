import type { Checked } from './checked.ts'
import type { Confidence, Doubt } from './doubts.ts'

/** Offsets are UTF-16 units; [start, end). Of the clean text unless a name says otherwise. */
export type Span = { start: number; end: number }

/** A unit as texts may call it: full name, short names and aliases. */
export type UnitWord = { id: number; name: string; words: string[]; sort: number; kind: string }

/** One duty of a unit: the phrase shown to people and the words by which texts speak of it. */
export type DutyWord = {
  unitId: number
  phrase: string
  words: string[]
  source: string
  /** 1 when left out; fallbacks such as 双拥工作机制 carry less. */
  weight?: number
}

/** Sets of units that texts name as one: 各乡镇（街道）, 各县（市、区）, 各成员单位, 驻军部队. */
export type UnitSet = 'townships' | 'counties' | 'members' | 'troops'

export type RemovedReason = 'pinyin' | 'page-chrome' | 'printed-twice'

/** `span` counts in the ORIGINAL text: what was removed has no place in the clean one. */
export type Removed = { start: number; end: number; reason: RemovedReason }

export type DocumentKind = 'plan' | 'report' | 'standard' | 'duallist' | 'notice' | 'news'

export type Head = {
  kind: DocumentKind
  title: string | null
  issuer: string | null
  /** 文号 */
  number: string | null
  /** ISO day of signing or publishing; null where only the month is known or nothing at all. */
  date: string | null
  /** The year the work is meant for: from the title, else the date, else the year of `today`. */
  year: number
  /** First and last day of the time that the title speaks of (ISO); null where it names none. */
  period: { from: string; to: string } | null
  /** The place it speaks for, as printed (重庆市某区 keeps both levels). */
  place: string | null
}

export type ClauseKind =
  | 'attachment'
  | 'chapter'
  | 'section'
  | 'article'
  | 'part'
  | 'point'
  | 'item'
  | 'subitem'
  | 'circled'
  | 'ordinal'
  | 'row'
  | 'heading'

export type Clause = {
  /** Markers from the root joined with `/`: `一/(一)/1/一是`; headings without a marker are `#1`. */
  path: string
  /** Canonical form of the printed marker. */
  marker: string
  kind: ClauseKind
  /** Depth, 1 for the outermost. */
  level: number
  title: string
  titleSpan: Span
  /** Own text after the title, without that of its children. */
  body: Span
  /** Marker to the end of the last child. */
  span: Span
  /** Index into `clauses`, null for the outermost. */
  parent: number | null
  /** `broken-numbering` where its number does not follow the one before it. */
  doubts: Doubt[]
}

/** Who an act goes to, and why. Never confirmed here: a person does that. */
export type Assignment = {
  unitId?: number
  set?: UnitSet
  why: 'named' | 'duty'
  /** What the text makes of a named unit: 牵头, simply responsible, or 配合. */
  as?: 'lead' | 'does' | 'helps'
  /** The words in the text, or the phrase of the duty. */
  word: string
  /** Shown to people: 文中点名：市教育局 / 按职责推荐：军人子女教育优待 — 教育局. */
  reason: string
  confirmed: false
}

/** `on` is null where the words give no single day (每季度, 长期坚持). */
export type Deadline = { on: string | null; text: string }

export type Proposal = {
  /** Index into `clauses`; null for text outside every clause. */
  clause: number | null
  path: string | null
  /** Short imperative, at most about 30 characters. */
  title: string
  /** The clean text of the span. */
  text: string
  span: Span
  lead: Assignment | null
  helpers: Assignment[]
  deadline: Deadline | null
  /** Where the sentence begins whose first words name the time (3月:…) for all acts in it. */
  opening?: number
  quota: string | null
  /** How the text says that it is checked (纳入考核, 每半年通报, 报…备案); null where it says nothing. */
  checked: Checked | null
  /** Low where the unit is not certain or the words may be an aim; see `doubts` for all that is open. */
  confidence: Confidence
  reasons: string[]
  doubts: Doubt[]
  /** Units that the text names for it and the list of units does not hold, as printed; only where asked for. */
  outside?: string[]
}

/** How a text qualifies a number, in one form: 超过 and 突破 are 超, 接近 is 近. */
export type Qualifier =
  | '近'
  | '余'
  | '多'
  | '约'
  | '上'
  | '超'
  | '逾'
  | '左右'
  | '以上'
  | '以下'
  | '不少于'
  | '不低于'
  | '不超过'
  | '至少'

/** One quantitative statement. Spans of the clean text. */
export type Figure = {
  /** Approximator or bound word, number and unit. */
  span: Span
  /** The words that say what is counted; may be empty. */
  metric: string
  /** In the base unit: 万 and 亿 multiplied out; of a range its lower end. */
  value: number
  unit: string
  approx: boolean
  qualifier: Qualifier | null
  /** A requirement, target or limit: at least, at most. */
  bound: 'min' | 'max' | null
  range: [number, number] | null
  /** Stated stretch of time or base of a rate: 2019年以来, 每人每年. */
  period: string | null
  /** The nearest place named before it in its sentence. */
  place: string | null
  /** Every place where the text states it, the first one included. */
  mentions: Span[]
  /** `no-metric`, `unclear-unit` */
  doubts: Doubt[]
}

/**
 * One piece of a scoring rule. Points are positive but for `ratio`, where a negative number is taken away per step.
 *
 * - `each`: so many points for every element that is met (做到一个得0.5分)
 * - `and`: all or nothing (列入预算且有拨付凭证得1分)
 * - `split`: parts with points of their own
 * - `band`: a scale of shares or counts
 * - `ratio`: per step of a share (每低1个百分点扣0.25分)
 * - `deduct`: per occurrence (每少一次扣2分,扣完为止); `unit` null for a single one; `cap` the most it takes (最多扣2分)
 * - `bonus`: on top, per occurrence or once, with its cap
 * - `veto`: takes the item (不得分) or the whole standing (一票否决)
 */
export type ScoringAtom = { span: Span } & (
  | { kind: 'each'; points: number; elements: string[] | null; count: number | null }
  | { kind: 'and'; points: number; requires: string[] }
  | { kind: 'split'; parts: { name: string; points: number }[] }
  | {
      kind: 'band'
      bands: { condition: string; min: number | null; max: number | null; unit: string; points: number }[]
    }
  | { kind: 'ratio'; points: number; step: number; unit: string; what: string; cap?: number }
  | {
      kind: 'deduct'
      points: number
      count: number
      unit: string | null
      what: string
      stopsAtZero: boolean
      cap: number | null
    }
  | { kind: 'bonus'; points: number; count: number | null; unit: string | null; what: string; cap: number | null }
  | { kind: 'veto'; scope: 'item' | 'whole'; what: string }
)

/** One item of an assessment standard. */
export type ScoringClause = {
  /** Index into `clauses`; null for a table's row that is no clause. */
  clause: number | null
  section: string | null
  /** Printed number of the item. */
  item: string | null
  /** What is asked for. */
  content: string
  /** What the item is worth; null where the text does not say. */
  points: number | null
  span: Span
  atoms: ScoringAtom[]
  /** `no-points`, `points-differ` */
  doubts: Doubt[]
}

export type Reading = {
  clean: string
  /** Pairs (clean offset, original offset), flat; between two pairs both run in step. Use `originalSpan`. */
  map: number[]
  removed: Removed[]
  head: Head
  clauses: Clause[]
  proposals: Proposal[]
  figures: Figure[]
  scoring: ScoringClause[]
}

/** Without `units` every name in the text that is built like a unit's stands for itself; without `duties` nothing is recommended. */
export type ReadingOptions = {
  today?: string
  units?: UnitWord[]
  duties?: DutyWord[]
  /** Beside a list of units: tell with each proposal the units that the text names and the list does not hold. */
  outside?: boolean
}

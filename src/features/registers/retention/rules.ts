/**
 * When the data of somebody who left the register have served. No limit is known for a city's own register: the years are settings,
 * unverified until the city names the paper that sets them; none set, nothing falls due by itself.
 */
export const RETENTION_STATES = ['due', 'held', 'cleared'] as const
export type RetentionState = (typeof RETENTION_STATES)[number]

/** 去世或迁出的在册人员; 办结的帮扶里写的话; 办结的喜报里的姓名. */
export const RETENTION_KINDS = ['person', 'help', 'merit'] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

/** What clears: a kind of 到期清单, after a look; a job, by itself. */
export type ClearedBy = { list: RetentionKind } | { job: string }

const list = (kind: RetentionKind): ClearedBy => ({ list: kind })
const job = (name: string): ClearedBy => ({ job: name })
const person = list('person')
const untaken = job('clear-old-imports')
const former = job('forget-former-numbers')

/**
 * Which rule clears what a table keeps of persons for a time, by the kind of processing.json. A kind that is to be cleared there
 * and has no rule here fails main/processing.test.ts.
 */
export const CLEARED_BY: Record<string, Record<string, ClearedBy>> = {
  household_persons: {
    'register-name': person,
    'register-status': person,
    resident: person,
    'register-phone': person,
    bank: person,
    'register-notice': person,
  },
  person_honours: { 'register-status': person },
  person_certificates: { 'register-status': person, certificate: person },
  households: { 'register-name': person, 'register-status': person, 'home-address': person },
  help_cases: { health: list('help') },
  help_steps: { health: list('help') },
  merit_reports: { 'register-name': list('merit') },
  register_import_rows: Object.fromEntries(
    [
      ...['register-name', 'register-status', 'home-address', 'resident', 'register-phone', 'bank', 'certificate'],
      'register-notice',
    ].map((kind) => [kind, untaken]),
  ),
  files: { file: untaken },
  picture_marks: { file: untaken },
  liaisons: { 'office-phone': former, mobile: former },
}

export type RetentionSettings = {
  /** Years after somebody died or moved away; null: not set. */
  personYears: number | null
  /** Years after a case of help ended; null: not set. */
  helpYears: number | null
  /** Years after a report of merit was answered or sent back; null: not set. */
  meritYears: number | null
  /** Days until an import that was never taken in goes with its file, by itself. */
  importDays: number
  /** Days after which a file that was kept on purpose goes too, by itself; null: it stays. */
  keptFileDays: number | null
  /** The paper that sets them; empty: unverified. */
  source: string
}

/** Files of imports that nobody took in are cleared after a month: the program's own choice. */
export const DEFAULT_RETENTION: RetentionSettings = {
  personYears: null,
  helpYears: null,
  meritYears: null,
  importDays: 30,
  keptFileDays: null,
  source: '',
}

export type RetentionRefusal = 'retention-not-due' | 'retention-held' | 'retention-not-held' | 'retention-cleared'

/** Whether an item may be cleared on a day. */
export const refuseClearing = (
  { state, dueOn }: { state: RetentionState; dueOn: string },
  today: string,
): RetentionRefusal | null =>
  state === 'cleared'
    ? 'retention-cleared'
    : state === 'held'
      ? 'retention-held'
      : dueOn > today
        ? 'retention-not-due'
        : null

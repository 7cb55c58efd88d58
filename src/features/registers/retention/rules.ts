/**
 * When the data of somebody who left the register have served. No limit is known for a city's own register: the years are settings,
 * unverified until the city names the paper that sets them; none set, nothing falls due by itself.
 */
export const RETENTION_STATES = ['due', 'held', 'cleared'] as const
export type RetentionState = (typeof RETENTION_STATES)[number]

/** 去世或迁出的在册人员; 办结的帮扶里写的话. */
export const RETENTION_KINDS = ['person', 'help'] as const

export type RetentionSettings = {
  /** Years after somebody died or moved away; null: not set. */
  personYears: number | null
  /** Years after a case of help ended; null: not set. */
  helpYears: number | null
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

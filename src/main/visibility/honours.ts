import { inRange, isRole, type Sight, scope, type TableRule } from './sights.ts'

const readers: Sight = {
  means: 'offices, stations and leaders, inside their own region and below; leaders are answered masked',
  sql: `${isRole('office', 'station', 'leader')} and ${inRange('region_path')}`,
}
const tallied: Sight = {
  means: 'offices, stations and leaders, of their place and below',
  sql: `${isRole('office', 'station', 'leader')} and ${inRange('region_path')}`,
}
const keepers: Sight = {
  means: 'offices and stations, inside their own region and below',
  sql: `${isRole('office', 'station')} and ${inRange('region_path')}`,
}
/** What hangs on a row of the register goes with that row, which has its own policy. */
const withRow = (table: string, key: string, of: string): Sight => ({
  means: `who reads the row of ${of} it belongs to`,
  sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from ${of} o where o.id = ${table}.${key})`,
})
const keptRow = (table: string, key: string, of: string): Sight => ({
  means: `who keeps the row of ${of} it belongs to`,
  sql: `${isRole('office', 'station')} and exists (select 1 from ${of} o where o.id = ${table}.${key})`,
})

/** Local rates that the offices set, each with its paper. */
const localTable: TableRule = {
  sees: [{ means: 'who reads the register', sql: isRole('office', 'station', 'leader') }],
  writes: [
    {
      means: 'the offices, inside their own region and below',
      sql: `${isRole('office')} and ${inRange('region_path')}`,
    },
  ],
  may: ['insert', 'update'],
}

/** 底册: plaques, merit reports, letters, allowances and help. */
export const HONOURS: Record<string, TableRule> = {
  register_numbers: {
    sees: [{ means: 'offices and stations', sql: isRole('office', 'station') }],
    may: ['insert', 'update'],
  },
  plaque_cards: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  plaque_steps: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  plaque_step_files: {
    sees: [withRow('plaque_step_files', 'step_id', 'plaque_steps')],
    writes: [keptRow('plaque_step_files', 'step_id', 'plaque_steps')],
    may: ['insert'],
  },
  plaque_statements: { sees: [readers], writes: [keepers], may: ['insert'] },
  plaque_statement_lines: {
    sees: [withRow('plaque_statement_lines', 'statement_id', 'plaque_statements')],
    writes: [keptRow('plaque_statement_lines', 'statement_id', 'plaque_statements')],
    may: ['insert'],
  },
  merit_reports: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  merit_report_steps: {
    sees: [withRow('merit_report_steps', 'report_id', 'merit_reports')],
    writes: [keptRow('merit_report_steps', 'report_id', 'merit_reports')],
    may: ['insert'],
  },
  merit_report_files: {
    sees: [withRow('merit_report_files', 'step_id', 'merit_report_steps')],
    writes: [keptRow('merit_report_files', 'step_id', 'merit_report_steps')],
    may: ['insert'],
  },
  // 发放汇总: totals without persons.
  allowance_batches: {
    sees: [readers],
    writes: [
      {
        means: 'offices, inside their own region and below',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  help_cases: {
    sees: [
      {
        means: 'who reads the family in the register',
        sql: `${isRole('office', 'station', 'leader')} and exists (select 1 from households o where o.id = help_cases.household_id)`,
      },
    ],
    writes: [
      {
        means: 'who keeps the family in the register',
        sql: `${isRole('office', 'station')} and exists (select 1 from households o where o.id = help_cases.household_id)`,
      },
    ],
    may: ['insert', 'update'],
  },
  help_steps: {
    sees: [withRow('help_steps', 'case_id', 'help_cases')],
    writes: [keptRow('help_steps', 'case_id', 'help_cases')],
    may: ['insert'],
  },
  letter_rounds: {
    sees: [
      readers,
      {
        means: 'who works in a place below the one that opened the round',
        sql: `${isRole('office', 'station', 'leader')} and starts_with(${scope}, region_path)`,
      },
    ],
    writes: [
      {
        means: 'the offices, inside their own region and below',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  // The lines of a round that is withdrawn before anything went are given up.
  letter_items: { sees: [readers], writes: [keepers], may: ['insert', 'update', 'delete'] },
  letter_marks: { sees: [readers], writes: [keepers], may: ['insert', 'update'] },
  // Counts by place and head; the triggers of households, cards, reports and letters write them.
  register_tallies: { sees: [tallied] },
  merit_bonus_tables: localTable,
  conscript_tables: localTable,
}

/** Files that these rows hold, `file` being the number: who may read the row may read them. */
export const HONOUR_FILES: Sight[] = [
  {
    means:
      'who keeps the step about a plaque that shows it as a picture; papers open with a reason (registers/papers.ts)',
    sql: `${isRole('office', 'station')} and exists (select 1 from plaque_step_files f where f.file_id = file and not f.is_paper)`,
  },
  {
    means: 'who keeps the step of a merit report that shows it as a picture; papers open with a reason',
    sql: `${isRole('office', 'station')} and exists (select 1 from merit_report_files f where f.file_id = file and not f.is_paper)`,
  },
]

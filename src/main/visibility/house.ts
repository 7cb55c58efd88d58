import { HONOUR_FILES } from './honours.ts'
import {
  anyOf,
  BUSINESS,
  everybody,
  inRange,
  isRole,
  keepers,
  nobody,
  ofDelegates,
  ofSysadmin,
  person,
  post,
  type Sight,
  scope,
  type TableRule,
} from './sights.ts'

/** Records that hold files, of which `file` is the number: who may read the record may read its file. */
const FILE_HOLDERS: Sight[] = [
  {
    means: 'who may read the matter that holds it',
    sql: `${isRole(...BUSINESS)} and exists (select 1 from matter_files f where f.file_id = file)`,
  },
  {
    means: 'who may read the document it is the original of',
    sql: `${isRole(...BUSINESS)} and exists (select 1 from documents d where d.file_id = file)`,
  },
  {
    means: 'who may read the fact that holds it',
    sql: `${isRole(...BUSINESS)} and exists (select 1 from fact_files f where f.file_id = file)`,
  },
  {
    means: 'who may read the statement that was signed on it',
    sql: `${isRole('office', 'troop')} and exists (select 1 from statement_files f where f.file_id = file)`,
  },
  {
    means: 'who keeps the register of processing, of the paper of an assessment',
    sql: `${isRole('office', 'sysadmin', 'secadmin', 'auditor')} and exists (select 1 from impact_assessments a where a.file_id = file)`,
  },
  ...HONOUR_FILES,
]

/** The sheet of a register's import is judged by its cells, not as a whole: nobody reads it, and it stands beside no record. */
const isJudged = "files.brought_for <> 'register'"

/**
 * A file is read with the record that holds it. By a function whose plan a connection keeps, like `sees_words`: written out, the
 * policies of all rooms that hold files were planned anew for each statement that touches one. It runs as whoever asks, so that the
 * policies of those records judge.
 */
export const fileSightsSql = (): string[] => [
  `create or replace function sees_file(file integer) returns boolean
    language plpgsql stable cost 200 as $body$
    begin
      return ${anyOf(FILE_HOLDERS)};
    end $body$`,
]

/** Approvals that those decide who know the business of the place (org/approvals/states.ts). */
const isNotOfPlace = "kind <> 'period.reopen'"
const ofItsPlace: Sight = {
  means: 'of a closing to be reopened: offices of the place and above it, and leaders of the place',
  sql: `kind = 'period.reopen' and exists (select 1 from posts p join regions k on k.id = p.region_id
    where p.id = asked_post_id and (${isRole('office')} and ${inRange('k.path')} or ${isRole('leader')} and k.path = ${scope}))`,
}

/** Settings, sessions, audit and files: what every room stands on. */
export const HOUSE: Record<string, TableRule> = {
  join_failures: { sees: [nobody] },
  calendar_notices: { sees: [everybody], writes: [ofSysadmin], may: ['insert', 'update'] },
  settings: { sees: [everybody], writes: [keepers], may: ['insert', 'update'] },
  sessions: { sees: [nobody] },
  processes: { sees: [nobody] },
  // Its rows open for nobody without the key that the sender holds.
  request_keys: {
    sees: [{ means: 'whoever sent the request', sql: `person_id = ${person}` }],
    writes: [{ means: 'whoever sent the request', sql: `person_id = ${person}` }],
    may: ['insert'],
  },
  // Its rows open for nobody without a key that lies outside the database.
  personal_keys: { sees: [everybody], may: ['insert'] },
  export_counts: {
    sees: [{ means: 'whoever takes files out', sql: `person_id = ${person}` }],
    may: ['insert', 'update'],
  },
  sign_in_rules: {
    sees: [everybody],
    writes: [{ means: 'the security administrator', sql: isRole('secadmin') }],
    may: ['update'],
  },
  approvals: {
    sees: [
      ofItsPlace,
      { means: 'the three administrators', sql: isRole('sysadmin', 'secadmin', 'auditor') },
      { means: 'whoever asked', sql: `asked_person_id = ${person}` },
    ],
    writes: [
      {
        means: 'system and security administrators, but for what a place decides itself',
        sql: `${isRole('sysadmin', 'secadmin')} and ${isNotOfPlace}`,
      },
      ofItsPlace,
      { means: 'the audit administrator, of a reset', sql: `${isRole('auditor')} and kind = 'people.reset'` },
      { means: 'whoever asked', sql: `asked_person_id = ${person}` },
    ],
    may: ['insert', 'update'],
  },
  // Stations ask before they register what is sensitive.
  impact_assessments: {
    sees: [everybody],
    writes: [
      {
        means: 'the office of the city, with a paper that it reads',
        sql: `${isRole('office')} and ${scope} = (select k.path from regions k where k.id = city_id)
          and (file_id is null or exists (select 1 from files f where f.id = impact_assessments.file_id))`,
      },
    ],
    may: ['insert', 'delete'],
  },
  former_passwords: { sees: [nobody] },
  second_factors: { sees: [nobody] },
  recovery_codes: { sees: [nobody] },
  sign_in_brakes: { sees: [nobody] },
  known_addresses: { sees: [nobody] },
  queued_jobs: { sees: [ofSysadmin], may: ['insert', 'update'] },
  schema_migrations: { sees: [nobody] },
  schema_policies: { sees: [nobody] },
  audit_rows: {
    sees: [{ means: 'the audit administrator', sql: isRole('auditor') }, ofDelegates],
    writes: [everybody],
    may: ['insert'],
  },
  alerts: {
    sees: [{ means: 'security and audit administrators', sql: isRole('secadmin', 'auditor') }],
    may: ['update'],
  },
  alert_rules: {
    sees: [{ means: 'security and audit administrators', sql: isRole('secadmin', 'auditor') }],
    writes: [{ means: 'the security administrator', sql: isRole('secadmin') }],
    may: ['update'],
  },
  audit_watch: { sees: [{ means: 'the audit administrator', sql: isRole('auditor') }] },
  audit_seals: { sees: [{ means: 'the audit administrator', sql: isRole('auditor') }] },
  audit_sealer: { sees: [nobody] },

  // Files go with the record that holds them; before that with the post that brought them.
  // What pictures look like; of those one may not see, look_alikes tells the year and the kind of unit.
  picture_marks: {
    sees: [{ means: 'with the file', sql: 'exists (select 1 from files f where f.id = picture_marks.file_id)' }],
    may: ['insert'],
  },
  files: {
    sees: [
      {
        means: 'the post that brought it, until it is held as a closed paper of a person',
        sql: `${isJudged} and post_id = ${post} and not is_closed_paper(files.id)`,
      },
      { means: FILE_HOLDERS.map(({ means }) => means).join(', or '), sql: `${isJudged} and sees_file(files.id)` },
    ],
    may: ['insert', 'update'],
  },
}

import { inflateRawSync } from 'node:zlib'
import type { DatabaseSweep } from './scope-database.fixture.ts'
import type { TestHouse } from './testing.ts'

/**
 * Columns whose words a person reads, by table: each row's get a mark that stands nowhere else, so that wherever it comes to
 * light in an answer, the row that it was taken from is known. (Closed values are sealed, and audit rows bear a digest.)
 */
export const MARKED: Record<string, string[]> = {
  matter_texts: ['title', 'body', 'result', 'hung_cause'],
  matter_entries: ['text'],
  matter_requests: ['reason'],
  matter_nodes: ['title'],
  matter_sources: ['quote'],
  matter_former_sources: ['quote'],
  revision_decisions: ['reason'],
  batches: ['title'],
  ledger_views: ['name'],
  handover_notes: ['text'],
  instructions: ['text'],
  notices: ['said'],
  documents: ['title', 'clean_text'],
  stated_figures: ['metric'],
  proposals: ['title'],
  statement_lines: ['title'],
  facts: ['title', 'body', 'venue'],
  fact_entries: ['text'],
  fact_files: ['caption'],
  households: ['head_name'],
  household_persons: ['name'],
  letter_marks: ['undone_reason'],
  letter_rounds: ['name'],
  merit_reports: ['soldier_name'],
  merit_report_steps: ['reason'],
  plaque_steps: ['reason'],
  plaque_statements: ['place_name'],
  allowance_batches: ['batch', 'source'],
  help_cases: ['needs'],
  help_steps: ['words'],
  register_imports: ['file_name'],
  register_import_faults: ['words'],
  person_merges: ['reason'],
  person_distinctions: ['reason'],
  merit_bonus_tables: ['source'],
  conscript_tables: ['source'],
  files: ['name'],
  liaisons: ['name'],
  invitations: ['person_name'],
  impact_assessments: ['what'],
}

export type Mark = { table: string; key: string }

/** Writes the marks as the owner of the database, past triggers; `of` finds the rows whose marks stand in a text. */
export const layMarks = async ({ pool }: TestHouse, sweep: DatabaseSweep) => {
  const marks: Mark[] = []
  const client = await pool.connect()
  await client.query("set session_replication_role = 'replica'")
  for (const [table, columns] of Object.entries(MARKED))
    for (const { key } of sweep.lines(table)) {
      const mark = `§${marks.push({ table, key })}§`
      // Before the ending of a file, and so that a short field holds it.
      const put = (column: string) =>
        `"${column}" = case when "${column}" is null then null else '${mark}' || ${
          column === 'clean_text' || column === 'name' || column === 'file_name'
            ? `"${column}"`
            : `left("${column}", 12)`
        } end`
      const { key: named } = sweep.tables[table] as { key: string }
      await client.query(`update ${table} set ${columns.map(put).join(', ')} where (${named})::text = $1`, [key])
    }
  await client.query("set session_replication_role = 'origin'")
  client.release()
  return {
    marks,
    of: (text: string): Mark[] =>
      [...new Set([...text.matchAll(/§(\d+)§/g)].map(([, no]) => Number(no)))].flatMap((no) => marks[no - 1] ?? []),
  }
}

/** What stands in an answer: of a packed file (xlsx, docx) everything in it. */
export const wordsIn = (bytes: Buffer): string => {
  if (bytes.toString('latin1', 0, 2) !== 'PK') return bytes.toString('utf8')
  const parts: string[] = []
  let at = bytes.indexOf('PK\x01\x02')
  while (at >= 0) {
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const header = bytes.readUInt32LE(at + 42)
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    parts.push((bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8'))
    at = bytes.indexOf('PK\x01\x02', nameEnd)
  }
  return parts.join('\n')
}

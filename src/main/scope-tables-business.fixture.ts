import {
  both,
  either,
  everybody,
  inBusiness,
  inRole,
  isRole,
  type Judges,
  type Line,
  roleOf,
} from './scope-judges.fixture.ts'
import type { TableOracle } from './scope-tables.fixture.ts'

const FACT = 'entered_unit_id as unit, units, region_id as region, code, kind, state'
const OF_FACT = `(select to_json(f) from (select ${FACT} from facts where id = fact_id) f) as fact`
const INSTRUCTION =
  'matter_id as matter, document_id as document, post_ids as posts, leader_post_id as leader, region_id as region'
const OF_INSTRUCTION = `(select to_json(i) from (select ${INSTRUCTION.replace('matter_id', 'n.matter_id')}
  from instructions n where n.id = instruction_id) i) as instruction`
const OF_BATCH = '(select b.unit_id from batches b where b.id = batch_id) as unit'
const STATEMENT = `office_unit_id as office, unit_id as unit,
  (select r.id from regions r where r.path = statements.region_path) as region`
const OF_STATEMENT = `(select s.office_unit_id from statements s where s.id = statement_id) as office,
  (select s.unit_id from statements s where s.id = statement_id) as unit,
  (select r.id from statements s join regions r on r.path = s.region_path where s.id = statement_id) as region`

/** Documents, matters, statements and facts, and what hangs on them. */
export const businessTables = (judges: Judges): Record<string, TableOracle> => {
  const { withMatter, withWords, withDocument, keepsItsDocument, withFact, ofOwnUnit, ofOwnPost, readsRegister } =
    judges
  const matter = { columns: 'matter_id as matter', sees: withWords }
  const fact = { columns: OF_FACT, sees: withFact }
  const document = { columns: 'document_id as document', sees: withDocument, writes: keepsItsDocument }
  const ofUnit = both(inBusiness, ofOwnUnit)
  const period = {
    columns: '(select c.region_id from fact_periods c where c.id = period_id) as region',
    sees: readsRegister,
  }
  const statement = { columns: OF_STATEMENT, sees: judges.seesStatement, writes: judges.makesStatement }
  return {
    documents: { key: 'id', ...document, columns: 'id as document' },
    clauses: { key: 'id', ...document },
    stated_figures: { key: 'id', ...document },
    proposals: { key: 'id', columns: 'document_id as document', sees: keepsItsDocument },

    // Whoever sees no more than category and state of a matter changes nothing of it.
    matters: { key: 'id', columns: 'id as matter', sees: withMatter, writes: withWords },
    matter_texts: { key: 'matter_id', ...matter },
    matter_helpers: { key: "matter_id || '/' || unit_id", ...matter },
    matter_entries: {
      key: 'id',
      columns: 'matter_id as matter, post_id as post',
      sees: withWords,
      // Never without a post behind it.
      writes: (post, line) => line.post !== null && withWords(post, line),
    },
    matter_requests: { key: 'id', ...matter },
    matter_nodes: { key: 'id', ...matter },
    matter_files: { key: "entry_id || '/' || file_id", ...matter },
    matter_sources: { key: 'matter_id', ...matter },
    matter_former_sources: { key: 'id', ...matter },
    matter_cases: { key: 'matter_id', ...matter },
    matter_promises: { key: 'matter_id', ...matter },
    matter_slips: {
      key: 'id',
      columns: 'matter_id as matter',
      sees: either(inRole('auditor'), withWords),
      writes: withWords,
    },
    revision_decisions: {
      key: 'id',
      columns: 'document_id as document, matter_id as matter',
      sees: both(withWords, keepsItsDocument),
    },
    matter_numbers: { key: 'prefix', sees: everybody },
    matter_tallies: {
      key: 'id',
      columns: 'region_id as region, direction',
      sees: (post, line) =>
        roleOf(post) === 'leader'
          ? judges.at(post, line) && line.direction !== 'military-asks'
          : judges.officeBelow(post, line),
    },
    batches: { key: 'id', columns: 'unit_id as unit', sees: ofUnit },
    batch_items: { key: "batch_id || '/' || matter_id", columns: OF_BATCH, sees: ofUnit },
    batch_records: { key: "batch_id || '/' || record || '/' || record_id", columns: OF_BATCH, sees: ofUnit },
    ledger_views: {
      key: 'id',
      columns:
        'post_id as post, unit_id as unit, sharing, (select r.id from regions r where r.path = region_path) as region',
      sees: judges.seesView,
      writes: judges.writesView,
    },
    handover_notes: { key: 'holder_id', columns: 'post_id as post', sees: judges.readsHandover },
    handover_receipts: {
      key: 'holder_id',
      columns: 'post_id as post',
      sees: judges.readsHandover,
      // The successor himself.
      writes: both(inBusiness, ofOwnPost),
    },
    instructions: {
      key: 'id',
      columns: INSTRUCTION,
      sees: judges.seesInstruction,
      writes: judges.writesInstruction,
    },
    instruction_posts: {
      key: "instruction_id || '/' || post_id",
      columns: `${OF_INSTRUCTION}, post_id as post`,
      sees: (post, { instruction }) => judges.seesInstruction(post, instruction as Line),
      // Whom it is addressed to, and the leader who wrote it.
      writes: (post, line) => {
        const { instruction } = line as { instruction: Line }
        const isWriter = judges.keyOfPost(instruction.leader) === post
        return (ofOwnPost(post, line) || isWriter) && judges.seesInstruction(post, instruction)
      },
    },
    instruction_matters: {
      key: 'instruction_id',
      columns: OF_INSTRUCTION,
      sees: (post, { instruction }) => judges.seesInstruction(post, instruction as Line),
      writes: (post, { instruction }) =>
        isRole(post, 'office') &&
        judges.at(post, instruction as Line) &&
        judges.seesInstruction(post, instruction as Line),
    },
    notices: {
      key: 'id',
      columns: 'matter_id as matter, document_id as document, post_id as post',
      sees: (post, line) =>
        ofOwnPost(post, line) &&
        (line.matter === null || withWords(post, line)) &&
        (line.document === null || withDocument(post, line)),
    },
    statements: {
      key: 'id',
      columns: STATEMENT,
      sees: judges.seesStatement,
      writes: judges.makesStatement,
    },
    statement_lines: { key: "statement_id || '/' || sort", ...statement },
    statement_signatures: {
      ...statement,
      key: "statement_id || '/' || side",
      columns: `${OF_STATEMENT}, side`,
      // The troop unit signs for itself.
      writes: (post, line) =>
        judges.makesStatement(post, line) ||
        (isRole(post, 'troop') && line.side === 'unit' && judges.seesStatement(post, line)),
    },
    statement_files: { key: "statement_id || '/' || file_id", ...statement },

    facts: { key: 'id', columns: FACT, sees: judges.seesFact, writes: judges.writesFact },
    fact_units: { key: "fact_id || '/' || unit_id || part", ...fact },
    fact_quantities: { key: "fact_id || '/' || key", ...fact },
    fact_files: { key: "fact_id || '/' || file_id", ...fact },
    fact_merit_reports: { key: 'fact_id', ...fact },
    fact_entries: {
      key: 'id',
      columns: `${OF_FACT}, post_id as post`,
      sees: withFact,
      writes: both(withFact, ofOwnPost),
    },
    // A unit that sees no register sees no family either.
    fact_households: {
      key: "fact_id || '/' || household_id",
      columns: `${OF_FACT}, (select h.region_id from households h where h.id = household_id) as region`,
      sees: both(withFact, readsRegister),
    },
    fact_arrivals: {
      key: 'fact_id',
      columns: '(select min(h.post_id) from post_holders h where h.person_id = fact_arrivals.person_id) as post',
      sees: ofOwnPost,
    },
    fact_tallies: { key: 'id', columns: 'region_id as region', sees: readsRegister },
    // When a period is closed everybody may know; what it counted only who sees the whole place.
    fact_periods: {
      key: 'id',
      columns: 'region_id as region',
      sees: everybody,
      writes: both(inRole('office'), judges.at),
    },
    fact_period_figures: { key: "period_id || '/' || kind || key", ...period },
    fact_period_facts: {
      key: "period_id || '/' || fact_id",
      columns: 'region_id as region',
      sees: readsRegister,
    },
    measure_closed_figures: { key: "period_id || '/' || key", ...period },
    measure_closed_facts: {
      key: "period_id || '/' || key || '/' || fact_id",
      columns: 'region_id as region',
      sees: readsRegister,
    },
    fact_numbers: { key: 'year', sees: everybody },
  }
}

import {
  asParty,
  BUSINESS,
  everybody,
  inRange,
  instructionSubject,
  isRole,
  keepsDocument,
  makesStatement,
  ofLeaderInRange,
  ofLeaderWithWords,
  ofOfficeInRange,
  ofPostAndOffice,
  person,
  post,
  scope,
  type TableRule,
  unit,
  withDocument,
  withInstruction,
  withStatement,
  withText,
} from './sights.ts'

/** Documents and matters, and all that hangs on them. */
export const MATTERS: Record<string, TableRule> = {
  // Documents: the office that keeps them; published ones everybody who does business here.
  documents: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      { means: 'everybody in business, once published', sql: `${isRole(...BUSINESS)} and published_at is not null` },
    ],
    writes: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
    ],
    may: ['insert', 'update'],
  },
  clauses: {
    sees: [{ means: 'with its document', sql: withDocument('clauses') }],
    writes: [keepsDocument],
    may: ['insert', 'delete'],
  },
  // 引用数字: read with the document they stand in, kept by the office that keeps it.
  stated_figures: {
    sees: [{ means: 'with its document', sql: withDocument('stated_figures') }],
    writes: [keepsDocument],
    may: ['insert', 'update'],
  },
  proposals: {
    sees: [keepsDocument],
    may: ['insert', 'update', 'delete'],
  },

  // Matters: DESIGN "Scope". The words of a need raised by troops are narrower than its category and state.
  matters: {
    sees: [ofOfficeInRange, ofLeaderInRange, asParty],
    writes: [ofOfficeInRange, ofLeaderWithWords, asParty],
    may: ['insert', 'update'],
  },
  matter_texts: {
    sees: [
      {
        means:
          'who sees the matter; for a need raised by troops only office, asker and the units and posts named in it',
        sql: withText('matter_texts'),
      },
    ],
    may: ['insert', 'update'],
  },
  matter_helpers: {
    sees: [{ means: 'with its words', sql: withText('matter_helpers') }],
    may: ['insert', 'delete'],
  },
  matter_entries: {
    sees: [{ means: 'with its words', sql: withText('matter_entries') }],
    writes: [
      {
        means: 'with its words, and never without a post behind it',
        sql: `${withText('matter_entries')} and post_id is not null`,
      },
    ],
    may: ['insert'],
  },
  matter_requests: { sees: [{ means: 'with its words', sql: withText('matter_requests') }], may: ['insert', 'update'] },
  matter_nodes: {
    sees: [{ means: 'with its words', sql: withText('matter_nodes') }],
    may: ['insert', 'update', 'delete'],
  },
  matter_files: { sees: [{ means: 'with its words', sql: withText('matter_files') }], may: ['insert'] },
  matter_sources: {
    sees: [{ means: 'with its words', sql: withText('matter_sources') }],
    may: ['insert', 'update'],
  },
  // 承诺: the fact that it came of; the fact itself is seen by its own rule.
  matter_promises: {
    sees: [{ means: 'with its words', sql: withText('matter_promises') }],
    may: ['insert', 'update'],
  },
  // 个案: the help that it is about; the family itself is seen by the register's rule.
  matter_cases: {
    sees: [{ means: 'with its words', sql: withText('matter_cases') }],
    may: ['insert'],
  },
  matter_former_sources: {
    sees: [{ means: 'with its words', sql: withText('matter_former_sources') }],
    may: ['insert'],
  },
  // 新旧对照: what an office decides about matters of an older version, for the offices that keep the document.
  revision_decisions: {
    sees: [
      {
        means: 'the office of the region of the newer version and of the regions above, with the words of the matter',
        sql: `${withText('revision_decisions')} and ${isRole('office')} and exists (select 1 from documents d
          where d.id = revision_decisions.document_id and ${inRange('d.region_path')})`,
      },
    ],
    may: ['insert', 'update', 'delete'],
  },
  matter_slips: {
    sees: [
      { means: 'with its words', sql: withText('matter_slips') },
      { means: 'the audit administrator, without words', sql: isRole('auditor') },
    ],
    writes: [{ means: 'with its words', sql: withText('matter_slips') }],
    may: ['insert', 'update'],
  },
  // Instructions: who wrote them, whom they are addressed to, and the offices that may turn them into matters.
  instructions: {
    sees: [
      {
        means: 'the leader who wrote it and the posts addressed, while they may read what it is written on',
        sql: `${isRole(...BUSINESS)} and (leader_post_id = ${post} or ${post} = any(post_ids)) and ${instructionSubject}`,
      },
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')} and ${instructionSubject}`,
      },
    ],
    writes: [
      {
        means: 'the leader, in his own place',
        sql: `${isRole('leader')} and leader_post_id = ${post} and region_path = ${scope} and ${instructionSubject}`,
      },
    ],
    may: ['insert', 'update'],
  },
  instruction_posts: {
    sees: [{ means: 'with the instruction', sql: withInstruction('instruction_posts') }],
    writes: [
      { means: 'the post addressed', sql: `post_id = ${post} and ${withInstruction('instruction_posts')}` },
      {
        means: 'the leader who writes it',
        sql: `exists (select 1 from instructions i where i.id = instruction_posts.instruction_id
          and i.leader_post_id = ${post} and instruction_posts.post_id = any(i.post_ids))`,
      },
    ],
    may: ['insert', 'update'],
  },
  instruction_matters: {
    sees: [{ means: 'with the instruction', sql: withInstruction('instruction_matters') }],
    writes: [
      {
        means: 'the office of the leader’s place',
        sql: `${isRole('office')} and exists (select 1 from instructions i
          where i.id = instruction_matters.instruction_id and i.region_path = ${scope})`,
      },
    ],
    may: ['insert'],
  },
  // Notices: the post alone, while it may read the thing. They are written by two functions of the schema, for whoever acts.
  notices: {
    sees: [
      {
        means: 'the post it is for, while it may read the words of the matter or the document',
        sql: `post_id = ${post}
          and (matter_id is null or ${withText('notices')})
          and (document_id is null or exists (select 1 from documents d where d.id = notices.document_id))`,
      },
    ],
    may: ['update'],
  },
  // Views hold filters and no rows; what they show is narrowed by the policies of whoever opens them.
  ledger_views: {
    sees: [
      { means: 'the post that made it', sql: `${isRole(...BUSINESS)} and post_id = ${post}` },
      {
        means: 'its unit, where shared with it',
        sql: `${isRole(...BUSINESS)} and sharing = 'unit' and unit_id = ${unit}`,
      },
      {
        means: 'the posts of its region and of the regions below, where shared with them',
        sql: `${isRole(...BUSINESS)} and sharing = 'region' and starts_with(${scope}, region_path)`,
      },
    ],
    writes: [
      {
        means: 'the post that made it',
        sql: `${isRole(...BUSINESS)} and post_id = ${post} and (sharing = 'mine' or ${isRole('office')})`,
      },
      { means: 'the office that shares it', sql: `${isRole('office')} and sharing <> 'mine' and unit_id = ${unit}` },
    ],
    may: ['insert', 'update'],
  },
  // 批次: of the unit that made them; what hangs on a matter is seen with the matter itself.
  batches: {
    sees: [{ means: 'the unit that made it', sql: `${isRole(...BUSINESS)} and unit_id = ${unit}` }],
    may: ['insert', 'update'],
  },
  batch_items: {
    sees: [
      {
        means: 'with its batch',
        sql: 'exists (select 1 from batches b where b.id = batch_items.batch_id)',
      },
    ],
    may: ['insert'],
  },
  batch_records: {
    sees: [{ means: 'with its batch', sql: 'exists (select 1 from batches b where b.id = batch_records.batch_id)' }],
    may: ['insert'],
  },
  // Statements 对账: what is frozen is inserted once and never changed.
  statements: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      { means: 'the troop unit it is made with', sql: `${isRole('troop')} and unit_id = ${unit}` },
    ],
    writes: [{ means: 'the office that makes it', sql: `${isRole('office')} and office_unit_id = ${unit}` }],
    may: ['insert'],
  },
  statement_lines: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_lines') }],
    writes: [{ means: 'the office that makes it', sql: makesStatement('statement_lines') }],
    may: ['insert'],
  },
  statement_signatures: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_signatures') }],
    writes: [
      { means: 'the office that makes it', sql: makesStatement('statement_signatures') },
      {
        means: 'the troop unit it is made with, for itself',
        sql: `side = 'unit' and ${isRole('troop')} and ${withStatement('statement_signatures')}`,
      },
    ],
    may: ['insert'],
  },
  statement_files: {
    sees: [{ means: 'with its statement', sql: withStatement('statement_files') }],
    writes: [{ means: 'the office that makes it', sql: makesStatement('statement_files') }],
    may: ['insert'],
  },
  // Handover: whoever acts through the post, and the office that keeps its place.
  handover_notes: { sees: ofPostAndOffice, may: ['insert', 'update'] },
  handover_receipts: {
    sees: ofPostAndOffice,
    writes: [{ means: 'the successor', sql: `${isRole(...BUSINESS)} and post_id = ${post} and person_id = ${person}` }],
    may: ['insert'],
  },
  // Counts of matters by place; the triggers of the ledger write them.
  matter_tallies: {
    sees: [
      {
        means: 'the office of its region and of the regions above',
        sql: `${isRole('office')} and ${inRange('region_path')}`,
      },
      {
        means: 'the leaders of its region, but for needs of troops, whose lead they may not read',
        sql: `${isRole('leader')} and region_path = ${scope} and direction is distinct from 'military-asks'`,
      },
    ],
  },
  matter_numbers: { sees: [everybody], may: ['insert', 'update'] },
}

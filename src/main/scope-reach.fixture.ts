/**
 * The reviewed table of reach: of every table the roles of which somebody reads all its rows in the tried city (`all`), and
 * those of which somebody reads a row and somebody misses one (`some`); the others read none. A role that stands in `all`, or
 * nowhere, has its reason here; what a sweep finds otherwise, or a table that is not named, fails.
 */
export const REACH: { why: string; reach: { all: string; some: string }; tables: string }[] = [
  {
    why: 'business of places and parties; an administrator reads none of it',
    reach: { all: '', some: 'office liaison station troop leader' },
    tables: `batch_items batches clauses documents education_plans fact_entries fact_quantities fact_units facts handover_notes
      handover_receipts instruction_matters instruction_posts instructions ledger_views matter_cases matter_entries matter_files
      matter_former_sources matter_helpers matter_nodes matter_promises matter_requests matter_sources matter_texts matters
      notices stated_figures`,
  },
  {
    why: 'the register, and facts that name families, pictures of their village, or count: no member unit and no troops',
    reach: { all: '', some: 'office station leader' },
    tables: `allowance_batches contact_marks fact_files fact_households fact_merit_reports fact_period_facts fact_tallies help_cases help_steps
      household_persons households letter_items letter_marks letter_rounds measure_closed_facts merit_report_files merit_report_steps merit_reports
      person_certificates person_honours plaque_cards plaque_statement_lines plaque_statements plaque_step_files plaque_steps
      register_tallies`,
  },
  {
    why: 'two persons taken for one: whoever keeps the register, and no leader, who sees names masked',
    reach: { all: '', some: 'office station' },
    tables: 'person_distinctions person_merges',
  },
  {
    why: 'what a period or a place came to: periods are closed by offices, for their place and those above and below it alone',
    reach: { all: '', some: 'office leader' },
    tables: 'fact_period_figures matter_tallies measure_closed_figures',
  },
  {
    why: 'the desk of an office: reading a document in, comparing versions, importing; nobody else does it',
    reach: { all: '', some: 'office' },
    tables: 'batch_records proposals register_imports revision_decisions',
  },
  {
    why: 'whose data have served: the office clears them, or holds them back',
    reach: { all: '', some: 'office' },
    tables: 'retention_items',
  },
  {
    why: 'made between an office and a troop unit',
    reach: { all: '', some: 'office troop' },
    tables: 'statement_files statement_lines statement_signatures statements',
  },
  {
    why: 'with the record that holds it; the paper of an impact assessment also for the three administrators',
    reach: { all: '', some: 'office liaison station troop leader sysadmin secadmin auditor' },
    tables: 'files picture_marks',
  },
  {
    why: 'of the person who acts, whatever his role',
    reach: { all: '', some: 'office liaison station troop leader sysadmin secadmin auditor' },
    tables: 'export_counts request_keys',
  },
  {
    why: 'of the person who sent it from his phone; leaders and administrators write no facts',
    reach: { all: '', some: 'office liaison station troop' },
    tables: 'fact_arrivals',
  },
  {
    why: 'with the words of the matter; the audit administrator checks every one of them, without its words',
    reach: { all: 'auditor', some: 'office liaison station troop leader' },
    tables: 'matter_slips',
  },
  {
    why: 'the directory of the city: offices all of it, the others but for those of troops',
    reach: { all: 'office', some: 'liaison station troop leader' },
    tables: 'liaisons',
  },
  {
    why: 'the organisation: offices of the place, the units themselves, and the system administrator who keeps it',
    reach: { all: 'sysadmin', some: 'office troop' },
    tables: 'military_superiors',
  },
  {
    why: 'the two administrators of accounts, and the offices that invite',
    reach: { all: 'sysadmin secadmin', some: 'office' },
    tables: 'invitations',
  },
  {
    why: 'the three administrators see them, whoever asked his own; of a reopening the offices and leaders of its place too',
    reach: { all: 'sysadmin secadmin auditor', some: 'office leader' },
    tables: 'approvals',
  },
  {
    why: 'the audit administrator; whoever keeps a place sees what was changed in the organisation below it',
    reach: { all: 'auditor', some: 'office sysadmin secadmin' },
    tables: 'audit_rows',
  },
  { why: 'of the audit itself', reach: { all: 'auditor', some: '' }, tables: 'audit_seals audit_watch' },
  { why: 'what the watch found', reach: { all: 'secadmin auditor', some: '' }, tables: 'alert_rules alerts' },
  { why: 'work behind the scenes, without words', reach: { all: 'sysadmin', some: '' }, tables: 'queued_jobs' },
  {
    why: 'the last number given, and tables of rates of the city: no person and no place in them',
    reach: { all: 'office station', some: '' },
    tables: 'register_numbers',
  },
  {
    why: 'rates that the offices set, for whoever reads the register',
    reach: { all: 'office station leader', some: '' },
    tables: 'conscript_tables merit_bonus_tables',
  },
  {
    why: 'organisation, settings, calendars and running numbers: everybody signed in (DESIGN.md, Scope); sealed keys open for nobody',
    reach: { all: 'office liaison station troop leader sysadmin secadmin auditor', some: '' },
    tables: `calendar_notices duties fact_numbers fact_periods group_members group_papers impact_assessments matter_numbers military_bodies own_counts
      people personal_keys post_holders posts region_change_parts region_changes region_former_names region_moves regions
      settings sign_in_rules unit_moves units`,
  },
  {
    why: 'read by the program alone',
    reach: { all: '', some: '' },
    tables: `audit_sealer former_passwords join_failures known_addresses processes recovery_codes register_import_faults
      register_import_rows schema_migrations schema_policies second_factors sessions sign_in_brakes`,
  },
]

/** Tables to which everybody who acts may add whatever row, and why. */
export const NEVER_WRITTEN_OUTSIDE: Record<string, string> = {
  personal_keys:
    'the key of a person is made by whoever writes first of him, and opens for nobody without the one outside',
  audit_rows: 'whoever acts leaves his row; who and when are set by the program, and no row can be changed afterwards',
  matter_numbers: 'the next number of the city, taken by whoever raises',
  fact_numbers: 'the next number of the city, taken by whoever writes a fact down',
}

const BY_ITSELF =
  'a number that shows nothing: what it names is read by its own policy, and the operation asks for it first'
const SAME = 'with a row of the same record beside it, which is looked at: the operation takes both from one place'
/** References that the database lets a post set to a row which it does not see, and why nothing is read or changed by it. */
export const REFERENCES: Record<string, string> = {
  'batch_items.matter_id': BY_ITSELF,
  'batches.file_id': BY_ITSELF,
  'clauses.parent_id': SAME,
  'documents.revises_id': 'a trigger checks the versions of a document; the older one is read by its own policy',
  'fact_arrivals.fact_id': BY_ITSELF,
  'fact_merit_reports.report_id': BY_ITSELF,
  'facts.batch_id': BY_ITSELF,
  'facts.campaign_id': BY_ITSELF,
  'facts.replaces_id': BY_ITSELF,
  'household_persons.merged_into_id': BY_ITSELF,
  'households.merged_into_id': BY_ITSELF,
  'instruction_matters.matter_id': BY_ITSELF,
  'letter_items.round_id': BY_ITSELF,
  'letter_marks.round_id': BY_ITSELF,
  'matter_cases.help_id': BY_ITSELF,
  'matter_files.entry_id': SAME,
  'matter_former_sources.clause_id': SAME,
  'matter_former_sources.document_id': BY_ITSELF,
  'matter_promises.fact_id': BY_ITSELF,
  'matter_slips.entry_id': SAME,
  'matter_sources.clause_id': SAME,
  'matter_sources.document_id': BY_ITSELF,
  'matter_sources.proposal_id': SAME,
  'matters.document_id': BY_ITSELF,
  'matters.merged_into_id': BY_ITSELF,
  'matters.root_id': 'a trigger takes it from the matter above, which the post must see',
  'fact_period_facts.fact_id': BY_ITSELF,
  'measure_closed_facts.fact_id': BY_ITSELF,
  'merit_reports.household_id': BY_ITSELF,
  'person_merges.kept_household_id': SAME,
  'person_merges.merged_household_id': SAME,
  'plaque_cards.household_person_id': SAME,
  'plaque_statement_lines.household_id': BY_ITSELF,
  'proposals.clause_id': SAME,
  'register_imports.file_id': BY_ITSELF,
  'register_imports.wrong_file_id': BY_ITSELF,
  'revision_decisions.new_clause_id': SAME,
  'revision_decisions.old_clause_id': SAME,
  'statement_lines.matter_id': BY_ITSELF,
}

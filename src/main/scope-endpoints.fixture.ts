import * as z from 'zod'
import type { Endpoint } from './endpoints.fixture.ts'
import type { ScopeWorld } from './scope.fixture.ts'

/** What the id in a path names, by where the path begins; the first that fits. */
const OF_PATH: [RegExp, string][] = [
  [/^\/documents\/\{documentId\}\/proposals\/\{id\}/, 'proposals'],
  [/^\/people\//, 'people'],
  [/^\/session\/list/, 'sessions'],
  [/^\/alerts/, 'alerts'],
  [/^\/audit\/rows/, 'audit_rows'],
  [/^\/background-jobs/, 'queued_jobs'],
  [/^\/directory/, 'liaisons'],
  [/^\/regions/, 'regions'],
  [/^\/(units|groups|military)/, 'units'],
  [/^\/duties/, 'duties'],
  [/^\/handovers/, 'handover_notes'],
  [/^\/posts/, 'posts'],
  [/^\/holders/, 'post_holders'],
  [/^\/approvals/, 'approvals'],
  [/^\/group-papers/, 'group_papers'],
  [/^\/invitations/, 'invitations'],
  [/^\/(org-batches|fact-batches|batches)/, 'batches'],
  [/^\/allowance-batches/, 'allowance_batches'],
  [/^\/(households|plaques)/, 'households'],
  [/^\/household-persons/, 'household_persons'],
  [/^\/household-merges/, 'person_merges'],
  [/^\/household-imports/, 'register_imports'],
  [/^\/plaque-statements/, 'plaque_statements'],
  [/^\/merit-reports/, 'merit_reports'],
  [/^\/merit-bonuses/, 'merit_bonus_tables'],
  [/^\/conscript-tables/, 'conscript_tables'],
  [/^\/letter-rounds/, 'letter_rounds'],
  [/^\/help-cases/, 'help_cases'],
  [/^\/contact-marks/, 'contact_marks'],
  [/^\/documents/, 'documents'],
  [/^\/stated-figures/, 'stated_figures'],
  [/^\/fact-periods/, 'fact_periods'],
  [/^\/facts/, 'facts'],
  [/^\/matters/, 'matters'],
  [/^\/instructions/, 'instructions'],
  [/^\/ledger\/views/, 'ledger_views'],
  [/^\/statements/, 'statements'],
  [/^\/impact/, 'impact_assessments'],
  [/retention/, 'retention_items'],
]

/** What an id names by the name of its field, wherever it stands; `endpoint field` before it where that says otherwise. */
const OF_FIELD: Record<string, string> = {
  regionId: 'regions',
  regionIds: 'regions',
  parentId: 'regions',
  unitId: 'units',
  superiorId: 'units',
  leadUnitId: 'units',
  askerUnitId: 'units',
  enteredUnitId: 'units',
  forUnitId: 'units',
  promiseUnitId: 'units',
  suggestedLeadUnitId: 'units',
  onBehalfOfUnitId: 'units',
  helperUnitIds: 'units',
  standsForUnitId: 'units',
  postId: 'posts',
  postIds: 'posts',
  leaderPostId: 'posts',
  responsiblePostId: 'posts',
  namedPostIds: 'posts',
  personId: 'people',
  holderId: 'post_holders',
  householdId: 'households',
  householdIds: 'households',
  keepId: 'household_persons',
  mergeId: 'household_persons',
  oneId: 'household_persons',
  otherId: 'household_persons',
  certificateId: 'person_certificates',
  fileId: 'files',
  fileIds: 'files',
  documentId: 'documents',
  revisesId: 'documents',
  newId: 'documents',
  matterId: 'matters',
  targetId: 'matters',
  nodeId: 'matter_nodes',
  markId: 'letter_marks',
  slipId: 'matter_slips',
  campaignId: 'facts',
  replacesId: 'facts',
  afterId: 'statements',
  ids: 'matters',
  'matters.list parentId': 'matters',
  'lists.board parentId': 'matters',
  'lists.calendar parentId': 'matters',
  'lists.checkBulk filter.parentId': 'matters',
  'exchange.export parentId': 'matters',
  'exchange.division parentId': 'matters',
  'lists.saveView search.parentId': 'matters',
  'lists.changeView search.parentId': 'matters',
  'org.audit.list recordId': 'audit_rows',
  'intake.handOut proposals[].id': 'proposals',
  'lists.takeBulk rows[].id': 'matters',
  'factChecking.check facts[].id': 'facts',
  'org.regions.attach townships[].id': 'regions',
  'revision.carryOut decisions[].matterId': 'matters',
  'org.approvals.askAppointment id': 'posts',
  'org.approvals.askClose id': 'posts',
  'org.approvals.askEnd id': 'post_holders',
  'org.approvals.askDisable id': 'people',
  'org.approvals.askReset id': 'people',
  ...Object.fromEntries(
    ['org.changes.preview', 'org.changes.add'].flatMap((name) =>
      ['id', 'sources[].id', 'into.id', 'regions[].id', 'toId'].map((field) => [`${name} ${field}`, 'regions']),
    ),
  ),
  'registers.retention.clear items[].id': 'retention_items',
}

type Schema = {
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  type?: unknown
}

/** Every field of an endpoint that bears an id, by its place: id, rows[].id, lead.unitId. */
export const idFieldsOf = ({ input }: Endpoint): string[] => {
  if (!input) return []
  const found = new Set<string>()
  const walk = (schema: Schema, at: string): void => {
    for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) walk(one, at)
    if (schema.items) walk(schema.items, /Ids$|^ids$/.test(at.split('.').at(-1) ?? '') ? at : `${at}[]`)
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const here = at ? `${at}.${name}` : name
      if (/^(id|ids|no)$|Ids?$/.test(name)) found.add(here)
      walk(inner, here)
    }
  }
  walk(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema, '')
  return [...found]
}

/** The table whose rows a field of an endpoint names. */
export const tableOf = ({ name, path }: Endpoint, field: string): string | undefined => {
  const last = field.split('.').at(-1) as string
  if (`${name} ${field}` in OF_FIELD) return OF_FIELD[`${name} ${field}`]
  if (path.includes(`{${field}}`) && ['id', 'no'].includes(field))
    return OF_PATH.find(([start]) => start.test(path))?.[1]
  return OF_FIELD[last]
}

/** A copy of a body with the id put where the field says; what is not there yet is made. */
export const withField = (body: Record<string, unknown>, field: string, id: number): Record<string, unknown> => {
  const put = (inner: unknown, [first, ...rest]: string[]): unknown => {
    if (first === undefined) return id
    const name = first.replace('[]', '')
    const held = { ...((inner ?? {}) as Record<string, unknown>) }
    const old = held[name]
    const isList = first.endsWith('[]')
    if (isList) held[name] = [put(Array.isArray(old) ? old[0] : undefined, rest)]
    else if (rest.length === 0 && /Ids$|^ids$/.test(name)) held[name] = [id]
    else held[name] = put(old, rest)
    return held
  }
  return put(body, field.split('.')) as Record<string, unknown>
}

/** Endpoints that answer an id of another unit otherwise than one that is nowhere, and why. */
export const OTHERWISE: Record<string, string> = Object.fromEntries(
  ['get', 'paper', 'write', 'receive'].map((name) => [
    `handover.${name} id`,
    'the id is that of a post, which everybody signed in may read (组织): the sentence says who is shown its paper',
  ]),
)

/** Ids that are not asked for, and why: the step would be done whatever they name. */
export const ANYBODYS: Record<string, string> = {
  'matters.raise slip.fileIds': 'a slip is read only beside the unit that is entered for; matters.step tries one',
  'org.factor.reset id': 'the security administrator clears the second factor of anybody in the city',
  'org.sessions.endOfPerson id': 'the security administrator ends the sessions of anybody',
  'org.alerts.close id': 'every alert is of the security and audit administrators',
  'org.background.cancel id': 'every job is of the system administrator',
  'org.background.again id': 'every job is of the system administrator',
  'org.personal.copyPerson id': 'every account is of the system administrator',
  'org.personal.erasePerson id': 'every account is of the system administrator',
}

/** What stands in a body beside the field that is tried, so that the field is looked at. */
export const ASKED_SO: Record<string, Record<string, unknown>> = {
  'matters.step slip.fileIds': { slip: { signedOn: '2026-07-01', signer: '某岗' } },
  'instructions.write documentId': { matterId: undefined },
  'sources.read revisesId': { text: '一、办好实事。' },
  'matters.step targetId': { step: 'merge', reason: '同一件事。' },
}

/** Endpoints that tell more than the rows of these tables that the post sees, and why. */
export const TELLS: Record<string, { tables: string[]; why: string }> = {
  'registers.personal.of': {
    tables: ['plaque_statements', 'letter_rounds'],
    why: '本人信息: whoever keeps a person is told in which frozen accounts and rounds he stands, by place and name (docs/adr/0048)',
  },
  'registers.plaques.get': {
    tables: ['files'],
    why: 'whoever keeps the family is told by name which closed papers a step has, and opens one with a reason; the file itself is given to nobody',
  },
  'registers.imports.get': {
    tables: ['register_import_faults'],
    why: 'the faults of an import are read by the program for whoever sees the import; no post reads the staging itself',
  },
}

/** Lists of the rooms that are rows of one table: whose rows, and which of them a plain list holds. */
export const LISTS: Record<
  string,
  {
    table: string
    query?: string
    which?: (row: Record<string, unknown>, unit: number) => boolean
  }
> = {
  'facts.list': { table: 'facts', query: '?size=100' },
  'registers.households.list': { table: 'households', query: '?size=100' },
  'registers.meritReports.list': { table: 'merit_reports', query: '?size=100' },
  'registers.help.list': { table: 'help_cases', query: '?size=100' },
  'registers.allowances.list': { table: 'allowance_batches', query: '?year=2026' },
  'registers.letters.rounds': { table: 'letter_rounds', query: '?size=100' },
  'registers.plaques.statements': { table: 'plaque_statements', query: '?size=100' },
  'registers.imports.list': { table: 'register_imports' },
  'registers.duplicates.merges': { table: 'person_merges' },
  'registers.retention.list': { table: 'retention_items', query: '?size=100' },
  'sources.list': { table: 'documents', query: '?size=100' },
  'statements.list': { table: 'statements', query: '?size=100' },
  'lists.views': { table: 'ledger_views' },
  'batches.list': { table: 'batches', which: ({ kind }) => kind === 'steps' || kind === 'import' },
  'org.batches.list': { table: 'batches', which: ({ kind }) => kind === 'organisation' },
  'org.invitations.list': { table: 'invitations', query: '?size=100' },
  'org.approvals.list': { table: 'approvals', query: '?size=100' },
  'org.alerts.list': { table: 'alerts', query: '?size=100' },
  'org.background.list': { table: 'queued_jobs', query: '?size=100' },
  'notices.list': { table: 'notices', query: '?size=100' },
}

type Variant = { query?: string; body?: object }
/** How endpoints are asked that need more than their path, and those that read though they are sent with a body. */
export const VARIANTS: Record<string, (world: ScopeWorld) => Variant[]> = {
  'org.audit.export': () => [{ query: '?from=2026-07-14&to=2026-07-14' }],
  'org.calendar.days': () => [{ query: '?from=2026-07-01&to=2026-07-31' }],
  'facts.calendar': () => [{ query: '?from=2026-06-01&to=2026-06-30' }],
  'lists.calendar': () => [{ query: '?from=2026-07-01&to=2026-08-11' }, { query: '?from=2026-08-25&to=2026-10-05' }],
  'org.imports.template': () => [{ query: '?kind=posts' }],
  'finding.find': () =>
    ['建设', '某某', '走访', '分解', '安排', '王', 'jianshe'].map((q) => ({ query: `?q=${encodeURIComponent(q)}` })),
  'lists.similar': () =>
    ['梧桐窗口建设', '分解任务甲'].map((title) => ({ query: `?title=${encodeURIComponent(title)}` })),
  'registers.retention.naming': () => [
    { query: `?ids=${Array.from({ length: 50 }, (_, place) => place + 1).join(',')}` },
  ],
  'sources.revisable': () => [{ query: '' }, { query: `?q=${encodeURIComponent('安排')}` }],
  'registers.households.export': () => [{ body: { q: undefined, category: undefined } }],
  'registers.plaques.sheet': () => [{ body: {} }],
  'registers.meritReports.sheet': () => [{ body: {} }],
  'registers.letters.sheet': () => [{ body: { state: undefined } }],
  'benchmark.sheet': () => [{ body: {} }],
  'reading.read': () => [{ body: {} }],
  'checking.check': () => [{ body: {} }],
  'lists.checkBulk': ({ matters }) => [{ body: { step: 'comment', ids: matters.slice(0, 60).map(({ id }) => id) } }],
}

/** Endpoints in whose answers no marked word stands, by the reason why. */
export const SILENT: Record<string, string> = {
  'the organisation, which everybody signed in reads: places, units, posts, groups, who holds what': `instructions.addressees matters.readers matters.unitsBelow org.changes.list org.counts.get org.groups.export org.groups.get
    org.groups.list org.military.get org.military.joint org.military.tree org.people.list org.posts.get org.posts.leaders
    org.posts.list org.regions.get org.regions.list org.setup.cities org.setup.counties org.setup.preview org.setup.provinces
    org.setup.state org.units.get org.units.list org.units.options`,
  'the house itself: sign-ins, rules, audit, alerts, jobs, approvals; without a word of business': `matters.behalfLines org.access.state org.alerts.count org.alerts.list org.alerts.pack org.alerts.rules org.approvals.exports
    org.approvals.list org.approvals.rules org.audit.export org.audit.get org.audit.integrity org.audit.list
    org.background.list org.impact.gates org.operating.state org.personal.ofPerson org.processing.export org.processing.list
    org.security.read org.sessions.list org.sessions.ofPerson`,
  'settings, calendars and empty forms, the same for everybody': `contact.reasons exchange.template factExchange.template matters.answerWaits org.calendar.days org.calendar.list
    org.imports.template registers.allowances.template registers.imports.template registers.meritReports.days registers.plaques.settings
    registers.retention.settings`,
  'numbers, days and codes alone; the tests of the rooms hold them against the rows they open': `checking.check contact.marks contact.plan educationPlans.read educationPlans.sheet factChecking.count factPeriods.get factPeriods.list
    facts.calendar measures.get measures.list
    measures.sheet metrics.coverage metrics.missing metrics.missingSheet notices.count registers.help.account
    registers.meritReports.account registers.plaques.account registers.plaques.onDay statements.list`,
  'reads only what was sent with it': 'reading.read',
  'nothing stands there in the tried city; the tests of the room show who sees it': `factExchange.batches handover.list handover.mine notices.left org.imports.annotated registers.duplicates.list
    registers.households.history registers.retention.naming registers.imports.wrongRows revision.get revision.waiting`,
  'sentences of a document that the office itself keeps, cut out where no mark stands': 'stated.reading',
}

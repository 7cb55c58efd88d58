import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import type { Light } from '../lights.ts'
import { asStored, ledger, type StoredMatter, selectMatter } from '../store/rows.ts'
import type { EntryDetails } from '../words.ts'
import type { StatementLine } from './contract.ts'
import type { Figures, Life, LifeStep, Settled, Term } from './rules.ts'

export type StoredStatement = {
  id: number
  number: string
  round: number
  officeUnitId: number
  officeName: string
  unitId: number | null
  unitName: string | null
  fromOn: string
  untilOn: string
  figures: Record<string, Figures>
  frozenOn: string
  frozenBy: string
}

const statements = (tx: Tx) =>
  tx
    .selectFrom('statements as s')
    .innerJoin('units as office', 'office.id', 's.office_unit_id')
    .leftJoin('units as u', 'u.id', 's.unit_id')
    .innerJoin('posts as p', 'p.id', 's.post_id')
    .select([
      's.id',
      's.number',
      's.round',
      's.office_unit_id as officeUnitId',
      'office.name as officeName',
      's.unit_id as unitId',
      'u.name as unitName',
      's.from_on as fromOn',
      's.until_on as untilOn',
      's.figures',
      's.frozen_on as frozenOn',
      'p.name as frozenBy',
    ])

export const findStatement = async (tx: Tx, id: number): Promise<StoredStatement | undefined> =>
  (await statements(tx).where('s.id', '=', id).executeTakeFirst()) as StoredStatement | undefined

/** Frozen statements the post sees, newest first. */
export const pageOfStatements = async (
  tx: Tx,
  { before, size }: { before: number | null; size: number },
): Promise<{ rows: StoredStatement[]; total: number; next: string | null }> => {
  const query = before === null ? statements(tx) : statements(tx).where('s.id', '<', before)
  const found = (await query
    .orderBy('s.id', 'desc')
    .limit(size + 1)
    .execute()) as StoredStatement[]
  const { total } = await tx
    .selectFrom('statements')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: found.slice(0, size), total, next: found.length > size ? String(found[size - 1]?.id) : null }
}

/** The newest statement of an account, and of the office's accounts all. */
export const lastStatements = async (tx: Tx, officeUnitId: number): Promise<StoredStatement[]> =>
  (await statements(tx)
    .distinctOn(sql`coalesce(s.unit_id, 0)`)
    .where('s.office_unit_id', '=', officeUnitId)
    .orderBy(sql`coalesce(s.unit_id, 0)`)
    .orderBy('s.round', 'desc')
    .execute()) as StoredStatement[]

type OfAccount = { officeUnitId: number; unitId: number | null }

/** What the statements of an account before have settled; `sinceOn` is null where there is none. */
export const readSettled = async (
  tx: Tx,
  { officeUnitId, unitId }: OfAccount,
): Promise<{ last: StoredStatement | null; sinceOn: string | null; settled: Omit<Settled, 'sinceOn'> }> => {
  const ofAccount = sql<boolean>`s.office_unit_id = ${officeUnitId} and coalesce(s.unit_id, 0) = ${unitId ?? 0}`
  const all = (await statements(tx).where(ofAccount).orderBy('s.round').execute()) as StoredStatement[]
  const last = all.at(-1) ?? null
  if (!last) return { last, sinceOn: null, settled: { closing: null, counted: new Map() } }
  const counted = await tx
    .selectFrom('statement_lines as l')
    .innerJoin('statements as s', 's.id', 'l.statement_id')
    .select(({ fn }) => ['l.matter_id as matterId', fn.countAll<number>().as('count')])
    .where(ofAccount)
    .where('l.term', 'not in', ['opening', 'closing'])
    .groupBy('l.matter_id')
    .execute()
  const closing = await tx
    .selectFrom('statement_lines')
    .select('matter_id as matterId')
    .where('statement_id', '=', last.id)
    .where('term', '=', 'closing')
    .execute()
  return {
    last,
    sinceOn: all[0]?.fromOn ?? null,
    settled: {
      closing: new Set(closing.map(({ matterId }) => matterId)),
      counted: new Map(counted.map(({ matterId, count }) => [matterId, count])),
    },
  }
}

/**
 * The needs of an account with their steps. A need and its parts (分解件) count once, as the need itself: what was handed
 * down is owed between units of the locality, and its end moves no account between the office and the troops.
 */
export const readLives = async (
  tx: Tx,
  { officeUnitId, unitId }: OfAccount,
): Promise<{ lives: Life[]; matters: Map<number, StoredMatter> }> => {
  const everLed = sql<boolean>`exists (select 1 from matter_entries e where e.matter_id = m.id
    and (e.details ->> 'leadUnitId')::int = ${unitId})`
  let query = ledger(tx)
    .where('m.office_unit_id', '=', officeUnitId)
    .where('m.kind', '=', 'need')
    .where('m.state', '<>', 'draft')
    .where('m.parent_id', 'is', null)
  if (unitId !== null)
    query = query.where(
      sql<boolean>`case when m.direction = 'military-asks' then m.asker_unit_id = ${unitId}
        else (m.lead_unit_id = ${unitId} or ${everLed}) end`,
    )
  // Needs and their steps in one statement, so that a step taken meanwhile shows in both or in neither.
  const found = await selectMatter(query)
    .select(
      sql<StepColumns[]>`coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'step', e.step, 'to', e.to_state,
        'details', e.details) order by e.id) from matter_entries e where e.matter_id = m.id), '[]')`.as('steps'),
    )
    .orderBy('m.id')
    .execute()
  const rows = asStored(found)
  const steps = new Map(found.map((row) => [row.id, row.steps.map(toLifeStep)]))
  const lives = rows.flatMap((row): Life[] =>
    row.direction === null
      ? []
      : [
          {
            matterId: row.id,
            year: Number((row.raisedOn ?? row.changedAt).slice(0, 4)),
            direction: row.direction,
            steps: steps.get(row.id) ?? [],
            now: { state: row.state, leadUnitId: row.leadUnitId, isCarried: row.marks.includes('carried') },
          },
        ],
  )
  return { lives, matters: new Map(rows.map((row) => [row.id, row])) }
}

type StepColumns = { at: string; step: string; to: LifeStep['to']; details: EntryDetails }

const toLifeStep = ({ at, step, to, details }: StepColumns): LifeStep => {
  const leadUnitId = step === 'recall' ? null : details.leadUnitId
  return {
    ...{ at: new Date(at).toISOString(), step, to },
    ...(leadUnitId === undefined ? {} : { leadUnitId }),
    isForAsker: details.answeredFor !== undefined,
  }
}

/** Troop units that asked for something or were asked, in the needs of an office, in official order. */
export const listPartners = (tx: Tx, officeUnitId: number): Promise<{ id: number; name: string }[]> =>
  tx
    .selectFrom('units as u')
    .select(['u.id', 'u.name'])
    .where('u.side', '=', 'military')
    .where(
      sql<boolean>`exists (select 1 from matters m where m.office_unit_id = ${officeUnitId} and m.kind = 'need'
        and m.state <> 'draft' and (m.asker_unit_id = u.id or m.lead_unit_id = u.id))`,
    )
    .orderBy('u.sort')
    .orderBy('u.id')
    .execute()

/** A troop unit by its id, whether or not anything is asked yet. */
export const findTroop = (tx: Tx, id: number) =>
  tx.selectFrom('units').select(['id', 'name']).where('id', '=', id).where('side', '=', 'military').executeTakeFirst()

export const listLines = async (tx: Tx, statementId: number): Promise<StatementLine[]> =>
  (await tx
    .selectFrom('statement_lines')
    .select(['direction', 'term', 'matter_id as matterId', 'on_day as on', 'code', 'title', 'asker', 'lead', 'state'])
    .select(['due_on as dueOn', 'light', 'flags'])
    .where('statement_id', '=', statementId)
    .orderBy('sort')
    .execute()) as StatementLine[]

export type StoredSignature = {
  statementId: number
  side: 'office' | 'unit'
  postName: string
  personId: number
  signedOn: string
  signer: string | null
}

export const listSignatures = async (tx: Tx, ids: number[]): Promise<StoredSignature[]> =>
  (await tx
    .selectFrom('statement_signatures as g')
    .innerJoin('posts as p', 'p.id', 'g.post_id')
    .select(['g.statement_id as statementId', 'g.side', 'p.name as postName', 'g.person_id as personId'])
    .select(['g.signed_on as signedOn', 'g.signer'])
    .where('g.statement_id', '=', sql<number>`any(${ids})`)
    .orderBy('g.side')
    .execute()) as StoredSignature[]

export const listStatementFiles = (tx: Tx, statementId: number): Promise<{ id: number; name: string }[]> =>
  tx
    .selectFrom('statement_files as sf')
    .innerJoin('files as f', 'f.id', 'sf.file_id')
    .select(['f.id', 'f.name'])
    .where('sf.statement_id', '=', statementId)
    .where('f.removed_at', 'is', null)
    .orderBy('f.id')
    .execute()

type By = Pick<Context, 'acting' | 'now' | 'today'>

/** Writes a statement with its lines, once and for all. */
export const insertStatement = async (
  tx: Tx,
  { acting, now, today }: By,
  made: {
    number: string
    round: number
    unitId: number | null
    fromOn: string
    untilOn: string
    figures: Record<string, Figures>
    lines: StatementLine[]
  },
): Promise<number> => {
  const { id } = await tx
    .insertInto('statements')
    .values({
      city_id: acting.cityId,
      number: made.number,
      round: made.round,
      office_unit_id: acting.unitId,
      region_path: acting.regionPath,
      unit_id: made.unitId,
      from_on: made.fromOn,
      until_on: made.untilOn,
      figures: JSON.stringify(made.figures),
      post_id: acting.postId,
      person_id: acting.personId,
      frozen_at: now,
      frozen_on: today,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let from = 0; from < made.lines.length; from += 2_000)
    await tx
      .insertInto('statement_lines')
      .values(
        made.lines.slice(from, from + 2_000).map((line, index) => ({
          statement_id: id,
          sort: from + index + 1,
          direction: line.direction,
          term: line.term,
          matter_id: line.matterId,
          on_day: line.on,
          code: line.code,
          title: line.title,
          asker: line.asker,
          lead: line.lead,
          state: line.state,
          due_on: line.dueOn,
          light: line.light,
          flags: line.flags,
        })),
      )
      .execute()
  return id
}

/** Writes a signature with the files of the signed paper; false where this side has signed already. */
export const insertSignature = async (
  tx: Tx,
  { acting, now }: By,
  signature: { statementId: number; side: 'office' | 'unit'; signedOn: string; signer: string | null; files: number[] },
): Promise<boolean> => {
  const { statementId, side, signedOn, signer, files } = signature
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('statement_signatures')
    .values({
      ...{ statement_id: statementId, side, signer },
      signed_on: signedOn,
      post_id: acting.postId,
      person_id: acting.personId,
      at: now,
    })
    .onConflict((conflict) => conflict.columns(['statement_id', 'side']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) return false
  if (files.length > 0)
    await tx
      .insertInto('statement_files')
      .values(files.map((file_id) => ({ statement_id: statementId, file_id })))
      .execute()
  return true
}

const FLAGS = ['entered-for', 'confirmed-for', 'unanswered'] as const

/** A line as it stands in the statement: the need in the words and the light of the day it is written. */
export const lineOf = (
  matter: StoredMatter,
  light: Light,
  line: { direction: StatementLine['direction']; term: 'opening' | 'closing' | Term; on: string | null },
  more: { isForAsker?: boolean; isUnanswered?: boolean } = {},
): StatementLine => ({
  ...line,
  matterId: matter.id,
  code: matter.code ?? '',
  title: matter.title ?? '',
  asker: matter.askerName,
  lead: matter.leadName,
  state: matter.state,
  dueOn: matter.dueOn,
  light: light.words,
  flags: [
    ...FLAGS.filter((flag) =>
      flag === 'confirmed-for'
        ? more.isForAsker
        : flag === 'unanswered'
          ? more.isUnanswered
          : matter.marks.includes(flag),
    ),
    ...(matter.isHung ? (['hung'] as const) : []),
    ...(light.kind === 'over' ? (['over'] as const) : []),
  ],
})

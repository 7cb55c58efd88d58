import { type Acting, ROLES } from '../platform/acting.ts'
import { actingTransaction, rawQuery, type Tx } from '../platform/db/transaction.ts'
import { everyPost, type ScopeWorld } from './scope.fixture.ts'
import { POSTS } from './scope-cases.fixture.ts'
import { type Line, roleOf } from './scope-judges.fixture.ts'
import { keysOf, type TableOracle, tablesOf } from './scope-tables.fixture.ts'
import type { TestHouse } from './testing.ts'
import { VISIBILITY } from './visibility/index.ts'

/** What a post does in the database in a transaction that is taken back. */
export type Try = {
  keys(table: string): Promise<string[]>
  rows<Row>(sql: string): Promise<Row[]>
  /** The SQLSTATE with which a statement is refused, or how many rows it touched; what it did is taken back at once. */
  outcome(sql: string): Promise<string | number>
  /** As `outcome`, of a copy of each row put into a table: '42501', or how else it ended. */
  inserted(table: string, rows: Record<string, unknown>[]): Promise<string[]>
  /** From here on neither triggers nor references stop a statement before the row policies were asked for every row. */
  withoutTriggers(): Promise<void>
}

type Row = { line: Line; row: Record<string, unknown> }
type Column = { table: string; column: string; isGenerated: boolean; isNumber: boolean; isBlind: boolean }
type Reference = { table: string; columns: string[]; of: string; ofColumns: string[]; pairs: [string, string][] }
type Reach = { all: string; some: string }

/** One post at a time: two that change the same rows would wait for each other. */
export const everyOne = (ask: Parameters<typeof everyPost>[1]) => everyPost(POSTS, ask, 1)

const literal = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`
const count = (rows: Row[], which: (line: Line) => boolean) => rows.filter(({ line }) => which(line)).length
/** Some of many, others with each turn. */
const some = <One>(all: One[], most: number, turn: number): One[] =>
  all.length <= most
    ? all
    : Array.from(
        { length: most },
        (_, at) => all[(turn * most + at * Math.ceil(all.length / most)) % all.length] as One,
      )

export const sweepOf = async ({ pool }: TestHouse, world: ScopeWorld) => {
  const tables = tablesOf(world)
  const ask = async <Found extends object>(sql: string): Promise<Found[]> => (await pool.query<Found>(sql)).rows
  const all: Record<string, Row[]> = {}
  for (const table of Object.keys(tables)) {
    const found = await ask<Line & { row: Row['row'] }>(
      keysOf(tables, table).replace(/^select /, `select to_jsonb(${table}) as row, `),
    )
    all[table] = found.map(({ row, ...line }) => ({ row, line: line as Line }))
  }
  const rowsOf = (table: string): Row[] => all[table] as Row[]
  const oracle = (table: string) => tables[table] as TableOracle
  const mayWrite = (key: string, table: string, line: Line): boolean => {
    const { sees, writes = sees } = oracle(table)
    return writes(key, line)
  }
  const seen = (key: string, table: string): Set<string> =>
    new Set(rowsOf(table).flatMap(({ line }) => (oracle(table).sees(key, line) ? [line.key] : [])))

  // A column by which rows are touched without a look at them: no key, no check and no policy holds it.
  const columns = await ask<Column>(
    `select c.relname as table, a.attname as column, a.attgenerated <> '' as "isGenerated", a.attidentity <> '' as "isNumber",
       not exists (select from pg_constraint k where k.conrelid = c.oid and a.attnum = any (k.conkey))
         and not exists (select from pg_index i where i.indrelid = c.oid and a.attnum = any (i.indkey))
         and not exists (select from pg_policies p where p.tablename = c.relname
           and concat(p.qual, p.with_check) ~ ('\\m' || a.attname || '\\M')) and a.attgenerated = '' and a.attidentity = '' as "isBlind"
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname, a.attnum`,
  )
  const columnsOf = (table: string) => columns.filter((one) => one.table === table)
  const references = (
    await ask<Omit<Reference, 'pairs'>>(
      `select k.conrelid::regclass::text as table, k.confrelid::regclass::text as of,
         array(select a.attname::text from unnest(k.conkey) with ordinality n (no, at)
           join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.no order by n.at) as columns,
         array(select a.attname::text from unnest(k.confkey) with ordinality n (no, at)
           join pg_attribute a on a.attrelid = k.confrelid and a.attnum = n.no order by n.at) as "ofColumns"
       from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace order by k.conname`,
    )
  ).map((one): Reference => ({ ...one, pairs: [] }))
  const joinOf = ({ table, columns: own, of, ofColumns }: Reference) =>
    `${table} t join ${of} o on ${own.map((column, at) => `o.${ofColumns[at]} = t.${column}`).join(' and ')}`
  /** Of tables of which not all columns may be read, those that hang on one that may. */
  const isReadable = ({ table, columns: own }: Reference) =>
    own.every((column) => VISIBILITY[table]?.columns?.includes(column) ?? true)
  const named = (table: string, alias: string) =>
    `(select (${oracle(table).key})::text from (select ${alias}.*) ${table})`
  for (const one of references)
    one.pairs = (
      await ask<{ t: string; o: string }>(
        `select ${named(one.table, 't')} as t, ${named(one.of, 'o')} as o from ${joinOf(one)}`,
      )
    ).map(({ t, o }) => [t, o])

  const actingOf = async (key: string): Promise<Acting> => {
    const [row] = await ask<Acting>(
      `select h.person_id as "personId", p.id as "postId", p.role, p.unit_id as "unitId", p.region_id as "regionId",
              r.path as "regionPath"
       from posts p join post_holders h on h.post_id = p.id join regions r on r.id = p.region_id
       where p.id = ${world.posts[key]}`,
    )
    return { ...row, personName: key, postName: key, unitName: key, cityId: world.places.city } as Acting
  }
  const tryOf = (tx: Tx): Try => {
    const rows = async <Found>(sql: string) => (await tx.executeQuery(rawQuery(sql))).rows as Found[]
    const takenBack = async <Answer>(work: () => Promise<Answer>): Promise<Answer | string> => {
      await rows('savepoint attempt')
      const answer = await work().catch((error: { code?: string }) => String(error.code))
      await rows('rollback to savepoint attempt')
      return answer
    }
    return {
      rows,
      keys: async (table) => (await rows<Line>(keysOf(tables, table))).map(({ key }) => key),
      outcome: (sql) => takenBack(async () => Number((await tx.executeQuery(rawQuery(sql))).numAffectedRows)),
      inserted: async (table, given) => {
        const names = columnsOf(table).flatMap(({ column, isGenerated }) => (isGenerated ? [] : [column]))
        const list = names.map((name) => `"${name}"`).join(', ')
        const told = await takenBack(async () => {
          await rows(`do $try$ declare one jsonb; told text[] := '{}'; begin
            for one in select jsonb_array_elements(${literal(JSON.stringify(given))}::jsonb) loop
              begin
                insert into ${table} (${list}) overriding system value
                  select ${list} from jsonb_populate_record(null::${table}, one);
                raise exception 'taken in' using errcode = 'ZZ001';
              exception when others then told := told || sqlstate::text; end;
            end loop;
            perform set_config('tx.told', array_to_string(told, ','), true); end $try$`)
          return (await rows<{ told: string }>("select current_setting('tx.told') as told"))[0]?.told as string
        })
        return told.split(',')
      },
      withoutTriggers: async () => {
        await rows('set local role none')
        await rows("set local session_replication_role = 'replica'")
        await rows('set local role tongxin_app')
      },
    }
  }
  return {
    tables,
    actingOf,
    seen,
    /** Every row of a table, with what the oracle says of a post. */
    rows: (key: string, table: string): (Row & { sees: boolean; writes: boolean })[] =>
      rowsOf(table).map((one) => ({
        ...one,
        sees: oracle(table).sees(key, one.line),
        writes: mayWrite(key, table, one.line),
      })),
    lines: (table: string): Line[] => rowsOf(table).map(({ line }) => line),
    /** Roles of which somebody sees every row, and those of which somebody sees a row and somebody misses one. */
    reachOf: (table: string): Reach => {
      const reach = { all: [] as string[], some: [] as string[] }
      for (const role of ROLES) {
        const judged = POSTS.filter(([key]) => roleOf(key) === role).flatMap(([key]) =>
          rowsOf(table).map(({ line }) => oracle(table).sees(key, line)),
        )
        if (judged.includes(true)) reach[judged.includes(false) ? 'some' : 'all'].push(role)
      }
      return { all: reach.all.join(' '), some: reach.some.join(' ') }
    },
    tried: async (key: string, work: (db: Try) => Promise<void>): Promise<void> => {
      const back = new Error('taken back')
      await actingTransaction(pool, await actingOf(key), 'write', async (tx) => {
        await work(tryOf(tx))
        throw back
      }).catch((error: unknown) => {
        if (error !== back) throw error
      })
    },
    /** The count of every table, and of every two tables that a reference joins. */
    counts: (key: string): [string, { sql: string; wanted: number }][] => {
      const mine = Object.fromEntries(Object.keys(tables).map((table) => [table, seen(key, table)]))
      return [
        ...Object.keys(tables).map((table): [string, { sql: string; wanted: number }] => [
          `count of ${table}`,
          {
            sql: `select count(*) as n from ${table}`,
            wanted: count(rowsOf(table), (line) => oracle(table).sees(key, line)),
          },
        ]),
        ...references.filter(isReadable).map((one): [string, { sql: string; wanted: number }] => [
          `${one.table} joined to ${one.of} by ${one.columns}`,
          {
            sql: `select count(*) as n from ${joinOf(one)}`,
            wanted: one.pairs.filter(([t, o]) => mine[one.table]?.has(t) && mine[one.of]?.has(o)).length,
          },
        ]),
      ]
    },
    /** Every table changed and emptied without a condition, so that no row is left out but by its policies. */
    writes: (key: string): { what: string; sql: string; wanted: string | number }[] =>
      Object.keys(tables).flatMap((table) => {
        const { may = [] } = VISIBILITY[table] ?? {}
        const writable = count(rowsOf(table), (line) => mayWrite(key, table, line))
        const { column } = columnsOf(table).find(({ isBlind }) => isBlind) ?? { column: null }
        const value = rowsOf(table).find(({ row }) => row[column ?? ''] !== null)?.row[column ?? '']
        const isSeen = count(rowsOf(table), (line) => mayWrite(key, table, line) && oracle(table).sees(key, line))
        const first = columnsOf(table).find((one) => !one.isGenerated && !one.isNumber)?.column as string
        const blind =
          column === null || value === undefined
            ? { sql: `update ${table} set "${first}" = "${first}"`, wanted: isSeen }
            : {
                sql: `update ${table} set "${column}" = (jsonb_populate_record(null::${table}, ${literal(JSON.stringify({ [column]: value }))}::jsonb))."${column}"`,
                wanted: writable,
              }
        return [
          { what: `${table} changed`, sql: blind.sql, wanted: may.includes('update') ? blind.wanted : '42501' },
          {
            what: `${table} emptied`,
            sql: `delete from ${table}`,
            wanted: may.includes('delete') ? writable : '42501',
          },
        ]
      }),
    /** Rows to put in once more, some that the post may write and more that it may not. */
    inserts: (key: string, turn: number) =>
      Object.entries(VISIBILITY).flatMap(([table, { may }]) => {
        if (!may?.includes('insert')) return []
        const judged = rowsOf(table).map((one) => ({ ...one, may: mayWrite(key, table, one.line) }))
        const outside = judged.filter((one) => !one.may)
        const inside = judged.filter((one) => one.may)
        return [{ table, rows: [...some(outside, 8, turn), ...some(inside, 2, turn)] }]
      }),
    /** Rows that the post may write, each put once more beside a row that it does not see. */
    beside: (key: string) =>
      references.flatMap(({ table, columns: own, of, ofColumns }) => {
        if (!VISIBILITY[table]?.may?.includes('insert')) return []
        const unseen = rowsOf(of).find(({ line }) => !oracle(of).sees(key, line))
        const mine = rowsOf(table).find(({ line, row }) => mayWrite(key, table, line) && row[own[0] as string] !== null)
        const any = mine ?? rowsOf(table).find(({ line }) => mayWrite(key, table, line))
        if (!unseen || !any) return []
        const turned = Object.fromEntries(own.map((column, at) => [column, unseen.row[ofColumns[at] as string]]))
        return [{ what: `${table}.${own.join('+')}`, table, row: { ...any.row, ...turned } }]
      }),
  }
}
export type DatabaseSweep = Awaited<ReturnType<typeof sweepOf>>

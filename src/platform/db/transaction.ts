import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import type { Acting } from '../acting.ts'
import type { DB } from './tables.ts'

/** One open transaction. Stores take it as their first argument; row policies hold who may see what inside it. */
export type Tx = Kysely<DB>

const parsers: Record<number, (value: string) => unknown> = {
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
  [pg.types.builtins.DATE]: (value) => value,
  [pg.types.builtins.TIMESTAMPTZ]: (value) => new Date(value).toISOString(),
  1182: (value) => (value === '{}' ? [] : value.slice(1, -1).split(',')),
}

/** Hears of every statement and how long it took, in milliseconds; the text comes without the values of its parameters. */
export type QueryWatch = (text: string, milliseconds: number) => void

/** A client that tells how long its statements take. Streams (COPY) are passed on as they are. */
const timedClient = (watch: QueryWatch) =>
  class extends pg.Client {
    override query(...given: unknown[]): never {
      const since = performance.now()
      const asked = given[0] as string | { text?: string }
      const text = typeof asked === 'string' ? asked : asked?.text
      const told = () => text && watch(text, performance.now() - since)
      // A pool asks by a callback and gets no promise.
      const callback = given.at(-1)
      if (typeof callback === 'function')
        given.splice(-1, 1, (...answered: unknown[]) => {
          told()
          callback(...answered)
        })
      const answer: unknown = (pg.Client.prototype.query as (...all: unknown[]) => unknown).apply(this, given)
      if (answer instanceof Promise) answer.then(told, told)
      return answer as never
    }
  }

/** A pool whose days come as 'YYYY-MM-DD', instants as ISO 8601 in UTC, and counts as numbers. */
export const openPool = (url: string, size = 12, watch?: QueryWatch): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    ...(watch ? { Client: timedClient(watch) } : {}),
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  })
  // A connection that dies while idle (database restarted) is dropped; the next query opens a new one.
  pool.on('error', () => undefined)
  // One that dies between two queries of its holder: the next query says so. Unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

class ClientConnection implements DatabaseConnection {
  readonly #client: pg.ClientBase
  constructor(client: pg.ClientBase) {
    this.#client = client
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#client.query(query.sql, [...query.parameters])
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
  }
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    yield* []
    throw new Error('streaming is not used inside a transaction')
  }
}

class ClientDriver implements Driver {
  readonly #connection: ClientConnection
  constructor(client: pg.ClientBase) {
    this.#connection = new ClientConnection(client)
  }
  async init() {}
  async acquireConnection() {
    return this.#connection
  }
  async beginTransaction() {
    throw new Error('the transaction is already open')
  }
  async commitTransaction() {}
  async rollbackTransaction() {}
  async releaseConnection() {}
  async destroy() {}
}

const onClient = (client: pg.ClientBase): Tx =>
  new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new ClientDriver(client),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

const quote = (value: string | number): string => `'${String(value).replaceAll("'", "''")}'`

/** The settings that the row policies read; all of them end with the transaction. */
const scopeStatement = (acting: Acting): string => {
  const set = (name: string, value: string | number) => `set_config('tx.${name}', ${quote(value)}, true)`
  const values = [
    set('person', acting.personId),
    set('post', acting.postId),
    set('unit', acting.unitId),
    set('role', acting.role),
    set('scope', acting.regionPath),
    set('city', acting.cityId),
  ]
  return `set local role tongxin_app; select ${values.join(', ')}`
}

/**
 * Runs `work` inside the open transaction of a post, above the row policies, and goes back to them. For what must follow a
 * change that the post was allowed, wherever it lies: the drafts of others filed under a place that ends. Nothing that a
 * person asked to see or to change goes this way, but for 个人信息: who touched the record of a person and in how many others he
 * stands is told to whoever keeps him.
 */
export const asProgram = async <T>(tx: Tx, work: () => Promise<T>): Promise<T> => {
  const { rows } = await tx.executeQuery<{ role: string }>(CompiledQuery.raw("select current_setting('role') as role"))
  await tx.executeQuery(CompiledQuery.raw('set local role none'))
  // Where the work fails the transaction is over, and the role with it.
  const answer = await work()
  if (rows[0]?.role === 'tongxin_app') await tx.executeQuery(CompiledQuery.raw('set local role tongxin_app'))
  return answer
}

type Mode = 'read' | 'write'

type Endings = { before: Map<object, () => Promise<void>>; after: ((pool: pg.Pool) => void)[] }
const endings = new WeakMap<Tx, Endings>()

const endingsOf = (tx: Tx): Endings => {
  const found = endings.get(tx) ?? { before: new Map(), after: [] }
  endings.set(tx, found)
  return found
}

/**
 * Runs `work` once at the end of the transaction, still inside it; `key` names what it is about, and of several under one
 * key the first stands. For what must see everything the change wrote.
 */
export const beforeCommit = (tx: Tx, key: object, work: () => Promise<void>): void => {
  const { before } = endingsOf(tx)
  if (!before.has(key)) before.set(key, work)
}

/** Runs `work` once the transaction is committed, and never where it was rolled back. */
export const afterCommit = (tx: Tx, work: (pool: pg.Pool) => void): void => {
  endingsOf(tx).after.push(work)
}

const inTransaction = async <T>(pool: pg.Pool, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(begin)
    const tx = onClient(client)
    const answer = await work(tx)
    const ending = endings.get(tx)
    for (const last of ending?.before.values() ?? []) await last()
    await client.query('commit')
    for (const told of ending?.after ?? []) told(pool)
    return answer
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** All that one reading answers is of one moment: a list, its total and its counts agree whatever is changed meanwhile. */
const BEGIN: Record<Mode, string> = { read: 'begin isolation level repeatable read read only', write: 'begin' }

/** Runs `work` in one transaction as the acting post; begin, role and scope take one round trip. */
export const actingTransaction = <T>(
  pool: pg.Pool,
  acting: Acting,
  mode: Mode,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => inTransaction(pool, `${BEGIN[mode]}; ${scopeStatement(acting)}`, work)

/** Runs `work` as the program itself, above every row policy: start-up, sign-in, sessions and nothing that a post asked for. */
export const systemTransaction = <T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inTransaction(pool, 'begin', work)

/** Runs one statement as the program itself, in a transaction of its own that costs no round trip. */
export const systemStatement = async <T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    return await work(onClient(client))
  } finally {
    client.release()
  }
}

export const rawQuery = (text: string): CompiledQuery => CompiledQuery.raw(text)

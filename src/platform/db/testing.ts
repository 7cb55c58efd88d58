import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { clearUnder, freshlyPlanted, plantedHere } from './planted.fixture.ts'
import { openPool } from './transaction.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner connection to the test server; its template database `tongxin_template` is migrated. */
    databaseUrl: string
    /** A superuser of the test server, whose files lie on this machine; null on a server of somebody else. */
    adminUrl: string | null
  }
}

export const TEMPLATE = 'tongxin_template'

/** The same server, another database. */
export const urlOf = (url: string, database: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.toString()
}

type TestDatabase = { pool: pg.Pool; url: string; drop(): Promise<void> }

/** A database of its own for one test file, cloned from the migrated template. */
export const cloneDatabase = (template = TEMPLATE): Promise<TestDatabase> => createDatabase(` template ${template}`)

/** A database without anything in it. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('')

/** Looks through the files of a database before it goes. @throws Error that names value and file */
const searchDatabase = async (name: string): Promise<void> => {
  const server = inject('adminUrl')
  if (server === null) return
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres') })
  await client.connect()
  try {
    await client.query('checkpoint')
    const { rows } = await client.query<{ at: string }>(
      "select current_setting('data_directory') || '/base/' || oid as at from pg_database where datname = $1",
      [name],
    )
    const at = rows[0]?.at
    if (at === undefined || !existsSync(at)) throw new Error(`the files of ${name} are not where the server says`)
    const clear = clearUnder(at, plantedHere())
    if (clear.length > 0) throw new Error(`closed values lie in clear in a database: ${clear.join('; ')}`)
  } finally {
    await client.end()
  }
}

const createDatabase = async (likeWhat: string): Promise<TestDatabase> => {
  const server = inject('databaseUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: urlOf(server, 'postgres') })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await admin(`create database ${name}${likeWhat}`)
  const url = urlOf(server, name)
  const pool = openPool(url, 6)
  return {
    pool,
    url,
    drop: async () => {
      await pool.end()
      if (freshlyPlanted() > 0) await searchDatabase(name)
      await admin(`drop database if exists ${name} with (force)`)
    },
  }
}

import { createHash } from 'node:crypto'
import type pg from 'pg'

const files = import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true })

/** Migrations in order: number, name and SQL text. */
export const migrations = Object.entries(files)
  .map(([path, sql]) => ({ name: path.slice(path.lastIndexOf('/') + 1, -'.sql'.length), sql }))
  .sort((a, b) => (a.name < b.name ? -1 : 1))

/** Hash of all migrations, noted in tables.ts so that a drift between schema and types is seen without a database. */
export const migrationsHash = createHash('sha256')
  .update(migrations.map(({ name, sql }) => `${name}\n${sql}`).join('\n'))
  .digest('hex')

/** The database was made by a newer program; running on it could damage what that program wrote. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase'
  constructor(found: string) {
    super(`数据库由更新版本的程序建立（已有迁移 ${found}），本程序不认识。改用新版程序启动，或换一个数据目录。`)
  }
}

const LOCK = 7_220_801

/** What must be there before the first migration. The role is made where the program may; else an administrator made it. */
const GROUND = `
  create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now());
  create table if not exists schema_policies (only_row boolean primary key default true check (only_row), hash text not null);
  do $$ begin
    if not exists (select from pg_roles where rolname = 'tongxin_app') then
      create role tongxin_app nologin;
      grant tongxin_app to current_user;
    end if;
  end $$`

/**
 * Brings the schema up to date, each migration in a transaction of its own, and lays the row policies anew.
 * @param policies SQL made from main/visibility; runs in one transaction after the last migration. Null lays none: a
 *   restore leaves them to the next start.
 * @param only the migrations that a backup was made with; all of them if left out.
 * @throws NewerDatabase when the database knows a migration that this program does not.
 */
export const migrate = async (pool: pg.Pool, policies: string | null, only?: ReadonlySet<string>): Promise<void> => {
  const client = await pool.connect()
  try {
    const applied = new Set<string>()
    await alone(client, async () => {
      await client.query(GROUND)
      for (const { name } of (await client.query<{ name: string }>('select name from schema_migrations')).rows)
        applied.add(name)
    })
    const known = new Set(migrations.map(({ name }) => name))
    const stranger = [...applied].sort().find((name) => !known.has(name))
    if (stranger) throw new NewerDatabase(stranger)
    for (const { name, sql } of migrations) {
      if (applied.has(name) || (only && !only.has(name))) continue
      await alone(client, async () => {
        // Another process of the same database may have been at it meanwhile.
        const { rowCount } = await client.query(`select 1 from schema_migrations where name = '${name}'`)
        if (rowCount === 0) await client.query(`${sql}\n;insert into schema_migrations (name) values ('${name}')`)
      })
    }
    if (policies === null) return
    const hash = createHash('sha256').update(migrationsHash).update(policies).digest('hex')
    const before = await client.query<{ hash: string }>('select hash from schema_policies')
    if (before.rows[0]?.hash === hash) return
    await alone(client, async () => {
      await client.query(
        `${policies}\n;insert into schema_policies (hash) values ('${hash}')
         on conflict (only_row) do update set hash = excluded.hash`,
      )
    })
  } finally {
    client.release()
  }
}

/**
 * One transaction that no other process of this database enters at the same time. The lock ends with the transaction, so that
 * a pooler which gives every transaction another session may stand between.
 */
const alone = async (client: pg.PoolClient, work: () => Promise<void>): Promise<void> => {
  await client.query(`begin; select pg_advisory_xact_lock(${LOCK})`)
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

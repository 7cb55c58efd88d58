import { createHash } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '../platform/db/migrate.ts'
import { cloneDatabase, emptyDatabase } from '../platform/db/testing.ts'
import { policiesSql } from './permissions.ts'

/** Everything that makes the schema, as one digest: columns, constraints, indexes, functions, triggers, policies, grants. */
const SCHEMA = `
  select string_agg(line, E'\\n' order by line) as text from (
    select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
      from information_schema.columns where table_schema = 'public'
    union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
    union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all select 'function ' || pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace and prokind = 'f'
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select 'policy ' || tablename || ' ' || policyname || ' ' || cmd || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '') from pg_policies
    union all select 'grant ' || table_name || ' ' || grantee || ' ' || privilege_type from information_schema.role_table_grants where table_schema = 'public' and grantee = 'tongxin_app'
    union all select 'migration ' || name from schema_migrations
  ) every`

const schemaOf = async (pool: pg.Pool): Promise<{ digest: string; lines: number }> => {
  const text = (await pool.query<{ text: string }>(SCHEMA)).rows[0]?.text ?? ''
  return { digest: createHash('sha256').update(text).digest('hex'), lines: text.split('\n').length }
}

test('D13 migrations that are cut again and again end in the schema of a run that nothing cut', async () => {
  const [cut, clean] = [await emptyDatabase(), await cloneDatabase()]
  const other = await cloneDatabase()
  const database = new URL(cut.url).pathname.slice(1)
  try {
    await migrate(clean.pool, policiesSql())
    let cuts = 0
    for (let round = 0; ; round += 1) {
      // Cut while one statement or another runs, each time a little later than the time before.
      let isOver = false
      const cutting = (async () => {
        await new Promise((done) => setTimeout(done, 3 + ((round * 7) % 40)))
        while (!isOver && cuts < 60) {
          const { rowCount } = await other.pool.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state <> 'idle'",
            [database],
          )
          if (rowCount) return
        }
      })()
      try {
        await migrate(cut.pool, policiesSql())
        isOver = true
        await cutting
        break
      } catch {
        isOver = true
        cuts += 1
        await cutting
      }
      expect(round).toBeLessThan(100)
    }
    expect(cuts).toBe(60)
    const [one, whole] = [await schemaOf(cut.pool), await schemaOf(clean.pool)]
    expect(whole.lines).toBeGreaterThan(500)
    expect(one).toEqual(whole)
  } finally {
    await cut.drop()
    await clean.drop()
    await other.drop()
  }
})

import { createHash } from 'node:crypto'
import type pg from 'pg'

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

/** Digest and number of the lines that make a database's schema. */
export const schemaOf = async (pool: pg.Pool): Promise<{ digest: string; lines: number }> => {
  const text = (await pool.query<{ text: string }>(SCHEMA)).rows[0]?.text ?? ''
  return { digest: createHash('sha256').update(text).digest('hex'), lines: text.split('\n').length }
}

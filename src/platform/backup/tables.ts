import type pg from 'pg'

/** Tables that are not carried over: sessions end, processes are others, the policies are laid at the start, the sealer's mark is set anew. */
const LEFT_OUT = ['sessions', 'processes', 'schema_policies', 'schema_migrations', 'audit_sealer']

export type TablePlan = { name: string; columns: string[] }

/** The wrapped keys of persons: carried by a move alone, kept apart from a backup. */
export const PERSONS: TablePlan = {
  name: 'personal_keys',
  columns: ['cipher', 'destroyed_at', 'key_name', 'made_at', 'subject', 'wrapped'],
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Tables and the columns that hold something of their own, in one order. */
export const listTables = async (client: pg.ClientBase, { persons }: { persons: boolean }): Promise<TablePlan[]> => {
  const { rows } = await client.query<TablePlan>(
    `select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and c.relname <> all ($1)
     group by c.relname order by c.relname`,
    [persons ? LEFT_OUT : [...LEFT_OUT, PERSONS.name]],
  )
  return rows
}

/**
 * How a table is read. Numbers of transactions mean nothing on another server: what is sealed gets 3 and what waits for the
 * sealer 4, both older than any transaction to come.
 */
const readAs = (table: string, column: string): string =>
  table === 'audit_rows' && column === 'transaction_id'
    ? `case when (a.transaction_id, a.id) <= (select s.transaction_id, s.row_id from audit_sealer s) then '3' else '4' end`
    : quoted(column)

const orderOf = async (client: pg.ClientBase, table: string): Promise<string> => {
  // Every server sorts texts alike under "C", whatever the order of characters of its databases is.
  const { rows } = await client.query<{ columns: string[] }>(
    `select array_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
       order by k.place) as columns
     from pg_index i, unnest(i.indkey::smallint[]) with ordinality as k(attnum, place)
     join pg_attribute a on a.attnum = k.attnum
     where i.indisprimary and i.indrelid = $1::regclass and a.attrelid = i.indrelid`,
    [quoted(table)],
  )
  const key = rows[0]?.columns
  return (key ?? []).join(', ')
}

/** The statement that gives a table's content, in the order of its key so that equal content gives equal bytes. */
export const copyOut = async (client: pg.ClientBase, { name, columns }: TablePlan): Promise<string> => {
  const order = await orderOf(client, name)
  const read = columns.map((column) => readAs(name, column)).join(', ')
  return `copy (select ${read} from ${quoted(name)} a${order ? ` order by ${order}` : ''}) to stdout`
}

export const copyIn = ({ name, columns }: TablePlan): string =>
  `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`

/** Running numbers and where they stand. */
export const readSequences = async (
  client: pg.ClientBase,
): Promise<{ name: string; value: number; isCalled: boolean }[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace order by 1`,
  )
  const found = []
  for (const { name } of rows) {
    const at = await client.query<{ value: number; called: boolean }>(
      `select last_value as value, is_called as called from ${quoted(name)}`,
    )
    found.push({ name, value: Number(at.rows[0]?.value), isCalled: at.rows[0]?.called ?? false })
  }
  return found
}

export const setSequence = async (
  client: pg.ClientBase,
  { name, value, isCalled }: { name: string; value: number; isCalled: boolean },
): Promise<void> => {
  await client.query('select setval($1::regclass, $2, $3)', [quoted(name), value, isCalled])
}

type Foreign = { table: string; name: string; definition: string }

/**
 * Runs the loading with foreign keys taken away and triggers asleep, as the owner of the tables may; the keys come back
 * checked against all rows. Tables that point at each other can be filled no other way without a superuser.
 */
export const withoutGuards = async (client: pg.ClientBase, load: () => Promise<void>): Promise<void> => {
  const { rows: foreign } = await client.query<Foreign>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  )
  const { rows: tables } = await client.query<{ name: string }>(
    `select distinct tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not tgisinternal and c.relnamespace = 'public'::regnamespace`,
  )
  for (const { table, name } of foreign) await client.query(`alter table ${table} drop constraint ${name}`)
  for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`)
  await load()
  for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`)
  for (const { table, name, definition } of foreign)
    await client.query(`alter table ${table} add constraint ${name} ${definition}`)
}

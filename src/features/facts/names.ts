import { sql } from 'kysely'
import { type NameFollower, SOMEBODY } from '../registers/index.ts'

/** 实绩 name an erased person in title, place, account, promise and fields, and in their timeline. */
export const factsNaming: NameFollower = {
  record: 'facts',
  find: async (tx, { name, regionPath }, most) => {
    const { rows } = await sql<{ id: number; code: string | null; title: string }>`
      select f.id, f.code, f.title from facts f where starts_with(f.region_path, ${regionPath}) and (
        position(${name} in concat_ws(' ', f.title, f.venue, f.body, f.promise, f.correction_reason, f.fields::text)) > 0
        or exists (select 1 from fact_entries e where e.fact_id = f.id and position(${name} in e.text) > 0))
      order by f.id desc limit ${most}`.execute(tx)
    return rows.map(({ id, code, title }) => ({ id, label: `实绩 ${code ?? '草稿'}`, title }))
  },
  replace: async (tx, id, name) => {
    const put = (column: string) => sql`${sql.ref(column)} = replace(${sql.ref(column)}, ${name}, ${SOMEBODY})`
    const columns = ['title', 'venue', 'body', 'promise', 'correction_reason'].map(put)
    await sql`update facts set ${sql.join(columns)}, fields = replace(fields::text, ${name}, ${SOMEBODY})::jsonb,
      version = version + 1 where id = ${id}`.execute(tx)
    await sql`update fact_entries set ${put('text')} where fact_id = ${id}`.execute(tx)
  },
}

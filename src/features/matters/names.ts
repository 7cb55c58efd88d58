import { sql } from 'kysely'
import { type NameFollower, SOMEBODY } from '../registers/index.ts'

/** 事项 name an erased person in title, texts, timeline, requests and nodes, and in the notices about them. */
export const mattersNaming: NameFollower = {
  record: 'matters',
  find: async (tx, { name, regionPath }, most) => {
    const { rows } = await sql<{ id: number; code: string | null; title: string }>`
      select m.id, m.code, t.title from matters m join matter_texts t on t.matter_id = m.id
      where starts_with(m.region_path, ${regionPath}) and (
        position(${name} in concat_ws(' ', t.title, t.body, t.remark, t.result, t.hung_cause, t.part_explanation,
          t.decline_explanation, t.decline_clause, t.evidence_named, t.due_words, m.part_title)) > 0
        or exists (select 1 from matter_entries e where e.matter_id = m.id
          and position(${name} in e.text || e.details::text) > 0)
        or exists (select 1 from matter_requests q where q.matter_id = m.id
          and position(${name} in concat_ws(' ', q.reason, q.answer)) > 0)
        or exists (select 1 from matter_nodes n where n.matter_id = m.id
          and position(${name} in concat_ws(' ', n.title, n.explanation)) > 0))
      order by m.id desc limit ${most}`.execute(tx)
    return rows.map(({ id, code, title }) => ({ id, label: `事项 ${code ?? '草稿'}`, title }))
  },
  replace: async (tx, id, name) => {
    const put = (column: string) => sql`${sql.ref(column)} = replace(${sql.ref(column)}, ${name}, ${SOMEBODY})`
    const all = (columns: readonly string[]) => sql.join(columns.map(put))
    const texts = [
      ...['title', 'body', 'remark', 'result', 'hung_cause', 'part_explanation', 'decline_explanation'],
      ...['decline_clause', 'evidence_named', 'due_words'],
    ]
    await sql`update matter_texts set ${all(texts)} where matter_id = ${id}`.execute(tx)
    await sql`update matters set ${put('part_title')}, version = version + 1 where id = ${id}`.execute(tx)
    await sql`update matter_entries set ${put('text')}, details = replace(details::text, ${name}, ${SOMEBODY})::jsonb
      where matter_id = ${id} and position(${name} in text || details::text) > 0`.execute(tx)
    await sql`update matter_requests set ${all(['reason', 'answer'])} where matter_id = ${id}`.execute(tx)
    await sql`update matter_nodes set ${all(['title', 'explanation'])} where matter_id = ${id}`.execute(tx)
    await sql`update notices set ${all(['line', 'said'])} where matter_id = ${id}`.execute(tx)
  },
}

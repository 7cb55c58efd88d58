import type pg from 'pg'

/**
 * The raw forms of the design's table ("Size to carry"): what somebody would write who knew the tables and their indexes
 * and had nobody's scope to keep. Each answers what the endpoint answers, on a bare connection as the owner of the tables.
 */

/** The columns of a row of the list, with the words and the names that stand in it. */
const ROW = `m.id, m.code, m.kind, m.direction, m.category, m.state, t.title, r.name as region, asker.name as asker,
  lead.name as lead, m.due_on, m.raised_on, m.reported_on, m.closed_on, m.is_hung, m.is_supervised, m.marks, m.part,
  m.parts_all, m.parts_done, m.is_done, m.due_key, m.changed_at, m.version`
const JOINS = `left join matter_texts t on t.matter_id = m.id join regions r on r.id = m.region_id
  join units asker on asker.id = m.asker_unit_id left join units lead on lead.id = m.lead_unit_id`

/** Key of the row that stands at a place (from 1) in the order of days. */
export const keyAt = async (raw: pg.Client, place: number): Promise<[boolean, string, number]> => {
  const { rows } = await raw.query<{ is_done: boolean; day: string; id: number }>(
    `select is_done, due_key::text as day, id from matters where dropped_at is null
      order by is_done, due_key, id offset $1 limit 1`,
    [place - 1],
  )
  const row = rows[0] as { is_done: boolean; day: string; id: number }
  return [row.is_done, row.day, row.id]
}

/** 50 rows after a key, in the order of days, and how many there are in all. */
export const pageAfter = async (raw: pg.Client, key: [boolean, string, number]): Promise<void> => {
  await raw.query(
    `select ${ROW} from (select * from matters where dropped_at is null and (is_done, due_key, id) > ($1, $2::date, $3)
      order by is_done, due_key, id limit 51) m ${JOINS} order by m.is_done, m.due_key, m.id`,
    key,
  )
  await raw.query('select count(*) from matters where dropped_at is null')
}

/** The first 50 rows with two characters in their title by the pairs under their index, and how many there are. */
export const namedBy = async (raw: pg.Client, said: string): Promise<void> => {
  const named = 'm.dropped_at is null and t.grams @> bigrams($1) and t.title ilike $2'
  const values = [said, `%${said}%`]
  await raw.query(
    `select ${ROW} from matters m ${JOINS} where ${named} order by m.is_done, m.due_key, m.id limit 51`,
    values,
  )
  await raw.query(`select count(*) from matters m join matter_texts t on t.matter_id = m.id where ${named}`, values)
}

/** Figures of one year by lead unit and state: finished matters added up from the tallies, open ones counted with the late. */
export const figuresByUnit = async (raw: pg.Client, year: number): Promise<void> => {
  await raw.query(
    `select lead_unit_id, state, is_late, sum(matters) from (
        select lead_unit_id, state, false as is_late, matters from matter_tallies where year = $1 and state in ('closed', 'declined', 'withdrawn')
        union all
        select lead_unit_id, state, coalesce(due_on < current_date, false), 1 from matters
          where not is_done and dropped_at is null and year = $1) every
      group by lead_unit_id, state, is_late`,
    [year],
  )
}

/** All that the page shows: in all, by lead, by part of the plan and by county, and the eight that are late the longest. */
export const figuresOfPage = async (raw: pg.Client, year: number): Promise<void> => {
  await raw.query(
    `with every as materialized (
        select state, lead_unit_id, document_id, part, region_path, parent_region_path, marks, 'done' as light, sum(matters) as matters
          from matter_tallies where year = $1 and state in ('closed', 'declined', 'withdrawn') group by 1, 2, 3, 4, 5, 6, 7
        union all
        select state, lead_unit_id, document_id, part, region_path, parent_region_path, marks,
            case when light_day < current_date then 'over' when light_day < current_date + 7 then 'due' else light_else end, count(*)
          from matters where not is_done and dropped_at is null and year = $1 group by 1, 2, 3, 4, 5, 6, 7, 8),
      lies as materialized (select region_path, c.id, c.path from (select distinct region_path from every) e
        join regions c on c.level = 3 and starts_with(region_path, c.path))
      select 0, null, state, light, marks, sum(matters) from every where parent_region_path is null group by 2, 3, 4, 5
      union all select 1, lead_unit_id::text, state, light, marks, sum(matters) from every group by 2, 3, 4, 5
      union all select 2, document_id || '/' || part, state, light, marks, sum(matters) from every where parent_region_path is null group by 2, 3, 4, 5
      union all select 3, l.id::text, state, light, marks, sum(matters) from every e left join lies l using (region_path)
        where parent_region_path is null or not starts_with(parent_region_path, coalesce(l.path, '')) group by 2, 3, 4, 5`,
    [year],
  )
  await raw.query(
    `select m.id, m.code, m.state, m.due_on, t.title, lead.name from (
        select * from matters where not is_done and dropped_at is null and year = $1 and light_day < current_date
        order by is_done, due_key, id limit 8) m
      join matter_texts t on t.matter_id = m.id left join units lead on lead.id = m.lead_unit_id order by m.due_key, m.id`,
    [year],
  )
}

/** A matter with its words, the first line of its timeline and its audit row, in one transaction that reaches the disk. */
export const createOne = async (raw: pg.Client, like: number, title: string): Promise<void> => {
  await raw.query('begin')
  const { rows } = await raw.query<{ last: number; year: number }>(
    `update matter_numbers set last = last + 1 where prefix = 'RW' and year = extract(year from now())
      returning last, year`,
  )
  const { last, year } = rows[0] as { last: number; year: number }
  const made = await raw.query<{ id: number }>(
    `insert into matters (city_id, code, year, kind, category, state, region_id, region_path, office_unit_id, asker_unit_id,
        lead_unit_id, raised_on, due_on, first_due_on, units, posts, post_id)
      select city_id, $2, $3, kind, category, 'assigned', region_id, region_path, office_unit_id, asker_unit_id,
        lead_unit_id, current_date, current_date + 30, current_date + 30, units, posts, post_id from matters where id = $1
      returning id`,
    [like, `RW-${year}-${last}`, year],
  )
  const id = made.rows[0]?.id
  await raw.query('insert into matter_texts (matter_id, title, body) values ($1, $2, $3)', [id, title, ''])
  await raw.query(
    `insert into matter_entries (matter_id, at, post_id, person_id, unit_id, step, to_state)
      select $1, now(), post_id, person_id, unit_id, 'assign', 'assigned' from matter_entries
      where matter_id = $2 and person_id is not null order by id limit 1`,
    [id, like],
  )
  await raw.query(
    `insert into audit_rows (at, action, record, record_id, after, digest)
      values (now(), 'bench.create', 'matters', $1, $2, $3)`,
    [String(id), JSON.stringify({ title }), '0'.repeat(64)],
  )
  await raw.query('commit')
}

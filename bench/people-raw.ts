import type pg from 'pg'

/**
 * The raw forms for the register and the facts, as raw.ts has them for matters: what somebody would write who knew the tables and their
 * indexes and had nobody's scope to keep, on a bare connection as the owner of the tables.
 */

const HOME = `h.id, h.head_name, h.region_id, r.name as region, t.name as town, h.categories, h.person_count, h.lacks_head, h.state,
  h.ended_on`
const PLACES = 'join regions r on r.id = h.region_id left join regions t on t.id = r.parent_id'

type Place = { path: string; regionId: number; id: number }

/** The family that stands at a place (from 1) in the order of places. */
export const placeAt = async (raw: pg.Client, place: number): Promise<Place> => {
  const { rows } = await raw.query<Place>(
    `select region_path as path, region_id as "regionId", id from households where state = 'present'
      order by region_path, id offset $1 limit 1`,
    [place - 1],
  )
  return rows[0] as Place
}

/** 50 families after a key, in the order of places, and how many there are in all. */
export const homesAfter = async (raw: pg.Client, { path, id }: Place): Promise<void> => {
  await raw.query(
    `select ${HOME} from (select * from households where state = 'present' and (region_path, id) > ($1, $2)
      order by region_path, id limit 51) h ${PLACES} order by h.region_path, h.id`,
    [path, id],
  )
  await raw.query("select count(*) from households where state = 'present'")
}

/** The first 50 families in which somebody bears two characters in the name, by the pairs under their index, and how many there are. */
export const homesNamed = async (raw: pg.Client, said: string): Promise<void> => {
  const named = `h.state = 'present' and h.id in (
    select household_id from household_persons where search_keys @> bigrams($1) and name ilike $2
    union select id from households where search_keys @> bigrams($1) and head_name ilike $2)`
  const values = [said, `%${said}%`]
  await raw.query(
    `select ${HOME} from households h ${PLACES} where ${named} order by h.region_path, h.id limit 51`,
    values,
  )
  await raw.query(`select count(*) from households h where ${named}`, values)
}

/** The latest 50 facts with two characters in their words, with their quantities, and how many there are. */
export const factsNamed = async (raw: pg.Client, said: string): Promise<void> => {
  const named = `f.state not in ('withdrawn', 'replaced', 'draft') and f.grams @> bigrams($1)
    and f.title || ' ' || f.venue || ' ' || f.body ilike $2`
  const values = [said, `%${said}%`]
  await raw.query(
    `select f.id, f.code, f.kind, f.direction, f.state, f.title, f.venue, f.starts_on, f.ends_on, f.is_late, r.name as region,
        u.name as unit, (select json_agg(q) from fact_quantities q where q.fact_id = f.id) as quantities
      from (select * from facts f where ${named} order by f.starts_on desc, f.id desc limit 51) f
        join regions r on r.id = f.region_id join units u on u.id = f.entered_unit_id order by f.starts_on desc, f.id desc`,
    values,
  )
  await raw.query(`select count(*), count(*) filter (where f.state = 'recorded') from facts f where ${named}`, values)
}

/** The account of plaques of a city, summed by county. */
export const plaquesByCounty = async (raw: pg.Client): Promise<void> => {
  await raw.query(
    `select c.id, k.claim, k.place, k.hanging > 1 as is_double, count(*) from plaque_cards k
      join households h on h.id = k.household_id
      join regions c on c.level = 3 and k.region_path >= c.path and k.region_path < c.path || '~' group by 1, 2, 3, 4`,
  )
}

const audit = (raw: pg.Client, record: string, id: number, what: object) =>
  raw.query(
    `insert into audit_rows (at, action, record, record_id, after, digest) values (now(), 'bench.create', $1, $2, $3, $4)`,
    [record, String(id), JSON.stringify(what), '0'.repeat(64)],
  )

/** A family of one with its plaque card and audit row, in one transaction that reaches the disk. */
export const createHousehold = async (raw: pg.Client, like: number, name: string): Promise<void> => {
  await raw.query('begin')
  const { rows } = await raw.query<{ id: number }>(
    `insert into households (city_id, region_id, region_path, head_name, categories, person_count, made_at)
      select city_id, region_id, region_path, $2, categories, 1, now() from households where id = $1 returning id`,
    [like, name],
  )
  const id = rows[0]?.id as number
  await raw.query(
    `insert into household_persons (household_id, city_id, region_path, name, relation, categories, joined_year, left_year, made_at)
      select $2, city_id, region_path, $3, 'head', categories, 1980, 1984, now() from households where id = $1`,
    [like, id, name],
  )
  await raw.query(
    `insert into plaque_cards (household_id, city_id, region_path, claim, clause, may_replace, grounds, place, hanging)
      select id, city_id, region_path, 'none', 'no-ground', false, 0, 'none', 0 from households where id = $1`,
    [id],
  )
  await audit(raw, 'households', id, { name })
  await raw.query('commit')
}

/** A fact with its number, one quantity, the first line of its life and its audit row, in one transaction that reaches the disk. */
export const createFact = async (raw: pg.Client, like: number, title: string): Promise<void> => {
  await raw.query('begin')
  const numbered = await raw.query<{ last: number; year: number }>(
    `update fact_numbers set last = last + 1 where (city_id, year) = (select city_id, max(year) from fact_numbers group by 1 limit 1)
      returning last, year`,
  )
  const { last, year } = numbered.rows[0] as { last: number; year: number }
  const { rows } = await raw.query<{ id: number }>(
    `insert into facts (city_id, code, region_id, region_path, kind, direction, state, title, starts_on, ends_on, fields, ledgers,
        entered_unit_id, entered_post_id, entered_person_id, entered_path, units, recorded_at, recorded_on, created_at, changed_at)
      select city_id, $2, region_id, region_path, kind, direction, 'recorded', $3, current_date - 1, current_date - 1, fields, ledgers,
        entered_unit_id, entered_post_id, entered_person_id, entered_path, units, now(), current_date, now(), now()
      from facts where id = $1 returning id`,
    [like, `SJ-${year}-${last}`, title],
  )
  const id = rows[0]?.id as number
  await raw.query("insert into fact_quantities (fact_id, key, value, unit) values ($1, 'money', 500, '元')", [id])
  await raw.query(
    `insert into fact_entries (fact_id, at, step, to_state, post_id, person_id, unit_id)
      select $1, now(), 'record', 'recorded', entered_post_id, entered_person_id, entered_unit_id from facts where id = $1`,
    [id],
  )
  await audit(raw, 'facts', id, { title })
  await raw.query('commit')
}

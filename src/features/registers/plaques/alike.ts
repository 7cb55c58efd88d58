import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { answerFor, cardOf, type PlaqueHousehold, settingsIn, writeCards } from './reckon.ts'

/** What the rules ask of a household, its persons told by their place in it and not by their number. */
type Shape = Pick<PlaqueHousehold, 'endedOn' | 'steps'> & { persons: Omit<PlaqueHousehold['persons'][number], 'id'>[] }

/** So many different shapes are held at once. */
const CHUNK = 500

/**
 * Reckons all households of a place that `within` names (a condition on `households`), and writes what changed, as `reckonPlaques` does
 * for those that it is given. Two households of which the rules ask the same get the same answer: each shape is judged once, however
 * many thousand families have it, and the families themselves never leave the database. Returns how many cards changed.
 */
const reckonAlike = async (
  tx: Tx,
  { cityId, today, within }: { cityId: number; today: string; within: RawBuilder<unknown> },
): Promise<number> => {
  const settings = await settingsIn(tx, cityId)
  await sql`drop table if exists pg_temp.plaque_homes, pg_temp.plaque_shapes`.execute(tx)
  await sql`create temp table plaque_homes on commit drop as
    with homes as materialized (select id, region_path, ended_on from households where city_id = ${sql.lit(cityId)} and ${within}),
      papers as (select c.household_person_id as id, array_agg(c.kind order by c.kind) as kinds from person_certificates c
        where c.household_person_id in (select p.id from household_persons p join homes h on h.id = p.household_id) group by 1),
      persons as (select p.household_id as id, array_agg(p.id order by p.id) as ids,
          json_agg(json_build_object('categories', p.categories, 'grounds', p.kept_grounds, 'leftYear', p.left_year, 'state', p.state,
            'endedOn', p.ended_on, 'papers', p.kept_papers || coalesce(papers.kinds, '{}')) order by p.id)::text as persons
        from homes h join household_persons p on p.household_id = h.id left join papers on papers.id = p.id group by 1),
      steps as (select s.household_id as id,
          json_agg(json_build_object('step', s.step, 'on', s.on_day, 'count', s.hung_count) order by s.id)::text as steps
        from homes h join plaque_steps s on s.household_id = h.id where s.undone_at is null group by 1)
    select h.id, h.region_path, p.ids as people, concat('{"endedOn":', coalesce(to_json(h.ended_on)::text, 'null'), ',"persons":',
      coalesce(p.persons, '[]'), ',"steps":', coalesce(s.steps, '[]'), '}') as shape
    from homes h left join persons p on p.id = h.id left join steps s on s.id = h.id`.execute(tx)
  await sql`create temp table plaque_shapes on commit drop as
    select row_number() over () as number, shape from (select distinct shape from plaque_homes) shapes`.execute(tx)
  await sql`analyze pg_temp.plaque_homes, pg_temp.plaque_shapes`.execute(tx)
  let changed = 0
  for (let from = 0; ; from += CHUNK) {
    const { rows } = await sql<{ number: number; shape: string }>`select number::int, shape from plaque_shapes
      where number > ${from} and number <= ${from + CHUNK}`.execute(tx)
    if (rows.length === 0) break
    const cards = rows.map(({ number, shape }) => {
      const { endedOn, persons, steps }: Shape = JSON.parse(shape)
      const household = { endedOn, steps, persons: persons.map((person, at) => ({ ...person, id: at + 1 })) }
      const { answer, standing } = answerFor(household, today, settings)
      return { shape: number, ...cardOf(answer, standing) }
    })
    changed += await writeCards(tx, cityId, cards, {
      id: sql`h.id`,
      path: sql`h.region_path`,
      person: sql`h.people[person]`,
      joined: sql`join plaque_shapes s on s.number = c.shape join plaque_homes h on h.shape = s.shape`,
    })
  }
  await sql`drop table pg_temp.plaque_homes, pg_temp.plaque_shapes`.execute(tx)
  return changed
}

/** Reckons every household of a place anew: after the settings changed, or where cards are wanting. */
export const reckonPlace = (tx: Tx, cityId: number, today: string, path: string): Promise<number> =>
  reckonAlike(tx, {
    ...{ cityId, today },
    within: sql`region_path >= ${sql.lit(path)} and region_path < ${sql.lit(`${path.slice(0, -1)}/`)}`,
  })

/** Reckons the households that an import made. */
export const reckonImport = (tx: Tx, cityId: number, today: string, importId: number): Promise<number> =>
  reckonAlike(tx, { cityId, today, within: sql`import_id = ${sql.lit(importId)}` })

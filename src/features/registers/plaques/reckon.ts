import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'
import { findCitySettings } from '../city-settings.ts'
import {
  DEFAULT_PLAQUE_SETTINGS,
  emptyFrom,
  FAMILY_PAPERS,
  groundsOf,
  type PlaqueAnswer,
  type PlaqueSettings,
  placeOf,
  plaqueOn,
  type Standing,
  type StepTaken,
  standingOn,
} from './rules.ts'

type RegisteredPerson = {
  id: number
  categories: string[]
  /** What an erased person gave the family, kept without his name. */
  grounds: string[]
  leftYear: number | null
  state: string
  endedOn: string | null
  /** Kinds of the certificates registered for this person, of an erased one those that showed the ground of the family. */
  papers: string[]
}

/** What the rules ask of a household: its persons with their certificates, and its steps. */
export type PlaqueHousehold = {
  id: number
  cityId: number
  regionPath: string
  endedOn: string | null
  persons: RegisteredPerson[]
  steps: StepTaken[]
}

/** Reads households as the rules ask for them, in one statement. */
export const readPlaqueHouseholds = async (tx: Tx, ids: readonly number[]): Promise<PlaqueHousehold[]> => {
  const { rows } = await sql<PlaqueHousehold>`
    select h.id, h.city_id as "cityId", h.region_path as "regionPath", h.ended_on as "endedOn",
      coalesce((select json_agg(json_build_object('id', p.id, 'categories', p.categories, 'grounds', p.kept_grounds,
          'leftYear', p.left_year, 'state', p.state, 'endedOn', p.ended_on, 'papers', p.kept_papers || array(select c.kind
            from person_certificates c where c.household_person_id = p.id)) order by p.id)
        from household_persons p where p.household_id = h.id), '[]') as persons,
      coalesce((select json_agg(json_build_object('step', s.step, 'on', s.on_day, 'count', s.hung_count) order by s.id)
        from plaque_steps s where s.household_id = h.id and s.undone_at is null), '[]') as steps
    from households h where h.id = any(${[...ids]}::int[]) order by h.id`.execute(tx)
  return rows
}

/**
 * The papers on which a person's claim rests on a day: the own ones, and the certificate of survivors that the family holds. What
 * somebody holds who moved to another household, or was entered twice, shows nothing here.
 */
const papersFor = (person: RegisteredPerson, all: readonly RegisteredPerson[], day: string): string[] => {
  const isHere = ({ state, endedOn }: RegisteredPerson) =>
    state === 'present' || state === 'deceased' || (endedOn !== null && endedOn > day)
  const ofFamily = all.filter(isHere).flatMap(({ papers }) => papers.filter((kind) => FAMILY_PAPERS.has(kind)))
  return [...person.papers, ...ofFamily]
}

/** The answer of the rules for a household on a day, and how it stands then. */
export const answerFor = (
  household: Pick<PlaqueHousehold, 'persons' | 'steps' | 'endedOn'>,
  day: string,
  settings: PlaqueSettings,
): { answer: PlaqueAnswer; standing: Standing } => ({
  answer: plaqueOn(
    {
      persons: household.persons.flatMap((person) => groundsOf(person, papersFor(person, household.persons, day))),
      endedOn: household.endedOn,
      emptyOn: emptyFrom(household.persons),
    },
    household.steps,
    day,
    settings,
  ),
  standing: standingOn(household.steps, day),
})

/** Name of the settings of plaques among those of the city. */
export const PLAQUE_SETTINGS = 'plaques'

export const settingsIn = async (tx: Tx, cityId: number): Promise<PlaqueSettings> => ({
  ...DEFAULT_PLAQUE_SETTINGS,
  ...(await findCitySettings<PlaqueSettings>(tx, PLAQUE_SETTINGS, cityId))?.value,
})

/** What a card says of an answer, beside the household that it stands for. */
export const cardOf = (answer: PlaqueAnswer, standing: Standing) => ({
  claim: answer.claim,
  clause: answer.clause,
  person: answer.personId,
  may: answer.mayReplace,
  grounds: answer.grounds,
  place: placeOf(answer.claim, standing),
  hanging: standing.hanging,
  hung: standing.hungOn,
  last: standing.lastOn,
})
type Card = ReturnType<typeof cardOf> & ({ id: number; path: string } | { shape: number })

/** Cards that name their households themselves. */
const NAMED = { id: sql`id`, path: sql`path`, person: sql`person`, joined: sql`` }

/** Writes cards where they say something new; `of` tells which households a card stands for. Returns how many changed. */
export const writeCards = async (
  tx: Tx,
  cityId: number,
  cards: readonly Card[],
  of: Record<'id' | 'path' | 'person' | 'joined', RawBuilder<unknown>> = NAMED,
): Promise<number> => {
  const { numAffectedRows = 0n } = await sql`
    insert into plaque_cards as k (household_id, city_id, region_path, claim, clause, household_person_id, may_replace, grounds,
      place, hanging, hung_on, last_on)
    select ${of.id}, ${cityId}, ${of.path}, claim, clause, ${of.person}, may, grounds, place, hanging, hung, last
    from jsonb_to_recordset(${JSON.stringify(cards)}::jsonb) as c (id int, path text, shape int, claim text, clause text,
      person int, may boolean, grounds smallint, place text, hanging smallint, hung date, last date) ${of.joined}
    order by 1
    on conflict (household_id) do update set region_path = excluded.region_path, claim = excluded.claim,
      clause = excluded.clause, household_person_id = excluded.household_person_id, may_replace = excluded.may_replace,
      grounds = excluded.grounds, place = excluded.place, hanging = excluded.hanging, hung_on = excluded.hung_on,
      last_on = excluded.last_on, version = k.version + 1
    where (k.region_path, k.claim, k.clause, k.household_person_id, k.may_replace, k.grounds, k.place, k.hanging, k.hung_on,
        k.last_on) is distinct from (excluded.region_path, excluded.claim, excluded.clause, excluded.household_person_id,
        excluded.may_replace, excluded.grounds, excluded.place, excluded.hanging, excluded.hung_on, excluded.last_on)`.execute(
    tx,
  )
  return Number(numAffectedRows)
}

const CHUNK = 500

/**
 * Reckons the cards of these households anew as of `today`, and writes what changed. Whoever writes persons, certificates or steps
 * of a household calls it in the same transaction, so that a card always says what the rules say. Returns how many changed.
 */
export const reckonPlaques = async (tx: Tx, cityId: number, today: string, ids: readonly number[]): Promise<number> => {
  const settings = await settingsIn(tx, cityId)
  let changed = 0
  for (let from = 0; from < ids.length; from += CHUNK) {
    const cards = (await readPlaqueHouseholds(tx, ids.slice(from, from + CHUNK))).map((household) => {
      const { answer, standing } = answerFor(household, today, settings)
      return { id: household.id, path: household.regionPath, ...cardOf(answer, standing) }
    })
    changed += await writeCards(tx, cityId, cards)
  }
  return changed
}

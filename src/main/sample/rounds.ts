import { markHousehold } from '../../features/facts/contact/index.ts'
import { RecordFact } from '../../features/facts/contract.ts'
import { recordFact } from '../../features/facts/index.ts'
import { closePeriod } from '../../features/facts/periods/index.ts'
import { AddHousehold } from '../../features/registers/households/contract.ts'
import {
  addHousehold,
  closeLetterRound,
  endHousehold,
  getHousehold,
  openLetterRound,
  returnLetter,
  sendLetters,
  stopLetter,
} from '../../features/registers/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import { factFollowers, periodFollowers } from '../wiring.ts'
import { keepPapers } from './photos.ts'
import type { Stage } from './stage.ts'

/**
 * What would leave a screen empty otherwise: 慰问信 rounds, one ended and one under way, a pair for 查重, 急难险重 and 共建, a month
 * closed by a county, and reasons of 联系计划. Nothing where the register is empty.
 */
export const layRounds = async (stage: Stage): Promise<void> => {
  const { rows } = await stage.house.pool.query<{ count: number }>('select count(*)::int as count from households')
  if ((rows[0]?.count ?? 0) === 0) return
  await layLetters(stage)
  await layDuplicate(stage)
  await layJoint(stage)
  await layMissions(stage)
  await layReasons(stage)
  await closeMonth(stage)
}

const COUNTIES = ['lcq', 'qhx', 'hfs'] as const
const firstOfMonth = ({ today }: Stage): string => `${today.slice(0, 7)}-01`

const waitingAt = async (stage: Stage, round: number, path: string): Promise<number[]> => {
  const { rows } = await stage.house.pool.query<{ id: number }>(
    "select household_id as id from letter_items where round_id = $1 and region_path like $2 || '%' order by 1",
    [round, path],
  )
  return rows.map(({ id }) => id)
}

const layLetters = async (stage: Stage): Promise<void> => {
  const { regionId, regionPath } = stage.actor('lcq-sby')
  const at = (ago: number, minute = 600) => stage.at('lcq-sby', { day: addDays(stage.today, -ago), minute })
  const categories = ['martyr-family', 'disabled-soldier', 'serving-family'] as const
  const made = (name: string, feast: 'spring' | 'army-day', ago: number) =>
    openLetterRound(at(ago), {
      ...{ name, feast, categories: [...categories], openedOn: addDays(stage.today, -ago), again: '' },
    })
  // Ended: everybody was written to, two came back, one of them was sent again.
  const old = await made('春节慰问信（演示）', 'spring', 160)
  await sendLetters(at(155), { id: old.id, regionId, householdId: null, on: addDays(stage.today, -155) })
  const [first, second] = await waitingAt(stage, old.id, regionPath)
  for (const householdId of [first, second])
    if (householdId !== undefined) {
      const on = addDays(stage.today, -140)
      await returnLetter(at(140, 640), { id: old.id, householdId, on, reason: '已搬走，邻居不清楚新址' })
    }
  if (first !== undefined)
    await sendLetters(at(135), { id: old.id, regionId, householdId: first, on: addDays(stage.today, -135) })
  await closeLetterRound(at(120), { id: old.id, version: old.version, reason: '' })
  // Under way: one township has sent its own, one letter came back, the others wait.
  const round = await made('八一慰问信（演示）', 'army-day', 12)
  const town = stage.actor('fwz')
  const station = (ago: number) => stage.at('fwz', { day: addDays(stage.today, -ago), minute: 650 })
  const all = await waitingAt(stage, round.id, town.regionPath)
  const [one] = all
  if (one === undefined) return
  const sentOn = addDays(stage.today, -9)
  // Families that move: one before its letter goes, two after it came back; of these one is not sent again, the other is to be decided.
  const [before, stopped, undecided] = await freeOf(stage, all.slice(1).reverse())
  const moves = async (id: number | undefined, ago: number) => {
    if (id === undefined) return
    const { version } = await getHousehold(station(ago), { id })
    const on = addDays(stage.today, -ago)
    await endHousehold(station(ago), { id, version, state: 'moved', on, reason: '全家迁往外市' })
  }
  await moves(before, 10)
  await sendLetters(station(9), { id: round.id, regionId: town.regionId, householdId: null, on: sentOn })
  const on = addDays(stage.today, -2)
  await returnLetter(station(2), { id: round.id, householdId: one, on, reason: '家中无人签收' })
  for (const householdId of [stopped, undecided])
    if (householdId !== undefined) {
      const on = addDays(stage.today, -5)
      await returnLetter(station(5), { id: round.id, householdId, on, reason: '人已搬走，退回邮局' })
      await moves(householdId, 4)
    }
  if (stopped !== undefined)
    await stopLetter(station(3), { id: round.id, householdId: stopped, reason: '已迁往外市，由迁入地寄' })
}

/** Of these families those that nothing else of the sample speaks of. */
const freeOf = async (stage: Stage, ids: readonly number[]): Promise<number[]> => {
  const { rows } = await stage.house.pool.query<{ id: number }>(
    `select h.id from households h join unnest($1::int[]) with ordinality as u (id, n) on u.id = h.id
     where not exists (select 1 from help_cases c where c.household_id = h.id)
       and not exists (select 1 from fact_households f where f.household_id = h.id)
       and not exists (select 1 from merit_reports m where m.household_id = h.id) order by u.n`,
    [ids],
  )
  return rows.map(({ id }) => id)
}

/** Somebody was registered a second time in his own village: same name and birth, no number yet. */
const layDuplicate = async (stage: Stage): Promise<void> => {
  for (const login of ['cj1', 'cj2']) {
    const ctx = stage.at(login, { day: addDays(stage.today, -1), minute: 610 })
    const { rows } = await stage.house.pool.query<{
      name: string
      birthYear: number
      birthMonth: number | null
      categories: never[]
      kin: never
    }>(
      `select p.name, p.birth_year as "birthYear", p.birth_month as "birthMonth", p.categories, p.kin
       from household_persons p join households h on h.id = p.household_id and h.head_name = p.name
       where h.region_id = $1 and h.state = 'present' and p.birth_year is not null and p.categories <> '{}' order by p.id limit 1`,
      [ctx.acting.regionId],
    )
    if (rows[0])
      await addHousehold(ctx, AddHousehold.parse({ regionId: ctx.acting.regionId, head: rows[0], isAnother: true }))
  }
}

const layJoint = async (stage: Stage): Promise<void> => {
  for (const [index, prefix] of COUNTIES.entries()) {
    const startsOn = addDays(stage.today, -30 - index * 25)
    const ctx = stage.at(`${prefix}-sby`, { day: addDays(startsOn, 1), minute: 630 })
    const fact = {
      ...{ kind: 'joint', title: ['军地共植双拥林', '结对学校校外辅导', '党建共建签约'][index], startsOn },
      fields: { type: ['ecology', 'school', 'pact'][index], content: '军地各出人，一年不少于两次。' },
      quantities: [{ key: 'people', value: 60 + index * 15, qualifier: '余' }],
    }
    await recordFact(factFollowers)(ctx, RecordFact.parse({ ...fact, regionId: ctx.acting.regionId }))
  }
}

const layMissions = async (stage: Stage): Promise<void> => {
  const startsOn = addDays(firstOfMonth(stage), -40)
  for (const [index, prefix] of COUNTIES.entries()) {
    const ctx = stage.at(`${prefix}-sby`, { day: addDays(firstOfMonth(stage), -1), minute: 600 + index })
    const fact = {
      ...{ kind: 'mission', startsOn, regionId: ctx.acting.regionId },
      fields: { type: ['flood', 'rescue', 'fire'][index], published: 'government' },
      files: (await keepPapers(ctx, ['公开报道'])).map((fileId) => ({ fileId, caption: '' })),
      quantities: [
        { key: 'people', value: 120 + index * 60, qualifier: '余' },
        { key: 'vehicles', value: 6 + index, qualifier: null },
      ],
    }
    await recordFact(factFollowers)(ctx, RecordFact.parse(fact))
  }
}

/** 烈士牺牲日 near this month, for some families of the two villages. */
const layReasons = async (stage: Stage): Promise<void> => {
  for (const [index, login] of ['cj1', 'cj2', 'fwz'].entries()) {
    const ctx = stage.at(login, { day: addDays(stage.today, -20), minute: 600 })
    const { rows } = await stage.house.pool.query<{ id: number }>(
      "select id from households where region_path like $1 || '%' and state = 'present' and categories @> '{martyr-family}' order by id limit 2",
      [ctx.acting.regionPath],
    )
    for (const { id } of rows)
      await markHousehold(ctx, { id, kind: 'sacrifice', on: addDays(stage.today, 5 + index - 365 * 40) })
  }
}

/** A month that a county closed itself: the one before the last, or the last where the city's quarter (facts.ts) holds that one. */
const closeMonth = async (stage: Stage): Promise<void> => {
  const last = addDays(firstOfMonth(stage), -1)
  const isHeld = Number(stage.today.slice(5, 7)) % 3 === 2
  const day = isHeld ? last : addDays(`${last.slice(0, 7)}-01`, -1)
  const closesOn = isHeld ? firstOfMonth(stage) : addDays(firstOfMonth(stage), -5)
  const ctx = stage.at('qhx-sby', { day: closesOn, minute: 700 })
  await closePeriod(periodFollowers)(ctx, { kind: 'month', day, closesOn })
}

import { changeRegions, closeUnit, setBody, setSuperior } from '../../features/org/index.ts'
import { addDays } from '../../platform/calendar/index.ts'
import { regionFollowers } from '../wiring.ts'
import { MERGED, RENAMED } from './places.ts'
import type { Stage } from './stage.ts'

/** How many days ago each thing happened. */
const RENAMED_AGO = 520
const MERGED_AGO = 200
const JOINT_AGO = 430
const UNDER_AGO = 160

/** Troop units whose superior is in the city, each with that one; and those whose superior lies outside. 驻松某部 is left open. */
const UNDER: [unit: string, superior: string][] = [
  ['驻岑某部', '驻澜某部'],
  ['驻桥某部', '驻云某部'],
  ['驻溪某部', '驻浔某部'],
]
const OUTSIDE = ['驻澜某部', '驻云某部', '驻禾某部', '驻青某部', '驻浔某部']

/**
 * What happened to the organisation before the year of the sample: a township got another name, one was merged into its
 * neighbour, the office of the city became one of both sides, and the military units were entered with who stands above them.
 */
export const layPast = async (stage: Stage): Promise<void> => {
  const { pool } = stage.house
  const day = (ago: number) => addDays(stage.today, -ago)
  const at = (login: string, ago: number) => stage.at(login, { day: day(ago), minute: 600 })
  const place = async (name: string): Promise<{ id: number; version: number }> =>
    (await pool.query('select id, version from regions where name = $1 and to_on is null', [name])).rows[0]
  const decree = (ago: number, number: number) => ({
    effectiveOn: day(ago),
    docNumber: `澜政发〔${day(ago).slice(0, 4)}〕${number}号`,
  })
  const renamed = await place(RENAMED.before)
  await changeRegions(regionFollowers, at('lqx-sby', RENAMED_AGO), {
    kind: 'rename',
    ...decree(RENAMED_AGO, 14),
    reason: '撤乡设镇',
    ...renamed,
    name: RENAMED.township,
    shortName: RENAMED.township.slice(0, 2),
  })
  await changeRegions(regionFollowers, at('ssx-sby', MERGED_AGO), {
    kind: 'merge',
    ...decree(MERGED_AGO, 9),
    reason: '优化乡镇布局',
    sources: [await place(MERGED.township)],
    into: await place(MERGED.into),
    named: null,
  })
  const { rows } = await pool.query<{ id: number; version: number }>(
    'select id, version from units where closed_on is null and name like $1 order by id',
    [`${MERGED.township}%`],
  )
  for (const unit of rows) await closeUnit(at('ssx-sby', MERGED_AGO - 20), { ...unit, closedOn: day(MERGED_AGO - 20) })

  const standing = async (table: 'military_bodies' | 'military_superiors', column: string, id: number) =>
    (await pool.query<{ id: number }>(`select id from ${table} where ${column} = $1 and to_on is null`, [id])).rows[0]
      ?.id ?? 0
  const { acting } = at('sby', JOINT_AGO)
  await setBody(at('sby', JOINT_AGO), {
    regionId: acting.cityId,
    unitId: stage.unit('军分区'),
    isJoint: true,
    docNumber: `澜双拥〔${day(JOINT_AGO).slice(0, 4)}〕3号`,
    fromOn: day(JOINT_AGO),
    basedOn: await standing('military_bodies', 'region_id', acting.cityId),
  })
  const above = async (unit: string, superiorId: number | null, ago: number) =>
    setSuperior(at('sby', ago), {
      id: stage.unit(unit),
      superiorId,
      fromOn: day(ago),
      basedOn: await standing('military_superiors', 'unit_id', stage.unit(unit)),
    })
  for (const unit of OUTSIDE) await above(unit, null, JOINT_AGO)
  await above('驻桥某部', null, JOINT_AGO)
  for (const [unit, superior] of UNDER) await above(unit, stage.unit(superior), UNDER_AGO)
}

import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { JOINT_PARTS } from './rules.ts'

/** body: 军分区、人武部、武装部, names that the state publishes · troop: under an alias */
export const MILITARY_KINDS = ['body', 'troop'] as const

/** known: recorded · outside: 上级在市外 · open: 未登记上级 */
export const SUPERIOR_STATES = ['known', 'outside', 'open'] as const

/** A unit of the military side in its tree on a day. */
export const MilitaryUnit = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.enum(MILITARY_KINDS),
  regionName: z.string(),
  superiorId: z.number().nullable(),
  superiorName: z.string().nullable(),
  superior: z.enum(SUPERIOR_STATES),
  /** The day from which the superior counts. */
  sinceOn: z.string().nullable(),
  /** Id of the standing record: what a writer saw when he began; 0 without any. */
  basedOn: z.number(),
  /** Depth in the tree as shown; 0 at the top. */
  depth: z.number(),
  mayEdit: z.boolean(),
})
export type MilitaryUnit = z.output<typeof MilitaryUnit>

export const MilitaryTree = z.object({ on: z.string(), rows: z.array(MilitaryUnit) })
export type MilitaryTree = z.output<typeof MilitaryTree>

/** One unit with everything that was recorded of it, the latest first. */
export const MilitaryUnitDetail = MilitaryUnit.omit({ depth: true }).extend({
  /** Superiors of the past and of today. */
  superiors: z.array(
    z.object({ id: z.number(), superiorName: z.string().nullable(), fromOn: z.string(), toOn: z.string().nullable() }),
  ),
  /** Places that it faces or faced 对口. */
  places: z.array(
    z.object({
      id: z.number(),
      regionName: z.string(),
      isJoint: z.boolean(),
      docNumber: z.string(),
      fromOn: z.string(),
      toOn: z.string().nullable(),
    }),
  ),
  /** Units directly under it, where the acting post may know them. */
  below: z.array(z.object({ id: z.number(), name: z.string() })),
})
export type MilitaryUnitDetail = z.output<typeof MilitaryUnitDetail>

const Side = z.object({ id: z.number(), name: z.string() }).nullable()

/** A place with both its sides on a day. */
export const JointPlace = z.object({
  regionId: z.number(),
  regionName: z.string(),
  level: z.number(),
  office: Side,
  group: Side,
  civilLiaison: z.string().nullable(),
  body: Side,
  militaryLiaison: z.string().nullable(),
  isJoint: z.boolean(),
  docNumber: z.string(),
  sinceOn: z.string().nullable(),
  /** Id of the standing record of 对口; 0 without any. */
  basedOn: z.number(),
  missing: z.array(z.enum(JOINT_PARTS)),
  mayEdit: z.boolean(),
})
export type JointPlace = z.output<typeof JointPlace>

export const JointQuery = z.object({
  /** With everything below it down to the townships; the acting post's region if left out. */
  regionId: Id.optional(),
  level: z.coerce.number().int().min(2).max(4).optional(),
  /** Only places that lack this. */
  missing: z.enum(JOINT_PARTS).optional(),
  on: Day.optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type JointQuery = z.output<typeof JointQuery>

const BasedOn = z.number().int().min(0)
const UnitId = z.number({ error: '单位还没有选。' }).int().positive()

export const SetSuperior = z.object({
  id: Id,
  /** null: 上级在市外. */
  superiorId: UnitId.nullable(),
  fromOn: Day,
  basedOn: BasedOn,
})
export type SetSuperior = z.output<typeof SetSuperior>

export const SetBody = z.object({
  regionId: z.number({ error: '地方还没有选。' }).int().positive(),
  unitId: UnitId,
  isJoint: z.boolean().default(false),
  docNumber: line('文号', 60).or(z.literal('')).default(''),
  fromOn: Day,
  basedOn: BasedOn,
})
export type SetBody = z.output<typeof SetBody>

export const militaryProblems = nameProblems({
  'not-military': [422, '不是军方单位', '上级和对口单位只从军方单位里选。'],
  'superior-loop': [422, '上下级成了环', '选的上级本身在这个单位之下，换一个上级。'],
  'superior-unchanged': [422, '上级没有变', '这个单位现在就是这个上级，不用再存。'],
  'body-needed': [422, '对口的不是军事机关', '对口单位选军分区、人武部或武装部，部队代称不作对口单位。'],
  'body-level': [422, '层级不对', '对口写到市、县（市、区）、乡镇（街道）三级，村不设。'],
  'joint-needs-document': [422, '合署的依据还没有写', '军地合署办公要写依据文号；没有合署就不勾。'],
  'record-too-early': [422, '日期太早', '起算日不能早于现有记录的起算日，改后再存。'],
  'in-military-side': [409, '还在军队系统里', '这家单位有上下级或对口记录，属军方；先在“军队系统”里调整。'],
})

export const military = {
  tree: endpoint('military:read')
    .route({ method: 'GET', path: '/military/units', summary: '军队系统隶属' })
    .input(
      z.object({
        /** Units of this place and below; the acting post's region if left out. */
        regionId: Id.optional(),
        on: Day.optional(),
      }),
    )
    .output(MilitaryTree),
  get: endpoint('military:read')
    .route({ method: 'GET', path: '/military/units/{id}', summary: '一个军方单位的上下级和对口' })
    .input(z.object({ id: Id }))
    .output(MilitaryUnitDetail),
  setSuperior: endpoint('org:write')
    .route({ method: 'PUT', path: '/military/units/{id}/superior', summary: '改上级单位' })
    .input(SetSuperior)
    .output(MilitaryUnitDetail),
  joint: endpoint('org:read')
    .route({ method: 'GET', path: '/military/places', summary: '军地对口' })
    .input(JointQuery)
    .output(pageOf(JointPlace)),
  setBody: endpoint('org:write')
    .route({ method: 'POST', path: '/military/places', summary: '改对口单位' })
    .input(SetBody)
    .output(JointPlace),
}

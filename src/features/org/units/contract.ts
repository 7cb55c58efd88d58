import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { Place } from '../regions/contract.ts'
import { UNIT_KINDS, UNIT_SIDES } from './rules.ts'

export { mayListBy } from './rules.ts'

export const Unit = z.object({
  id: z.number(),
  name: z.string(),
  shortName: z.string(),
  aliases: z.array(z.string()),
  kind: z.enum(UNIT_KINDS),
  side: z.enum(UNIT_SIDES),
  regionId: z.number(),
  regionName: z.string(),
  sort: z.number(),
  /** The day from which it exists. */
  fromOn: z.string(),
  closedOn: z.string().nullable(),
  duties: z.number(),
  /** Duties still 待本地确认. */
  unverified: z.number(),
  posts: z.number(),
  mayEdit: z.boolean(),
  version: z.number(),
})
export type Unit = z.output<typeof Unit>

/** 职责: what a unit answers for; `source` says where that stands, `isVerified` whether it was confirmed locally. */
export const Duty = z.object({
  id: z.number(),
  unitId: z.number(),
  phrase: z.string(),
  /** Words that point to it in a document. */
  words: z.array(z.string()),
  source: z.string(),
  isVerified: z.boolean(),
  version: z.number(),
})
export type Duty = z.output<typeof Duty>

export const UnitDetail = Unit.extend({
  dutyList: z.array(Duty),
  postList: z.array(z.object({ id: z.number(), name: z.string(), role: z.string(), holders: z.array(z.string()) })),
})
export type UnitDetail = z.output<typeof UnitDetail>

export const UnitQuery = z.object({
  /** Place whose units are listed; the acting post's region if left out. */
  regionId: Id.optional(),
  /** With everything below the place. */
  below: z.stringbool().optional(),
  kind: z.enum(UNIT_KINDS).optional(),
  side: z.enum(UNIT_SIDES).optional(),
  /** Name, short name or alias. */
  q: z.string().trim().max(50).optional(),
  closed: z.stringbool().optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(100),
})
export type UnitQuery = z.output<typeof UnitQuery>

const fields = {
  name: line('单位名称', 60),
  shortName: line('简称', 30),
  aliases: z.array(line('别名', 30)).max(20, { error: '别名最多 20 个。' }).default([]),
  kind: z.enum(UNIT_KINDS, { error: '类别还没有选。' }),
  side: z.enum(UNIT_SIDES, { error: '军地还没有选。' }),
  /** 设立日; left out: from today on, or as it stands. */
  fromOn: Day.nullable().default(null),
}
export const AddUnit = z.object({ ...fields, regionId: z.number({ error: '所在地还没有选。' }).int().positive() })
export type AddUnit = z.output<typeof AddUnit>
export const SaveUnit = z.object({ ...fields, id: Id, version: Version })
export type SaveUnit = z.output<typeof SaveUnit>

const duty = {
  phrase: line('职责', 60),
  words: z.array(line('提示词', 20)).max(60, { error: '提示词最多 60 个。' }).default([]),
  source: line('依据', 200),
}
export const AddDuty = z.object({ ...duty, id: Id })
export type AddDuty = z.output<typeof AddDuty>
export const SaveDuty = z.object({ ...duty, id: Id, version: Version })
export type SaveDuty = z.output<typeof SaveDuty>

/** A unit as a picker offers it, in the official order; `group` is the heading it stands under. */
export const UnitOption = z.object({
  id: z.number(),
  name: z.string(),
  shortName: z.string(),
  kind: z.enum(UNIT_KINDS),
  side: z.enum(UNIT_SIDES),
  regionId: z.number(),
  regionName: z.string(),
  group: z.string(),
  /** People in a post of the unit today; 0: nobody there can sign. */
  holders: z.number(),
})
export type UnitOption = z.output<typeof UnitOption>

export const unitProblems = nameProblems({
  'alias-needed': [
    422,
    '部队只写代称',
    '部队只写代称（如驻澜某部），国家公开的名称（军分区、人民武装部）照写；不写番号和驻地。',
  ],
  'troop-place': [422, '部队所在地写到县', '部队的所在地写到县（市、区）或市为止，不写乡镇和村。'],
  'side-of-troop': [422, '军地不对', '部队属军方；把军地改为军方，或换一个类别。'],
  'unit-name-taken': [422, '单位已存在', '同一处已有这个名称的单位，换一个名称或打开已有的。'],
  'duty-taken': [422, '职责重复', '这个单位已有这条职责，改已有的那条。'],
  'unit-closed': [409, '单位已撤销', '这个单位已撤销，不能再改。'],
})

export const units = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/units', summary: '单位列表' })
    .input(UnitQuery)
    .output(pageOf(Unit)),
  options: endpoint('org:read')
    .route({ method: 'GET', path: '/units/options', summary: '选单位' })
    .input(
      z.object({
        q: z.string().trim().max(50).optional(),
        side: z.enum(UNIT_SIDES).optional(),
        size: z.coerce.number().int().min(1).max(200).default(80),
      }),
    )
    .output(z.array(UnitOption)),
  get: endpoint('org:read')
    .route({ method: 'GET', path: '/units/{id}', summary: '一个单位' })
    .input(z.object({ id: Id }))
    .output(UnitDetail),
  add: endpoint('org:write')
    .route({ method: 'POST', path: '/units', summary: '设单位' })
    .input(AddUnit)
    .output(UnitDetail),
  save: endpoint('org:write')
    .route({ method: 'PUT', path: '/units/{id}', summary: '改单位' })
    .input(SaveUnit)
    .output(UnitDetail),
  place: endpoint('org:write')
    .route({ method: 'PUT', path: '/units/{id}/place', summary: '改建制顺序' })
    .input(z.object({ id: Id, version: Version, place: Place }))
    .output(UnitDetail),
  close: endpoint('org:write')
    .route({ method: 'POST', path: '/units/{id}/close', summary: '撤销单位' })
    .input(z.object({ id: Id, version: Version, closedOn: Day }))
    .output(UnitDetail),
  addDuty: endpoint('org:write')
    .route({ method: 'POST', path: '/units/{id}/duties', summary: '加职责' })
    .input(AddDuty)
    .output(UnitDetail),
  saveDuty: endpoint('org:write')
    .route({ method: 'PUT', path: '/duties/{id}', summary: '改职责' })
    .input(SaveDuty)
    .output(UnitDetail),
  verifyDuty: endpoint('org:write')
    .route({ method: 'POST', path: '/duties/{id}/verify', summary: '确认职责' })
    .input(z.object({ id: Id, version: Version, isVerified: z.boolean() }))
    .output(UnitDetail),
  dropDuty: endpoint('org:write')
    .route({ method: 'POST', path: '/duties/{id}/drop', summary: '删职责' })
    .input(z.object({ id: Id, version: Version }))
    .output(UnitDetail),
}

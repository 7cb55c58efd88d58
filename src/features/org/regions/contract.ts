import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'

/** Beside the administrative tree: 园区, 开发区 that statistics count as places, 虚拟 villages, own 功能区. */
export const REGION_MARKS = ['park', 'zone', 'virtual', 'functional'] as const
export type RegionMark = (typeof REGION_MARKS)[number]

export const Region = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  /** 1 province, 2 city, 3 county, 4 township, 5 village */
  level: z.number(),
  parentId: z.number().nullable(),
  parentName: z.string().nullable(),
  mark: z.enum(REGION_MARKS).nullable(),
  sort: z.number(),
  fromOn: z.string(),
  toOn: z.string().nullable(),
  /** 曾用名, the latest first. */
  formerNames: z.array(z.string()),
  /** The place into which it was merged. */
  heir: z.object({ id: z.number(), name: z.string() }).nullable(),
  /** How many stand directly under it. */
  children: z.number(),
  /** Whether the acting post may change it. */
  mayEdit: z.boolean(),
  version: z.number(),
})
export type Region = z.output<typeof Region>

export const RegionMove = z.object({
  id: z.number(),
  regionName: z.string(),
  fromName: z.string(),
  toName: z.string(),
  fromOn: z.string(),
})

export const RegionDetail = Region.extend({
  /** From the city down to the parent. */
  above: z.array(z.object({ id: z.number(), name: z.string(), level: z.number() })),
  /** Places in the whole sub-tree, itself left out. */
  counts: z.object({ counties: z.number(), townships: z.number(), villages: z.number(), marked: z.number() }),
  units: z.number(),
  /** 曾用名 with the days from and until which each counted. */
  former: z.array(z.object({ name: z.string(), fromOn: z.string(), untilOn: z.string() })),
  /** Whether the acting post registers a 区划变更 of it: it keeps the place above. */
  mayChange: z.boolean(),
  /** 区划调整 that touched it, newest first. */
  moves: z.array(RegionMove),
})
export type RegionDetail = z.output<typeof RegionDetail>

export const RegionQuery = z.object({
  /** Whose children; the acting post's city if left out. */
  parentId: Id.optional(),
  /** Searches the whole sub-tree of `parentId` by name or code instead of its children. */
  q: z.string().trim().max(50).optional(),
  level: z.coerce.number().int().min(1).max(5).optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(100),
})
export type RegionQuery = z.output<typeof RegionQuery>

export const SaveRegion = z.object({ id: Id, version: Version, name: line('名称', 60), shortName: line('简称', 30) })
export type SaveRegion = z.output<typeof SaveRegion>

/** Place among its siblings, from 1. */
export const Place = z.number({ error: '位置还没有填。' }).int().min(1, { error: '位置从 1 起。' })

export const AddZone = z.object({
  parentId: z.number().int().positive(),
  name: line('名称', 60),
  shortName: line('简称', 30),
  fromOn: Day,
})
export type AddZone = z.output<typeof AddZone>

/** Townships that stand under this county or zone from a day on. */
export const AttachTownships = z.object({
  id: Id,
  fromOn: Day,
  townships: z
    .array(z.object({ id: z.number().int().positive(), version: Version }))
    .min(1, { error: '还没有选乡镇（街道）。' })
    .max(200, { error: '一次最多划转 200 个。' }),
})
export type AttachTownships = z.output<typeof AttachTownships>

export const regionProblems = nameProblems({
  'wrong-level': [422, '层级不对', '功能区设在市下、与县（市、区）同级，只能划入乡镇（街道）。'],
  'not-functional': [
    422,
    '不是功能区',
    '只登记乡镇（街道）划入功能区，或从功能区划回；县与县之间的调整以民政区划代码为准。',
  ],
  'other-city': [422, '不在同一个市', '只能在同一个市内划转。'],
  'day-too-early': [422, '日期太早', '生效日不能早于功能区设立日和上一次划转的日子，改后再存。'],
  'name-taken': [422, '名称重复', '同一处已有这个名称，换一个名称。'],
})

export const regions = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/regions', summary: '下级区划' })
    .input(RegionQuery)
    .output(pageOf(Region)),
  get: endpoint('org:read')
    .route({ method: 'GET', path: '/regions/{id}', summary: '一处区划' })
    .input(z.object({ id: Id }))
    .output(RegionDetail),
  save: endpoint('org:write')
    .route({ method: 'PUT', path: '/regions/{id}', summary: '更正区划名称' })
    .input(SaveRegion)
    .output(RegionDetail),
  place: endpoint('org:write')
    .route({ method: 'PUT', path: '/regions/{id}/place', summary: '改区划顺序' })
    .input(z.object({ id: Id, version: Version, place: Place }))
    .output(RegionDetail),
  addZone: endpoint('org:write')
    .route({ method: 'POST', path: '/regions/zones', summary: '设功能区' })
    .input(AddZone)
    .output(RegionDetail),
  attach: endpoint('org:write')
    .route({ method: 'POST', path: '/regions/{id}/townships', summary: '划入乡镇（街道）' })
    .input(AttachTownships)
    .output(RegionDetail),
}

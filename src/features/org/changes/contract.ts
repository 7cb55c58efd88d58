import * as z from 'zod'
import { Day, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { RegionDetail } from '../regions/contract.ts'
import { CHANGE_KINDS, CHANGE_PARTS } from './rules.ts'

const RegionId = z.number({ error: '还没有选地方。' }).int().positive()
/** A place as the sender saw it. */
const Picked = z.object({ id: RegionId, version: Version })

const decree = {
  /** The day from which it counts; today or earlier. */
  effectiveOn: Day,
  docNumber: line('文号', 60),
  reason: line('事由', 200),
}
const names = { name: line('名称', 60), shortName: line('简称', 30) }
/** Code of the state, twelve digits; without one the place gets a code of this system. */
const Code = z
  .string()
  .trim()
  .regex(/^\d{12}$/, { error: '区划代码写 12 位数字，没有就空着。' })
  .nullable()
  .default(null)

const OpenRegion = z.object({ kind: z.literal('open'), ...decree, parentId: RegionId, ...names, code: Code })
const MergeRegions = z.object({
  kind: z.literal('merge'),
  ...decree,
  sources: z.array(Picked).min(1, { error: '还没有选撤并的地方。' }).max(20, { error: '一次最多撤并 20 个。' }),
  /** The place that takes them up; without it `named` says the new one. */
  into: Picked.nullable().default(null),
  named: z
    .object({ ...names, code: Code })
    .nullable()
    .default(null),
})
const SplitRegion = z.object({
  kind: z.literal('split'),
  ...decree,
  id: RegionId,
  version: Version,
  parts: z
    .array(
      z.object({
        ...names,
        code: Code,
        children: z.array(RegionId).max(500).default([]),
        units: z.array(RegionId).max(200).default([]),
      }),
    )
    .min(1, { error: '还没有写析出的地方。' })
    .max(10, { error: '一次最多析出 10 个。' }),
})
const RenameRegion = z.object({ kind: z.literal('rename'), ...decree, id: RegionId, version: Version, ...names })
const MoveRegions = z.object({
  kind: z.literal('move'),
  ...decree,
  regions: z.array(Picked).min(1, { error: '还没有选划转的地方。' }).max(200, { error: '一次最多划转 200 个。' }),
  toId: RegionId,
})
const CloseRegion = z.object({ kind: z.literal('close'), ...decree, id: RegionId, version: Version })

export const ChangeRegions = z.discriminatedUnion('kind', [
  OpenRegion,
  MergeRegions,
  SplitRegion,
  RenameRegion,
  MoveRegions,
  CloseRegion,
])
export type ChangeRegions = z.output<typeof ChangeRegions>

/** What of another room goes along: 在办事项 12 件. `count` null: not shown to this post, moved all the same. */
export const FiledCount = z.object({ what: z.string(), measure: z.string(), count: z.number().nullable() })
export type FiledCount = z.output<typeof FiledCount>

/** What moves with a change, before it happens. */
export const ChangePreview = z.object({
  kind: z.enum(CHANGE_KINDS),
  /** In one sentence. */
  says: z.string(),
  /** Places that end on that day. */
  ends: z.array(z.string()),
  opens: z.array(z.string()),
  /** Places that come to stand under another one, with how many lie below each. */
  places: z.array(z.object({ id: z.number(), name: z.string(), toName: z.string(), below: z.number() })),
  /** Units that go over with their posts; another name where the own one is taken there. */
  units: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      newName: z.string().nullable(),
      toName: z.string(),
      posts: z.number(),
      people: z.number(),
    }),
  ),
  counts: z.object({ places: z.number(), units: z.number(), posts: z.number(), people: z.number() }),
  filed: z.array(FiledCount),
  /** What to know before going on: an office that comes along, places of the same name. */
  notes: z.array(z.string()),
})
export type ChangePreview = z.output<typeof ChangePreview>

export const RegionChange = z.object({
  id: z.number(),
  kind: z.enum(CHANGE_KINDS),
  placeName: z.string(),
  effectiveOn: z.string(),
  docNumber: z.string(),
  reason: z.string(),
  parts: z.array(
    z.object({
      part: z.enum(CHANGE_PARTS),
      regionId: z.number(),
      name: z.string(),
      nameAfter: z.string().nullable(),
    }),
  ),
  moved: z.object({ places: z.number(), units: z.number(), posts: z.number(), records: z.number() }),
  postName: z.string(),
  createdAt: z.string(),
})
export type RegionChange = z.output<typeof RegionChange>

export const changeProblems = nameProblems({
  'wrong-level': [422, '层级不对', '只在同一层级之间撤并；乡镇划归县、村划归乡镇；市本级和省不在这里变更。'],
  'other-city': [422, '不在同一个市', '区划变更只在同一个市内登记。'],
  'merge-needs-two': [422, '撤并至少两处', '并成新的地方，至少选两处；只换名称的用更名。'],
  'merge-into-itself': [422, '不能并入自己', '并入的地方不能同时在撤销之列，去掉一个再存。'],
  'heir-needed': [422, '并入哪里还没有写', '选并入的地方，或写新设地方的名称。'],
  'already-there': [422, '已在那里', '选中的地方已经属于它，去掉再存。'],
  'not-below': [422, '不在其下', '析出的下级和单位，须是这个地方现有的，刷新后重新选。'],
  'office-stays': [422, '双拥办随原地方', '双拥办留在原地方；新设的地方另设双拥办。'],
  'picked-twice': [422, '重复选了', '同一个地方或单位只能选一次，去掉重复的再存。'],
  'day-too-early': [422, '日期太早', '生效日不能早于这个地方设立或上一次变更的日子，改后再存。'],
  'still-in-use': [422, '还有下级或单位', '下级和单位都撤销或划走以后才能撤销；整体并入别处的用撤并。'],
  'name-unchanged': [422, '名称没有变', '新名称和现名一样，写新的名称。'],
  'region-name-taken': [422, '名称重复', '同一处已有这个名称，换一个名称。'],
  'code-taken': [422, '区划代码重复', '这个区划代码已有地方在用，核对后再存。'],
  'code-not-below': [422, '区划代码不符', '区划代码的前几位与上级不符，核对后再存；没有就空着。'],
})

export const changes = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/region-changes', summary: '区划变更登记簿' })
    .input(
      z.object({
        /** Those that touched this place; all of the city if left out. */
        regionId: Id.optional(),
        kind: z.enum(CHANGE_KINDS).optional(),
        after: z.string().max(100).optional(),
        size: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(pageOf(RegionChange)),
  preview: endpoint('org:write')
    .route({ method: 'POST', path: '/region-changes/preview', summary: '区划变更预览' })
    .input(ChangeRegions)
    .output(ChangePreview),
  add: endpoint('org:write')
    .route({ method: 'POST', path: '/region-changes', summary: '登记区划变更' })
    .input(ChangeRegions)
    .output(RegionDetail),
}

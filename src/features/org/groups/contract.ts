import * as z from 'zod'
import { Day, Download, endpoint, Id, line, pageOf, prose, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { GROUP_ROLES } from './rules.ts'

/** A line of a list of members on a day. */
export const GroupMember = z.object({
  id: z.number(),
  role: z.enum(GROUP_ROLES),
  /** 职务 as the document gives it. */
  title: z.string(),
  personName: z.string().nullable(),
  postId: z.number().nullable(),
  postName: z.string().nullable(),
  unitId: z.number().nullable(),
  unitName: z.string().nullable(),
  /** Since when without a break. */
  sinceOn: z.string(),
  /** 人员已变动，名单未调整. */
  isChanged: z.boolean(),
  /** Who holds the post on the day, where the line stands on one. */
  holders: z.array(z.string()),
})
export type GroupMember = z.output<typeof GroupMember>

/** A founding or adjusting document 成立、调整文件; its list counts until the next one. */
export const GroupPaper = z.object({
  id: z.number(),
  kind: z.enum(['founding', 'adjusting']),
  docNumber: z.string(),
  docOn: z.string(),
  fromOn: z.string(),
  /** The first day on which it no longer counts. */
  toOn: z.string().nullable(),
  note: z.string(),
  members: z.number(),
  came: z.number(),
  left: z.number(),
  /** The document of this number among those read in, where the acting post may open it. */
  documentId: z.number().nullable(),
  version: z.number(),
})
export type GroupPaper = z.output<typeof GroupPaper>

export const Group = z.object({
  id: z.number(),
  name: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  level: z.number(),
  members: z.number(),
  head: z.string().nullable(),
  docNumber: z.string().nullable(),
  fromOn: z.string().nullable(),
  /** Lines whose person has left the post. */
  changed: z.number(),
})
export type Group = z.output<typeof Group>

export const GroupDetail = z.object({
  id: z.number(),
  name: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  level: z.number(),
  /** The day the list is of. */
  on: z.string(),
  paper: GroupPaper.nullable(),
  members: z.array(GroupMember),
  /** All documents, newest first. */
  papers: z.array(GroupPaper),
  /** Id of the newest document: what a writer saw when he began. 0 without any. */
  basedOn: z.number(),
  mayEdit: z.boolean(),
})
export type GroupDetail = z.output<typeof GroupDetail>

export const GroupQuery = z.object({
  /** With everything below it; the acting post's region if left out. */
  regionId: Id.optional(),
  level: z.coerce.number().int().min(1).max(5).optional(),
  q: z.string().trim().max(50).optional(),
  /** Only those with a line whose person has left the post. */
  changed: z.stringbool().optional(),
  on: Day.optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type GroupQuery = z.output<typeof GroupQuery>

export const WrittenMember = z.object({
  role: z.enum(GROUP_ROLES, { error: '组内职务还没有选。' }),
  title: line('职务', 60),
  personName: z.string().trim().max(20, { error: '姓名最多 20 个字。' }).nullable().default(null),
  postId: z.number().int().positive().nullable().default(null),
  unitId: z.number().int().positive().nullable().default(null),
})
export type WrittenMember = z.output<typeof WrittenMember>

const paper = {
  docNumber: line('文号', 60),
  docOn: Day,
  /** From which day the list counts; never before the document above it. */
  fromOn: Day,
  note: prose('说明', 300).default(''),
  members: z
    .array(WrittenMember)
    .min(1, { error: '名单还是空的，至少写组长一人。' })
    .max(120, { error: '名单最多 120 人。' }),
}
export const AdjustGroup = z.object({ ...paper, id: Id, basedOn: z.number().int().min(0) })
export type AdjustGroup = z.output<typeof AdjustGroup>
export const CorrectPaper = z.object({ ...paper, id: Id, version: Version })
export type CorrectPaper = z.output<typeof CorrectPaper>
export const FoundGroup = z.object({
  regionId: z.number({ error: '所在地还没有选。' }).int().positive(),
  name: line('名称', 60),
})
export type FoundGroup = z.output<typeof FoundGroup>

export const groupProblems = nameProblems({
  'no-head': [422, '没有组长', '名单里还没有组长，写上一人。'],
  'two-heads': [422, '组长多于一人', '组长只能有一人，另一人改为第一组长或常务副组长。'],
  'listed-twice': [422, '名单重复', '同一人以同一职务写了两次，删去一行。'],
  'paper-too-early': [422, '日期早于上一份名单', '这份名单的起算日要晚于上一份，改后再存。'],
  'not-the-newest': [409, '不是最新一份', '只能改正最新一份名单；更早的已成历史，用新文件调整。'],
  'group-there': [422, '已有领导小组', '这里已有双拥工作领导小组，打开它调整名单。'],
  'no-post': [422, '岗位不可用', '选的岗位不存在或已撤销，重新选一个，或只写职务。'],
})

const Detail = z.object({ id: Id, on: Day.optional() })

export const groups = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/groups', summary: '领导小组列表' })
    .input(GroupQuery)
    .output(pageOf(Group)),
  get: endpoint('org:read')
    .route({ method: 'GET', path: '/groups/{id}', summary: '某日的领导小组名单' })
    .input(Detail)
    .output(GroupDetail),
  export: endpoint('org:read')
    .route({ method: 'GET', path: '/groups/{id}/export', summary: '下载领导小组成员名单' })
    .input(Detail.extend({ kind: z.enum(['docx', 'xlsx']).default('docx') }))
    .output(Download),
  found: endpoint('groups:write')
    .route({ method: 'POST', path: '/groups', summary: '设领导小组' })
    .input(FoundGroup)
    .output(GroupDetail),
  adjust: endpoint('groups:write')
    .route({ method: 'POST', path: '/groups/{id}/papers', summary: '成立或调整领导小组' })
    .input(AdjustGroup)
    .output(GroupDetail),
  correct: endpoint('groups:write')
    .route({ method: 'PUT', path: '/group-papers/{id}', summary: '改正最新一份名单' })
    .input(CorrectPaper)
    .output(GroupDetail),
}

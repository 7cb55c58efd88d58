import * as z from 'zod'
import { ROLES } from '../../../platform/acting.ts'
import { Day, endpoint, Id, line, pageOf, Version } from '../../../platform/http/contract.ts'
import { nameProblems } from '../../../platform/problem.ts'
import { GROUP_ROLES } from '../groups/rules.ts'

/** Who holds a post, from a day to the day on which he no longer does. */
export const Holder = z.object({
  id: z.number(),
  personId: z.number(),
  personName: z.string(),
  fromOn: z.string(),
  toOn: z.string().nullable(),
})
export type Holder = z.output<typeof Holder>

export const Post = z.object({
  id: z.number(),
  name: z.string(),
  role: z.enum(ROLES),
  unitId: z.number(),
  unitName: z.string(),
  regionId: z.number(),
  regionName: z.string(),
  /** The day from which it exists. */
  fromOn: z.string(),
  closedOn: z.string().nullable(),
  /** Today's holders. */
  holders: z.array(Holder),
  /** Whether the acting post may rename and close it. */
  mayEdit: z.boolean(),
  /** Whether the acting post may give it to somebody and end that. */
  mayGive: z.boolean(),
  version: z.number(),
})
export type Post = z.output<typeof Post>

/** With everybody who ever held it or will, newest first. */
export const PostDetail = Post.extend({ history: z.array(Holder) })
export type PostDetail = z.output<typeof PostDetail>

export const PostQuery = z.object({
  regionId: Id.optional(),
  unitId: Id.optional(),
  role: z.enum(ROLES).optional(),
  /** Name of the post, its unit or its holder. */
  q: z.string().trim().max(50).optional(),
  /** Without a holder today. */
  vacant: z.stringbool().optional(),
  closed: z.stringbool().optional(),
  after: z.string().max(100).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
})
export type PostQuery = z.output<typeof PostQuery>

export const AddPost = z.object({
  unitId: z.number({ error: '单位还没有选。' }).int().positive(),
  name: line('岗位名称', 60),
  role: z.enum(ROLES, { error: '角色还没有选。' }),
  /** 设立日; left out: from today on. */
  fromOn: Day.nullable().default(null),
})
export type AddPost = z.output<typeof AddPost>

export const Appoint = z.object({
  id: Id,
  personId: z.number({ error: '人员还没有选。' }).int().positive(),
  fromOn: Day,
  toOn: Day.nullable().default(null),
  /** Holdings of the post that end on the first day of the new one. */
  replaces: z.array(z.number().int().positive()).max(20).default([]),
})
export type Appoint = z.output<typeof Appoint>

export const Leader = z.object({
  id: z.number(),
  name: z.string(),
  regionName: z.string(),
  holders: z.array(z.string()),
  /** 组内职务 in the leading group of the place, as its list counts today. */
  groupRole: z.enum(GROUP_ROLES).nullable(),
})

export const postProblems = nameProblems({
  'role-of-unit': [422, '角色与单位不符', '这类单位没有这种岗位，换一个角色或单位。'],
  'post-name-taken': [422, '岗位已存在', '这个单位已有同名岗位，换一个名称。'],
  'post-closed': [409, '岗位已撤销', '这个岗位已撤销，不能再改。'],
  'sysadmin-only': [403, '由系统管理员办理', '账号、管理员岗位由系统管理员办理。'],
  'secadmin-only': [403, '由安全管理员办理', '谁任哪个岗位由安全管理员授予，找安全管理员办理。'],
  'not-kept': [
    403,
    '不归本岗位管理',
    '只管任职全在本级所辖县（市、区）、乡镇、村的人；其他的找系统管理员、安全管理员。',
  ],
  'not-yourself': [403, '不能给自己办理', '不能给自己授予岗位或停用自己的账号，由另一位管理员办理。'],
  'admins-apart': [422, '三员分设', '三个管理员岗位由三人分任，也不兼业务岗位。换一个人，或先让他从现任岗位卸任。'],
  'last-administrator': [422, '最后一位管理员', '三个管理员岗位都要有人任职，先让接任的人任职，再办卸任、撤销或停用。'],
  'already-holds': [422, '已在任', '这个人在这段时间已任这个岗位。'],
  'days-reversed': [422, '日期先后颠倒', '卸任日不能早于任职日，改后再存。'],
  'person-disabled': [422, '账号已停用', '这个人的账号已停用，先启用再任职。'],
  'holder-ended': [409, '已卸任', '这条任职已经结束。'],
})

export const posts = {
  list: endpoint('org:read')
    .route({ method: 'GET', path: '/posts', summary: '岗位列表' })
    .input(PostQuery)
    .output(pageOf(Post)),
  leaders: endpoint('org:read')
    .route({ method: 'GET', path: '/posts/leaders', summary: '选责任领导' })
    .output(z.array(Leader)),
  get: endpoint('org:read')
    .route({ method: 'GET', path: '/posts/{id}', summary: '一个岗位' })
    .input(z.object({ id: Id }))
    .output(PostDetail),
  add: endpoint('org:write', { sensitive: true })
    .route({ method: 'POST', path: '/posts', summary: '设岗位' })
    .input(AddPost)
    .output(PostDetail),
  save: endpoint('org:write')
    .route({ method: 'PUT', path: '/posts/{id}', summary: '改岗位名称' })
    .input(z.object({ id: Id, version: Version, name: line('岗位名称', 60) }))
    .output(PostDetail),
  close: endpoint('org:write', { sensitive: true })
    .route({ method: 'POST', path: '/posts/{id}/close', summary: '撤销岗位' })
    .input(z.object({ id: Id, version: Version, closedOn: Day }))
    .output(PostDetail),
  appoint: endpoint('people:keep', { sensitive: true })
    .route({ method: 'POST', path: '/posts/{id}/holders', summary: '任职' })
    .input(Appoint)
    .output(PostDetail),
  end: endpoint('people:keep', { sensitive: true })
    .route({ method: 'POST', path: '/holders/{id}/end', summary: '卸任' })
    .input(z.object({ id: Id, toOn: Day }))
    .output(PostDetail),
}

export const Person = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string(),
  mustChangePassword: z.boolean(),
  /** Somebody else drew the password: it opens only with the 启用码 of the security administrator. */
  needsActivation: z.boolean(),
  disabledAt: z.string().nullable(),
  /** Closed by the program because nobody used it. */
  closedUnusedAt: z.string().nullable(),
  lastSignedInAt: z.string().nullable(),
  createdAt: z.string(),
  /** Names of the posts held today. */
  posts: z.array(z.string()),
  /** Holds a post of an administrator, or will: the security administrator resets the password. */
  isAdministrator: z.boolean(),
  /** Nobody else could take over his administration: the account is not stopped. */
  isLastAdministrator: z.boolean(),
  /** Whether the acting office keeps the person: all of his posts are business posts of its own sub-tree, below the city. */
  isKept: z.boolean(),
  version: z.number(),
})
export type Person = z.output<typeof Person>

/** The password stands in this answer and nowhere else; it must be changed at the first sign-in. */
export const PersonWithPassword = z.object({ person: Person, password: z.string() })

/** The 启用码 stands in this answer and nowhere else. */
export const PersonWithCode = z.object({ person: Person, code: z.string(), until: z.string() })

export const AddPerson = z.object({
  login: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9._-]{2,31}$/, { error: '账号用小写字母开头，3 到 32 位，只用小写字母、数字和 . _ -。' }),
  name: line('姓名', 30),
})
export type AddPerson = z.output<typeof AddPerson>

export const peopleProblems = nameProblems({
  'account-erased': [409, '个人信息已删除', '这个账号的个人信息已经删除，不能再启用或改名。需要时建一个新账号。'],
  'no-code-needed': [409, '不用启用码', '这个账号现在不用启用码，直接登录。'],
  'no-post-yet': [409, '还没有任职', '这个账号还没有岗位。先批准他的任职，再发启用码。'],
  'code-by-another': [403, '由另一人发启用码', '这个账号的一次性密码是你设的，启用码由另一位安全管理员发。'],
  'login-taken': [422, '账号已被占用', '这个账号已有人用，换一个账号。'],
})

export const people = {
  list: endpoint('people:keep')
    .route({ method: 'GET', path: '/people', summary: '人员列表' })
    .input(
      z.object({
        q: z.string().trim().max(50).optional(),
        disabled: z.stringbool().optional(),
        /** Holds a post and waits for a 启用码. */
        waits: z.stringbool().optional(),
        after: z.string().max(100).optional(),
        size: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(pageOf(Person)),
  add: endpoint('people:write', { sensitive: true })
    .route({ method: 'POST', path: '/people', summary: '建账号' })
    .input(AddPerson)
    .output(PersonWithPassword),
  save: endpoint('people:write')
    .route({ method: 'PUT', path: '/people/{id}', summary: '改姓名' })
    .input(z.object({ id: Id, version: Version, name: line('姓名', 30) }))
    .output(Person),
  reset: endpoint('people:keep', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/password', summary: '重置密码' })
    .input(z.object({ id: Id, version: Version }))
    .output(PersonWithPassword),
  activate: endpoint('security:write', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/activation', summary: '发启用码' })
    .input(z.object({ id: Id }))
    .output(PersonWithCode),
  disable: endpoint('people:keep', { sensitive: true })
    .route({ method: 'POST', path: '/people/{id}/disable', summary: '停用或启用账号' })
    .input(z.object({ id: Id, version: Version, isDisabled: z.boolean() }))
    .output(Person),
}

/** A field that is not as it must be: `pointer` is a JSON pointer into the request body, `detail` a Chinese sentence. */
export type FieldProblem = { pointer: string; detail: string }

/** The constant part of a refusal: a stable slug, an HTTP status, a Chinese title, and what the person can do. */
export type ProblemType = { slug: string; status: number; title: string; detail: string }

/**
 * A refusal that the person who asked can understand and act on (RFC 9457). Operations throw it; nothing else that is
 * thrown reaches a person in words.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly type: ProblemType
  readonly detail: string
  readonly errors: FieldProblem[]
  /** What the client needs to go on: the newer version of a record, the earlier file of a duplicate. */
  readonly extra: Record<string, unknown>

  constructor(
    type: ProblemType,
    options: { detail?: string; errors?: FieldProblem[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(`${type.slug}: ${options.detail ?? type.detail}`, { cause: options.cause })
    this.type = type
    this.detail = options.detail ?? type.detail
    this.errors = options.errors ?? []
    this.extra = options.extra ?? {}
  }
}

/** Shape on the wire, media type application/problem+json. */
export type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  errors?: FieldProblem[]
  requestId?: string
  [extra: string]: unknown
}

export const problemBody = (problem: Problem, requestId?: string): ProblemBody => ({
  type: `/problems/${problem.type.slug}`,
  title: problem.type.title,
  status: problem.type.status,
  detail: problem.detail,
  ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  ...(requestId ? { requestId } : {}),
  ...problem.extra,
})

/**
 * Names the problems of a room once: `problems['not-found']`. Screens know them by their type; a table that no screen reads stays out of what
 * a browser loads, sentences and all, by the mark below.
 */
/*#__NO_SIDE_EFFECTS__*/
export const nameProblems = <Slug extends string>(
  table: Record<Slug, [status: number, title: string, detail: string]>,
): Record<Slug, ProblemType> =>
  Object.fromEntries(
    Object.entries<[number, string, string]>(table).map(([slug, [status, title, detail]]) => [
      slug,
      { slug, status, title, detail },
    ]),
  ) as Record<Slug, ProblemType>

/** Problems that any room may answer with. */
export const problems = nameProblems({
  'signed-out': [401, '尚未登录', '登录已过期或尚未登录，重新登录后再做一次。'],
  'not-yours': [403, '不归本岗位办理', '当前岗位没有这项权限，换到有权限的岗位，或找双拥办办理。'],
  'not-found': [404, '没有这条记录', '没有这条记录，或不在本岗位范围内。回到列表重新查找。'],
  'out-of-date': [409, '别人刚改过', '这条记录已被改过。两份都在，选一份或合并后再存。'],
  'there-already': [409, '已有同名', '同名或同号的一条刚刚存下，这次没有再存。刷新看已有的那条，要另存就换一个名称。'],
  'not-valid': [422, '填写有误', '有内容填得不对，按提示改好后再存。'],
  secrecy: [422, '疑似涉密或个人信息，未保存', '本系统为非涉密系统。按标出的位置和原因改写后再存。'],
  'too-large': [413, '内容过大', '一次送来的内容太大，分几次再送。'],
  'too-many': [429, '操作过于频繁', '操作太快，稍等一分钟再试。'],
  'audit-unwritable': [
    503,
    '留痕写不进去，未执行',
    '这次操作的留痕没有写成，所以操作没有执行，什么都没有改。稍后再做一次；仍不行告诉系统管理员。',
  ],
  'file-damaged': [
    503,
    '文件打不开',
    '这份文件在存储里已损坏或不见了，没有给出。告诉系统管理员，从备份中恢复（npm run restore）后再打开；有原件的可重新上传。',
  ],
  'database-away': [503, '数据库暂时连不上', '数据库暂时连不上，这次操作没有完成。稍等一会再做一次；先看是否已存下。'],
  'disk-broken': [
    503,
    '存储写不进去，未保存',
    '服务器的存储现在写不进去，什么都没有改。告诉系统管理员检查磁盘后再做一次。',
  ],
  'data-damaged': [
    503,
    '有一处数据读不出',
    '数据库里有一处数据与校验值不符，没有给出，也没有据它改动。告诉系统管理员：先备份数据目录，再用 npm run restore 从备份恢复。',
  ],
  'disk-full': [503, '存储空间已满，未保存', '服务器存储空间已满，什么都没有改。告诉系统管理员腾出空间后再做一次。'],
})

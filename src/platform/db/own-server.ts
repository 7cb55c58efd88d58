import pg from 'pg'

/** The server named by DATABASE_URL cannot carry the program: `message` says what to do, in Chinese. */
export class ServerUnfit extends Error {
  override readonly name = 'ServerUnfit'
}

const OLDEST = 15

/** What an administrator of the server runs once, before the first start; docs/operations.md explains each line. */
export const SERVER_SQL = `create role tongxin login password '…';
create role tongxin_app nologin;
grant tongxin_app to tongxin;
create database tongxin owner tongxin encoding 'UTF8' template template0;`

type Found = {
  version: number
  encoding: string
  user: string
  /** May make tables in the database. */
  owns: boolean
  /** May make the role that requests act as. */
  mayCreateRoles: boolean
  role: boolean
  /** May act as that role. */
  member: boolean
  /** That role would not be held by the row policies. */
  above: boolean
}

const LOOK = `select current_setting('server_version_num')::int / 10000 as version, current_user::text as user,
  (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as encoding,
  has_schema_privilege('public', 'create') as owns,
  (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as "mayCreateRoles",
  exists (select from pg_roles where rolname = 'tongxin_app') as role,
  coalesce((select pg_has_role(oid, 'member') from pg_roles where rolname = 'tongxin_app'), false) as member,
  exists (select from pg_roles where rolname = 'tongxin_app' and (rolsuper or rolbypassrls)) as above`

const askAdministrator = (what: string): ServerUnfit =>
  new ServerUnfit(`${what}请数据库管理员在 DATABASE_URL 所指的服务器上执行后再启动：\n${SERVER_SQL}`)

const judge = (found: Found): ServerUnfit | null => {
  const { version, encoding, user, owns, role, member, above, mayCreateRoles } = found
  if (version < OLDEST)
    return new ServerUnfit(`DATABASE_URL 所指的 PostgreSQL 是 ${version} 版，本程序需要 15 或更高版本。`)
  if (encoding !== 'UTF8')
    return new ServerUnfit(`DATABASE_URL 所指的数据库编码是 ${encoding}，存不下全部汉字，换一个 UTF8 编码的数据库。`)
  if (!owns) return askAdministrator(`数据库用户 ${user} 不能在这个数据库里建表，数据库要归它所有。`)
  if (above)
    return new ServerUnfit(
      '数据库角色 tongxin_app 有超级用户或绕过行级权限（BYPASSRLS）的权限，范围控制会失效。请数据库管理员执行 alter role tongxin_app nosuperuser nobypassrls 后再启动。',
    )
  if (role && !member) return askAdministrator(`数据库用户 ${user} 不能以角色 tongxin_app 工作。`)
  if (!role && !mayCreateRoles) return askAdministrator('数据库角色 tongxin_app 还没有建立。')
  return null
}

/** Looks whether the server answers, is new enough and lets the program work. @throws ServerUnfit */
export const inspectServer = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<Found>(LOOK)
    const unfit = judge(rows[0] as Found)
    if (unfit) throw unfit
  } catch (error) {
    if (error instanceof ServerUnfit) throw error
    const { message, code } = error as Error & { code?: string }
    throw new ServerUnfit(`连接不上 DATABASE_URL 所指的数据库（${message || code}），检查地址、口令和库名后再启动。`)
  } finally {
    await client.end().catch(() => undefined)
  }
}

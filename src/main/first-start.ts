import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import {
  ADMINISTRATOR_POSTS,
  clearCity,
  type FirstSecret,
  firstSecretUntil,
  insertHolderOf,
  insertTree,
  insertUnits,
  makeSecrets,
  NO_CITY,
} from '../features/org/index.ts'
import { type House, systemChange } from '../platform/context.ts'
import { systemTransaction } from '../platform/db/transaction.ts'

/** File in the data folder with the one-time secrets of the three administrators. */
export const FIRST_SIGN_IN = '首次登录.txt'

/** Writes the secrets where only the owner of the machine reads them. */
export const writeFirstSecrets = (dataDir: string, secrets: readonly FirstSecret[]): void => {
  const path = join(dataDir, FIRST_SIGN_IN)
  rmSync(path, { force: true })
  const lines = secrets.map(({ login, postName, password }) => `首次登录：${postName}，账号 ${login}，密码 ${password}`)
  const advice =
    '密码 24 小时内有效，各用一次，分别交给三个人。登录后先改密码、设动态码；由系统管理员到“组织—设立城市”选定本市或本县。'
  writeFileSync(path, `${[...lines, advice].join('\n')}\n`, { mode: 0o600 })
}

/**
 * Without the sample city an empty database gets the three administrators, apart, each with a secret that opens once within
 * 24 hours. The system administrator sets up the real city; the three stay.
 */
const layAdministrators = async (house: House, dataDir: string): Promise<void> => {
  const secrets = await makeSecrets(ADMINISTRATOR_POSTS, firstSecretUntil(house.clock.now().toISOString()))
  await systemChange(house.pool, house.clock, 'city.first-administrator', {}, async (tx) => {
    const [place] = await insertTree(tx, [
      { code: NO_CITY, name: '尚未设立城市', shortName: '未设立', level: 1, mark: null, parent: null, sort: 1 },
    ])
    const regionId = place?.id as number
    const [unitId] = await insertUnits(tx, regionId, [
      { name: '系统管理', shortName: '系统管理', aliases: [], kind: 'government', side: 'civil', duties: [] },
    ])
    for (const [sort, { postName, role, ...person }] of secrets.entries()) {
      const post = { name: postName, role, unitId: unitId as number, regionId, sort }
      await insertHolderOf(tx, post, person, house.clock.today())
    }
    return { record: 'people', recordId: ADMINISTRATOR_POSTS.map(({ login }) => login).join(' '), answer: undefined }
  })
  writeFirstSecrets(dataDir, secrets)
}

/** Why no new secrets are made; `message` is one Chinese sentence. */
export class FirstSecretsError extends Error {
  override readonly name = 'FirstSecretsError'
}

/**
 * New secrets for the three administrators, while none of them has a password of his own yet: the first ones were lost, or
 * their day is over. @throws FirstSecretsError
 */
export const renewFirstSecrets = async (house: Pick<House, 'pool' | 'clock'>, dataDir: string): Promise<void> => {
  const secrets = await makeSecrets(ADMINISTRATOR_POSTS, firstSecretUntil(house.clock.now().toISOString()))
  await systemChange(house.pool, house.clock, 'city.first-secrets', {}, async (tx) => {
    const { rows } = await sql<{ login: string; isOwn: boolean }>`
      select e.login, not e.must_change_password as "isOwn" from people e
      where exists (select 1 from post_holders h join posts p on p.id = h.post_id
        where h.person_id = e.id and p.role in ('sysadmin', 'secadmin', 'auditor')) for update`.execute(tx)
    if (rows.length === 0) throw new FirstSecretsError('数据库里还没有管理员，先用 npm start 启动一次。')
    if (rows.some(({ isOwn }) => isOwn))
      throw new FirstSecretsError(
        '已有管理员登录并改过密码，不再给三人重发首次密码。某位管理员进不来而又没有人能替他重置时，在命令后面写明他的账号。',
      )
    for (const { login, passwordHash, oneTimeUntil } of secrets)
      await tx
        .updateTable('people')
        .set({ password_hash: passwordHash, one_time_until: oneTimeUntil, one_time_used_at: null })
        .where('login', '=', login)
        .execute()
    return { record: 'people', recordId: rows.map(({ login }) => login).join(' '), answer: undefined }
  })
  writeFirstSecrets(dataDir, secrets)
}

/**
 * A new secret for one administrator who cannot get in and whom nobody can help: the only security administrator forgot the
 * password or lost device and codes. Whoever owns the machine may; it stays in the audit, his second factor and sessions go.
 * @throws FirstSecretsError
 */
export const renewSecretOf = async (
  house: Pick<House, 'pool' | 'clock'>,
  dataDir: string,
  login: string,
): Promise<void> => {
  const until = firstSecretUntil(house.clock.now().toISOString())
  const secret = await systemChange(house.pool, house.clock, 'city.administrator-secret', {}, async (tx) => {
    const today = house.clock.today()
    const { rows } = await sql<{
      id: number
      name: string
      role: (typeof ADMINISTRATOR_POSTS)[number]['role']
      postName: string
    }>`
      select e.id, e.name, p.role, p.name as "postName" from people e
      join post_holders h on h.person_id = e.id join posts p on p.id = h.post_id
      where e.login = ${login} and e.disabled_at is null and p.role in ('sysadmin', 'secadmin', 'auditor')
        and h.from_on <= ${today}::date and (h.to_on is null or h.to_on > ${today}::date)
      limit 1 for update of e`.execute(tx)
    const [person] = rows
    if (!person)
      throw new FirstSecretsError(`账号 ${login} 不是在任的管理员，没有重发。核对账号；业务人员由管理员在系统里重置。`)
    const [made] = await makeSecrets(
      [{ login, name: person.name, role: person.role, postName: person.postName }],
      until,
    )
    if (!made) throw new Error('no secret was made')
    await tx
      .updateTable('people')
      .set({
        password_hash: made.passwordHash,
        must_change_password: true,
        one_time_until: made.oneTimeUntil,
        one_time_used_at: null,
        reset_note: JSON.stringify({
          what: 'secret',
          byPost: '管这台机器的人',
          askedPost: null,
          at: house.clock.now().toISOString(),
        }),
        version: sql`version + 1`,
      })
      .where('id', '=', person.id)
      .execute()
    await tx.deleteFrom('recovery_codes').where('person_id', '=', person.id).execute()
    await tx.deleteFrom('second_factors').where('id', '=', person.id).execute()
    await tx.deleteFrom('sessions').where('person_id', '=', person.id).execute()
    return { record: 'people', recordId: person.id, answer: made }
  })
  writeFirstSecrets(dataDir, [secret])
}

/** Held by the process that lays the sample city, as long as it lives. */
export const LAYING_LOCK = 7_220_803

/** Setting that stands while the first contents are being laid. */
const LAYING = 'first-start'

const isThere = async (pool: pg.Pool, query: string): Promise<boolean> => (await pool.query(query)).rows.length > 0

/**
 * Lays the first contents into an empty database: the sample city, or the three administrators (`sample` null). A first start that was
 * killed half-way is cleared and laid anew, since nobody could have worked in it yet.
 */
export const layFirst = async (
  house: House,
  { sample, dataDir }: { sample: (() => Promise<void>) | null; dataDir: string },
  say: (line: string) => void,
): Promise<void> => {
  const { pool } = house
  const wasCut = await isThere(pool, `select 1 from settings where key = '${LAYING}'`)
  if (!wasCut && (await isThere(pool, 'select 1 from people limit 1'))) return
  if (wasCut) {
    say('上次首次启动没有完成，重新建立。')
    await systemTransaction(pool, async (tx) => {
      // The process that laid it ends a moment after the one that was killed.
      await sql`select pg_advisory_xact_lock(${LAYING_LOCK})`.execute(tx)
      await clearCity(tx)
    })
  }
  await pool.query(`insert into settings (key, value) values ('${LAYING}', '{}')`)
  if (sample) {
    say('首次启动，正在建立演示城市（一至两分钟）…')
    await sample()
  } else {
    await layAdministrators(house, dataDir)
  }
  await pool.query(`delete from settings where key = '${LAYING}'`)
}

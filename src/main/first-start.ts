import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { clearCity, insertTree, insertUnits, oneTimePassword } from '../features/org/index.ts'
import { type House, systemChange } from '../platform/context.ts'
import { systemTransaction } from '../platform/db/transaction.ts'
import { hashPassword } from '../platform/sessions/passwords.ts'
import { loadSampleCity } from './sample/load.ts'

/** File in the data folder with the first administrator's one-time password. */
export const FIRST_SIGN_IN = '首次登录.txt'

/**
 * Without the sample city an empty database gets one system administrator, who sets up the real city. His password is
 * drawn at random, must be changed at the first sign-in, and goes with everything else when the city is set up.
 */
const layFirstAdministrator = async (house: House, dataDir: string): Promise<void> => {
  const password = oneTimePassword()
  const passwordHash = await hashPassword(password)
  await systemChange(house.pool, house.clock, 'city.first-administrator', {}, async (tx) => {
    const [place] = await insertTree(tx, [
      { code: '0'.repeat(12), name: '尚未设立城市', shortName: '未设立', level: 1, mark: null, parent: null, sort: 1 },
    ])
    const regionId = place?.id as number
    const [unitId] = await insertUnits(tx, regionId, [
      { name: '系统管理', shortName: '系统管理', aliases: [], kind: 'government', side: 'civil', duties: [] },
    ])
    const { id: postId } = await tx
      .insertInto('posts')
      .values({ name: '系统管理员', role: 'sysadmin', unit_id: unitId as number, region_id: regionId })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: personId } = await tx
      .insertInto('people')
      .values({ login: 'sysadmin', name: '系统管理员甲', password_hash: passwordHash })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('post_holders')
      .values({ post_id: postId, person_id: personId, from_on: house.clock.today() })
      .execute()
    return { record: 'people', recordId: personId, answer: undefined }
  })
  rmSync(join(dataDir, FIRST_SIGN_IN), { force: true })
  writeFileSync(
    join(dataDir, FIRST_SIGN_IN),
    `首次登录：账号 sysadmin，口令 ${password}\n登录后先改密码，再到“组织—设立城市”选定本市或本县。\n`,
    { mode: 0o600 },
  )
}

/** Setting that stands while the first contents are being laid. */
const LAYING = 'first-start'

const isThere = async (pool: pg.Pool, query: string): Promise<boolean> => (await pool.query(query)).rows.length > 0

/**
 * Lays the first contents into an empty database: the sample city, or the first administrator. A first start that was
 * killed half-way is cleared and laid anew, since nobody could have worked in it yet.
 */
export const layFirst = async (
  house: House,
  { sample, dataDir }: { sample: boolean; dataDir: string },
  say: (line: string) => void,
): Promise<void> => {
  const { pool } = house
  const wasCut = await isThere(pool, `select 1 from settings where key = '${LAYING}'`)
  if (!wasCut && (await isThere(pool, 'select 1 from people limit 1'))) return
  if (wasCut) {
    say('上次首次启动没有完成，重新建立。')
    await systemTransaction(pool, clearCity)
  }
  await pool.query(`insert into settings (key, value) values ('${LAYING}', '{}')`)
  if (sample) {
    say('首次启动，正在建立演示城市（约半分钟）…')
    await loadSampleCity(house, dataDir)
  } else {
    await layFirstAdministrator(house, dataDir)
  }
  await pool.query(`delete from settings where key = '${LAYING}'`)
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { insertTree, insertUnits, oneTimePassword } from '../features/org/index.ts'
import { type House, systemChange } from '../platform/context.ts'
import { hashPassword } from '../platform/sessions/passwords.ts'

/** File in the data folder with the first administrator's one-time password. */
export const FIRST_SIGN_IN = '首次登录.txt'

/**
 * Without the sample city an empty database gets one system administrator, who sets up the real city. His password is
 * drawn at random, must be changed at the first sign-in, and goes with everything else when the city is set up.
 */
export const layFirstAdministrator = async (house: House, dataDir: string): Promise<void> => {
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
  writeFileSync(
    join(dataDir, FIRST_SIGN_IN),
    `首次登录：账号 sysadmin，口令 ${password}\n登录后先改密码，再到“组织—设立城市”选定本市或本县。\n`,
    { mode: 0o600 },
  )
}

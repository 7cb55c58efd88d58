import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type House, systemChange } from '../../platform/context.ts'
import { layBusiness } from './business.ts'
import { layOrganisation, type SampleAccount } from './organisation.ts'

/** File in the data folder with the main accounts of the sample. */
export const SAMPLE_SIGN_INS = '演示账号.txt'

/** File in the data folder with every account of the sample. */
const ALL_SIGN_INS = 'sample-sign-ins.json'

const MAIN = ['sby', 'ld', 'jyj', 'czj', 'jtj', 'zl', 'lcq-sby', 'lcq-jyj', 'fwz', 'xt', 'aq', 'sj']

/** Accounts as lines that a person can read: login, password, post. */
const asLines = (accounts: SampleAccount[]): string => {
  const lines = accounts.map(({ post, login, password }) => `  ${login.padEnd(10)}${password}   ${post}`)
  return ['演示账号（账号、密码、岗位）：', ...lines, ''].join('\n')
}

/** A file that only its owner reads; one left by an earlier attempt goes first, with its mode. */
const writeOwn = (path: string, text: string): void => {
  rmSync(path, { force: true })
  writeFileSync(path, text, { mode: 0o600 })
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Takes the sample's sign-ins out of the data folder; they are of no use once a real city is set up. Never fails. */
export const removeSampleSignIns = (dataDir: string): void => {
  for (const path of [SAMPLE_SIGN_INS, ALL_SIGN_INS].map((name) => join(dataDir, name))) {
    try {
      rmSync(path, { force: true })
    } catch {
      say(`演示账号文件 ${path} 没有删掉，请手工删除。`)
    }
  }
}

/**
 * Lays the sample city (澜川市, made up) into an empty database: organisation, people and the business of a year. Keeps the
 * sign-ins in files that only the owner reads.
 */
export const loadSampleCity = async (house: House, dataDir: string): Promise<void> => {
  const start = performance.now()
  const world = await systemChange(house.pool, house.clock, 'city.sample', {}, async (tx) => {
    const answer = await layOrganisation(tx, house.clock.today())
    return { record: 'settings', recordId: 'city-mode', after: { kind: 'sample' }, answer }
  })
  const main = MAIN.flatMap((login) => world.accounts.filter((account) => account.login === login))
  writeOwn(join(dataDir, ALL_SIGN_INS), JSON.stringify(world.accounts, null, 1))
  writeOwn(join(dataDir, SAMPLE_SIGN_INS), asLines(main))
  await layBusiness(house, world)
  say(`演示城市已建立，用时 ${((performance.now() - start) / 1000).toFixed(1)} 秒。`)
}

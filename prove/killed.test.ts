import { afterAll, expect, it } from 'vitest'
import { secretOf } from '../journeys/first-office.ts'
import { expectNothingLost, expectSoundAudit, killDatabase, killRounds, setUpCounty } from '../journeys/killing.ts'
import {
  clearAway,
  databaseProcesses,
  freePort,
  launch,
  newDataDir,
  openCaller,
  type Program,
  startProgram,
} from '../journeys/program.ts'
import { figure, report } from './figures.ts'

const ROUNDS = figure('PROVE_ROUNDS', 100)

const folders: string[] = []
afterAll(() => clearAway(folders))

const newFolder = (): string => {
  const folder = newDataDir()
  folders.push(folder)
  return folder
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Spread over the span without a pattern, the same in every run. */
const spread = (round: number, least: number, most: number): number =>
  least + Math.floor((((round + 1) * 0.618_033_988_749_895) % 1) * (most - least))

const signIn = async (program: Program, password: string): Promise<void> => {
  const call = openCaller(program.address)
  expect((await call('POST', '/session', { login: 'sysadmin', password })).status).toBe(200)
}

it(`D01 D04 keeps every acknowledged write over ${ROUNDS} killed processes, each change whole with its audit row`, async () => {
  const folder = newFolder()
  await setUpCounty(folder)
  const killed = await killRounds(folder, ROUNDS)
  const last = await startProgram(folder)
  await expectNothingLost(folder, killed)
  await expectSoundAudit(folder, `${folder}/audit.jsonl`)
  await last.end('SIGTERM')
  expect(databaseProcesses(folder)).toEqual([])
  report(
    `${ROUNDS} kills, ${killed.noted.count} acknowledged writes, 0 lost, ${killed.adopted} databases taken over, ` +
      `slowest start ${(killed.slowestStart / 1000).toFixed(1)} s`,
  )
})

it('comes up after a first start that was cut at any moment', async () => {
  const rounds = Math.ceil(ROUNDS / 5)
  let relaid = 0
  for (let round = 0; round < rounds; round++) {
    const folder = newFolder()
    const cut = launch(folder, await freePort())
    await Promise.race([wait(spread(round, 100, 5000)), new Promise((over) => cut.process.once('exit', over))])
    await cut.end(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
    if (round % 4 === 0) killDatabase(folder)
    const program = await startProgram(folder)
    if (program.said().includes('重新建立')) relaid++
    const password = secretOf(folder, 'sysadmin')
    await signIn(program, password)
    expect(await program.end('SIGTERM')).toBe(0)
    expect(databaseProcesses(folder)).toEqual([])
    await clearAway(folders)
  }
  report(`${rounds} first starts cut, all came up, ${relaid} laid anew`)
})

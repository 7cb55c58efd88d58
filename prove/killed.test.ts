import { afterAll, expect, it } from 'vitest'
import {
  askDatabase,
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
const WRITERS = 4
const PASSWORD = '演练用的一句够长的口令'

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

const killDatabase = (folder: string): void => {
  for (const pid of databaseProcesses(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Ended with its server between two looks.
    }
  }
}

const signIn = async (program: Program, password: string) => {
  const call = openCaller(program.address)
  const { status, body } = await call('POST', '/session', { login: 'sysadmin', password })
  expect(status).toBe(200)
  return { call, regionId: (body.acting as { regionId: number }).regionId }
}

/** Writes units one after another until the program is gone; each acknowledged one is noted with its number. */
const write = async (program: Program, name: (at: number) => string, noted: Map<number, string>): Promise<void> => {
  const { call, regionId } = await signIn(program, PASSWORD)
  for (let at = 0; ; at++) {
    const unit = { name: name(at), shortName: name(at), aliases: [], kind: 'member', side: 'civil', regionId }
    const answer = await call('POST', '/units', unit).catch(() => undefined)
    if (!answer) return
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    noted.set(answer.body.id as number, unit.name)
  }
}

it(`keeps every acknowledged write over ${ROUNDS} killed processes, each change whole with its audit row`, async () => {
  const folder = newFolder()
  const first = await startProgram(folder)
  const given = /口令 (\S+)/.exec(first.said())?.[1] ?? ''
  const { call } = await signIn(first, given)
  expect((await call('POST', '/session/password', { current: given, next: PASSWORD })).status).toBe(200)
  await first.end('SIGTERM')

  const noted = new Map<number, string>()
  let adopted = 0
  let slowest = 0
  for (let round = 0; round < ROUNDS; round++) {
    const since = performance.now()
    const program = await startProgram(folder)
    slowest = Math.max(slowest, performance.now() - since)
    if (program.said().includes('接管')) adopted++
    const before = noted.size
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write(program, (at) => `第${round}轮${writer}号${at}局`, noted),
    )
    const writing = Promise.all(writers)
    while (noted.size < before + WRITERS) await Promise.race([wait(5), writing])
    await wait(spread(round, 0, 600))
    const gone = program.end('SIGKILL')
    // Every third time the power goes for both.
    if (round % 3 === 2) killDatabase(folder)
    await gone
    await writing
  }

  const last = await startProgram(folder)
  const kept = await askDatabase<{ id: number; name: string }>(
    folder,
    "select id, name from units where kind = 'member'",
  )
  const audited = await askDatabase<{ id: string }>(
    folder,
    "select record_id as id from audit_rows where action = 'unit.add'",
  )
  await last.end('SIGTERM')
  const names = new Map(kept.map(({ id, name }) => [id, name]))
  const lost = [...noted].filter(([id, name]) => names.get(id) !== name)
  expect(lost).toEqual([])
  expect(audited.map(({ id }) => Number(id)).sort()).toEqual(kept.map(({ id }) => id).sort())
  expect(databaseProcesses(folder)).toEqual([])
  report(
    `${ROUNDS} kills, ${noted.size} acknowledged writes, 0 lost, ${kept.length - noted.size} kept without an answer, ` +
      `${adopted} databases taken over, slowest start ${(slowest / 1000).toFixed(1)} s`,
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
    const password = /口令 (\S+)/.exec(program.said())?.[1] ?? ''
    await signIn(program, password)
    expect(await program.end('SIGTERM')).toBe(0)
    expect(databaseProcesses(folder)).toEqual([])
    await clearAway(folders)
  }
  report(`${rounds} first starts cut, all came up, ${relaid} laid anew`)
})

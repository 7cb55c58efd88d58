import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openKeyring } from '../src/platform/closed/index.ts'
import { diskBlobs } from '../src/platform/files/blobs/index.ts'
import { makeFileStore } from '../src/platform/files/pipeline/index.ts'
import { projectRoot } from '../src/platform/root.ts'
import { letOfficeIn, secretOf } from './first-office.ts'
import { askDatabase, databaseTree, openCaller, type Program, runProgram, setFactor, startProgram } from './program.ts'

const WRITERS = 10
const PASSWORD = '演练用的一句够长的口令'
/** What is killed, round after round: the server, its database, both at once as when the power goes. */
const KILLS = ['server', 'database', 'both'] as const

/** What was acknowledged: the last version of each unit with its name, each file with its sum, each fact with that file, each household. */
type Noted = {
  units: Map<number, { version: number; name: string }>
  files: Map<number, string>
  facts: Map<number, { title: string; fileId: number }>
  /** By the name of its head, whose resident number is closed. */
  households: Map<number, string>
  count: number
}
const nothingNoted = (): Noted => ({
  units: new Map(),
  files: new Map(),
  facts: new Map(),
  households: new Map(),
  count: 0,
})

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Spread over the span without a pattern, the same in every run. */
const spread = (round: number, least: number, most: number): number =>
  least + Math.floor((((round + 1) * 0.618_033_988_749_895) % 1) * (most - least))

export const killDatabase = (folder: string): void => {
  for (const pid of databaseTree(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Ended with its server between two looks.
    }
  }
}

/** Sets up a small real county in a fresh folder, so that posts with business can write. */
export const setUpCounty = async (folder: string): Promise<void> => {
  const program = await startProgram(folder)
  const call = openCaller(program.address)
  const first = secretOf(folder, 'sysadmin')
  expect((await call('POST', '/session', { login: 'sysadmin', password: first })).status).toBe(200)
  expect((await call('POST', '/session/password', { current: first, next: PASSWORD })).status).toBe(200)
  await setFactor(call)
  const { status, body } = await call('POST', '/setup', { code: '360730000000', confirmName: '宁都县' })
  expect(status, JSON.stringify(body)).toBe(200)
  const accounts = body.accounts as { login: string; password: string }[]
  const given = accounts.find(({ login }) => login === 'office')?.password ?? ''
  const account = { login: 'office', password: given, next: PASSWORD }
  const { office } = await letOfficeIn({ address: program.address, folder }, account)
  expect((await office('POST', '/session/password', { current: given, next: PASSWORD })).status).toBe(200)
  // Ten writers sign in as one person, again after every kill: the rules for people stand aside.
  await askDatabase(folder, 'update sign_in_rules set needs_second_factor = false, most_sessions = 20')
  // A register is opened by the record of its impact assessment (P07).
  const told = '演练用的登记，只为核对写入和恢复。'
  const recorded = await office('POST', '/impact-assessments', {
    functions: ['closed-persons'],
    ...{ what: told, necessity: told, risks: told, measures: told, assessedBy: '演练组' },
    assessedOn: (await office('GET', '/session')).body.today,
  })
  expect(recorded.status, JSON.stringify(recorded.body)).toBe(200)
  await program.end('SIGTERM')
}

/** Signs in as the office; answers the caller and what the session says. */
export const signInOffice = async (program: Program) => {
  const call = openCaller(program.address)
  return { call, ...(await call('POST', '/session', { login: 'office', password: PASSWORD })) }
}

/** Whoever is told that the database is away reads a sentence and a number, and nothing of the inside. */
const expectTold = (body: object): void =>
  expect(body).toMatchObject({ type: expect.stringMatching(/^\/problems\//), requestId: expect.any(String) })

const upload = async (program: Program, cookie: string, text: string): Promise<number | undefined> => {
  const form = new FormData()
  form.append('file', new Blob([text], { type: 'text/plain' }), '情况说明.txt')
  const answer = await fetch(`${program.address}/api/files`, { method: 'POST', headers: { cookie }, body: form })
  const body = (await answer.json()) as { id?: number }
  if (answer.status === 503) expectTold(body)
  else expect(answer.status, JSON.stringify(body)).toBe(200)
  return answer.status === 200 ? body.id : undefined
}

/** Names of people hold no figures. */
const inNumerals = (text: string): string =>
  text.replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)] as string)

/**
 * Writes until the program is gone or it is told to end: a new unit, the same unit changed twice, a file, a fact that shows it, a
 * household whose head has a closed number. What is refused
 * because the database is away was not acknowledged, and is done again with the next.
 */
const write = async (program: Program, name: string, noted: Noted, isOver: () => boolean) => {
  let call = openCaller(program.address)
  let [regionId, townId, today] = [0, 0, '']
  for (let at = 0; !isOver(); at++) {
    try {
      if (regionId === 0) {
        const signedIn = await signInOffice(program)
        call = signedIn.call
        if (signedIn.status !== 200) await wait(20)
        else {
          today = signedIn.body.today as string
          const { body } = await call('GET', '/regions?size=1')
          townId = (body.rows as { id: number }[] | undefined)?.[0]?.id ?? 0
          if (townId > 0) regionId = (signedIn.body.acting as { regionId: number }).regionId
        }
        continue
      }
      const unit = { name: `${name}${at}局`, shortName: `${name}${at}`, aliases: [], kind: 'member', side: 'civil' }
      const made = await call('POST', '/units', { ...unit, regionId })
      if (made.status === 503) {
        expectTold(made.body)
        continue
      }
      expect(made.status, JSON.stringify(made.body)).toBe(200)
      const id = made.body.id as number
      const keep = (version: number, as: string) => {
        noted.units.set(id, { version, name: as })
        noted.count += 1
      }
      keep(1, unit.name)
      for (const version of [1, 2]) {
        const renamed = { ...unit, name: `${unit.name}改${version}`, version }
        const saved = await call('PUT', `/units/${id}`, renamed)
        // The change may have been kept although its answer was lost: then the version is another, and that is no loss.
        if (saved.status !== 200) break
        keep(version + 1, renamed.name)
      }
      const text = `${name}第${at}份情况说明`
      const fileId = await upload(program, call.cookie(), text)
      if (fileId === undefined) continue
      noted.files.set(fileId, createHash('sha256').update(text).digest('hex'))
      noted.count += 1
      /** The number of what was made; none where the database is away. */
      const lay = async (path: string, body: object): Promise<number | undefined> => {
        const answer = await call('POST', path, body)
        if (answer.status === 503) expectTold(answer.body)
        else expect(answer.status, JSON.stringify(answer.body)).toBe(200)
        if (answer.status !== 200) return undefined
        noted.count += 1
        return answer.body.id as number
      }
      const fact = { kind: 'meeting', title: `${name}第${at}次会`, regionId, startsOn: today, files: [{ fileId }] }
      const factId = await lay('/facts', fact)
      if (factId !== undefined) noted.facts.set(factId, { title: fact.title, fileId })
      const head = {
        name: inNumerals(`${name}户${at}`),
        phone: `100${String(10_000_000 + Math.floor(Math.random() * 89_999_999))}`,
      }
      const householdId = await lay('/households', { regionId: townId, head })
      if (householdId !== undefined) noted.households.set(householdId, head.name)
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error
      if (program.process.exitCode !== null || program.process.signalCode !== null) return
      await wait(20)
    }
  }
}

export type Killed = { noted: Noted; adopted: number; slowestStart: number }

/** A sign-in that a kill cut off counts as a wrong one; these rounds are about writes. The database may still be coming up. */
const forgetCutSignIns = (folder: string): Promise<unknown> =>
  askDatabase(folder, 'delete from sign_in_brakes').catch(() => undefined)

/**
 * Kills server and database in turn under ten writers.
 * @returns what was acknowledged over all rounds
 */
export const killRounds = async (folder: string, rounds: number): Promise<Killed> => {
  const noted = nothingNoted()
  let [adopted, slowestStart] = [0, 0]
  let program: Program | undefined
  for (let round = 0; round < rounds; round++) {
    const since = performance.now()
    if (!program) {
      program = await startProgram(folder)
      slowestStart = Math.max(slowestStart, performance.now() - since)
      if (program.said().includes('接管')) adopted += 1
    }
    await forgetCutSignIns(folder)
    const running: Program = program
    let isOver = false
    const writing = Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => write(running, `第${round}轮${writer}号`, noted, () => isOver)),
    )
    const acknowledge = async (more: number) => {
      const wanted = noted.count + more
      // A writer whose expectation failed ends the waiting with its error.
      let failure: unknown
      writing.catch((error: unknown) => {
        failure = error
      })
      while (noted.count < wanted) {
        if (failure) throw failure
        const { exitCode, signalCode } = running.process
        if (exitCode !== null || signalCode !== null) throw new Error(`the program ended:\n${running.said()}`)
        await wait(5)
      }
    }
    await acknowledge(WRITERS)
    await wait(spread(round, 0, 600))
    const kill = KILLS[round % KILLS.length]
    if (kill !== 'server') killDatabase(folder)
    if (kill === 'database') {
      // The program goes on without hands: it starts its database again and writes are acknowledged as before.
      await acknowledge(WRITERS)
      isOver = true
      await writing
      continue
    }
    await running.end('SIGKILL')
    program = undefined
    await writing
  }
  await program?.end('SIGTERM')
  return { noted, adopted, slowestStart }
}

/** Ten writers work on a running program until so much is acknowledged; then server and database are killed at once. */
export const killUnderLoad = async (folder: string, program: Program, least: number): Promise<Killed> => {
  const noted = nothingNoted()
  const writing = Promise.all(
    Array.from({ length: WRITERS }, (_, writer) => write(program, `断电前${writer}号`, noted, () => false)),
  )
  let failure: unknown
  writing.catch((error: unknown) => {
    failure = error
  })
  while (noted.count < least && !failure) await wait(5)
  killDatabase(folder)
  await program.end('SIGKILL')
  await writing
  return { noted, adopted: 0, slowestStart: 0 }
}

/** Every acknowledged write is there, versions and audit rows agree both ways, files and rows agree. */
export const expectNothingLost = async (folder: string, { noted }: Killed): Promise<void> => {
  const first = Math.min(...noted.units.keys())
  const units = await askDatabase<{ id: number; name: string; version: number; audited: number }>(
    folder,
    `select u.id, u.name, u.version, (select count(*)::int from audit_rows a
       where a.record = 'units' and a.record_id = u.id::text) as audited
     from units u where u.id >= ${first} order by u.id`,
  )
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const lost = [...noted.units].filter(([id, { version, name }]) => {
    const kept = byId.get(id)
    return !kept || kept.version < version || (kept.version === version && kept.name !== name)
  })
  expect(lost).toEqual([])
  expect(units.filter(({ version, audited }) => version !== audited)).toEqual([])
  const orphans = await askDatabase(
    folder,
    `select record, record_id from audit_rows a where (record = 'units' and record_id::int >= ${first}
       and not exists (select from units u where u.id = a.record_id::int))
     or (record = 'files' and not exists (select from files f where f.id = a.record_id::int))`,
  )
  expect(orphans).toEqual([])
  const files = await askDatabase<{ id: number; sha256: string; audited: number }>(
    folder,
    `select f.id, f.sha256::text as sha256, (select count(*)::int from audit_rows a
       where a.record = 'files' and a.record_id = f.id::text) as audited from files f`,
  )
  const keys = { root: join(folder, 'root-key'), ring: join(folder, 'closed-keys.json') }
  const keyring = openKeyring(keys, { hasSealed: true })
  const store = makeFileStore(diskBlobs(join(folder, 'files')), join(folder, 'tmp'), keyring)
  expect(files.filter(({ audited }) => audited !== 1)).toEqual([])
  for (const { sha256 } of files) expect(await store.isWhole(sha256), sha256).toBe(true)
  const sums = new Map(files.map(({ id, sha256 }) => [id, sha256]))
  expect([...noted.files].filter(([id, sha256]) => sums.get(id) !== sha256)).toEqual([])
  // A fact came whole, with its file, a household with its head and his closed number; each with its audit row, and no audit row alone.
  const auditedOf = (record: string, id: string) =>
    `(select count(*)::int from audit_rows a where a.record = '${record}' and a.record_id = ${id}::text) as audited`
  const facts = await askDatabase<{ id: number; title: string; fileId: number | null; audited: number }>(
    folder,
    `select f.id, f.title, (select min(file_id) from fact_files l where l.fact_id = f.id) as "fileId",
       ${auditedOf('facts', 'f.id')} from facts f`,
  )
  const factById = new Map(facts.map((fact) => [fact.id, fact]))
  expect(
    [...noted.facts].filter(([id, { title, fileId }]) => {
      const kept = factById.get(id)
      return kept?.title !== title || kept.fileId !== fileId
    }),
  ).toEqual([])
  expect(facts.filter(({ fileId, audited }) => fileId === null || audited === 0)).toEqual([])
  const households = await askDatabase<{ id: number; names: string | null; sealed: number; audited: number }>(
    folder,
    `select h.id, string_agg(p.name, ',') as names, count(p.phone_sealed)::int as sealed,
       ${auditedOf('households', 'h.id')} from households h left join household_persons p on p.household_id = h.id group by h.id`,
  )
  const householdById = new Map(households.map((household) => [household.id, household]))
  expect([...noted.households].filter(([id, name]) => householdById.get(id)?.names !== name)).toEqual([])
  expect(households.filter(({ names, sealed, audited }) => names === null || sealed !== 1 || audited === 0)).toEqual([])
  const alone = await askDatabase(
    folder,
    `select record, record_id from audit_rows a where (record = 'facts' and not exists (select from facts f where f.id = a.record_id::int))
       or (record = 'households' and not exists (select from households h where h.id = a.record_id::int))`,
  )
  expect(alone).toEqual([])
}

/** Runs one command of the built program on a file; answers what it said. */
export const runCommand = async (
  folder: string,
  command: string,
  path: string,
  settings = {},
  mostSeconds = 60,
): Promise<string> => {
  const { code, out, error } = await runProgram({ DATA_DIR: folder, ...settings }, [command, path], mostSeconds)
  expect(code, error + out).toBe(0)
  return out
}

/** Takes the audit out and verifies it in a process of its own, without server or database, by what lies outside. */
export const expectSoundAudit = async (folder: string, path: string): Promise<void> => {
  await runCommand(folder, '--audit-export', path)
  const verifier = join(projectRoot, 'bin/verify-audit.mjs')
  const outside = ['--anchors', join(folder, 'audit-anchors.jsonl'), '--key', join(folder, 'audit-key-public.pem')]
  const said = execFileSync(process.execPath, [verifier, path, ...outside], { encoding: 'utf8', env: {} })
  expect(said).toMatch(/：完整\n/)
}

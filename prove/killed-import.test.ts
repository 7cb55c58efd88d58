import { afterAll, expect, it } from 'vitest'
import { setUpCounty } from '../journeys/killing.ts'
import {
  again,
  begin,
  importOnce,
  reaches,
  registerHash,
  registerOf,
  takeBack,
  takeIn,
} from '../journeys/killing-import.ts'
import { askDatabase, clearAway, newDataDir, startProgram } from '../journeys/program.ts'
import { figure, report } from './figures.ts'

const ROUNDS = figure('PROVE_ROUNDS', 20)
const ROWS = figure('PROVE_IMPORT_ROWS', 200_000)

const folders: string[] = []
afterAll(() => clearAway(folders))

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Spread over the span without a pattern, the same in every run. */
const spread = (round: number, most: number): number => Math.floor((((round + 1) * 0.618_033_988_749_895) % 1) * most)

it(`D05 an import of ${ROWS} rows killed at ${ROUNDS} moments comes to the same rows as one left alone, in whole or not at all`, async () => {
  const folder = newDataDir()
  folders.push(folder)
  await setUpCounty(folder)
  let program = await startProgram(folder, { UPLOAD_LIMIT_MB: '200' })
  const text = await registerOf(folder, ROWS)
  const since = performance.now()
  const whole = await importOnce(folder, program, text)
  const span = (performance.now() - since) / 3
  expect(whole.rows).toBe(ROWS)
  const landed = { nothing: 0, whole: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    let { call } = await again(folder, program)
    const one = await begin(program, call, text)
    // Every other round is killed while it reads, the others while it takes in.
    const isTaking = round % 2 === 1
    if (isTaking) await takeIn(call, await reaches(call, one.id, 'checked'))
    await wait(spread(round, span))
    await program.end('SIGKILL')
    ;({ program, call } = await again(folder))
    const { rows } = await registerHash(folder)
    expect([0, ROWS]).toContain(rows)
    landed[rows === 0 ? 'nothing' : 'whole']++
    if (!isTaking) await takeIn(call, await reaches(call, one.id, 'checked'))
    const taken = await reaches(call, one.id, 'taken')
    expect(await registerHash(folder)).toEqual(whole)
    expect(
      await askDatabase(
        folder,
        `select 1 from audit_rows where action = 'register.import' and record_id = '${one.id}'`,
      ),
    ).toHaveLength(1)
    await takeBack(call, taken)
    await reaches(call, one.id, 'taken-back')
  }
  await program.end('SIGTERM')
  report(`${ROUNDS} kills of an import of ${ROWS} rows: ${landed.nothing} left nothing, ${landed.whole} the whole`)
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { projectRoot } from '../src/platform/root.ts'
import { freePort } from './program.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the running program. */
    address: string
    /** Its data folder, where the sample sign-ins lie. */
    dataDir: string
    /** Where everything stands that it printed, its log at the finest level (A06). */
    log: string
  }
}

/** The day on which the journeys play, a Tuesday. */
const TODAY = '2026-07-14'

/** Small, so that a journey can send a file that is too large. */
const UPLOAD_LIMIT_MB = 3

/** A program built elsewhere than in dist/ is named by TONGXIN_SERVER. */
const program = resolve(projectRoot, process.env.TONGXIN_SERVER ?? 'dist/server/server.js')

const untilHealthy = async (address: string, server: ChildProcess, output: string[]): Promise<void> => {
  for (let attempt = 0; attempt < 1800; attempt++) {
    if (server.exitCode !== null) throw new Error(`the program ended:\n${output.join('')}`)
    const answer = await fetch(`${address}/api/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`the program did not come up:\n${output.join('')}`)
}

/** Starts the built program with the sample city in a folder of its own; all journeys share it, one after another. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongxin-journey-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const output: string[] = []
  const log = join(dataDir, 'journeys.log')
  const { DATABASE_URL: _elsewhere, ...environment } = process.env
  const server = spawn(process.execPath, [program], {
    env: {
      ...environment,
      NODE_ENV: 'test',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      TODAY,
      LOG_LEVEL: 'trace',
      UPLOAD_LIMIT_MB: String(UPLOAD_LIMIT_MB),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      appendFileSync(log, text)
      output.push(text)
      // Enough to tell why it did not come up.
      if (output.length > 200) output.shift()
    })
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await untilHealthy(address, server, output)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('address', address)
  project.provide('dataDir', dataDir)
  project.provide('log', log)
  return stop
}

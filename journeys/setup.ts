import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { projectRoot } from '../src/platform/root.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the running program. */
    address: string
    /** Its data folder, where the sample sign-ins lie. */
    dataDir: string
  }
}

/** The day on which the journeys play, a Tuesday. */
export const TODAY = '2026-07-14'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const untilHealthy = async (address: string, server: ChildProcess, output: string[]): Promise<void> => {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (server.exitCode !== null) throw new Error(`the program ended:\n${output.join('')}`)
    const answer = await fetch(`${address}/api/health`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the program did not come up:\n${output.join('')}`)
}

/** Starts the built program with the sample city in a folder of its own; all journeys share it, one after another. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongxin-journey-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const output: string[] = []
  const server = spawn(process.execPath, [join(projectRoot, 'dist/server/server.js')], {
    env: { ...process.env, NODE_ENV: 'test', PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, TODAY, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (bytes) => output.push(String(bytes)))
  await untilHealthy(address, server, output)
  project.provide('address', address)
  project.provide('dataDir', dataDir)
  return async () => {
    if (server.exitCode === null) {
      server.kill('SIGTERM')
      await once(server, 'exit')
    }
    rmSync(dataDir, { recursive: true, force: true })
  }
}

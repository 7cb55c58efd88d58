import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '../src/platform/root.ts'

/** A network of its own, with nothing but loopback, where this machine allows one. */
const canCutOff = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0
/** Names of journey files, where not all are wanted. */
const chosen = process.env.PROVE_JOURNEYS?.split(' ') ?? []

it.runIf(canCutOff)('P08 every journey goes its way where no network but loopback is there', () => {
  const vitest = join(projectRoot, 'node_modules/vitest/vitest.mjs')
  const run = [process.execPath, vitest, 'run', '--config', 'vitest.journeys.config.ts', ...chosen]
  const done = spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh', ...run], {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 1e8,
    // This run's own settings of the runner are not those of the other.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|SWEEP)/.test(name))),
  })
  expect(done.status, `${done.stdout}\n${done.stderr}`.slice(-4000)).toBe(0)
  expect(done.stdout).toMatch(/Tests\s+.*\d+ passed/)
})

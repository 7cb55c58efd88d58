import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** The tests of the rooms through HTTP, with every write sent again (src/main/testing.ts, `TEST_TWICE`). */
test('D06 D07 every write that the tests of the rooms make is done once under its key, and refused at a past version', () => {
  const root = join(import.meta.dirname, '..')
  const out = execFileSync('npx', ['vitest', 'run', 'src/features', '--exclude', '**/ui/**', '--reporter=json'], {
    cwd: root,
    env: { ...process.env, TEST_TWICE: '1' },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { numPassedTests, numFailedTests, success } = JSON.parse(out.slice(out.indexOf('{')))
  expect({ numFailedTests, success }).toEqual({ numFailedTests: 0, success: true })
  expect(numPassedTests).toBeGreaterThan(500)
})

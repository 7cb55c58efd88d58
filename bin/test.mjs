#!/usr/bin/env node
// `npm test`: everything that must hold. Installs what is missing, runs the quick checks, then the tests on a real
// PostgreSQL, then the journeys through the built program in a real browser. `--prove` runs the long proofs instead.
// The last line is always `N passed, N failed`, counted from the test runner's own results.
import { requireNode } from './node-version.mjs'

requireNode()
import('./prepare.mjs').then(({ runCommand }) => runCommand(test))

async function test() {
  const { spawnSync } = await import('node:child_process')
  const { existsSync, mkdtempSync, readFileSync, rmSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const { join } = await import('node:path')
  const { buildStale, installMissing, root } = await import('./prepare.mjs')

  installMissing()
  const results = mkdtempSync(join(tmpdir(), 'tongxin-results-'))
  const total = { passed: 0, failed: 0 }
  /** Names of the tests that ran, for the rows of docs/trust.md. */
  const ran = []

  /** Runs a program of ours in the root; whether it ended well. */
  const run = (args, env = {}) => {
    const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    return done.status === 0
  }

  /** Runs one set of tests and counts it. A set that fails without a failing test (it could not start) counts as one. */
  const runTests = (name, config, env) => {
    console.log(`\n── ${name} ──`)
    const file = join(results, `${config}.json`)
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const isGreen = run(
      [vitest, 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      env,
    )
    const counted = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    for (const { assertionResults } of counted.testResults ?? [])
      for (const { title, ancestorTitles, status } of assertionResults)
        ran.push({
          name: title,
          groups: ancestorTitles,
          state: ['passed', 'failed'].includes(status) ? status : 'skipped',
        })
    const passed = counted.numPassedTests ?? 0
    const failed = counted.numFailedTests ?? 0
    total.passed += passed
    total.failed += isGreen && passed > 0 ? failed : Math.max(failed, 1)
  }

  /** Counts one step that is not a set of tests. */
  const step = (isGood) => {
    total[isGood ? 'passed' : 'failed'] += 1
    return isGood
  }

  /** Builds what is stale; a failed build is counted like a failed test. */
  const build = () => {
    try {
      buildStale()
      return true
    } catch (error) {
      console.error(error.message)
      return step(false)
    }
  }

  if (process.argv.includes('--prove')) {
    if (build()) runTests('long proofs', 'vitest.prove.config.ts', await browser())
  } else {
    step(run([join(root, 'bin', 'check.mjs')]))
    runTests('tests', 'vitest.config.ts')
    const found = await browser()
    if (step(found !== undefined) && build()) runTests('journeys', 'vitest.journeys.config.ts', found)
    const { namedTests, unshown } = await import('./trust.mjs')
    const rows = unshown(namedTests(), ran)
    if (!step(rows.length === 0)) console.error(`docs/trust.md names tests that did not pass: ${rows.join(', ')}`)
  }

  rmSync(results, { recursive: true, force: true })
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

/** The browser for the journeys as variables they read; undefined (and said) when there is none. */
async function browser() {
  const { findChromium } = await import('./find-chromium.mjs')
  try {
    const { path, args, env } = await findChromium()
    console.log(`\nChromium: ${path}`)
    return { ...env, CHROMIUM_PATH: path, CHROMIUM_ARGS: args.join(' ') }
  } catch (error) {
    console.error(error.message)
    return undefined
  }
}

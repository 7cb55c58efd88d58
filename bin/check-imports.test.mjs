import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { root } from './prepare.mjs'

const folders = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs the checker on a house of the given files (path → text) and answers what it said. */
function check(files) {
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-imports-'))
  folders.push(folder)
  for (const name of ['bin', '.dependency-cruiser.cjs', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'src', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const done = spawnSync(process.execPath, [join(folder, 'bin', 'check-imports.mjs')], { encoding: 'utf8' })
  return { isGood: done.status === 0, said: `${done.stdout}${done.stderr}` }
}

const house = {
  'main/app.ts': `import { org } from '../features/org/index.ts'\nexport const app = [org]\n`,
  'features/org/index.ts': `export { org } from './operations.ts'\n`,
  'features/org/operations.ts': `import { db } from '../../platform/db/pool.ts'\nexport const org = db\n`,
  'features/org/contract.ts': `export type Unit = { name: string }\n`,
  'features/org/ui/OrgPage.tsx': `import type { Unit } from '../contract.ts'\nexport const OrgPage = (unit: Unit) => <p>{unit.name}</p>\n`,
  'features/matters/index.ts': `import { org } from '../org/index.ts'\nexport const matters = org\n`,
  'platform/db/pool.ts': `export const db = 1\n`,
}

it('passes a house in order and looks at every file of it', () => {
  const { isGood, said } = check(house)
  expect(said).toContain(`${Object.keys(house).length} of ${Object.keys(house).length} modules, 0 violations`)
  expect(isGood).toBe(true)
})

it('fails when there is nothing to look at', () => {
  expect(check({ 'readme.txt': 'no module' }).isGood).toBe(false)
})

it('names every import that points the wrong way', () => {
  const { isGood, said } = check({
    ...house,
    'platform/db/pool.ts': `import '../../features/org/contract.ts'\nexport const db = 1\n`,
    'platform/round.ts': `import './trip.ts'\n`,
    'platform/trip.ts': `import './round.ts'\n`,
    'features/org/rules.ts': `import { matters } from '../matters/index.ts'\nimport { app } from '../../main/app.ts'\nexport const rules = [matters, app]\n`,
    'features/matters/store.ts': `import { org } from '../org/operations.ts'\nexport const store = org\n`,
    'features/matters/ui/MattersPage.tsx': `import { store } from '../store.ts'\nimport { readFileSync } from 'node:fs'\nexport const MattersPage = () => <p>{store + readFileSync('a').length}</p>\n`,
    'features/matters/gone.ts': `import './nowhere.ts'\n`,
    'features/gossip/index.ts': `export const gossip = 1\n`,
    'main/gossip.ts': `import { gossip } from '../features/gossip/index.ts'\nexport const said = gossip\n`,
  })
  expect(isGood).toBe(false)
  for (const [rule, from] of [
    ['platform-knows-no-feature', 'src/platform/db/pool.ts'],
    ['no-cycles', 'src/platform/round.ts'],
    ['org-uses-a-higher-room', 'src/features/org/rules.ts'],
    ['features-know-no-main', 'src/features/org/rules.ts'],
    ['rooms-meet-at-their-doors', 'src/features/matters/store.ts'],
    ['screens-reach-no-server-file', 'src/features/matters/ui/MattersPage.tsx'],
    ['screens-use-no-node', 'src/features/matters/ui/MattersPage.tsx'],
    ['no-unresolvable', 'src/features/matters/gone.ts'],
    ['unknown-room', 'src/main/gossip.ts'],
  ]) {
    expect(said).toContain(`${rule}: ${from}`)
  }
})

it('lets a test use what its room may not', () => {
  const { isGood, said } = check({
    ...house,
    'features/matters/operations.test.ts': `import { org } from '../org/operations.ts'\nexport const tested = org\n`,
  })
  expect(said).toContain('0 violations')
  expect(isGood).toBe(true)
})

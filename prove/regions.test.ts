import { expect, it } from 'vitest'
import { walkTree } from '../src/features/org/changes/tree.fixture.ts'
import { figure, report } from './figures.ts'

const STEPS = figure('PROVE_STEPS', 10_000)
const SEED = figure('PROVE_SEED', 7)

it(`D09 keeps the tree right through ${STEPS} random changes`, async () => {
  const walk = await walkTree(STEPS, SEED, 100)
  report(
    `tree: ${walk.steps} steps (seed ${SEED}), ${walk.taken} done, ${walk.refused} refused, ` +
      `${walk.open} places open of ${walk.ever} ever, ${walk.seconds.toFixed(0)} s`,
  )
  expect(walk.taken).toBeGreaterThan(STEPS / 3)
})

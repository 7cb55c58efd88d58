import { expect, test } from 'vitest'
import { walkTree } from './tree.fixture.ts'

test('the tree is as the oracle has it through a thousand random changes, and nothing is lost on the way', async () => {
  const walk = await walkTree(1_000, 20_260_714, 50)
  expect(walk.taken).toBeGreaterThan(400)
  expect(walk.refused).toBeGreaterThan(50)
}, 240_000)

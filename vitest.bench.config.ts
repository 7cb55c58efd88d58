import { defineConfig } from 'vitest/config'

/** The bench (`npm run bench`) on the built program with the sample filled to bench size; it prints and judges no time. */
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['src/platform/db/testing-setup.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})

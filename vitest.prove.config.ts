import { defineConfig } from 'vitest/config'

/** Long proofs (`npm run prove`) on the built program; how long is set by PROVE_ROUNDS and PROVE_MEGABYTES. */
export default defineConfig({
  test: {
    include: ['prove/**/*.test.ts'],
    globalSetup: ['src/platform/db/testing-setup.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 240_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})

import { defineConfig } from 'vitest/config'

/** Long proofs (`npm run prove`) on the built program; how long is set by PROVE_ROUNDS and PROVE_MEGABYTES. */
export default defineConfig({
  test: {
    // The last five are swept whole here, and in part by `npm test`.
    include: [
      'prove/**/*.test.ts',
      'src/main/scope.test.ts',
      'src/main/fuzz.test.ts',
      'src/main/upload-fuzz.test.ts',
      'src/main/faults.test.ts',
      'src/main/sample/load.test.ts',
    ],
    env: { SWEEP: 'whole' },
    globalSetup: ['src/platform/db/testing-setup.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 240_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})

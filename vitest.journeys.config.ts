import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['journeys/**/*.test.ts'],
    globalSetup: ['journeys/setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 360_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})

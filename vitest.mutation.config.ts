import { defineConfig } from 'vitest/config'

/** The tests that judge the encryption of closed values without a database, for `npm run mutation` (stryker.config.json). */
export default defineConfig({
  test: {
    include: ['src/platform/closed/closed.test.ts', 'src/platform/closed/keys.test.ts'],
  },
})

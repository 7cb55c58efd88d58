import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/**
 * Each of these has a process to itself: what runs in a browser, as its state (messages, a document) is the modules' own, and
 * what puts something of its own in a module's place, or looks something up once a process.
 */
const ALONE = [
  'src/**/{ui,client}/**/*.test.{ts,tsx}',
  'src/**/*.test.tsx',
  'src/features/org/access/guessing.test.ts',
  'src/platform/foreign/office.test.ts',
]
const LIMITS = { pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const

export default defineConfig({
  test: {
    // Once for both: what it makes is known to each.
    globalSetup: ['src/platform/db/testing-setup.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...LIMITS,
          name: 'server',
          include: ['src/**/*.test.ts', 'bin/**/*.test.{ts,mjs}'],
          exclude: ALONE,
          // The program is loaded once and not once per file: that alone took longer than most of their tests.
          isolate: false,
        },
      },
      { plugins: [react()], test: { ...LIMITS, name: 'alone', include: ALONE } },
    ],
  },
})

import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What reads the log of all journeys comes after them. */
class LogsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => moduleId.endsWith('/logs.test.ts')
    const sorted = await super.sort(files)
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)]
  }
}

export default defineConfig({
  test: {
    include: ['journeys/**/*.test.ts'],
    globalSetup: ['journeys/setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 360_000,
    pool: 'forks',
    maxWorkers: 1,
    sequence: { sequencer: LogsLast },
    fileParallelism: false,
  },
})

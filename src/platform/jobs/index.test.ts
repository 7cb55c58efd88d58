import { expect, test } from 'vitest'
import { cloneDatabase } from '../db/testing.ts'
import { startJobs } from './index.ts'

test('a stop waits for the job that is under way and leaves the others for the next round', async () => {
  const database = await cloneDatabase()
  try {
    const done: string[] = []
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const failed: string[] = []
    const jobs = [
      {
        name: 'long',
        run: () => {
          begin()
          return held.then(() => done.push('long'))
        },
      },
      { name: 'next', run: async () => done.push('next') },
    ]
    const stop = startJobs(database.pool, jobs, { everyMs: 60_000, onError: (job) => failed.push(job) })
    await begun
    const stopped = stop().then(() => done.push('stopped'))
    finish()
    await stopped
    expect(done).toEqual(['long', 'stopped'])
    expect(failed).toEqual([])
  } finally {
    await database.drop()
  }
})

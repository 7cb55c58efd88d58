import { expect, test } from 'vitest'
import { migrate } from '../platform/db/migrate.ts'
import { cloneDatabase, emptyDatabase } from '../platform/db/testing.ts'
import { policiesSql } from './permissions.ts'
import { schemaOf } from './schema.fixture.ts'

test('D13 migrations that are cut again and again end in the schema of a run that nothing cut', async () => {
  const [cut, clean] = [await emptyDatabase(), await cloneDatabase()]
  const other = await cloneDatabase()
  const database = new URL(cut.url).pathname.slice(1)
  try {
    await migrate(clean.pool, policiesSql())
    let cuts = 0
    for (let round = 0; ; round += 1) {
      // Cut while one statement or another runs, each time a little later than the time before.
      let isOver = false
      const cutting = (async () => {
        await new Promise((done) => setTimeout(done, 3 + ((round * 7) % 40)))
        while (!isOver && cuts < 60) {
          const { rowCount } = await other.pool.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state <> 'idle'",
            [database],
          )
          if (rowCount) return
        }
      })()
      try {
        await migrate(cut.pool, policiesSql())
        isOver = true
        await cutting
        break
      } catch {
        isOver = true
        cuts += 1
        await cutting
      }
      expect(round).toBeLessThan(100)
    }
    // One that was on its way when the last was counted may cut once more.
    expect(cuts).toBeGreaterThanOrEqual(60)
    const [one, whole] = [await schemaOf(cut.pool), await schemaOf(clean.pool)]
    expect(whole.lines).toBeGreaterThan(500)
    expect(one).toEqual(whole)
  } finally {
    await cut.drop()
    await clean.drop()
    await other.drop()
  }
})

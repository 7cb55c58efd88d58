import { expect, test } from 'vitest'
import { policiesSql } from '../src/main/permissions.ts'
import { schemaOf } from '../src/main/schema.fixture.ts'
import { migrate, migrations } from '../src/platform/db/migrate.ts'
import { cloneDatabase, emptyDatabase } from '../src/platform/db/testing.ts'
import { report } from './figures.ts'

/**
 * Ends the session right after the n-th statement of a run that changes the schema. A sequence counts them, as it alone
 * keeps its value when the transaction goes.
 */
const CUTTING = `
  create schema cutting;
  create sequence cutting.done;
  create table cutting.aim (statement bigint not null);
  insert into cutting.aim values (0);
  create function cutting.cut() returns event_trigger language plpgsql as $$
  begin
    if nextval('cutting.done') = (select statement from cutting.aim) then perform pg_terminate_backend(pg_backend_pid()); end if;
  end $$;
  create event trigger cutting on ddl_command_end execute function cutting.cut()`

test('D13 migrations killed after every single statement, and begun anew, end in the schema of a run that nothing cut', async () => {
  const [cut, clean] = [await emptyDatabase(), await cloneDatabase()]
  try {
    await migrate(clean.pool, policiesSql())
    await cut.pool.query(CUTTING)
    const appliedNow = async () =>
      (await cut.pool.query("select to_regclass('public.schema_migrations') as there")).rows[0].there === null
        ? 0
        : Number((await cut.pool.query('select count(*) from schema_migrations')).rows[0].count)
    let [cuts, aim, applied] = [0, 1, 0]
    for (;;) {
      await cut.pool.query(`select setval('cutting.done', 1, false)`)
      await cut.pool.query('update cutting.aim set statement = $1', [aim])
      const isCut = await migrate(cut.pool, policiesSql()).then(
        () => false,
        () => true,
      )
      if (!isCut) break
      cuts += 1
      const before = applied
      applied = await appliedNow()
      // Once a migration is through, the next run begins with the one that was cut at its first statement.
      aim = applied > before ? 2 : aim + 1
    }
    expect(applied).toBe(migrations.length)
    expect(cuts).toBeGreaterThan(migrations.length)
    await cut.pool.query('drop event trigger cutting; drop schema cutting cascade')
    expect(await schemaOf(cut.pool)).toEqual(await schemaOf(clean.pool))
    report(`${cuts} kills, one after every statement that changes the schema`)
  } finally {
    await cut.drop()
    await clean.drop()
  }
})

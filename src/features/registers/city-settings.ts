import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/transaction.ts'

/** Settings of the register that hold for a whole city, one row of `settings` each: `plaques:2`, `merit-days:2`. */
export const findCitySettings = async <Value>(
  tx: Tx,
  name: string,
  cityId: number,
): Promise<{ value: Value; version: number } | undefined> =>
  (await tx
    .selectFrom('settings')
    .select(['value', 'version'])
    .where('key', '=', `${name}:${cityId}`)
    .executeTakeFirst()) as unknown as { value: Value; version: number } | undefined

/** Writes them; false when somebody was faster (`version` 0: nobody wrote them before). */
export const writeCitySettings = async (
  tx: Tx,
  name: string,
  cityId: number,
  settings: object,
  version: number,
): Promise<boolean> => {
  const key = `${name}:${cityId}`
  const value = JSON.stringify(settings)
  const { numAffectedRows } =
    version === 0
      ? await sql`insert into settings (key, value) values (${key}, ${value}::jsonb) on conflict do nothing`.execute(tx)
      : await sql`update settings set value = ${value}::jsonb, version = version + 1
          where key = ${key} and version = ${version}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Whether the acting post is of the city's own office, which sets what holds for the whole city. */
export const isCityOffice = ({ acting }: Pick<Context, 'acting'>): boolean =>
  acting.role === 'office' && acting.regionId === acting.cityId

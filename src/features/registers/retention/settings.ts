import type { Tx } from '../../../platform/db/transaction.ts'
import { findCitySettings } from '../city-settings.ts'
import { DEFAULT_RETENTION, type RetentionSettings } from './rules.ts'

/** The name under which a city keeps them. */
export const RETENTION = 'retention'

/** 保存期限 of a city; version 0 where it set none. */
export const readRetention = async (tx: Tx, cityId: number): Promise<RetentionSettings & { version: number }> => {
  const kept = await findCitySettings<RetentionSettings>(tx, RETENTION, cityId)
  return { ...DEFAULT_RETENTION, ...kept?.value, version: kept?.version ?? 0 }
}

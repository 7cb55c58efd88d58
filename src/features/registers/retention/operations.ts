import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { destroyWords } from '../../../platform/audit/words.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { asProgram, systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate } from '../../org/index.ts'
import { findCitySettings, isCityOffice, writeCitySettings } from '../city-settings.ts'
import { HELP_STATE_WORDS } from '../help/words.ts'
import { placeNames } from '../households/store.ts'
import { PERSON_STATE_WORDS } from '../households/words.ts'
import * as imports from '../imports/store.ts'
import { forgetFile } from '../imports/work.ts'
import { eraseIn } from '../personal/operations.ts'
import {
  type ClearRetention,
  type HoldRetention,
  type ReleaseRetention,
  type RetentionItem,
  type RetentionQuery,
  type RetentionSettingsForm,
  type RetentionSettingsShown,
  retentionProblems,
} from './contract.ts'
import { DEFAULT_RETENTION, type RetentionSettings, refuseClearing } from './rules.ts'
import * as store from './store.ts'

const NAME = 'retention'

const settingsIn = async (tx: Tx, cityId: number): Promise<RetentionSettings & { version: number }> => {
  const kept = await findCitySettings<RetentionSettings>(tx, NAME, cityId)
  return { ...DEFAULT_RETENTION, ...kept?.value, version: kept?.version ?? 0 }
}

const toItem = async (tx: Tx, item: store.StoredItem): Promise<RetentionItem> => {
  const { id, dueOn, listedOn, state, holdReason, holdUntil, decidedBy, decidedAt, version } = item
  const ended = item.personState
    ? PERSON_STATE_WORDS[item.personState]
    : item.helpState
      ? HELP_STATE_WORDS[item.helpState]
      : ''
  return {
    ...{ id, dueOn, listedOn, state, holdReason, holdUntil, decidedBy, decidedAt, version },
    kind: item.householdPersonId === null ? 'help' : 'person',
    what: item.householdPersonId === null ? `帮扶 ${item.helpCode}` : (item.name ?? ''),
    placeNames: await placeNames(tx, item.path),
    why:
      item.endedOn === null
        ? '已恢复在册，当晚移出清单'
        : `${item.endedOn} ${ended}，满 ${Number(dueOn.slice(0, 4)) - Number(item.endedOn.slice(0, 4))} 年`,
    householdPersonId: item.householdPersonId,
    helpId: item.helpId,
  }
}

/** 到期清单 of the own place and below. */
export const listRetention = (ctx: Context, { state, after, size }: RetentionQuery) =>
  ctx.read(async (tx) => {
    const page = await store.listItems(tx, state, { after, size })
    const rows: RetentionItem[] = []
    for (const row of page.rows) rows.push(await toItem(tx, row))
    return { ...page, rows }
  })

const stale = async (tx: Tx, id: number): Promise<Problem> =>
  outOfDate(tx, { record: 'retention_items', id }, await toItem(tx, found(await store.findItem(tx, id))))

/** Locked, at the version that was seen. @throws Problem not-found, out-of-date */
const locked = async (tx: Tx, { id, version }: { id: number; version: number }): Promise<store.StoredItem> => {
  const item = found(await store.findItem(tx, id, { lock: true }))
  if (item.version !== version) throw await stale(tx, id)
  return item
}

/**
 * 清除: what the office confirmed goes, row by row with its key, all of it or nothing.
 * @throws Problem not-found, out-of-date, retention-not-due, retention-held, retention-cleared, secrecy
 */
export const clearRetention = (ctx: Context, { items, reason }: ClearRetention): Promise<{ cleared: number }> => {
  refuseSecrets({ '/reason': reason })
  const ordered = [...new Map(items.map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id)
  return ctx.change('retention.clear', async (tx) => {
    const more: AuditEntry[] = []
    const counts = { persons: 0, helps: 0 }
    for (const one of ordered) {
      const item = await locked(tx, one)
      // The years may have been changed, or the person taken up again, since the list was made.
      const { personYears, helpYears } = await settingsIn(tx, ctx.acting.cityId)
      const isGone =
        item.helpId === null
          ? ['deceased', 'moved'].includes(item.personState ?? '')
          : ['done', 'refused', 'withdrawn'].includes(item.helpState ?? '')
      const isSet = item.helpId === null ? personYears !== null : helpYears !== null
      const refusal = isGone && isSet ? refuseClearing(item, ctx.today) : 'retention-not-due'
      if (refusal) throw new Problem(retentionProblems[refusal])
      if (item.householdPersonId !== null) {
        const {
          answer: _record,
          more: named,
          ...entry
        } = await eraseIn(ctx, tx, { id: item.householdPersonId, reason })
        more.push({ action: 'household.erase-person', ...entry }, ...named)
        counts.persons += 1
      } else if (item.helpId !== null) {
        const helpId = item.helpId
        await asProgram(tx, async () => {
          await store.clearCase(tx, helpId)
          await destroyWords(tx, [{ record: 'help_cases', id: helpId }], ctx.now)
        })
        more.push({ action: 'help.clear', record: 'help_cases', recordId: item.helpId, after: { reason } })
        counts.helps += 1
      }
      await store.setItem(tx, ctx, one, { state: 'cleared', reason: null, until: null })
    }
    return {
      record: 'retention_items',
      recordId: ordered[0]?.id ?? 0,
      after: { ...counts, reason },
      more,
      answer: { cleared: ordered.length },
    }
  })
}

/** 保留, with its reason and perhaps until a day. @throws Problem not-found, out-of-date, retention-cleared, retention-past, secrecy */
export const holdRetention = (ctx: Context, { id, version, reason, until }: HoldRetention): Promise<RetentionItem> => {
  refuseSecrets({ '/reason': reason })
  if (until !== null && until <= ctx.today) {
    const type = retentionProblems['retention-past']
    throw new Problem(type, { errors: [{ pointer: '/until', detail: type.detail }] })
  }
  return ctx.change('retention.hold', async (tx) => {
    const before = await locked(tx, { id, version })
    if (before.state === 'cleared') throw new Problem(retentionProblems['retention-cleared'])
    await store.setItem(tx, ctx, { id, version }, { state: 'held', reason, until })
    return {
      record: 'retention_items',
      recordId: id,
      before: { state: before.state },
      after: { state: 'held', reason, until },
      answer: await toItem(tx, found(await store.findItem(tx, id))),
    }
  })
}

/** 取消保留. @throws Problem not-found, out-of-date, retention-not-held */
export const releaseRetention = (ctx: Context, { id, version }: ReleaseRetention): Promise<RetentionItem> =>
  ctx.change('retention.release', async (tx) => {
    const before = await locked(tx, { id, version })
    if (before.state !== 'held') throw new Problem(retentionProblems['retention-not-held'])
    await store.setItem(tx, ctx, { id, version }, { state: 'due', reason: null, until: null })
    return {
      record: 'retention_items',
      recordId: id,
      before: { state: 'held' },
      after: { state: 'due' },
      answer: await toItem(tx, found(await store.findItem(tx, id))),
    }
  })

export const readRetentionSettings = (ctx: Context): Promise<RetentionSettingsShown> =>
  ctx.read(async (tx) => ({ ...(await settingsIn(tx, ctx.acting.cityId)), mayChange: isCityOffice(ctx) }))

/** The years and days, set once by the city's office; the list follows at once. @throws Problem not-yours, out-of-date, secrecy */
export const saveRetentionSettings = (
  ctx: Context,
  { version, ...settings }: RetentionSettingsForm,
): Promise<RetentionSettingsShown> => {
  refuseSecrets({ '/source': settings.source })
  return ctx.change('retention.save-settings', async (tx) => {
    if (!isCityOffice(ctx)) throw new Problem(problems['not-yours'])
    const { cityId } = ctx.acting
    const before = await settingsIn(tx, cityId)
    if (!(await writeCitySettings(tx, NAME, cityId, settings, version)))
      throw await outOfDate(tx, { record: 'settings', id: `${NAME}:${cityId}` }, { ...before, mayChange: true })
    await asProgram(tx, () => store.listDue(tx, cityId, settings, ctx.today))
    const { version: _version, ...was } = before
    const answer = { ...(await settingsIn(tx, cityId)), mayChange: true }
    return { record: 'settings', recordId: `${NAME}:${cityId}`, before: was, after: settings, answer }
  })
}

const citiesOf = (house: Pick<House, 'pool'>) =>
  systemTransaction(house.pool, (tx) =>
    tx.selectFrom('regions').select('id').where('level', '=', 2).orderBy('id').execute(),
  )

/** Each night: lists what fell due, for the offices to confirm. Answers how many are new. */
export const listDueByItself = async (house: Pick<House, 'pool' | 'clock'>, today: string): Promise<number> => {
  let count = 0
  for (const { id: cityId } of await citiesOf(house))
    count += await systemTransaction(house.pool, async (tx) =>
      store.listDue(tx, cityId, await settingsIn(tx, cityId), today),
    )
  return count
}

/** Each night: staging and files of imports that nobody took in, and kept files after their days, go by themselves. */
export const clearOldImports = async (
  house: Pick<House, 'pool' | 'clock' | 'files'>,
  today: string,
): Promise<number> => {
  let count = 0
  for (const { id: cityId } of await citiesOf(house)) {
    const old = await systemTransaction(house.pool, async (tx) => {
      const { importDays, keptFileDays } = await settingsIn(tx, cityId)
      return store.listOldImports(tx, cityId, {
        untaken: addDays(today, -importDays),
        kept: keptFileDays === null ? null : addDays(today, -keptFileDays),
      })
    })
    for (const { id, fileId, isTaken } of old)
      await systemChange(house.pool, house.clock, 'retention.clear-import', {}, async (tx) => {
        if (!isTaken) {
          await imports.setImport(tx, id, ['checked', 'failed'], { state: 'cancelled' })
          await imports.clearStaging(tx, id)
        }
        await forgetFile(tx, house.files, { fileId, at: house.clock.now().toISOString() })
        return { record: 'register_imports', recordId: id, after: { isTaken }, answer: undefined }
      })
    count += old.length
  }
  return count
}

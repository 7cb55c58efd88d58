import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { noteErased } from '../../../platform/audit/erased.ts'
import { destroyPersonalKey } from '../../../platform/audit/personal.ts'
import { destroyWords } from '../../../platform/audit/words.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { asProgram, systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate } from '../../org/index.ts'
import { isCityOffice, writeCitySettings } from '../city-settings.ts'
import { HELP_STATE_WORDS } from '../help/words.ts'
import { placeNames } from '../households/store.ts'
import { PERSON_STATE_WORDS } from '../households/words.ts'
import { forgetFile, forgetWrong } from '../imports/keeping.ts'
import * as imports from '../imports/store.ts'
import { STATE_WORDS as MERIT_STATE_WORDS } from '../merit-reports/rules.ts'
import { findNaming, type NameFollower } from '../personal/naming.ts'
import { eraseIn } from '../personal/operations.ts'
import { ERASED_NAME } from '../personal/rules.ts'
import { unnameIn } from '../personal/unnaming.ts'
import {
  type ClearRetention,
  type HoldRetention,
  type NamingQuery,
  type ReleaseRetention,
  type RetentionItem,
  type RetentionNaming,
  type RetentionQuery,
  type RetentionSettingsForm,
  type RetentionSettingsShown,
  retentionProblems,
} from './contract.ts'
import { type RetentionKind, type RetentionSettings, refuseClearing } from './rules.ts'
import { RETENTION, readRetention } from './settings.ts'
import * as store from './store.ts'

const kindOf = ({ householdPersonId, helpId }: store.StoredItem): RetentionKind =>
  householdPersonId !== null ? 'person' : helpId !== null ? 'help' : 'merit'

/** Whose or what, as the list names it. */
const whatOf = (item: store.StoredItem): string =>
  item.helpId !== null
    ? `帮扶 ${item.helpCode}`
    : item.meritReportId !== null
      ? `${item.name === ERASED_NAME ? '' : item.name} 喜报 ${item.meritCode}`.trim()
      : (item.name ?? '')

/** How it ended: 已去世, 已反馈. */
const endOf = ({ personState, helpState, meritState }: store.StoredItem): string =>
  personState
    ? PERSON_STATE_WORDS[personState]
    : helpState
      ? HELP_STATE_WORDS[helpState]
      : meritState
        ? `喜报${MERIT_STATE_WORDS[meritState]}`
        : ''

const toItem = async (tx: Tx, item: store.StoredItem): Promise<RetentionItem> => {
  const { id, dueOn, listedOn, state, holdReason, holdUntil, decidedBy, decidedAt, version } = item
  return {
    ...{ id, dueOn, listedOn, state, holdReason, holdUntil, decidedBy, decidedAt, version },
    kind: kindOf(item),
    what: whatOf(item),
    placeNames: await placeNames(tx, item.path),
    why:
      item.endedOn === null
        ? '已恢复在册，当晚移出清单'
        : `${item.endedOn} ${endOf(item)}，满 ${Number(dueOn.slice(0, 4)) - Number(item.endedOn.slice(0, 4))} 年`,
    householdPersonId: item.householdPersonId,
    helpId: item.helpId,
    meritReportId: item.meritReportId,
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

/** Whether what an item is about has ended still: it may have been taken up again since the list was made. */
const ENDED: Record<RetentionKind, (item: store.StoredItem) => boolean> = {
  person: ({ personState }) => ['deceased', 'moved'].includes(personState ?? ''),
  help: ({ helpState }) => ['done', 'refused', 'withdrawn'].includes(helpState ?? ''),
  merit: ({ meritState }) => ['fed-back', 'returned'].includes(meritState ?? ''),
}
const YEARS = { person: 'personYears', help: 'helpYears', merit: 'meritYears' } as const satisfies Record<
  RetentionKind,
  keyof RetentionSettings
>

/** The matters and facts of the place whose words name those of the items, for the office to look at. */
export const listRetentionNaming =
  (followers: readonly NameFollower[]) =>
  (ctx: Context, { ids }: NamingQuery): Promise<{ rows: RetentionNaming[] }> =>
    ctx.read(async (tx) => {
      const rows: RetentionNaming[] = []
      for (const itemId of new Set(ids.split(',').map(Number))) {
        const name = (await store.findItem(tx, itemId))?.name ?? ERASED_NAME
        if (name === ERASED_NAME) continue
        const where = { name, regionPath: ctx.acting.regionPath }
        const named = await asProgram(tx, () => findNaming(tx, followers, where))
        rows.push(...named.map(({ key, label, title }) => ({ itemId, name, key, label, title })))
      }
      return { rows }
    })

type Clearing = { reason: string; unname: readonly string[]; followers: readonly NameFollower[] }

const clearHelp = async (ctx: Context, tx: Tx, helpId: number, { reason }: Clearing): Promise<AuditEntry[]> => {
  await asProgram(tx, async () => {
    await store.clearCase(tx, helpId)
    await destroyWords(tx, [{ record: 'help_cases', id: helpId }], ctx.now)
    await noteErased(tx, [{ record: 'help_cases', id: helpId }], ctx.now)
  })
  return [{ action: 'help.clear', record: 'help_cases', recordId: helpId, after: { reason } }]
}

const clearPerson = async (ctx: Context, tx: Tx, id: number, how: Clearing): Promise<AuditEntry[]> => {
  const { answer: _record, more, ...entry } = await eraseIn(ctx, tx, { id, ...how })
  return [{ action: 'household.erase-person', ...entry }, ...more]
}

const clearMerit = async (
  { files }: Pick<House, 'files'>,
  ctx: Context,
  tx: Tx,
  { id, name }: { id: number; name: string },
  { reason, unname, followers }: Clearing,
): Promise<AuditEntry[]> => {
  const where = { name, regionPath: ctx.acting.regionPath }
  const named = await asProgram(tx, async () => {
    for (const fileId of await store.clearReport(tx, id)) await forgetFile(tx, files, { fileId, at: ctx.now })
    await destroyWords(tx, [{ record: 'merit_reports', id }], ctx.now)
    await destroyPersonalKey(tx, `merit_reports:${id}`, ctx.now)
    await noteErased(tx, [{ record: 'merit_reports', id }], ctx.now)
    return unnameIn(tx, followers, where, {
      ...{ unname, at: ctx.now, after: { reportId: id } },
      by: `merit_reports:${id}`,
    })
  })
  return [{ action: 'merit.clear', record: 'merit_reports', recordId: id, after: { reason } }, ...named]
}

/**
 * 清除: what the office confirmed goes, row by row with its key, all of it or nothing; in the records that it ticked the name gives
 * way to 某某. @throws Problem not-found, out-of-date, retention-not-due, retention-held, retention-cleared, secrecy
 */
export const clearRetention =
  (house: Pick<House, 'files'>, followers: readonly NameFollower[]) =>
  (ctx: Context, { items, reason }: ClearRetention): Promise<{ cleared: number }> => {
    refuseSecrets({ '/reason': reason })
    const ordered = [...new Map(items.map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id)
    return ctx.change('retention.clear', async (tx) => {
      const more: AuditEntry[] = []
      const counts: Record<RetentionKind, number> = { person: 0, help: 0, merit: 0 }
      for (const one of ordered) {
        const item = await locked(tx, one)
        const kind = kindOf(item)
        // The years may have been changed since the list was made.
        const isSet = (await readRetention(tx, ctx.acting.cityId))[YEARS[kind]] !== null
        const refusal = ENDED[kind](item) && isSet ? refuseClearing(item, ctx.today) : 'retention-not-due'
        if (refusal) throw new Problem(retentionProblems[refusal])
        const how = { reason, unname: one.unname, followers }
        if (item.householdPersonId !== null) more.push(...(await clearPerson(ctx, tx, item.householdPersonId, how)))
        if (item.helpId !== null) more.push(...(await clearHelp(ctx, tx, item.helpId, how)))
        if (item.meritReportId !== null)
          more.push(...(await clearMerit(house, ctx, tx, { id: item.meritReportId, name: item.name ?? '' }, how)))
        counts[kind] += 1
        await store.setItem(tx, ctx, one, { state: 'cleared', reason: null, until: null })
      }
      return {
        record: 'retention_items',
        recordId: ordered[0]?.id ?? 0,
        after: { persons: counts.person, helps: counts.help, reports: counts.merit, reason },
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
  ctx.read(async (tx) => ({ ...(await readRetention(tx, ctx.acting.cityId)), mayChange: isCityOffice(ctx) }))

/** The years and days, set once by the city's office; the list follows at once. @throws Problem not-yours, out-of-date, secrecy */
export const saveRetentionSettings = (
  ctx: Context,
  { version, ...settings }: RetentionSettingsForm,
): Promise<RetentionSettingsShown> => {
  refuseSecrets({ '/source': settings.source })
  return ctx.change('retention.save-settings', async (tx) => {
    if (!isCityOffice(ctx)) throw new Problem(problems['not-yours'])
    const { cityId } = ctx.acting
    const before = await readRetention(tx, cityId)
    if (!(await writeCitySettings(tx, RETENTION, cityId, settings, version)))
      throw await outOfDate(tx, { record: 'settings', id: `${RETENTION}:${cityId}` }, { ...before, mayChange: true })
    await asProgram(tx, () => store.listDue(tx, cityId, settings, ctx.today))
    const { version: _version, ...was } = before
    const answer = { ...(await readRetention(tx, cityId)), mayChange: true }
    return { record: 'settings', recordId: `${RETENTION}:${cityId}`, before: was, after: settings, answer }
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
      store.listDue(tx, cityId, await readRetention(tx, cityId), today),
    )
  return count
}

/** Each night: staging and files of imports that nobody took in, wrong rows of the others, and kept files after their days, go by themselves. */
export const clearOldImports = async (
  house: Pick<House, 'pool' | 'clock' | 'files'>,
  today: string,
): Promise<number> => {
  let count = 0
  for (const { id: cityId } of await citiesOf(house)) {
    const old = await systemTransaction(house.pool, async (tx) => {
      const { importDays, keptFileDays } = await readRetention(tx, cityId)
      return store.listOldImports(tx, cityId, {
        untaken: addDays(today, -importDays),
        kept: keptFileDays === null ? null : addDays(today, -keptFileDays),
      })
    })
    for (const { id, fileId, isTaken, isFileDue, isWrongDue } of old)
      await systemChange(house.pool, house.clock, 'retention.clear-import', {}, async (tx) => {
        if (!isTaken) {
          await imports.setImport(tx, id, ['checked', 'failed'], { state: 'cancelled' })
          await imports.clearStaging(tx, id)
        }
        const at = house.clock.now().toISOString()
        if (isFileDue) await forgetFile(tx, house.files, { fileId, at })
        if (isWrongDue) await forgetWrong(tx, house.files, id, at)
        return { record: 'register_imports', recordId: id, after: { isTaken }, answer: undefined }
      })
    count += old.length
  }
  return count
}

import type pg from 'pg'
import { clearAccountAgain, clearLiaisonAgain } from '../features/org/index.ts'
import { clearCaseAgain, clearPersonAgain, clearReportAgain } from '../features/registers/index.ts'
import { type Erased, lastOfKeys, listErased } from '../platform/audit/erased.ts'
import { type Clock, type House, systemChange } from '../platform/context.ts'
import { migrate } from '../platform/db/migrate.ts'
import { systemTransaction, type Tx } from '../platform/db/transaction.ts'
import { releaseBytes } from '../platform/files/held.ts'
import { policiesSql } from './permissions.ts'
import { nameFollowers } from './wiring.ts'

type There = Pick<House, 'closed' | 'files'> & { pool: pg.Pool; clock: Clock }
type Cleared = { unnamed: { record: string; id: number }[]; files: string[] }
type How = Parameters<typeof clearPersonAgain>[2]

const alone = (isCleared: boolean): Cleared | null => (isCleared ? { unnamed: [], files: [] } : null)

/** How each kind of record is cleared again; what went with another record is cleared with that one. */
const CLEAR: Record<string, (tx: Tx, id: number, how: How) => Promise<Cleared | null>> = {
  household_persons: clearPersonAgain,
  merit_reports: clearReportAgain,
  help_cases: (tx, id) => clearCaseAgain(tx, id),
  liaisons: async (tx, id) => alone(await clearLiaisonAgain(tx, id)),
  people: async (tx, id, { today, at }) => alone(await clearAccountAgain(tx, id, today, at)),
}
const PERSONS = ['household_persons', 'liaisons', 'people']

/** What was asked for while the backup was being made may stand in it or not. */
const AROUND_MS = 600_000

export type ErasedAgain = {
  /** Whether the copy of the keys tells anything of the time after the backup. */
  isNewer: boolean
  persons: number
  records: number
  unnamed: number
}

/**
 * Clears what was erased after a backup was made and came back with it, by the newest copy of the keys of persons; before the
 * city opens. Done twice it finds nothing to clear. Each record leaves its audit row.
 */
export const eraseAgain = async ({ pool, clock, closed, files }: There, backupAt: string): Promise<ErasedAgain> => {
  const { last, erased } = await systemTransaction(pool, async (tx) => ({
    last: await lastOfKeys(tx),
    erased: await listErased(tx),
  }))
  const after = Date.parse(backupAt)
  const told: ErasedAgain = { isNewer: last !== null && Date.parse(last) > after, persons: 0, records: 0, unnamed: 0 }
  const due = new Map<string, Erased>()
  for (const one of erased)
    if (one.by === null && one.record in CLEAR && !(Date.parse(one.at) < after - AROUND_MS))
      due.set(`${one.record}:${one.id}`, one)
  if (due.size === 0) return told
  // An older backup stands at its own schema; clearing speaks the one of today.
  await migrate(pool, policiesSql())
  const how = { closed, followers: nameFollowers, erased, today: clock.today(), at: clock.now().toISOString() }
  for (const { record, id } of due.values()) {
    const done = await systemChange(pool, clock, 'erased.again', {}, async (tx) => {
      const cleared = await CLEAR[record]?.(tx, id, how)
      const more = (cleared?.unnamed ?? []).map((one) => ({
        action: 'words.unname',
        ...{ record: one.record, recordId: one.id, after: { of: `${record}:${id}` } },
      }))
      return { record, recordId: id, after: { backupAt, isCleared: Boolean(cleared) }, more, answer: cleared ?? null }
    })
    if (!done) continue
    for (const sha256 of done.files) await releaseBytes(pool, files, sha256)
    told[PERSONS.includes(record) ? 'persons' : 'records'] += 1
    told.unnamed += done.unnamed.length
  }
  return told
}

/** What the restore says of it. */
export const tellErased = ({ isNewer, persons, records, unnamed }: ErasedAgain, copy: string): string => {
  if (!isNewer)
    return `密钥清单 ${copy} 里没有这份备份以后的记录：备份以后若删除过个人信息，这里无从知道。有更新的密钥清单，换上它重新恢复；没有的，对照删除的申请重新办理。`
  if (persons + records + unnamed === 0) return '已核对最新的密钥清单：备份以后没有删除过其中的个人信息。'
  const beside = [
    ...(records > 0 ? [`到期清除 ${records} 件`] : []),
    ...(unnamed > 0 ? [`${unnamed} 处姓名改为“某某”`] : []),
  ]
  return `已按最新的密钥清单再次清除 ${persons} 人的个人信息${beside.length > 0 ? `（另有${beside.join('、')}）` : ''}。`
}

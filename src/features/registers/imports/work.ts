import { writeAudit } from '../../../platform/audit/audit.ts'
import { addDays } from '../../../platform/calendar/days.ts'
import { currentKey, nameOf } from '../../../platform/closed/index.ts'
import type { House } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { enqueue, type JobKind, jobKind, type Outcome, type Run } from '../../../platform/jobs/queue.ts'
import { Problem } from '../../../platform/problem.ts'
import { takeBackBarrier } from '../../org/index.ts'
import type { HouseholdFollower } from '../households/follow.ts'
import { settleHouseholds } from '../households/writes.ts'
import { reckonImport } from '../plaques/alike.ts'
import { reckonPlaques } from '../plaques/reckon.ts'
import {
  assignHouseholds,
  checkStaged,
  countHeadless,
  countStaged,
  markEnded,
  markKnown,
  takeStaged,
} from './checking.ts'
import { importProblems } from './contract.ts'
import { forgetFile, forgetWrong, keepWrong } from './keeping.ts'
import { stageApart } from './staging-apart.ts'
import * as store from './store.ts'

/** What the job of an import is told; it looks up the rest. */
export type ImportInput = { importId: number; step: 'check' | 'take' | 'keep-wrong' | 'take-back' }
export const IMPORT_JOB = { kind: 'register.import', mostAttempts: 3 } as const

type ImportHouse = Pick<House, 'pool' | 'files' | 'closed' | 'clock'>

const found = async (house: ImportHouse, id: number): Promise<store.StoredImport> => {
  const one = await systemTransaction(house.pool, (tx) => store.findImport(tx, id))
  if (!one) throw new Error(`import ${id} is gone`)
  return one
}

const audited = (tx: Tx, of: store.StoredImport, at: string, action: string, after: Record<string, unknown>) =>
  writeAudit(tx, { personId: of.person_id, postId: of.post_id, address: null, requestId: null }, at, [
    { action, record: 'register_imports', recordId: of.id, after },
  ])

/** Reads the file into staging and judges it. A file that cannot be read is told, and not tried again. */
const check = async (house: ImportHouse, run: Run<ImportInput>): Promise<Outcome> => {
  const of = await found(house, run.input.importId)
  if (of.state !== 'reading') return {}
  const at = house.clock.now().toISOString()
  const task = { importId: of.id, path: of.region_path, today: house.clock.today() }
  try {
    const staged = await stageApart(house, await house.files.open(of.file_sha256), task, run)
    if (staged.read === 0) {
      const empty = importProblems['import-empty']
      throw new Problem(empty, { detail: [...staged.notes.slice(0, 3), empty.detail].join('') })
    }
    run.progress(0.85, '正在核对')
    const { headless, ...counts } = await systemTransaction(house.pool, async (tx) => ({
      ...(await checkStaged(tx, { id: of.id, path: of.region_path })),
      headless: await countHeadless(tx, of.id),
    }))
    if (headless > 0)
      staged.notes.push(
        `有 ${headless} 户的户主不在表里，也不在底册里：按表里写的户主建户，户主本人没有登记；户主有误的先改表。`,
      )
    return {
      effect: async (tx) => {
        const isKept = await store.setImport(tx, of.id, ['reading'], {
          state: 'checked',
          rows_read: staged.read,
          rows_new: counts.fresh,
          rows_known: counts.known,
          rows_differ: counts.differ,
          rows_wrong: counts.wrong,
          rows_passed: staged.passed,
          households_new: counts.households,
          notes: staged.notes.slice(0, 20),
          checked_at: at,
        })
        if (!isKept) await store.clearStaging(tx, of.id)
      },
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const fault = error.detail
    return {
      effect: async (tx) => {
        await store.clearStaging(tx, of.id)
        await store.setImport(tx, of.id, ['reading'], { state: 'failed', fault })
        await forgetFile(tx, house.files, { fileId: of.file_id, at })
      },
    }
  }
}

/** Whether what was staged can still be taken in as it was shown. */
const refuseStale = async (house: ImportHouse, tx: Tx, of: store.StoredImport): Promise<string | null> => {
  const { rows } = await countStaged(tx, of.id)
  const names = await store.stagedKeys(tx, of.id)
  const isFresh =
    rows === of.rows_read && names.every((name) => name === nameOf(currentKey(house.closed.keyring, 'fields')))
  return isFresh && (await store.placesStand(tx, of.id)) ? null : importProblems['import-changed'].detail
}

/** Rows were left out: they are kept apart by work of its own, before which the file does not go. */
const keepWrongNext = async (tx: Tx, of: store.StoredImport, at: string): Promise<void> => {
  await store.clearRows(tx, of.id)
  const input: ImportInput = { importId: of.id, step: 'keep-wrong' }
  await enqueue(tx, { ...IMPORT_JOB, input, now: at, personId: of.person_id, postId: of.post_id })
}

/** Takes the staged rows in, all in the transaction in which the job ends: killed before, nothing changed. */
const take = async (house: ImportHouse, run: Run<ImportInput>): Promise<Outcome> => {
  const of = await found(house, run.input.importId)
  if (of.state !== 'taking') return {}
  run.progress(0.1, '正在核对')
  return {
    effect: async (tx) => {
      const at = house.clock.now().toISOString()
      if (!(await store.lockImport(tx, of.id))) return
      await store.lockCity(tx, of.city_id)
      const stale = await refuseStale(house, tx, of)
      if (stale !== null) {
        await store.setImport(tx, of.id, ['taking'], { state: 'failed', fault: stale })
        await store.clearStaging(tx, of.id)
        return
      }
      // Somebody may have registered one of them since it was checked, or told that he died.
      await markKnown(tx, { id: of.id, path: of.region_path })
      await markEnded(tx, { id: of.id, path: of.region_path })
      await assignHouseholds(tx, of.id)
      const counts = await countStaged(tx, of.id)
      run.progress(0.2, `正在写入 ${counts.fresh.toLocaleString('en')} 人`)
      const made = await takeStaged(tx, { id: of.id, cityId: of.city_id, at })
      await store.learnRegister(tx)
      run.progress(0.7, '正在推算光荣牌')
      await settleHouseholds(tx, made.touched)
      const today = house.clock.today()
      await reckonPlaques(tx, of.city_id, today, made.touched)
      await reckonImport(tx, of.city_id, today, of.id)
      run.progress(0.95, '正在留痕')
      await store.setImport(tx, of.id, ['taking'], {
        state: 'taken',
        rows_new: made.persons,
        rows_known: counts.known,
        rows_wrong: counts.wrong,
        households_new: made.households,
        content_hash: made.contentHash,
        taken_at: at,
        taken_on: today,
        wrong_state: counts.wrong > 0 ? 'making' : null,
        fault: null,
      })
      if (counts.wrong > 0) await keepWrongNext(tx, of, at)
      else {
        await store.clearStaging(tx, of.id)
        if (!of.keeps_file) await forgetFile(tx, house.files, { fileId: of.file_id, at })
      }
      await audited(tx, of, at, 'register.import', {
        sha256: of.file_sha256,
        rows: of.rows_read,
        madePersons: made.persons,
        madeHouseholds: made.households,
        digest: made.contentHash,
      })
    },
  }
}

/** Takes an import back as a whole, or tells why not. */
const takeBack =
  (followers: readonly HouseholdFollower[]) =>
  async (house: ImportHouse, run: Run<ImportInput>): Promise<Outcome> => {
    const of = await found(house, run.input.importId)
    if (of.state !== 'taking-back') return {}
    run.progress(0.5, '正在撤回')
    return {
      effect: async (tx) => {
        const at = house.clock.now().toISOString()
        if (!(await store.lockImport(tx, of.id))) return
        await store.lockCity(tx, of.city_id)
        const changed = await changedSince(tx, followers, of.id)
        if (changed.count > 0) {
          const fault = `${importProblems['import-changed-since'].detail}${changed.words.join('、')}。`
          await store.setImport(tx, of.id, ['taking-back'], { state: 'taken', fault })
          return
        }
        const gone = await store.deleteMade(tx, of.id)
        await settleHouseholds(tx, gone.left)
        await reckonPlaques(tx, of.city_id, house.clock.today(), gone.left)
        await store.setImport(tx, of.id, ['taking-back'], { state: 'taken-back', taken_back_at: at, fault: null })
        await forgetFile(tx, house.files, { fileId: of.file_id, at })
        await forgetWrong(tx, house.files, of.id, at)
        await audited(tx, of, at, 'register.take-import-back', {
          sha256: of.file_sha256,
          madePersons: gone.persons,
          madeHouseholds: gone.households,
          digest: of.content_hash,
        })
      },
    }
  }

/** What stands in the way of taking an import back: rows changed since, and households that other rooms use. */
export const changedSince = async (
  tx: Tx,
  followers: readonly HouseholdFollower[],
  id: number,
): Promise<{ count: number; words: string[] }> => {
  const changed = await store.listChanged(tx, id)
  for (const follower of followers) {
    const used = await follower.used(tx, id)
    changed.count += used.length
    changed.words.push(...used.map(({ what }) => what))
  }
  const named = changed.words.slice(0, store.MOST_CHANGED)
  const left = changed.count - named.length
  return { ...changed, words: left > 0 ? [...named, `还有 ${left} 处`] : named }
}

/** Why an import cannot be taken back on a day, or null. */
export const importBarrier = (of: store.StoredImport, changed: number, unitId: number, today: string) =>
  takeBackBarrier(
    {
      unitId: of.unit_id,
      madeOn: of.taken_on ?? addDays(today, -365),
      isTakenBack: of.state === 'taken-back',
      changed,
    },
    unitId,
    today,
  )

/** The work behind imports, for the queue. */
export const importJob = (house: ImportHouse, followers: readonly HouseholdFollower[]): JobKind =>
  jobKind<ImportInput>({
    ...IMPORT_JOB,
    run: async (run) => {
      const { importId, step } = run.input
      if (step === 'check') return check(house, run)
      if (step === 'take') return take(house, run)
      return step === 'keep-wrong' ? keepWrong(house, await found(house, importId)) : takeBack(followers)(house, run)
    },
  })

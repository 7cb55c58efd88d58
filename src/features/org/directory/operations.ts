import { destroyPersonalKey, personal } from '../../../platform/audit/personal.ts'
import { addDays } from '../../../platform/calendar/index.ts'
import { ClosedError, maskPhone } from '../../../platform/closed/index.ts'
import { type Context, type House, systemChange } from '../../../platform/context.ts'
import { systemTransaction, type Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { findPost } from '../posts/store.ts'
import { found, keepsRegion, orgProblems, outOfDate, refuseFuture } from '../scope.ts'
import { unitProblems } from '../units/contract.ts'
import { findUnit } from '../units/store.ts'
import { type AddLiaison, type DirectoryQuery, directoryProblems, type Liaison, type SaveLiaison } from './contract.ts'
import * as store from './store.ts'

const placeOf = (row: number) => ({ table: 'liaisons', column: 'mobile', row })

/** The number in clear; null without one. Callers leave an audit row. @throws ClosedError */
export const openMobile = (ctx: Context, { id, sealed, keyId }: store.StoredLiaison): string | null =>
  sealed === null || keyId === null ? null : ctx.closed.open({ keyId, bytes: sealed }, placeOf(id))

/** A number that does not open is shown as unknown, never left blank. */
const maskedMobile = (ctx: Context, liaison: store.StoredLiaison): string | null => {
  try {
    const mobile = openMobile(ctx, liaison)
    return mobile === null ? null : maskPhone(mobile)
  } catch (error) {
    if (error instanceof ClosedError) return '打不开'
    throw error
  }
}

/** The number as it was, for the audit; null where it does not open. */
const readableMobile = (ctx: Context, liaison: store.StoredLiaison): string | null => {
  try {
    return openMobile(ctx, liaison)
  } catch (error) {
    if (error instanceof ClosedError) return null
    throw error
  }
}

type OwnValues = { name: string | null; title: string; officePhone: string | null; mobile?: string | null }

/** Values of a liaison as an audit row takes them: under the own key of that person. */
const ownValues = (id: number, { name, title, officePhone, mobile }: OwnValues) => ({
  name: personal(`liaisons:${id}`, name),
  title: personal(`liaisons:${id}`, title),
  officePhone: personal(`liaisons:${id}`, officePhone),
  ...(mobile === undefined ? {} : { mobile: personal(`liaisons:${id}`, mobile) }),
})

/** Offices keep the entries of their sub-tree; every unit keeps its own. */
const keeps = ({ acting }: Context, unit: { id: number; regionPath: string }): boolean =>
  (acting.role === 'office' && keepsRegion(acting, unit.regionPath)) ||
  (acting.role !== 'leader' && acting.unitId === unit.id)

/** A liaison as the acting post is shown it: the number masked. */
export const toLiaison = (ctx: Context, liaison: store.StoredLiaison): Liaison => {
  const { sealed, keyId: _key, regionPath, ...row } = liaison
  const isOpen = row.toOn === null || row.toOn > ctx.today
  return {
    ...row,
    mobile: maskedMobile(ctx, liaison),
    mayEdit: isOpen && keeps(ctx, { id: row.unitId, regionPath }),
    mayReveal: isOpen && sealed !== null,
  }
}

export const listLiaisons = (ctx: Context, query: DirectoryQuery) =>
  ctx.read(async (tx) => {
    const page = await store.listLiaisons(tx, ctx.acting, query, ctx.today)
    return { ...page, rows: page.rows.map((row) => toLiaison(ctx, row)) }
  })

/** Whose number this is. The number comes in the body and is compared by its keyed digest. */
export const findByPhone = (ctx: Context, { mobile }: { mobile: string }) =>
  ctx.read(async (tx) =>
    (await store.listByDigests(tx, ctx.closed.digests('phone', mobile), ctx.today)).map((row) => toLiaison(ctx, row)),
  )

const detailOf = async (ctx: Context, tx: Tx, id: number): Promise<Liaison> =>
  toLiaison(ctx, found(await store.findLiaison(tx, id, ctx.today)))

const sealedMobile = (ctx: Context, row: number, mobile: string): store.SealedMobile => {
  const { keyId, bytes } = ctx.closed.seal(mobile, placeOf(row))
  return { mobile_sealed: bytes, mobile_key: keyId, mobile_digest: ctx.closed.digest('phone', mobile) }
}

const atField = (slug: keyof typeof directoryProblems, pointer: string): Problem =>
  new Problem(directoryProblems[slug], { errors: [{ pointer, detail: directoryProblems[slug].detail }] })

/** @throws Problem post-or-name, not-of-unit */
const checkWho = async (tx: Tx, unitId: number, who: { postId: number | null; name: string | null }) => {
  if ((who.postId === null) === !who.name) throw atField('post-or-name', '/postId')
  if (who.postId === null) return
  const post = await findPost(tx, who.postId)
  if (!post || post.unit_id !== unitId || post.closed_on !== null) throw atField('not-of-unit', '/postId')
}

const refuseIn = ({ name, title }: { name: string | null; title: string }): void =>
  refuseSecrets({ '/name': name, '/title': title })

/** Enters a liaison of a unit. @throws Problem out-of-scope, unit-closed, post-or-name, not-of-unit, secrecy */
export const addLiaison = (ctx: Context, { mobile, ...input }: AddLiaison) => {
  refuseIn(input)
  refuseFuture(input.fromOn, ctx.today, '/fromOn')
  return ctx.change('liaison.add', async (tx) => {
    const unit = found(await findUnit(tx, input.unitId))
    if (!keeps(ctx, { id: unit.id, regionPath: unit.region_path })) throw new Problem(orgProblems['out-of-scope'])
    if (unit.closed_on !== null) throw new Problem(unitProblems['unit-closed'])
    await checkWho(tx, unit.id, input)
    const id = await store.drawId(tx)
    const row = { ...input, id, name: input.name || null, cityId: ctx.acting.cityId }
    await store.insertLiaison(tx, row, mobile === null ? null : sealedMobile(ctx, id, mobile))
    const { postId, title, officePhone, fromOn } = input
    return {
      record: 'liaisons',
      recordId: id,
      after: { unitId: unit.id, postId, fromOn, ...ownValues(id, { ...input, title, officePhone, mobile }) },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

const keptLiaison = async (ctx: Context, tx: Tx, id: number) => {
  const liaison = found(await store.findLiaison(tx, id, ctx.today))
  if (!keeps(ctx, { id: liaison.unitId, regionPath: liaison.regionPath })) {
    throw new Problem(orgProblems['out-of-scope'])
  }
  if (liaison.toOn !== null && liaison.toOn <= ctx.today) throw new Problem(directoryProblems['liaison-ended'])
  return liaison
}

/** @throws Problem out-of-scope, out-of-date, liaison-ended, post-or-name, not-of-unit, secrecy */
export const saveLiaison = (ctx: Context, { id, version, mobile, ...input }: SaveLiaison) => {
  refuseIn(input)
  return ctx.change('liaison.save', async (tx) => {
    const before = await keptLiaison(ctx, tx, id)
    await checkWho(tx, before.unitId, input)
    const number =
      mobile === undefined
        ? {}
        : mobile === null
          ? { mobile_sealed: null, mobile_key: null, mobile_digest: null }
          : sealedMobile(ctx, id, mobile)
    const { postId, title, officePhone } = input
    const isSaved = await store.saveLiaison(tx, id, version, {
      post_id: postId,
      name: input.name || null,
      title,
      office_phone: officePhone,
      ...number,
    })
    if (!isSaved) throw await outOfDate(tx, { record: 'liaisons', id }, await detailOf(ctx, tx, id))
    return {
      record: 'liaisons',
      recordId: id,
      before: {
        postId: before.postId,
        ...ownValues(id, { ...before, ...(mobile === undefined ? {} : { mobile: readableMobile(ctx, before) }) }),
      },
      after: { postId, ...ownValues(id, { ...input, title, officePhone, mobile }) },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** From `toOn` on somebody else speaks for the unit. @throws Problem out-of-scope, out-of-date, liaison-ended */
export const endLiaison = (ctx: Context, { id, version, toOn }: { id: number; version: number; toOn: string }) => {
  refuseFuture(toOn, ctx.today, '/toOn')
  return ctx.change('liaison.end', async (tx) => {
    const before = await keptLiaison(ctx, tx, id)
    const day = toOn < before.fromOn ? before.fromOn : toOn
    if (!(await store.saveLiaison(tx, id, version, { to_on: day })))
      throw await outOfDate(tx, { record: 'liaisons', id }, await detailOf(ctx, tx, id))
    return {
      record: 'liaisons',
      recordId: id,
      before: { toOn: before.toOn },
      after: { toOn: day },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** The number in clear, for a reason that is kept with who asked. @throws Problem no-phone, phone-not-readable, secrecy */
export const revealPhone = (ctx: Context, { id, reason }: { id: number; reason: string }) => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('people.reveal-phone', async (tx) => {
    const liaison = found(await store.findLiaison(tx, id, ctx.today))
    let mobile: string | null
    try {
      mobile = openMobile(ctx, liaison)
    } catch (error) {
      if (error instanceof ClosedError) throw new Problem(directoryProblems['phone-not-readable'])
      throw error
    }
    if (mobile === null) throw new Problem(directoryProblems['no-phone'])
    return { record: 'liaisons', recordId: id, after: { reason, unitId: liaison.unitId }, answer: { mobile } }
  })
}

/** How long the number of a former liaison is kept, in days after the last. */
const KEEP_NUMBER_DAYS = 30

/**
 * Forgets the numbers of liaisons who left more than thirty days before `today`, in audit rows and backups too: their own key
 * is destroyed. Unit, name and days of the entry stay.
 */
export const forgetFormerNumbers = async (house: Pick<House, 'pool' | 'clock'>, today: string): Promise<number> => {
  const action = 'liaison.forget-number'
  const day = addDays(today, -KEEP_NUMBER_DAYS)
  const due = await systemTransaction(house.pool, (tx) => store.listFormerNumbers(tx, day))
  for (const id of due) {
    await systemChange(house.pool, house.clock, action, {}, async (tx) => {
      await store.forgetNumber(tx, id)
      // What audit rows hold of the person goes with the key; that something was done and by whom stays.
      await destroyPersonalKey(tx, `liaisons:${id}`, house.clock.now().toISOString())
      return { record: 'liaisons', recordId: id, after: { hasMobile: false }, answer: undefined }
    })
  }
  return due.length
}

import type * as z from 'zod'
import { verifyChain } from '../../../platform/audit/export.ts'
import { isAnchorHeld, readChainEnd, sealAll } from '../../../platform/audit/seals.ts'
import type { Context, House } from '../../../platform/context.ts'
import type { Integrity, Verification } from './contract.ts'

type AuditHouse = Pick<House, 'pool' | 'clock' | 'seals'>

/** Where the chain stands, for the audit administrator. */
export const readIntegrity = async ({ pool, seals }: AuditHouse, ctx: Context): Promise<z.output<typeof Integrity>> => {
  const { seal, rows } = await ctx.read(async (tx) => ({
    seal: await tx.selectFrom('audit_seals').select(['no', 'at']).orderBy('no', 'desc').limit(1).executeTakeFirst(),
    rows: (
      await tx
        .selectFrom('audit_rows')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirst()
    )?.count,
  }))
  const end = await readChainEnd(pool)
  const anchor = seals.lastAnchor()
  return {
    seal: seal ? { ...seal, lastSeq: Number(end.seq), head: end.head } : null,
    waiting: Math.max(0, (rows ?? 0) - Number(end.seq)),
    anchor: anchor
      ? {
          at: anchor.at,
          seal: anchor.seal,
          seq: anchor.seq,
          head: anchor.head,
          isHeld: await isAnchorHeld(pool, anchor),
        }
      : null,
    keyId: seals.key.id,
  }
}

// Only one at a time: each reads the whole chain.
let underWay: Promise<z.output<typeof Verification>> | undefined

/** Seals what is settled and verifies the whole chain against the anchors; that it was done stays in the audit. */
export const verifyAudit = async (house: AuditHouse, ctx: Context): Promise<z.output<typeof Verification>> => {
  const { pool, seals, clock } = house
  underWay ??= (async () => {
    await sealAll(seals, pool, clock.now())
    const { head: _head, anchoredAt: _at, ...verdict } = await verifyChain(pool, seals)
    return { ...verdict, at: ctx.now }
  })().finally(() => {
    underWay = undefined
  })
  const verdict = await underWay
  const { isSound, rows, seals: sealCount, first, count } = verdict
  await ctx.change('audit.verify', async () => ({
    record: 'audit_seals',
    recordId: sealCount,
    after: { isSound, rows, seals: sealCount, first, count },
    answer: undefined,
  }))
  return verdict
}

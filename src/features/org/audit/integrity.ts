import type * as z from 'zod'
import { type Anchor, fingerprintOf } from '../../../platform/audit/chain.mjs'
import { verifyChain } from '../../../platform/audit/export.ts'
import { isAnchorHeld, readChainEnd, sealAll } from '../../../platform/audit/seals.ts'
import { readWatch } from '../../../platform/audit/watch.ts'
import type { Context, House } from '../../../platform/context.ts'
import type { Health } from '../../../platform/operating/health.ts'
import { toldFault } from '../alerts/rules.ts'
import { isChainDoubted, raiseFaults } from '../alerts/watch.ts'
import type { Integrity, Verification } from './contract.ts'

type AuditHouse = Pick<House, 'pool' | 'clock' | 'seals'>

const MOST_ANCHORS = 10

/** The last anchors of the file, the newest first; a line that cannot be read is left to the verification. */
const lastAnchors = (text: string): z.output<typeof Integrity>['anchors'] =>
  text
    .trimEnd()
    .split('\n')
    .slice(-MOST_ANCHORS)
    .reverse()
    .flatMap((line) => {
      try {
        const { kind, at, seal, seq } = JSON.parse(line) as Anchor
        return [{ kind, at, seal, seq }]
      } catch {
        return []
      }
    })

/** Where the chain stands, for the audit administrator. */
export const readIntegrity = async (
  { pool, seals }: AuditHouse,
  health: Pick<Health, 'look'>,
  ctx: Context,
): Promise<z.output<typeof Integrity>> => {
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
  const { checkedAt, wholeAt } = await readWatch(pool)
  const apart = (await health.look()).find(({ name }) => name === 'apart')
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
    fingerprint: fingerprintOf(seals.key.publicPem),
    publicKey: seals.key.publicPem,
    anchors: lastAnchors(seals.anchorsText()),
    watch: { checkedAt, wholeAt, isDoubted: await isChainDoubted(pool) },
    beside: apart?.state === 'alarm' ? apart.told : null,
  }
}

// Only one at a time: each reads the whole chain.
let underWay: Promise<z.output<typeof Verification>> | undefined

/** Seals what is settled and verifies the whole chain against the anchors; that it was done stays in the audit. */
export const verifyAudit = async (house: AuditHouse, ctx: Context): Promise<z.output<typeof Verification>> => {
  const { pool, seals, clock } = house
  underWay ??= (async () => {
    await sealAll(seals, pool, clock.now())
    const { head: _head, anchoredAt: _at, firstSeq: _first, ...verdict } = await verifyChain(pool, seals)
    if (!verdict.isSound) await raiseFaults(house, [toldFault(verdict, ctx.now)])
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

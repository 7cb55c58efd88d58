import type pg from 'pg'
import {
  type ChainRow,
  type ChainStart,
  lineDigest,
  makeVerifier,
  rowDigest,
  type Seal,
  type Verdict,
  type Verifier,
  valueDigest,
} from './chain.mjs'
import type { Seals } from './seals.ts'

/** A piece of the chain in the order that the verifier wants: rows outside the seals, then each seal with its rows. */
type Piece = { loose: { id: number; isSettled: boolean } } | { seal: Seal } | { row: ChainRow }

type Stored = Omit<ChainRow, 'before' | 'after' | 'former'> & { before: unknown; after: unknown }

/** The row as it leaves: digests of the values in the place of the values. */
const toldOf = (stored: Stored): ChainRow => ({
  ...stored,
  before: valueDigest(stored.before),
  after: valueDigest(stored.after),
  ...(stored.digest.startsWith('1:') ? { former: rowDigest(stored) } : {}),
})

const ROW = `id, at, person_id, post_id, address, request_id, action, record, record_id, before, after, digest`

/** Seals whose rows are fetched together: many small ones, or one large one. */
const batchesOf = (seals: readonly Seal[]): Seal[][] => {
  const batches: Seal[][] = []
  let rows = Number.POSITIVE_INFINITY
  for (const one of seals) {
    const seal = { ...one, row_ids: one.row_ids.map(Number) }
    if (rows + seal.row_ids.length > 1_000) {
      batches.push([])
      rows = 0
    }
    batches.at(-1)?.push(seal)
    rows += seal.row_ids.length
  }
  return batches
}

/** A stretch of seals: after number `after`, up to number `until`; `loose` where rows outside the seals are told too. */
export type Stretch = { after: number; until: number; loose: boolean }
const WHOLE: Stretch = { after: 0, until: 2 ** 31 - 1, loose: true }

/** The chain, or a stretch of it, as it stood at one moment, piece by piece, without any value of a record. */
export async function* readChain(pool: pg.Pool, stretch: Stretch = WHOLE): AsyncGenerator<Piece> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    yield* piecesOf(client, stretch)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

const LOOSE = `select a.id, (a.transaction_id, a.id) <= (s.transaction_id, s.row_id) as "isSettled"
  from audit_rows a, audit_sealer s
  where a.id in (select id from audit_rows except select unnest(row_ids) from audit_seals) order by a.id`

/** Rows that should stand in a seal and stand in none. Looks at every row. */
export const looseRows = async (pool: pg.Pool): Promise<number[]> => {
  const { rows } = await pool.query<{ id: number; isSettled: boolean }>(LOOSE)
  return rows.filter(({ isSettled }) => isSettled).map(({ id }) => id)
}

/** The pieces as one open transaction sees them. */
export async function* piecesOf(client: pg.ClientBase, stretch: Stretch = WHOLE): AsyncGenerator<Piece> {
  if (stretch.loose) {
    const loose = await client.query<{ id: number; isSettled: boolean }>(LOOSE)
    for (const row of loose.rows) yield { loose: row }
  }
  let no = stretch.after
  while (true) {
    const { rows: seals } = await client.query<Seal>(
      `select no, at, first_seq, row_ids::text[] as row_ids, digests, previous, head, key_id, signature
       from audit_seals where no > $1 and no <= $2 order by no limit 100`,
      [no, stretch.until],
    )
    for (const batch of batchesOf(seals)) {
      const { rows } = await client.query<Stored>(`select ${ROW} from audit_rows where id = any($1)`, [
        batch.flatMap(({ row_ids }) => row_ids),
      ])
      const byId = new Map(rows.map((row) => [row.id, row]))
      for (const seal of batch) {
        yield { seal }
        for (const id of seal.row_ids) {
          const row = byId.get(id)
          if (row) yield { row: toldOf(row) }
        }
      }
    }
    const last = seals.at(-1)
    if (!last) return
    no = last.no
  }
}

/** What an export says of itself in its first line; for the program that verifies it elsewhere. */
export type ExportHead = {
  at: string
  /** Who took it out, through which post and when. */
  mark?: string
  /** The days of a part, 'YYYY-MM-DD'. */
  period?: { from: string; to: string }
  /** The seal after which a part begins, and the last one of a part that ends before the chain does. */
  from?: ChainStart
  until?: number
  anchors?: string
  publicKey?: string
}

/** The chain as lines of JSON, for a file that is verified elsewhere. The first line says what it is, the last that it is whole. */
export async function* exportLines(pieces: AsyncIterable<Piece>, head: ExportHead): AsyncGenerator<string> {
  yield JSON.stringify({ export: { format: 'tongxin-audit-1', ...head } })
  for await (const piece of pieces) yield JSON.stringify(piece)
  yield JSON.stringify({ end: true })
}

/** Feeds the pieces to a verifier; others are served in between: a chain is many rows. */
const feed = async (verifier: Verifier, pieces: AsyncIterable<Piece>): Promise<Verdict> => {
  let count = 0
  for await (const piece of pieces) {
    if (++count % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    if ('loose' in piece) verifier.loose(piece.loose)
    else if ('seal' in piece) verifier.seal(piece.seal)
    else verifier.row(piece.row)
  }
  return verifier.end()
}

/** Verifies the chain of the database against the anchors outside it. */
export const verifyChain = (pool: pg.Pool, seals: Seals): Promise<Verdict> =>
  feed(makeVerifier({ anchors: seals.anchorsText(), publicKeys: [seals.key.publicPem] }), readChain(pool))

/** The lines of the anchors' file that bear on a stretch, and the digest of the line before them. */
const anchorsOf = (text: string, after: number, until: number): { anchors: string; anchorsAfter: string | null } => {
  const lines = text.split('\n').filter(Boolean)
  const sealOf = (line: string): number | null => {
    try {
      return (JSON.parse(line) as { seal: number }).seal
    } catch {
      // Half a line tells nothing by itself: the verifier tells of it.
      return null
    }
  }
  const bearing = lines.map(sealOf).map((seal) => seal === null || (seal >= after && seal <= until))
  const [first, last] = [bearing.indexOf(true), bearing.lastIndexOf(true)]
  if (first < 0) return { anchors: '', anchorsAfter: null }
  const before = lines[first - 1]
  return {
    anchors: lines.slice(first, last + 1).join('\n'),
    anchorsAfter: before === undefined ? null : lineDigest(before),
  }
}

/**
 * Verifies the seals after `start` up to number `until` and the anchors that lie on them; `isEnd` where the chain ends there, so
 * that an anchor beyond tells a cut tail. What lies outside the seals is not looked for.
 */
export const verifyStretch = (
  pool: pg.Pool,
  seals: Seals,
  start: ChainStart,
  until: number,
  isEnd: boolean,
): Promise<Verdict> => {
  const from = start.no === 0 ? null : start
  const given = anchorsOf(seals.anchorsText(), start.no, isEnd ? Number.POSITIVE_INFINITY : until)
  const verifier = makeVerifier({
    ...given,
    publicKeys: [seals.key.publicPem],
    from,
    until: isEnd ? null : until,
  })
  return feed(verifier, readChain(pool, { after: start.no, until, loose: false }))
}

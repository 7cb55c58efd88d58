import type pg from 'pg'
import { type ChainRow, makeVerifier, rowDigest, type Seal, type Verdict, valueDigest } from './chain.mjs'
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

/** The whole chain as it stood at one moment, piece by piece, without any value of a record. */
export async function* readChain(pool: pg.Pool): AsyncGenerator<Piece> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    yield* piecesOf(client)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

/** The pieces as one open transaction sees them. */
export async function* piecesOf(client: pg.ClientBase): AsyncGenerator<Piece> {
  const loose = await client.query<{ id: number; isSettled: boolean }>(
    `select a.id, (a.transaction_id, a.id) <= (s.transaction_id, s.row_id) as "isSettled"
     from audit_rows a, audit_sealer s
     where a.id in (select id from audit_rows except select unnest(row_ids) from audit_seals) order by a.id`,
  )
  for (const row of loose.rows) yield { loose: row }
  let no = 0
  while (true) {
    const { rows: seals } = await client.query<Seal>(
      `select no, at, first_seq, row_ids::text[] as row_ids, digests, previous, head, key_id, signature
       from audit_seals where no > $1 order by no limit 100`,
      [no],
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

/** The chain as lines of JSON, for a file that is verified elsewhere. The first line says what it is, the last that it is whole. */
export async function* exportLines(pieces: AsyncIterable<Piece>, at: string): AsyncGenerator<string> {
  yield JSON.stringify({ export: { format: 'tongxin-audit-1', at } })
  for await (const piece of pieces) yield JSON.stringify(piece)
  yield JSON.stringify({ end: true })
}

/** Verifies the chain of the database against the anchors outside it. */
export const verifyChain = async (pool: pg.Pool, seals: Seals): Promise<Verdict> => {
  const verifier = makeVerifier({ anchors: seals.anchorsText(), publicKeys: [seals.key.publicPem] })
  let count = 0
  for await (const piece of readChain(pool)) {
    // Others are served in between: the whole chain is many rows.
    if (++count % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    if ('loose' in piece) verifier.loose(piece.loose)
    else if ('seal' in piece) verifier.seal(piece.seal)
    else verifier.row(piece.row)
  }
  return verifier.end()
}

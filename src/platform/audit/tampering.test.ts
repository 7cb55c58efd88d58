import { execFile } from 'node:child_process'
import { sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../db/testing.ts'
import { systemTransaction } from '../db/transaction.ts'
import { projectRoot } from '../root.ts'
import { writeAudit } from './audit.ts'
import { lastSeqOf, rowDigest, type Seal, sealHead, sealText, type Verdict, valueDigest } from './chain.mjs'
import { exportLines, piecesOf } from './export.ts'
import { type AuditKey, newAuditKey } from './keys.ts'
import { makeSeals, readChainEnd } from './seals.ts'

const SEEDS = 200
const SEALS = 14
const NOW = new Date('2026-07-14T01:00:00.000Z')
const folder = mkdtempSync(join(tmpdir(), 'tongxin-tampering-'))
const key = newAuditKey()
const seals = makeSeals(key, join(folder, 'anchors.jsonl'))

let database: Awaited<ReturnType<typeof cloneDatabase>>
let chain: Seal[]
/** Running numbers at which the head was anchored. */
const anchoredAt: number[] = []

/** Numbers without a pattern, the same in every run (mulberry32). */
const randomOf = (seed: number) => {
  let state = seed * 2_654_435_761
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { below: (most: number) => Math.floor(next() * most) }
}
type Random = ReturnType<typeof randomOf>

const readSeals = async (client: pg.ClientBase | pg.Pool): Promise<Seal[]> => {
  const { rows } = await client.query<Seal>('select *, row_ids::text[] as row_ids from audit_seals order by no')
  return rows.map((row) => ({ ...row, row_ids: row.row_ids.map(Number) }))
}

beforeAll(async () => {
  writeFileSync(join(folder, 'public.pem'), key.publicPem)
  database = await cloneDatabase()
  const random = randomOf(7)
  // Numbers leave room, so that a row can be put between any two.
  await database.pool.query('alter sequence audit_rows_id_seq increment by 3')
  const actor = { personId: 3, postId: 5, address: '127.0.0.1', requestId: null }
  for (let no = 1; no <= SEALS; no++) {
    const count = 1 + random.below(6)
    await systemTransaction(database.pool, (tx) =>
      writeAudit(
        tx,
        actor,
        NOW.toISOString(),
        Array.from({ length: count }, (_, at) => ({
          action: 'unit.save',
          record: 'units',
          recordId: no * 10 + at,
          before: { name: `旧名${no}` },
          after: { name: `新名${no}-${at}` },
        })),
      ),
    )
    while ((await readChainEnd(database.pool)).no < no) {
      await seals.sealOnce(database.pool, NOW)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    if (no % 4 === 2) anchoredAt.push((await seals.anchor(database.pool, NOW))?.seq ?? 0)
  }
  chain = await readSeals(database.pool)
})
afterAll(async () => {
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const sealOf = (seq: number): Seal => chain.find((seal) => seal.first_seq <= seq && seq <= lastSeqOf(seal)) as Seal
const idOf = (seq: number): number => sealOf(seq).row_ids[seq - sealOf(seq).first_seq] as number
const lastSeq = (): number => lastSeqOf(chain.at(-1) as Seal)
const lastAnchored = (): number => anchoredAt.at(-1) as number

/** What a tampering did: the first running number it spoilt, and the number that must be named. */
type Spoilt = { spoilt: number; named: number; kind: string }

/** The row with its digest made to fit again, as someone does who read how the digest is made. */
const redigest = async (client: pg.ClientBase, id: number): Promise<string> => {
  const { rows } = await client.query('select * from audit_rows where id = $1', [id])
  const row = rows[0]
  const digest = rowDigest({ ...row, before: valueDigest(row.before), after: valueDigest(row.after) })
  await client.query('update audit_rows set digest = $2 where id = $1', [id, digest])
  return digest
}

const EDITS = [
  `update audit_rows set person_id = 999 where id = $1`,
  `update audit_rows set at = at - interval '1 day' where id = $1`,
  `update audit_rows set after = '{"name":"别的名"}' where id = $1`,
  `update audit_rows set before = null where id = $1`,
  `update audit_rows set action = 'unit.close' where id = $1`,
  `update audit_rows set record_id = '1' where id = $1`,
  `update audit_rows set address = '10.0.0.1' where id = $1`,
]

/** Chains everything from a seal on anew over what the rows hold now, signed with a key of the forger. */
const rebuildFrom = async (client: pg.ClientBase, no: number, forger: AuditKey): Promise<void> => {
  let previous = chain[no - 2]?.head ?? '0'.repeat(64)
  let seq = chain[no - 1]?.first_seq as number
  for (const seal of chain.slice(no - 1)) {
    const { rows } = await client.query<{ id: number; digest: string }>(
      'select id, digest from audit_rows where id = any($1) order by array_position($1, id)',
      [seal.row_ids],
    )
    if (rows.length === 0) continue
    const content = {
      no: seal.no,
      at: new Date(seal.at).toISOString(),
      first_seq: seq,
      row_ids: rows.map(({ id }) => id),
      digests: rows.map(({ digest }) => digest),
      previous,
    }
    const head = sealHead(content)
    const signature = sign(null, Buffer.from(sealText({ ...content, head })), forger.privateKey).toString('base64')
    await client.query(
      `update audit_seals set first_seq = $2, row_ids = $3, digests = $4, previous = $5, head = $6, key_id = $7, signature = $8
       where no = $1`,
      [seal.no, seq, content.row_ids, content.digests, previous, head, forger.id, signature],
    )
    previous = head
    seq += rows.length
  }
}

const KINDS: Record<string, (client: pg.ClientBase, random: Random) => Promise<Spoilt>> = {
  edit: async (client, random) => {
    const seq = 1 + random.below(lastSeq())
    await client.query(EDITS[random.below(EDITS.length)] as string, [idOf(seq)])
    if (random.below(2) === 0) return { spoilt: seq, named: seq, kind: 'row-changed' }
    const digest = await redigest(client, idOf(seq))
    if (random.below(2) === 0) return { spoilt: seq, named: seq, kind: 'row-changed' }
    // The seal made to hold the new digest as well: its head betrays it, and names the stretch of the seal.
    const seal = sealOf(seq)
    await client.query('update audit_seals set digests[$2] = $3 where no = $1', [
      seal.no,
      seq - seal.first_seq + 1,
      digest,
    ])
    return { spoilt: seq, named: seal.first_seq, kind: 'seal-broken' }
  },
  delete: async (client, random) => {
    const seq = 1 + random.below(lastSeq())
    if (random.below(3) > 0) {
      await client.query('delete from audit_rows where id = $1', [idOf(seq)])
      return { spoilt: seq, named: seq, kind: 'row-missing' }
    }
    // A seal inside the chain with all its rows.
    const seal = chain[random.below(SEALS - 1)] as Seal
    await client.query('delete from audit_rows where id = any($1)', [seal.row_ids])
    await client.query('delete from audit_seals where no = $1', [seal.no])
    return { spoilt: seal.first_seq, named: seal.first_seq, kind: 'seal-missing' }
  },
  insert: async (client, random) => {
    const seq = 1 + random.below(lastSeq())
    const id = idOf(seq)
    const { rows } = await client.query<{ tx: string }>(
      'select transaction_id::text as tx from audit_rows where id = $1',
      [id],
    )
    const inserted = id - 1 - random.below(2)
    await client.query(
      `insert into audit_rows (id, at, action, record, record_id, after, digest, transaction_id) overriding system value
       values ($1, $2, 'unit.save', 'units', '77', '{"name":"添的"}', '', $3::xid8)`,
      [inserted, NOW.toISOString(), rows[0]?.tx],
    )
    await redigest(client, inserted)
    if (random.below(2) === 0) return { spoilt: seq, named: seq, kind: 'row-inserted' }
    // Put into the seal as well, so that the seal tells of one row more.
    const seal = sealOf(seq)
    const place = seq - seal.first_seq
    const ids = [...seal.row_ids.slice(0, place), inserted, ...seal.row_ids.slice(place)]
    const sum = (await client.query<{ digest: string }>('select digest from audit_rows where id = $1', [inserted]))
      .rows[0]
    const digests = [...seal.digests.slice(0, place), sum?.digest, ...seal.digests.slice(place)]
    await client.query('update audit_seals set row_ids = $2, digests = $3 where no = $1', [seal.no, ids, digests])
    return { spoilt: seq, named: seal.first_seq, kind: 'seal-broken' }
  },
  reorder: async (client, random) => {
    if (random.below(2) === 0) {
      const [one, other] = [1 + random.below(lastSeq()), 1 + random.below(lastSeq() - 1)]
      const seq = other >= one ? other + 1 : other
      const [a, b] = [idOf(one), idOf(seq)]
      await client.query('alter table audit_rows alter column id drop identity')
      for (const [from, to] of [
        [a, -5],
        [b, a],
        [-5, b],
      ])
        await client.query('update audit_rows set id = $2 where id = $1', [from, to])
      return { spoilt: Math.min(one, seq), named: Math.min(one, seq), kind: 'row-changed' }
    }
    const no = 1 + random.below(SEALS - 1)
    for (const [from, to] of [
      [no, 900],
      [no + 1, no],
      [900, no + 1],
    ])
      await client.query('update audit_seals set no = $2 where no = $1', [from, to])
    const named = chain[no - 1]?.first_seq as number
    return { spoilt: named, named, kind: 'seal' }
  },
  'cut tail': async (client, random) => {
    const keep = random.below(chain.filter((seal) => lastSeqOf(seal) < lastAnchored()).length + 1)
    const gone = chain.slice(keep)
    await client.query('delete from audit_rows where id = any($1)', [gone.flatMap(({ row_ids }) => row_ids)])
    await client.query('delete from audit_seals where no > $1', [keep])
    const first = gone[0]?.first_seq as number
    return { spoilt: first, named: first, kind: 'tail-cut' }
  },
  'rebuilt chain': async (client, random) => {
    const seq = 1 + random.below(lastAnchored())
    await client.query(EDITS[random.below(EDITS.length)] as string, [idOf(seq)])
    await redigest(client, idOf(seq))
    const seal = sealOf(seq)
    // With a key of his own the first seal that was made anew is found; with the stolen key the anchors stand against it.
    const isStolen = random.below(2) === 0
    await rebuildFrom(client, seal.no, isStolen ? key : newAuditKey())
    const named = isStolen
      ? Math.max(0, ...anchoredAt.filter((anchored) => anchored < seal.first_seq)) + 1
      : seal.first_seq
    return { spoilt: seq, named, kind: isStolen ? 'anchor-differs' : 'seal-unsigned' }
  },
}

/** Tampers inside a transaction, writes the export of what is then there, and takes it back. */
const exportTampered = async (kind: string, seed: number): Promise<{ path: string } & Spoilt> => {
  const client = await database.pool.connect()
  try {
    // As the owner of the tables may, who needs no special rights for it.
    await client.query(
      'begin; alter table audit_rows disable trigger user; alter table audit_seals disable trigger user',
    )
    const spoilt = await (KINDS[kind] as (typeof KINDS)[string])(client, randomOf(seed))
    const path = join(folder, `${kind.replace(' ', '-')}-${seed}.jsonl`)
    const lines: string[] = []
    for await (const line of exportLines(piecesOf(client), { at: NOW.toISOString() })) lines.push(line)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return { path, ...spoilt }
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Runs the verifier in a process of its own that knows no address of a database and no folder of the program's data. */
const verifyApart = (paths: string[]): Promise<(Verdict & { path: string })[]> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [
        join(projectRoot, 'bin/verify-audit.mjs'),
        ...paths,
        '--json',
        '--anchors',
        join(folder, 'anchors.jsonl'),
        '--key',
        join(folder, 'public.pem'),
      ],
      { env: {}, cwd: folder, maxBuffer: 256 * 1024 * 1024 },
      (error, out, said) => {
        if (said) reject(new Error(said))
        else if (error && error.code !== 1) reject(error)
        else
          resolve(
            out
              .trim()
              .split('\n')
              .map((line) => JSON.parse(line)),
          )
      },
    )
  })

/** All seeds of one kind: each tampering must be found, and named by its first running number. */
const expectAllFound = async (kind: string): Promise<void> => {
  const made = []
  for (let seed = 1; seed <= SEEDS; seed++) made.push(await exportTampered(kind, seed))
  const verdicts = await verifyApart(made.map(({ path }) => path))
  const wrong = made.flatMap(({ path, spoilt, named, kind: expected }, index) => {
    const verdict = verdicts[index] as Verdict
    const first = verdict.problems[0]
    const isNamed = first?.seq === named && named <= spoilt && first.kind.startsWith(expected)
    return isNamed && !verdict.isSound ? [] : [{ path, spoilt, named, expected, first }]
  })
  expect(wrong.slice(0, 3)).toEqual([])
}

describe('the offline verifier', () => {
  test('A02 finds nothing in an untouched chain', async () => {
    const path = join(folder, 'sound.jsonl')
    const client = await database.pool.connect()
    const lines: string[] = []
    for await (const line of exportLines(piecesOf(client), { at: NOW.toISOString() })) lines.push(line)
    client.release()
    writeFileSync(path, lines.join('\n'))
    // No value of a record leaves with the export.
    expect(lines.join()).not.toMatch(/新名|旧名/)
    const [verdict] = await verifyApart([path])
    expect(verdict).toMatchObject({ isSound: true, first: null, lastSeq: lastSeq(), seals: SEALS, anchors: 4 })
    writeFileSync(path, lines.slice(0, -1).join('\n'))
    expect((await verifyApart([path]))[0]).toMatchObject({ isSound: false, problems: [{ kind: 'export-cut' }] })
  })

  test.each(['edit', 'delete', 'insert', 'reorder'])(
    'A02 two hundred seeded tamperings are found with the first running number: %s',
    (kind) => expectAllFound(kind),
  )

  test.each(['cut tail', 'rebuilt chain'])(
    'A03 two hundred seeded tamperings are found with the first running number: %s',
    (kind) => expectAllFound(kind),
  )

  test('A03 a forged, cut or reordered file of anchors is told', async () => {
    const { makeVerifier } = await import('./chain.mjs')
    const lines = seals.anchorsText().trimEnd().split('\n')
    const kinds = (text: string, pem = key.publicPem) =>
      makeVerifier({ anchors: text, publicKeys: [pem] })
        .end()
        .problems.map(({ kind }) => kind)
    expect(kinds(lines.join('\n'))).not.toContain('anchor-forged')
    expect(kinds(lines.slice(1).join('\n'))).toContain('anchor-forged')
    expect(kinds([lines[1], lines[0]].join('\n'))).toContain('anchor-forged')
    expect(kinds(lines.join('\n').replace(/"seq":\d+/, '"seq":1'))).toContain('anchor-forged')
    expect(kinds(lines.join('\n'), newAuditKey().publicPem)).toContain('anchor-forged')
    expect(kinds(`${lines.join('\n')}\n{"half`)).toContain('anchor-forged')
  })
})

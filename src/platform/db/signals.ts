import { randomUUID } from 'node:crypto'
import pg from 'pg'

/**
 * News between the processes of one database, by LISTEN and NOTIFY. Nothing is promised: a call may be lost with a
 * connection, and then every hearer is told that he may have missed one.
 */
export type Signals = {
  /** Tells the other processes; call it after the commit. */
  send(topic: string, payload?: string): void
  /** Hears what other processes tell, and not what this one does. Returns how to stop. */
  on(topic: string, hear: (payload: string) => void, missed: () => void): () => void
  /** Lets go of the database; later calls do nothing. */
  close(): Promise<void>
}

const CHANNEL = 'tongxin'
const AGAIN_MS = 2_000

type Hearer = { hear(payload: string): void; missed(): void }

const directs = new WeakMap<pg.Pool, string>()
const known = new WeakMap<pg.Pool, Signals>()

/** Names the address that is listened on where the pool leads through a pooler, which passes no calls on. Before first use. */
export const listenPast = (pool: pg.Pool, url: string): void => void directs.set(pool, url)

/** The signals of a database's pool; made when first asked for. */
export const signalsOf = (pool: pg.Pool): Signals => {
  const found = known.get(pool) ?? makeSignals(pool)
  known.set(pool, found)
  return found
}

const makeSignals = (pool: pg.Pool): Signals => {
  const own = randomUUID()
  const hearers = new Map<string, Set<Hearer>>()
  let client: pg.Client | undefined
  let again: NodeJS.Timeout | undefined
  let isClosed = false

  const lost = (held: pg.Client) => {
    if (client === held) client = undefined
    held.end().catch(() => undefined)
    if (isClosed || again) return
    again = setTimeout(() => {
      again = undefined
      void hear(true)
    }, AGAIN_MS).unref()
  }

  const hear = async (isAgain = false): Promise<void> => {
    if (client || again || isClosed || hearers.size === 0) return
    const held = new pg.Client({
      connectionString: directs.get(pool) ?? pool.options.connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    })
    client = held
    held.on('notification', ({ payload = '' }) => {
      const [from, topic = '', ...rest] = payload.split(' ')
      if (from === own) return
      for (const hearer of hearers.get(topic) ?? []) hearer.hear(rest.join(' '))
    })
    held.on('error', () => lost(held))
    held.on('end', () => lost(held))
    try {
      await held.connect()
      await held.query(`listen ${CHANNEL}`)
      if (isAgain) for (const one of [...hearers.values()].flatMap((topic) => [...topic])) one.missed()
    } catch {
      lost(held)
    }
  }

  return {
    send(topic, payload = '') {
      if (isClosed) return
      // A database that is gone tells nobody; its return does.
      pool.query('select pg_notify($1, $2)', [CHANNEL, `${own} ${topic} ${payload}`]).catch(() => undefined)
    },
    on(topic, onCall, missed) {
      const hearer = { hear: onCall, missed }
      const those = hearers.get(topic) ?? new Set()
      hearers.set(topic, those.add(hearer))
      void hear()
      return () => {
        those.delete(hearer)
        if (those.size === 0 && hearers.get(topic) === those) hearers.delete(topic)
      }
    },
    async close() {
      isClosed = true
      clearTimeout(again)
      hearers.clear()
      const held = client
      client = undefined
      await held?.end().catch(() => undefined)
    },
  }
}

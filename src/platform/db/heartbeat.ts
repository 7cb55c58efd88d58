import { setImmediate as nextTurn } from 'node:timers/promises'
import pg from 'pg'

/**
 * A server that ends says so. One whose packets are dropped, or whose machine hangs, says nothing, and a request that waits for
 * it would wait for the network's own patience: minutes. So a connection of its own asks the smallest of questions each
 * second; when nothing was answered for `SILENT_AFTER`, every connection of the pool is cut and whoever waits is told at once
 * that the database is away. A statement may take as long as it needs while the server answers here.
 */

const EVERY = 1_000
/** Whole beats without an answer. With the second until the next one a request waits less than five seconds. */
const SILENT_AFTER = 3

/** What a request is told that waits for a server which does not answer. */
// 08006: the connection failed (class 08 of the standard's states), as the server itself would say.
const silence = (): Error => Object.assign(new Error('the database does not answer'), { code: '08006' })

type Cut = { connection?: { stream?: { destroy(error?: Error): void } } }
const cut = (client: pg.ClientBase): void => (client as unknown as Cut).connection?.stream?.destroy(silence())

/**
 * Watches the server behind a pool until the answer is called.
 * @param tell hears when the server falls silent (`false`) and when it answers again (`true`)
 */
export const watchDatabase = (pool: pg.Pool, tell: (answers: boolean) => void = () => undefined): (() => void) => {
  const held = new Set<pg.ClientBase>()
  const waiting = new Set<(error: Error) => void>()
  let isSilent = false
  let isEnded = false
  let missed = 0
  let probe: pg.Client | undefined

  pool.on('connect', (client) => held.add(client))
  pool.on('remove', (client) => held.delete(client))

  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const guarded = (called?: unknown): Promise<pg.PoolClient> => {
    // The form with a function to be called is the pool's own, inside `query`: it comes through here again without one.
    if (typeof called === 'function') {
      const tellCaller = called as (error?: Error, client?: pg.PoolClient, release?: pg.PoolClient['release']) => void
      guarded().then(
        (client) => tellCaller(undefined, client, client.release.bind(client)),
        (error: Error) => tellCaller(error),
      )
      return undefined as unknown as Promise<pg.PoolClient>
    }
    if (isSilent) return Promise.reject(silence())
    const opening = connect()
    return new Promise((resolve, reject) => {
      let isOver = false
      const refuse = (error: Error) => {
        isOver = true
        waiting.delete(refuse)
        reject(error)
      }
      waiting.add(refuse)
      opening.then((client) => {
        waiting.delete(refuse)
        if (isOver) client.release(true)
        else resolve(client)
      }, refuse)
    })
  }
  Object.assign(pool, { connect: guarded })

  const fallSilent = () => {
    isSilent = true
    for (const client of [...held]) cut(client)
    for (const refuse of [...waiting]) refuse(silence())
    tell(false)
  }
  const hear = () => {
    missed = 0
    if (!isSilent) return
    isSilent = false
    tell(true)
  }

  const ask = async (): Promise<void> => {
    const current = probe ?? new pg.Client({ connectionString: String(pool.options.connectionString) })
    try {
      if (!probe) {
        current.on('error', () => undefined)
        probe = current
        await current.connect()
      }
      await current.query('select 1')
      if (probe === current) hear()
    } catch {
      // A server that refuses or ends answers by that; who asked is told so by his own connection.
      if (probe === current) {
        missed = 0
        probe = undefined
      }
      cut(current)
    }
  }

  let asking: Promise<void> | undefined
  const beat = async () => {
    // An answer may lie unread while the process itself was busy: it is read first.
    await nextTurn()
    await nextTurn()
    if (isEnded) return
    if (asking) {
      missed += 1
      if (missed < SILENT_AFTER) return
      const dumb = probe
      probe = undefined
      missed = 0
      asking = undefined
      if (dumb) cut(dumb)
      if (!isSilent) fallSilent()
    }
    const one = ask().finally(() => {
      if (asking === one) asking = undefined
    })
    asking = one
  }
  const timer = setInterval(beat, EVERY)
  timer.unref()
  return () => {
    isEnded = true
    clearInterval(timer)
    if (probe) cut(probe)
    Object.assign(pool, { connect })
  }
}

import type pg from 'pg'
import { signalsOf } from '../db/signals.ts'

/**
 * Who is told at once that there is news. What is announced reaches the listeners of this process directly and those of
 * every other process of the same database through its signals. Nothing is promised: whoever misses a call asks again
 * within a minute, so a lost one costs a minute and no writer ever waits.
 */
export type LiveHub = {
  /** There is news for these posts; called after the commit. */
  announce(postIds: readonly number[]): void
  /** Calls `onNews` whenever there is news for the post, or news may have been missed. Returns how to stop. */
  listen(postId: number, onNews: () => void): () => void
  /** Lets go of the database; later calls do nothing. */
  close(): Promise<void>
}

const TOPIC = 'notices'
/** Announcements of this many milliseconds go out as one call. */
const GATHER_MS = 100
/** A call carries at most 8,000 bytes. */
const POSTS_IN_ONE_CALL = 700

const hubs = new WeakMap<pg.Pool, LiveHub>()

/** The hub of a database's pool; made when first asked for. */
export const liveHub = (pool: pg.Pool): LiveHub => {
  const found = hubs.get(pool) ?? makeHub(pool)
  hubs.set(pool, found)
  return found
}

const makeHub = (pool: pg.Pool): LiveHub => {
  const signals = signalsOf(pool)
  const listeners = new Map<number, Set<() => void>>()
  const waiting = new Set<number>()
  let sending: NodeJS.Timeout | undefined
  let stopHearing: (() => void) | undefined
  let isClosed = false

  const tell = (postIds: Iterable<number>) => {
    for (const post of postIds) for (const onNews of listeners.get(post) ?? []) onNews()
  }

  const send = () => {
    sending = undefined
    const posts = [...waiting]
    waiting.clear()
    if (isClosed) return
    for (let from = 0; from < posts.length; from += POSTS_IN_ONE_CALL)
      signals.send(TOPIC, posts.slice(from, from + POSTS_IN_ONE_CALL).join(','))
  }

  return {
    announce(postIds) {
      if (isClosed) return
      tell(postIds)
      for (const post of postIds) waiting.add(post)
      sending ??= setTimeout(send, GATHER_MS).unref()
    },
    listen(postId, onNews) {
      const own = listeners.get(postId) ?? new Set()
      listeners.set(postId, own.add(onNews))
      stopHearing ??= signals.on(
        TOPIC,
        (posts) => tell(posts.split(',').map(Number)),
        () => tell(listeners.keys()),
      )
      return () => {
        own.delete(onNews)
        if (own.size === 0 && listeners.get(postId) === own) listeners.delete(postId)
      }
    },
    async close() {
      isClosed = true
      clearTimeout(sending)
      stopHearing?.()
      listeners.clear()
      await signals.close()
    },
  }
}

/**
 * How many requests are taken in at once (B08). What is taken in shares one event loop: where requests grow dearer, or
 * the machine slower, the same number of them holds the loop longer, and whoever is to be refused waits with the rest for
 * his refusal. So the number follows the loop: it falls while the loop is late and rises again while it is not.
 */

/** How late the loop may be before less is taken in, in milliseconds; refusals then come well within their second. */
const LATE_MS = 150
/** Below this the loop counts as free, and more is taken in again. */
const FREE_MS = 50
/** So many are worked on however late the loop is: enough to keep the database and the loop busy beside each other. */
const LEAST = 16
/** How often the loop is looked at, in milliseconds. */
export const LOOK_MS = 50

/** The number after one look: down by a fifth of what is at work when late, up by one in eight when free; `most` bounds it. */
export const nextNumber = (number: number, lateMs: number, atWork: number, most: number): number => {
  const least = Math.min(LEAST, most)
  if (lateMs > LATE_MS) return Math.max(least, Math.floor(Math.min(number, Math.max(atWork, least)) * 0.8))
  if (lateMs < FREE_MS) return Math.min(most, number + Math.max(1, Math.floor(number / 8)))
  return number
}

/** The places for requests; `take` is false where none is free. */
export type Places = { take(): boolean; giveBack(): void; stop(): void }

/** Opens `most` places and watches the loop; a timer that does not hold the process. */
export const openPlaces = (most: number): Places => {
  let number = most
  let atWork = 0
  let due = performance.now() + LOOK_MS
  let lateBefore = 0
  const looking = setInterval(() => {
    const now = performance.now()
    const late = now - due
    // One long step (a file read, a sweep of memory) is no overload; being late twice running is.
    number = nextNumber(number, Math.min(late, lateBefore), atWork, most)
    lateBefore = late
    due = now + LOOK_MS
  }, LOOK_MS)
  looking.unref()
  return {
    take: () => {
      if (atWork >= number) return false
      atWork += 1
      return true
    },
    giveBack: () => {
      atWork -= 1
    },
    stop: () => clearInterval(looking),
  }
}

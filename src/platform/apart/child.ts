import { once } from 'node:events'
import { watchSelf } from './watch.ts'

/** What a reader is told before the bytes come in at stdin. */
export type Asked = { job: string; size: number; ask: unknown; mostBytes: number }
/** What it answers, with the memory it takes by then. */
export type Told = { answer: unknown; rss: number } | { failed: string; rss: number }

/** What a reader can do: bytes and what is asked about them in, anything that can be copied out. */
export type Readings = Record<string, (bytes: Buffer, ask: never) => Promise<unknown>>

const take = async (size: number): Promise<Buffer> => {
  const whole = Buffer.allocUnsafe(size)
  let at = 0
  while (at < size) {
    const chunk = process.stdin.read() as Buffer | null
    if (chunk === null) await once(process.stdin, 'readable')
    else at += chunk.copy(whole, at)
  }
  return whole
}

/** The side of a reader: one job after the other, until the program that started it goes. */
export const serveReadings = (readings: Readings): void => {
  const parent = process.ppid
  let isWatched = false
  const tell = (told: Told) => process.send?.(told)
  process.once('disconnect', () => process.exit(1))
  process.on('message', ({ job, size, ask, mostBytes }: Asked) => {
    if (!isWatched) watchSelf({ parent, mostBytes })
    isWatched = true
    take(size)
      .then((bytes) => (readings[job] as Readings[string])(bytes, ask as never))
      .then(
        (answer) => tell({ answer, rss: process.memoryUsage.rss() }),
        (error) => tell({ failed: String(error), rss: process.memoryUsage.rss() }),
      )
  })
}

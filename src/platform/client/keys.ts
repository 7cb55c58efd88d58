/** The header of a write that may be sent again; the server does it once (docs/adr/0030). */
export const KEY_HEADER = 'idempotency-key'

/** How long a write without an answer keeps its key, in milliseconds. */
const KEEP_MS = 600_000

/** A key nobody guesses: 128 random bits (the oldest browsers that are served lack `randomUUID`). */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * The keys of writes that are under way or got no answer. A write of the same words in that time is the same write: a second
 * press of a button, or the press after the line came back, bears the same key and has no second effect.
 */
export const makeWriteKeys = (now: () => number = Date.now) => {
  const open = new Map<string, { key: string; at: number }>()
  return {
    /** The key of a write, given as the text it is sent with. */
    of(write: string): string {
      for (const [other, { at }] of open) if (now() - at > KEEP_MS) open.delete(other)
      const key = open.get(write)?.key ?? newKey()
      open.set(write, { key, at: now() })
      return key
    },
    /** The write was answered: the same words are a new write from now on. */
    answered(write: string): void {
      open.delete(write)
    },
  }
}

/** Whether an answer leaves open if the write was done: a proxy without a server behind it, a server without its database. */
const isOpen = (status: number): boolean => status >= 502 && status <= 504

const SENT_AGAIN_AFTER_MS = 800

/**
 * Sends requests, writes under their key. A write that the line broke off is sent once more by itself; after that its key is
 * kept for the person's next try.
 */
export const makeKeyedFetch =
  (
    send: (request: Request, init?: RequestInit) => Promise<Response>,
    { keys = makeWriteKeys(), againAfterMs = SENT_AGAIN_AFTER_MS } = {},
  ) =>
  async (request: Request, init?: RequestInit): Promise<Response> => {
    if (request.method === 'GET' || request.method === 'HEAD') return send(request, init)
    const write = `${request.method} ${request.url}\n${await request.clone().text()}`
    request.headers.set(KEY_HEADER, keys.of(write))
    const again = request.clone()
    const response = await send(request, init).catch(async (error: unknown) => {
      if (request.signal.aborted) throw error
      await new Promise((resolve) => setTimeout(resolve, againAfterMs))
      return send(again, init)
    })
    if (!isOpen(response.status)) keys.answered(write)
    return response
  }

/**
 * 离线箱: what waits in the browser for the network. Everything in it is sealed by AES-GCM under a key of Web Crypto that cannot
 * be taken out of the browser, one for each person and post; a row is bound to its owner and its own number. In clear
 * stand only the owner's number and that of the row.
 */

/** Rows of the browser's own database, or of a test. */
export type Shelf = {
  get(id: string): Promise<unknown>
  put(id: string, row: unknown): Promise<void>
  /** Only where none lies there yet. */
  putNew(id: string, row: unknown): Promise<void>
  remove(id: string): Promise<void>
  all(): Promise<{ id: string; row: unknown }[]>
  /** Takes away everything, keys included. */
  wipe(): Promise<void>
}

export type Owner = { personId: number; postId: number }

type Sealed = { owner: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

const KEY = 'key:'
const ROW = 'row:'

const nameOf = ({ personId, postId }: Owner): string => `${personId}/${postId}`
const isSealed = (row: unknown): row is Sealed =>
  typeof row === 'object' && row !== null && 'iv' in row && 'data' in row

const boundTo = (owner: string, id: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${owner}\n${id}`)

/** Bytes inside a value are kept as they are, beside the words: `{ json, bytes[] }` in one piece. */
const pack = (value: unknown): Uint8Array<ArrayBuffer> => {
  const bytes: Uint8Array[] = []
  const json = JSON.stringify(value, (_, one: unknown) => {
    if (!(one instanceof Uint8Array)) return one
    bytes.push(one)
    return { $bytes: bytes.length - 1, length: one.length }
  })
  const words = new TextEncoder().encode(json)
  const size = 4 + words.length + bytes.reduce((sum, one) => sum + one.length, 0)
  const packed = new Uint8Array(size)
  new DataView(packed.buffer).setUint32(0, words.length)
  packed.set(words, 4)
  let at = 4 + words.length
  for (const one of bytes) {
    packed.set(one, at)
    at += one.length
  }
  return packed
}

const unpack = (packed: Uint8Array<ArrayBuffer>): unknown => {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0)
  const words = new TextDecoder().decode(packed.subarray(4, 4 + length))
  let at = 4 + length
  const places: number[] = []
  // The pieces lie in the order in which they were met.
  const lengths = [...words.matchAll(/\{"\$bytes":(\d+),"length":(\d+)\}/g)].map((hit) => Number(hit[2]))
  for (const one of lengths) {
    places.push(at)
    at += one
  }
  return JSON.parse(words, (_, one: unknown) => {
    if (typeof one !== 'object' || one === null || !('$bytes' in one)) return one
    const { $bytes: index, length: size } = one as { $bytes: number; length: number }
    const start = places[index] ?? 0
    return packed.slice(start, start + size)
  })
}

export type Vault = {
  keep(id: string, value: unknown): Promise<void>
  /** Null where there is none, or it is another's. */
  read<Value>(id: string): Promise<Value | null>
  list<Value>(prefix: string): Promise<{ id: string; value: Value }[]>
  drop(id: string): Promise<void>
}

const keyOf = async (shelf: Shelf, owner: string): Promise<CryptoKey> => {
  const known = await shelf.get(KEY + owner)
  if (known) return known as CryptoKey
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  // Two pages may have made one each: the first that lies there counts for both.
  await shelf.putNew(KEY + owner, made)
  return (await shelf.get(KEY + owner)) as CryptoKey
}

/** Opens what belongs to one person in one post. What belongs to others stays closed and is not told of. */
export const openVault = async (shelf: Shelf, who: Owner): Promise<Vault> => {
  const owner = nameOf(who)
  const key = await keyOf(shelf, owner)
  const open = async (id: string, row: unknown): Promise<unknown> => {
    if (!isSealed(row) || row.owner !== owner) return null
    try {
      const data = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: row.iv, additionalData: boundTo(owner, id) },
        key,
        row.data,
      )
      return unpack(new Uint8Array(data))
    } catch {
      // Of another key: nobody can read it any more.
      return null
    }
  }
  return {
    keep: async (id, value) => {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const data = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: boundTo(owner, id) },
        key,
        pack(value),
      )
      await shelf.put(ROW + id, { owner, iv, data } satisfies Sealed)
    },
    read: async <Value>(id: string) => (await open(id, await shelf.get(ROW + id))) as Value | null,
    list: async <Value>(prefix: string) => {
      const found: { id: string; value: Value }[] = []
      for (const { id, row } of await shelf.all()) {
        if (!id.startsWith(ROW + prefix)) continue
        const own = id.slice(ROW.length)
        const value = await open(own, row)
        if (value !== null) found.push({ id: own, value: value as Value })
      }
      return found
    },
    drop: (id) => shelf.remove(ROW + id),
  }
}

/** A shelf in memory: for tests, and for browsers that keep nothing. */
export const memoryShelf = (): Shelf => {
  const rows = new Map<string, unknown>()
  return {
    get: async (id) => rows.get(id),
    put: async (id, row) => void rows.set(id, row),
    putNew: async (id, row) => void (rows.has(id) || rows.set(id, row)),
    remove: async (id) => void rows.delete(id),
    all: async () => [...rows].map(([id, row]) => ({ id, row })),
    wipe: async () => rows.clear(),
  }
}

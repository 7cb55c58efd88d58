import type { Shelf } from '../vault.ts'

const NAME = 'tongxin-offline'
const STORE = 'rows'

const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser kept nothing'))
  })

const opened = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  return done(request)
}

const inStore = async <Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> => {
  const database = await opened()
  try {
    const transaction = database.transaction(STORE, mode)
    const answer = await done(work(transaction.objectStore(STORE)))
    if (mode === 'readwrite')
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error ?? new Error('the browser kept nothing'))
      })
    return answer
  } finally {
    database.close()
  }
}

/** The browser's own database. A `CryptoKey` lies in it as it is; it cannot be taken out. */
export const browserShelf: Shelf = {
  get: (id) => inStore('readonly', (store) => store.get(id)),
  put: async (id, row) => void (await inStore('readwrite', (store) => store.put(row, id))),
  putNew: async (id, row) => {
    await inStore('readwrite', (store) => store.add(row, id)).catch((error: unknown) => {
      if ((error as DOMException).name !== 'ConstraintError') throw error
    })
  },
  remove: async (id) => void (await inStore('readwrite', (store) => store.delete(id))),
  all: async () => {
    const ids = await inStore('readonly', (store) => store.getAllKeys())
    return Promise.all(
      ids.map(async (id) => ({ id: String(id), row: await inStore('readonly', (store) => store.get(id)) })),
    )
  },
  wipe: () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(NAME)
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error ?? new Error('the browser kept it'))
    }),
}

/** Whether this browser can hold anything safely: only on a secure line, and where its own database is open. */
export const mayHold = (): boolean =>
  typeof indexedDB !== 'undefined' && typeof crypto !== 'undefined' && crypto.subtle !== undefined

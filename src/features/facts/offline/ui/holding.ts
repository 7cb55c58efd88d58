import type { ScreenSession } from '../../../../platform/client/api.tsx'
import { asClientProblem, type ClientProblem } from '../../../../platform/client/api.tsx'
import { uploadFile } from '../../../../platform/client/upload.ts'
import { forgetPhotos } from '../../photos/ui/kept.ts'
import type { HeldPhoto, Line, Outbox } from '../outbox.ts'
import { openOutbox } from '../outbox.ts'
import { browserShelf, mayHold } from './shelf.ts'

/** What this phone holds: the outbox of who acts, the session that was open last, the files of the page. */

const SESSION = 'session'
/** How many wait, by person, outside the sealed rows: so that no page opens the database for nothing. */
const COUNT = 'tongxin-waiting'

type Acting = Pick<ScreenSession, 'person' | 'acting'>

export const outboxOf = async ({ person, acting }: Acting): Promise<Outbox | null> =>
  person && acting && mayHold() ? openOutbox(browserShelf, { personId: person.id, postId: acting.id }) : null

const counts = (): Record<string, number> => {
  try {
    return JSON.parse(localStorage.getItem(COUNT) ?? '{}')
  } catch {
    return {}
  }
}

const setCounts = (next: Record<string, number>): void => {
  try {
    const waiting = Object.entries(next).filter(([, count]) => count > 0)
    if (waiting.length > 0) localStorage.setItem(COUNT, JSON.stringify(Object.fromEntries(waiting)))
    else localStorage.removeItem(COUNT)
  } catch {
    // A browser that keeps nothing has nothing waiting.
  }
}

/** Notes outside the sealed rows how many of a post wait here. */
export const noteWaiting = async ({ person, acting }: Acting, outbox: Outbox): Promise<void> => {
  if (person && acting) setCounts({ ...counts(), [`${person.id}/${acting.id}`]: await outbox.unsent() })
}

/** How many of this person wait here or came back, in whatever post. */
export const unsentHere = (personId: number): number =>
  Object.entries(counts()).reduce((sum, [owner, count]) => (owner.startsWith(`${personId}/`) ? sum + count : sum), 0)

/** Keeps who was last signed in here, without name and account, so that the page opens without network. */
export const keepSession = async (session: ScreenSession): Promise<void> => {
  if (!mayHold() || !session.person || !session.acting) return
  const { person, acting, permissions, cityName, isSample } = session
  const kept = {
    person: { id: person.id, name: '', mustChangePassword: false },
    acting,
    posts: [],
    permissions,
    cityName,
    isSample,
  }
  await browserShelf.put(SESSION, kept)
}

/** Where a tab notes that its person was signed in here today; it goes with the tab. */
const OPEN = 'tongxin-open'
const openWords = ({ person, acting }: Acting): string => `${person?.id}/${acting?.id} ${todayHere()}`

/** Notes in this tab that its person was signed in: without network it goes on showing him the families of the day. */
export const openHere = (session: Acting): void => {
  try {
    sessionStorage.setItem(OPEN, openWords(session))
  } catch {
    // A browser that keeps nothing shows no families without network.
  }
}

/** Whether this tab was open today with this person signed in. Whoever opens another finds it closed. */
export const isOpenHere = (session: Acting): boolean => {
  try {
    return sessionStorage.getItem(OPEN) === openWords(session)
  } catch {
    return false
  }
}

/** Whose sign-in at the server is still to be ended, because he left without network: the next page with one does it. */
const LEFT = 'tongxin-left'
export const noteLeft = (personId: number): void => localStorage.setItem(LEFT, String(personId))

/** The day of this phone; the server's own is not to be asked. */
const todayHere = (): string => {
  const now = new Date()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export const heldSession = async (): Promise<ScreenSession | null> => {
  if (!mayHold()) return null
  const kept = (await browserShelf.get(SESSION).catch(() => undefined)) as Omit<ScreenSession, 'today'> | undefined
  return kept ? { ...kept, today: todayHere() } : null
}

/** 退出登录: this person's records, families, keys and session go, and groups of photos not yet kept. What another left here stays closed. */
export const wipeHeld = async (personId: number): Promise<void> => {
  forgetPhotos()
  setCounts(Object.fromEntries(Object.entries(counts()).filter(([owner]) => !owner.startsWith(`${personId}/`))))
  sessionStorage.removeItem(OPEN)
  if (!mayHold()) return
  await browserShelf.remove(SESSION)
  for (const { id, row } of await browserShelf.all()) {
    const owner = (row as { owner?: string } | null)?.owner ?? (id.startsWith('key:') ? id.slice(4) : '')
    if (owner.startsWith(`${personId}/`)) await browserShelf.remove(id)
  }
}

/** Keeps the files of the page on the phone, and answers every other page while there is no network; only on a secure line, and where the browser can. */
export const keepPage = async (): Promise<boolean> => {
  if (!('serviceWorker' in navigator)) return false
  try {
    // An earlier version stood for /record alone, and would go on standing there.
    for (const one of await navigator.serviceWorker.getRegistrations())
      if (new URL(one.scope).pathname !== '/') await one.unregister()
    const registration = await navigator.serviceWorker.register('/record-worker.js', { scope: '/' })
    registration.active?.postMessage('keep')
    return true
  } catch {
    return false
  }
}

/** No answer, or one that says nothing of the record: it waits on. */
const isOpen = ({ status }: ClientProblem): boolean => status === 0 || status === 401 || status === 429 || status >= 500

const refusedOr = (error: unknown): { refused: string } => {
  const problem = asClientProblem(error)
  if (isOpen(problem)) throw problem
  return { refused: [problem.detail, ...problem.errors.map(({ detail }) => detail)].join('') }
}

type Api = { offline: { arrive(record: never): Promise<{ code: string }> } }

/** The line to the server, as the outbox sends by it. */
export const lineOf = (api: Api): Line => ({
  upload: async ({ name, bytes }: HeldPhoto, key) => {
    try {
      const { id } = await uploadFile(new File([bytes], name, { type: 'image/jpeg' }), undefined, undefined, key)
      return { id }
    } catch (error) {
      return refusedOr(error)
    }
  },
  arrive: async (record) => {
    try {
      return await api.offline.arrive(record as never)
    } catch (error) {
      return refusedOr(error)
    }
  },
})

/** Sends what waits, by one page of this browser at a time. Answers how many arrived; null where the line gave no answer. */
export const sendWaiting = async (session: Acting, api: Api): Promise<number | null> => {
  const { person } = session
  const outbox = await outboxOf(session)
  if (!outbox || !person) return 0
  const work = async () => {
    try {
      return await outbox.send(lineOf(api))
    } catch {
      return null
    } finally {
      await noteWaiting(session, outbox)
    }
  }
  return navigator.locks ? navigator.locks.request('tongxin-sending', work) : work()
}

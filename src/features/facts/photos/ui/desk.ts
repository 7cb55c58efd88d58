import { asClientProblem } from '../../../../platform/client/api.tsx'
import { uploadFile } from '../../../../platform/client/upload.ts'
import { alikeWords } from '../../reading/ui/photos.tsx'
import { captureOf } from '../capture.ts'
import {
  addPhotos,
  type Group,
  MOST_PHOTOS,
  mergeGroups,
  movePhotos,
  type Named,
  type Pause,
  regroup,
  type Taken,
  USUAL_PAUSE,
} from '../rules.ts'
import { type KeptPhotos, keepPhotos, readPhotos } from './kept.ts'

/** A photo on the desk: on its way, or kept by the server (`fileId`). */
export type Photo = Taken & { name: string; share: number; fileId?: number; alike: readonly string[] }
export type Refused = { id: string; file: File; words: string }

type State = {
  photos: readonly Photo[]
  groups: readonly Group[]
  pause: Pause
  /** Photos that did not arrive, each with why. */
  refused: readonly Refused[]
  /** How many of those chosen last did not fit. */
  leftOut: number
  /** Names of photos that were on their way when the page was loaded anew. */
  missing: readonly string[]
  /** Whether the groups were laid out before the page was opened. */
  isFound: boolean
}

/** How many photos are sent at one time: a village's line is thin, and the server cleans one picture after the other. */
const AT_ONCE = 2

const NOTHING: State = {
  ...{ photos: [], groups: [], pause: USUAL_PAUSE },
  ...{ refused: [], leftOut: 0, missing: [], isFound: false },
}

const isArrived = (photo: Photo): photo is Photo & { fileId: number } => photo.fileId !== undefined

/** What stands when the page is loaded anew: photos that arrived, in their groups. */
const asFound = ({ photos, groups, pause, missing }: KeptPhotos): State => {
  const ids = new Set(photos.map(({ id }) => id))
  const standing = groups
    .map((group) => ({ ...group, photoIds: group.photoIds.filter((id) => ids.has(id)) }))
    .filter(({ photoIds }) => photoIds.length > 0)
  return { ...NOTHING, photos: photos.map((one) => ({ ...one, share: 1 })), groups: standing, pause, missing }
}

const warn = (event: BeforeUnloadEvent) => event.preventDefault()

/**
 * Photos and the groups they stand in, for as long as the tab is open: each photo is sent as soon as it is in its group, and goes on being sent
 * while the person looks at another page.
 */
export class Desk {
  readonly key: string
  #state: State
  #listeners = new Set<() => void>()
  #queue: { photo: Photo; file: File }[] = []
  #open = new Map<string, AbortController>()
  #held: number
  #own: Set<number>
  #made = 0
  #today: string

  constructor(key: string, today: string) {
    this.key = key
    this.#today = today
    const kept = readPhotos(key)
    this.#state = kept ? { ...asFound(kept), isFound: true } : NOTHING
    this.#own = new Set(kept?.own)
    this.#held = this.#state.photos.length
    // Ids go on from those that stand, because they decide between photos of one second.
    for (const { id } of [...this.#state.photos, ...this.#state.groups]) this.#made = Math.max(this.#made, Number(id))
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  state = (): State => this.#state

  #newId = (): string => {
    this.#made += 1
    return String(this.#made).padStart(6, '0')
  }
  #newGroup = (blank: Named) => () => ({ ...blank, id: this.#newId() })

  #set = (change: (now: State) => Partial<State>) => {
    this.#state = { ...this.#state, ...change(this.#state) }
    const { photos, groups, pause, missing } = this.#state
    const waiting = photos.filter((photo) => !isArrived(photo)).map(({ name }) => name)
    const isEmpty = photos.length === 0 && missing.length === 0
    const kept = { groups, pause, own: [...this.#own], missing: [...missing, ...waiting] }
    keepPhotos(this.key, isEmpty ? null : { ...kept, photos: photos.filter(isArrived) })
    // What stands is kept for the tab; what is on its way, and the tab itself, would be lost.
    if (photos.length > 0) window.addEventListener('beforeunload', warn)
    else window.removeEventListener('beforeunload', warn)
    for (const listener of this.#listeners) listener()
  }

  #patch = (id: string, change: Partial<Photo>) =>
    this.#set(({ photos }) => ({ photos: photos.map((one) => (one.id === id ? { ...one, ...change } : one)) }))

  #sendNext = () => {
    while (this.#open.size < AT_ONCE) {
      const next = this.#queue.shift()
      if (!next) return
      const { photo, file } = next
      const stop = new AbortController()
      this.#open.set(photo.id, stop)
      uploadFile(file, (share) => this.#patch(photo.id, { share }), stop.signal)
        .then((kept) => {
          this.#own.add(kept.id)
          const isOwn = (id: number | undefined) => id !== undefined && this.#own.has(id)
          const others = alikeWords(
            {
              earlier: isOwn(kept.earlier?.id) ? null : kept.earlier,
              alike: (kept.alike ?? []).filter(({ file: other }) => !isOwn(other?.id)),
            },
            this.#today,
          )
          const alike = isOwn(kept.earlier?.id) ? ['与这一批里的另一张完全相同。', ...others] : others
          this.#patch(photo.id, { share: 1, fileId: kept.id, name: kept.name, alike })
        })
        .catch((thrown: unknown) => {
          if (stop.signal.aborted) return
          this.remove([photo.id])
          const words = asClientProblem(thrown).detail
          this.#set(({ refused }) => ({ refused: [...refused, { id: photo.id, file, words }] }))
        })
        .finally(() => {
          this.#open.delete(photo.id)
          this.#sendNext()
        })
    }
  }

  /** Takes photos in: their groups are proposed at once, and they are sent one after the other. */
  add = async (files: readonly File[], blank: Named) => {
    const room = Math.max(0, MOST_PHOTOS - this.#held)
    const chosen = files.slice(0, room)
    this.#held += chosen.length
    const added = await Promise.all(
      chosen.map(async (file) => {
        const photo: Photo = { ...(await captureOf(file)), id: this.#newId(), name: file.name, share: 0, alike: [] }
        return { photo, file }
      }),
    )
    const fresh = added.map(({ photo }) => photo)
    this.#set(({ photos, groups, pause, missing }) => ({
      photos: [...photos, ...fresh],
      groups: addPhotos(groups, photos, fresh, pause, this.#newGroup(blank)),
      leftOut: files.length - chosen.length,
      missing: missing.filter((name) => !chosen.some((file) => file.name === name)),
    }))
    this.#queue.push(...added)
    this.#sendNext()
  }

  /** Takes photos off; one that is on its way is stopped. */
  remove = (ids: readonly string[]) => {
    this.#held -= ids.length
    this.#queue = this.#queue.filter(({ photo }) => !ids.includes(photo.id))
    for (const id of ids) this.#open.get(id)?.abort()
    this.#set(({ photos, groups }) => ({
      photos: photos.filter(({ id }) => !ids.includes(id)),
      groups: groups
        .map((group) => ({ ...group, photoIds: group.photoIds.filter((id) => !ids.includes(id)) }))
        .filter(({ photoIds }) => photoIds.length > 0),
    }))
  }
  clear = () => this.remove(this.#state.photos.map(({ id }) => id))
  forgetMissing = () => this.#set(() => ({ missing: [] }))

  forget = (id: string) => this.#set(({ refused }) => ({ refused: refused.filter((one) => one.id !== id) }))
  retry = ({ id, file }: Refused, blank: Named) => {
    this.forget(id)
    return this.add([file], blank)
  }

  setPause = (pause: Pause, blank: Named) =>
    this.#set(({ groups, photos }) => ({ pause, groups: regroup(groups, photos, pause, this.#newGroup(blank)) }))
  name = (id: string, part: Partial<Named>) =>
    this.#set(({ groups }) => ({ groups: groups.map((group) => (group.id === id ? { ...group, ...part } : group)) }))
  move = (ids: readonly string[], to: string | null) =>
    this.#set(({ groups, photos }) => ({ groups: movePhotos(groups, photos, ids, to, this.#newId()) }))
  merge = (first: string, second: string) =>
    this.#set(({ groups, photos }) => ({ groups: mergeGroups(groups, photos, first, second) }))

  /** Everything on its way is stopped: somebody else works here now, or nobody. */
  close = () => {
    this.#queue = []
    for (const stop of this.#open.values()) stop.abort()
    window.removeEventListener('beforeunload', warn)
  }
}

let standing: Desk | null = null

/** The desk of who acts: the one that stands in this tab, or what the tab kept of it. */
export const deskOf = (key: string, today: string): Desk => {
  // What was forgotten at 退出登录 is gone from here too.
  const isKept = standing?.key === key && (standing.state().photos.length === 0 || readPhotos(key) !== null)
  if (standing && isKept) return standing
  standing?.close()
  standing = new Desk(key, today)
  return standing
}

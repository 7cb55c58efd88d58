import { useEffect, useRef, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
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

/** A photo on the page: on its way, kept by the server, or refused with the reason. */
export type Photo = Taken & { file: File; name: string; share: number; fileId?: number; alike: readonly string[] }
export type Refused = { id: string; file: File; words: string }

/** How many photos are sent at one time: a village's line is thin, and the server cleans one picture after the other. */
const AT_ONCE = 2

let made = 0
const newId = (): string => {
  made += 1
  return String(made).padStart(6, '0')
}

type State = { photos: readonly Photo[]; groups: readonly Group[]; pause: Pause }
const NOTHING: State = { photos: [], groups: [], pause: USUAL_PAUSE }

/** Photos and the groups they stand in; each photo is sent as soon as it is in its group. */
export const useGroups = (blank: () => Named) => {
  const { today } = useSession()
  const [state, setState] = useState(NOTHING)
  const [refused, setRefused] = useState<readonly Refused[]>([])
  const [leftOut, setLeftOut] = useState(0)
  const queue = useRef<Photo[]>([])
  const open = useRef(new Map<string, AbortController>())
  const held = useRef(0)
  /** Files of this page: two photos of one occasion look alike, and nobody needs to be told. */
  const own = useRef(new Set<number>())
  const newGroup = () => ({ ...blank(), id: newId() })

  useEffect(() => {
    const sending = open.current
    return () => {
      queue.current = []
      for (const stop of sending.values()) stop.abort()
    }
  }, [])

  const patch = (id: string, change: Partial<Photo>) =>
    setState((now) => ({ ...now, photos: now.photos.map((one) => (one.id === id ? { ...one, ...change } : one)) }))

  const take = (ids: readonly string[]) => {
    held.current -= ids.length
    queue.current = queue.current.filter(({ id }) => !ids.includes(id))
    for (const id of ids) open.current.get(id)?.abort()
    setState((now) => {
      const photos = now.photos.filter(({ id }) => !ids.includes(id))
      const groups = now.groups
        .map((group) => ({ ...group, photoIds: group.photoIds.filter((id) => !ids.includes(id)) }))
        .filter(({ photoIds }) => photoIds.length > 0)
      return { ...now, photos, groups }
    })
  }

  const sendNext = () => {
    while (open.current.size < AT_ONCE) {
      const photo = queue.current.shift()
      if (!photo) return
      const stop = new AbortController()
      open.current.set(photo.id, stop)
      uploadFile(photo.file, (share) => patch(photo.id, { share }), stop.signal)
        .then((kept) => {
          own.current.add(kept.id)
          const isOwn = (id: number | undefined) => id !== undefined && own.current.has(id)
          const others = alikeWords(
            {
              earlier: isOwn(kept.earlier?.id) ? null : kept.earlier,
              alike: (kept.alike ?? []).filter(({ file }) => !isOwn(file?.id)),
            },
            today,
          )
          const alike = isOwn(kept.earlier?.id) ? ['与这一批里的另一张完全相同。', ...others] : others
          patch(photo.id, { share: 1, fileId: kept.id, name: kept.name, alike })
        })
        .catch((thrown: unknown) => {
          if (stop.signal.aborted) return
          take([photo.id])
          setRefused((all) => [...all, { id: photo.id, file: photo.file, words: asClientProblem(thrown).detail }])
        })
        .finally(() => {
          open.current.delete(photo.id)
          sendNext()
        })
    }
  }

  const add = async (files: readonly File[]) => {
    const room = Math.max(0, MOST_PHOTOS - held.current)
    const chosen = files.slice(0, room)
    held.current += chosen.length
    setLeftOut(files.length - chosen.length)
    const added = await Promise.all(
      chosen.map(async (file): Promise<Photo> => {
        const capture = await captureOf(file)
        return { ...capture, id: newId(), file, name: file.name, share: 0, alike: [] }
      }),
    )
    setState((now) => ({
      ...now,
      photos: [...now.photos, ...added],
      groups: addPhotos(now.groups, now.photos, added, now.pause, newGroup),
    }))
    queue.current.push(...added)
    sendNext()
  }

  return {
    ...state,
    refused,
    leftOut,
    sending: state.photos.filter(({ fileId }) => fileId === undefined).length,
    add,
    remove: take,
    forget: (id: string) => setRefused((all) => all.filter((one) => one.id !== id)),
    retry: ({ id, file }: Refused) => {
      setRefused((all) => all.filter((one) => one.id !== id))
      void add([file])
    },
    setPause: (pause: Pause) =>
      setState((now) => ({ ...now, pause, groups: regroup(now.groups, now.photos, pause, newGroup) })),
    name: (id: string, part: Partial<Named>) =>
      setState((now) => ({
        ...now,
        groups: now.groups.map((group) => (group.id === id ? { ...group, ...part } : group)),
      })),
    move: (ids: readonly string[], to: string | null) => {
      const id = newId()
      setState((now) => ({ ...now, groups: movePhotos(now.groups, now.photos, ids, to, id) }))
    },
    merge: (first: string, second: string) =>
      setState((now) => ({ ...now, groups: mergeGroups(now.groups, now.photos, first, second) })),
  }
}

export type Groups = ReturnType<typeof useGroups>

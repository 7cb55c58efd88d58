import { useSyncExternalStore } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import type { Named, Pause } from '../rules.ts'
import { deskOf, type Refused } from './desk.ts'
import { keyOfPhotos } from './kept.ts'

export type { Photo } from './desk.ts'

/** Photos and the groups they stand in, as the tab keeps them; `blank` is what is said of a group that nobody has named. */
export const useGroups = (blank: () => Named) => {
  const { person, acting, today } = useSession()
  const desk = deskOf(keyOfPhotos({ person, acting }), today)
  const state = useSyncExternalStore(desk.subscribe, desk.state)
  return {
    ...state,
    sending: state.photos.filter(({ fileId }) => fileId === undefined).length,
    add: (files: readonly File[]) => desk.add(files, blank()),
    remove: desk.remove,
    clear: desk.clear,
    forget: desk.forget,
    forgetMissing: desk.forgetMissing,
    retry: (refused: Refused) => desk.retry(refused, blank()),
    setPause: (pause: Pause) => desk.setPause(pause, blank()),
    name: desk.name,
    move: desk.move,
    merge: desk.merge,
  }
}

export type Groups = ReturnType<typeof useGroups>

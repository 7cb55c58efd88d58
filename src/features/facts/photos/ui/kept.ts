import type { ScreenSession } from '../../../../platform/client/api.tsx'
import type { Group, Pause, Taken } from '../rules.ts'

/**
 * What 照片成组 keeps in the browser's tab, so that leaving the page, or loading it anew, loses nothing: names and times of photos that have
 * arrived and what was said of their groups, never a picture. It goes with the tab and at 退出登录.
 */
export type KeptPhotos = {
  photos: (Taken & { name: string; fileId: number; alike: readonly string[] })[]
  groups: readonly Group[]
  pause: Pause
  /** Files of this lot: two photos of one occasion look alike, and nobody needs to be told. */
  own: readonly number[]
  /** Names of photos that were still on their way. */
  missing: readonly string[]
}

const PREFIX = 'tongxin-photos:'

/** One lot for each person and post: groups belong to the place and the kinds of a post. */
export const keyOfPhotos = ({ person, acting }: Pick<ScreenSession, 'person' | 'acting'>): string =>
  `${PREFIX}${person?.id ?? 0}/${acting?.id ?? 0}`

const ownerOf = (key: string): string => key.slice(0, key.indexOf('/') + 1)
const keysHere = (): string[] => {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX))
  } catch {
    // A browser that keeps nothing.
    return []
  }
}

/** What was kept under a key; what another person left in this tab goes. */
export const readPhotos = (key: string): KeptPhotos | null => {
  for (const other of keysHere()) if (ownerOf(other) !== ownerOf(key)) sessionStorage.removeItem(other)
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

export const keepPhotos = (key: string, kept: KeptPhotos | null): void => {
  try {
    if (kept) sessionStorage.setItem(key, JSON.stringify(kept))
    else sessionStorage.removeItem(key)
  } catch {
    // A browser that keeps nothing loses them with the page, as before.
  }
}

/** 退出登录: nothing of it stays in the tab. */
export const forgetPhotos = (): void => {
  for (const key of keysHere()) sessionStorage.removeItem(key)
}

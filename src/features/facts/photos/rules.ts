import type { Capture } from './capture.ts'

/** Photos that are grouped at once; a fact takes as many. */
export const MOST_PHOTOS = 60

/** Pauses after which another occasion is supposed to begin, in minutes; by the day alone where nothing else parts them. */
export const PAUSES = [30, 60, 120, 1440] as const
export type Pause = (typeof PAUSES)[number]
export const USUAL_PAUSE: Pause = 60

export type Taken = Capture & { id: string }

/** What the person says of a group: a fact is proposed from it. `day` null: that of its first photo. */
export type Named = {
  kind: string
  direction: string
  region: { id: string; name: string } | null
  place: string
  title: string
  day: string | null
}

export type Group = Named & { id: string; photoIds: readonly string[] }

const minutes = (at: string) => Date.parse(`${at}Z`) / 60_000
const earliest = (one: Taken, other: Taken) =>
  one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1

/** Photos in the order they were taken, parted where a new day begins or nothing was taken for longer than the pause. */
export const groupByTime = (photos: readonly Taken[], pause: Pause): Taken[][] => {
  const groups: Taken[][] = []
  for (const photo of [...photos].sort(earliest)) {
    const last = groups.at(-1)?.at(-1)
    const isSame =
      last && last.at.slice(0, 10) === photo.at.slice(0, 10) && minutes(photo.at) - minutes(last.at) <= pause
    if (isSame) groups.at(-1)?.push(photo)
    else groups.push([photo])
  }
  return groups
}

const inOrder = (ids: readonly string[], photos: readonly Taken[]): string[] =>
  photos
    .filter(({ id }) => ids.includes(id))
    .sort(earliest)
    .map(({ id }) => id)

/** Groups in the order of their first photo; empty ones are gone. */
const settled = (groups: readonly Group[], photos: readonly Taken[]): Group[] => {
  const at = new Map(photos.map((photo) => [photo.id, photo]))
  const first = ({ photoIds }: Group) => at.get(photoIds[0] as string) as Taken
  return groups
    .map((group) => ({ ...group, photoIds: inOrder(group.photoIds, photos) }))
    .filter(({ photoIds }) => photoIds.length > 0)
    .sort((one, other) => earliest(first(one), first(other)))
}

/**
 * Groups proposed anew, all of them by the pause; each keeps what was said of the group that held its first photo.
 * @param blank what is said of a group that nobody has named
 */
export const regroup = (
  groups: readonly Group[],
  photos: readonly Taken[],
  pause: Pause,
  blank: () => Named & { id: string },
): Group[] => {
  const taken = new Set<string>()
  return groupByTime(photos, pause).map((members) => {
    const known = groups.find(({ id, photoIds }) => !taken.has(id) && photoIds.includes(members[0]?.id as string))
    if (known) taken.add(known.id)
    return { ...(known ?? blank()), photoIds: members.map(({ id }) => id) }
  })
}

/** Photos that came later join the group of their day that they are near to; the others are grouped among themselves. */
export const addPhotos = (
  groups: readonly Group[],
  photos: readonly Taken[],
  added: readonly Taken[],
  pause: Pause,
  blank: () => Named & { id: string },
): Group[] => {
  const all = [...photos, ...added]
  const at = new Map(all.map((photo) => [photo.id, photo]))
  const joined = groups.map((group) => ({ ...group }))
  for (const members of groupByTime(added, pause)) {
    const near = joined.find(({ photoIds }) =>
      photoIds.some((id) => groupByTime([at.get(id) as Taken, ...members], pause).length === 1),
    )
    if (near) near.photoIds = [...near.photoIds, ...members.map(({ id }) => id)]
    else joined.push({ ...blank(), photoIds: members.map(({ id }) => id) })
  }
  return settled(joined, all)
}

/** Photos go to another group, or to one of their own (`to` null), which takes over what was said of the one they leave. */
export const movePhotos = (
  groups: readonly Group[],
  photos: readonly Taken[],
  ids: readonly string[],
  to: string | null,
  newId: string,
): Group[] => {
  const from = groups.find(({ photoIds }) => photoIds.includes(ids[0] as string))
  const left: Group[] = groups.map((group) => ({
    ...group,
    photoIds:
      group.id === to
        ? [...group.photoIds, ...ids.filter((id) => !group.photoIds.includes(id))]
        : group.photoIds.filter((id) => !ids.includes(id)),
  }))
  if (to === null && from) left.push({ ...from, id: newId, photoIds: ids })
  return settled(left, photos)
}

/** Two groups become one; what was said of the first holds, and where it is silent, of the second. */
export const mergeGroups = (
  groups: readonly Group[],
  photos: readonly Taken[],
  firstId: string,
  secondId: string,
): Group[] => {
  const second = groups.find(({ id }) => id === secondId)
  if (!second || firstId === secondId) return [...groups]
  return settled(
    groups
      .filter(({ id }) => id !== secondId)
      .map((group) =>
        group.id === firstId
          ? {
              ...group,
              region: group.region ?? second.region,
              place: group.place || second.place,
              title: group.title || second.title,
              photoIds: [...group.photoIds, ...second.photoIds],
            }
          : group,
      ),
    photos,
  )
}

/** The day of a group: the one that was said, else that of its first photo. */
export const dayOfGroup = ({ day, photoIds }: Group, photos: readonly Taken[]): string =>
  day ?? (photos.find(({ id }) => id === photoIds[0])?.at.slice(0, 10) as string)

/**
 * An earlier group of the same day, kind and named place: likely the same occasion. A place that nobody named says nothing,
 * and position is never looked at.
 */
export const sameOccasion = (group: Group, groups: readonly Group[], photos: readonly Taken[]): Group | undefined =>
  group.place.trim() === ''
    ? undefined
    : groups
        .slice(0, groups.indexOf(group))
        .find(
          (other) =>
            other.place.trim() === group.place.trim() &&
            other.region?.id === group.region?.id &&
            other.kind === group.kind &&
            dayOfGroup(other, photos) === dayOfGroup(group, photos),
        )

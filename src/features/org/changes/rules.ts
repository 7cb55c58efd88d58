/** What may happen to a place 区划变更; who decides on it stands in the document whose number is kept. */
export const CHANGE_KINDS = ['open', 'merge', 'split', 'rename', 'move', 'close'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** subject: what it happened to · source, result: merged from, made or enlarged · from, to: the places above */
export const CHANGE_PARTS = ['subject', 'source', 'result', 'from', 'to'] as const
export type ChangePart = (typeof CHANGE_PARTS)[number]

/** What the rules must know of a place; days 'YYYY-MM-DD'. `lastChangeOn`: the latest day from which something of it changed. */
export type PlaceFacts = {
  id: number
  name: string
  level: number
  parentId: number | null
  path: string
  fromOn: string
  toOn: string | null
  lastChangeOn: string | null
}

export type ChangeFault =
  | 'region-closed'
  | 'wrong-level'
  | 'other-city'
  | 'merge-needs-two'
  | 'merge-into-itself'
  | 'already-there'
  | 'not-below'
  | 'picked-twice'
  | 'day-too-early'
  | 'still-in-use'
  | 'name-unchanged'

/** Level and city: counties, townships and villages change inside one city; the city itself and what is above do not. */
const changeable = ({ level }: PlaceFacts): boolean => level >= 3 && level <= 5

const isOpen = ({ toOn }: PlaceFacts): boolean => toOn === null

/**
 * The earliest day a change of the place may count from: not before it was there, not before its last change; a place that
 * ends has stood for a day at least.
 */
export const earliestDay = ({ fromOn, lastChangeOn }: PlaceFacts): string =>
  lastChangeOn !== null && lastChangeOn > fromOn ? lastChangeOn : fromOn

const tooEarly = (day: string, place: PlaceFacts, ends: boolean): boolean =>
  day < earliestDay(place) || (ends && day <= place.fromOn)

/** 设立 under a city, county or township. */
export const openFault = (day: string, parent: PlaceFacts): ChangeFault | null => {
  if (!isOpen(parent)) return 'region-closed'
  if (parent.level < 2 || parent.level > 4) return 'wrong-level'
  return day < parent.fromOn ? 'day-too-early' : null
}

/** 撤并 into a place that stands, or (`into` null) into a new one; of one level, in one city. */
export const mergeFault = (
  day: string,
  sources: readonly PlaceFacts[],
  into: PlaceFacts | null,
  along: readonly PlaceFacts[],
  isOneCity: boolean,
): ChangeFault | null => {
  const all = into ? [...sources, into] : sources
  if (!all.every(isOpen)) return 'region-closed'
  if (into && sources.some(({ id }) => id === into.id)) return 'merge-into-itself'
  if (new Set(sources.map(({ id }) => id)).size < sources.length) return 'picked-twice'
  if (!into && sources.length < 2) return 'merge-needs-two'
  if (!all.every(changeable) || new Set(all.map(({ level }) => level)).size > 1) return 'wrong-level'
  if (!isOneCity) return 'other-city'
  if (into && day < into.fromOn) return 'day-too-early'
  const ends = sources.some((place) => tooEarly(day, place, true))
  return ends || along.some((place) => tooEarly(day, place, false)) ? 'day-too-early' : null
}

/** 析置: the new places take children and units of the old one, each once; what nobody takes stays. */
export const splitFault = (
  day: string,
  place: PlaceFacts,
  picked: { children: readonly number[]; units: readonly number[] },
  held: { children: readonly PlaceFacts[]; units: readonly number[] },
): ChangeFault | null => {
  if (!isOpen(place)) return 'region-closed'
  if (!changeable(place)) return 'wrong-level'
  if (new Set(picked.children).size < picked.children.length || new Set(picked.units).size < picked.units.length)
    return 'picked-twice'
  const along = held.children.filter(({ id }) => picked.children.includes(id))
  if (along.length < picked.children.length || picked.units.some((id) => !held.units.includes(id))) return 'not-below'
  return [place, ...along].some((one) => tooEarly(day, one, false)) ? 'day-too-early' : null
}

/**
 * 更名, from a day on; correcting a slip of the pen is no change of name. Every name has counted for a day at least:
 * `lastNamedOn` is the day from which the present one does, null where the place never had another.
 */
export const renameFault = (
  day: string,
  place: PlaceFacts & { shortName: string; lastNamedOn: string | null },
  next: { name: string; shortName: string },
): ChangeFault | null => {
  if (!isOpen(place)) return 'region-closed'
  if (place.level < 2) return 'wrong-level'
  if (place.name === next.name && place.shortName === next.shortName) return 'name-unchanged'
  if (place.lastNamedOn !== null && day <= place.lastNamedOn) return 'day-too-early'
  return tooEarly(day, place, true) ? 'day-too-early' : null
}

/** 划转: townships to another county, villages to another township of the same city. */
export const moveFault = (
  day: string,
  places: readonly PlaceFacts[],
  to: PlaceFacts,
  isOneCity: boolean,
): ChangeFault | null => {
  if (![...places, to].every(isOpen)) return 'region-closed'
  if (new Set(places.map(({ id }) => id)).size < places.length) return 'picked-twice'
  if (!places.every((place) => place.level >= 4 && place.level === to.level + 1)) return 'wrong-level'
  if (!isOneCity) return 'other-city'
  if (places.some(({ parentId }) => parentId === to.id)) return 'already-there'
  if (day < to.fromOn) return 'day-too-early'
  return places.some((place) => tooEarly(day, place, false)) ? 'day-too-early' : null
}

/** 撤销 without an heir: only where nothing stands any more; otherwise it is a merge. */
export const closeFault = (
  day: string,
  place: PlaceFacts,
  held: { children: number; units: number },
): ChangeFault | null => {
  if (!isOpen(place)) return 'region-closed'
  if (!changeable(place)) return 'wrong-level'
  if (held.children > 0 || held.units > 0) return 'still-in-use'
  return tooEarly(day, place, true) ? 'day-too-early' : null
}

/** The path of the deepest place that holds all the given ones. */
export const commonPath = (paths: readonly string[]): string => {
  const [first = '', ...others] = paths
  const steps = first.split('.').filter(Boolean)
  const shared = steps.findIndex((_, at) => {
    const start = `${steps.slice(0, at + 1).join('.')}.`
    return others.some((path) => !path.startsWith(start))
  })
  const length = shared === -1 ? steps.length : shared
  return length === 0 ? '' : `${steps.slice(0, length).join('.')}.`
}

/** A name that is free where a unit arrives: its own, else with the place it came from, else numbered. */
export const freeUnitName = (name: string, cameFrom: string, isTaken: (name: string) => boolean): string => {
  if (!isTaken(name)) return name
  const named = `${name}（原${cameFrom}）`
  if (!isTaken(named)) return named
  for (let number = 2; ; number++) if (!isTaken(`${named}${number}`)) return `${named}${number}`
}

/** Digits of a code that belong to the place itself, by level: 2 for a province, 4 city, 6 county, 9 township, 12 village. */
const CODE_LENGTH: Record<number, number> = { 1: 2, 2: 4, 3: 6, 4: 9, 5: 12 }

/**
 * Own code of a place that has none from the state: the start of the code above, a letter from F on, a running number.
 * No code of the state has a letter. Twelve signs; county level 'F01', township and village 'F01' likewise where there is room.
 */
export const ownCode = (parentCode: string, level: number, isTaken: (code: string) => boolean): string => {
  const start = parentCode.slice(0, CODE_LENGTH[level - 1] ?? 9)
  const room = (CODE_LENGTH[level] ?? 12) - start.length
  const digits = room - 1
  for (const letter of 'FGHJKLMNPQRSTUVWXY') {
    for (let number = 1; number < 10 ** digits; number++) {
      const code = `${start}${letter}${String(number).padStart(digits, '0')}`.padEnd(12, '0')
      if (!isTaken(code)) return code
    }
  }
  // Room for 162 counties and 1,782 townships or villages of one place above; after them the whole rest of the code counts.
  for (let number = 1; ; number++) {
    const code = `${start}Z${String(number).padStart(11 - start.length, '0')}`
    if (!isTaken(code)) return code
  }
}

/** Whether a code of the state could belong under the place above: it begins as that one does, and ends in zeros. */
export const codeFits = (code: string, parentCode: string, level: number): boolean => {
  const above = CODE_LENGTH[level - 1] ?? 9
  const own = CODE_LENGTH[level] ?? 12
  return (
    code.slice(0, above) === parentCode.slice(0, above) &&
    /^0*$/.test(code.slice(own)) &&
    !/^0*$/.test(code.slice(above, own))
  )
}

type Told = { kind: ChangeKind; parts: readonly { part: ChangePart; name: string; nameAfter: string | null }[] }

/** 禾丰镇撤销，并入东门街道 · 东门街道更名为迎春街道: what happened in one sentence, with the names of the day. */
export const sentenceOf = ({ kind, parts }: Told): string => {
  const names = (part: ChangePart) =>
    parts
      .filter((one) => one.part === part)
      .map(({ name }) => name)
      .join('、')
  switch (kind) {
    case 'open':
      return `设立${names('result')}`
    case 'merge':
      return `撤销${names('source')}，并入${names('result')}`
    case 'split':
      return `从${names('subject')}析出，设立${names('result')}`
    case 'rename':
      return parts
        .filter(({ part }) => part === 'subject')
        .map(({ name, nameAfter }) => `${name}更名为${nameAfter ?? name}`)
        .join('，')
    case 'move':
      return `${names('subject')}由${names('from')}划归${names('to')}`
    case 'close':
      return `撤销${names('subject')}`
  }
}

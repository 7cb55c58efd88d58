import type { MatchKind } from '../contract.ts'

/**
 * Which clause of the newer version is which of the older one (新旧对照). Pure: by number path and likeness of the words;
 * nothing here knows matters or people.
 */

/** Pieces that belong together, by their index; one side has one piece at most, unless nothing was split or merged. */
export type Match = {
  kind: MatchKind
  old: number[]
  new: number[]
  /** A clause became several, or several became one. */
  form: 'split' | 'merged' | null
  /** Stands elsewhere than before; of a changed clause too. */
  isMoved: boolean
  /** Carries another number than before. */
  isRenumbered: boolean
}

export type Matchable = { path: string | null; marker: string; parent: number | null; text: string }

/** Least likeness of two pieces that are one: of the words alone, and where number and place speak for it. */
const ALIKE = 0.5
const ALIKE_IN_PLACE = 0.3
/** So much of a piece must stand in another that took it in. */
const TAKEN_IN = 0.6
/** So much nearer must two pieces together be than one of them alone. */
const NEARER = 0.05
/** Shorter words say too little to be found again inside others. */
const LEAST_PAIRS = 6

/**
 * The words that count: full-width and half-width alike, without blanks and punctuation. Marks between two figures stay
 * (3.5 is not 35, 1-2 not 12), and so does the percent sign.
 */
export const wordsOf = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/(?<!\d)[\p{P}\p{Z}\s]|[\p{P}\p{Z}\s](?!\d)/gu, (mark) => (mark === '%' || mark === '‰' ? mark : ''))
    .toLowerCase()

type Pairs = { counts: Map<string, number>; size: number }

const pairsOf = (words: string): Pairs => {
  const counts = new Map<string, number>()
  const ends = words.length === 1 ? 1 : words.length - 1
  for (let at = 0; at < ends; at++) {
    const pair = words.slice(at, at + 2)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return { counts, size: Math.max(0, ends) }
}

const shared = (a: Pairs, b: Pairs): number => {
  const [few, many] = a.counts.size <= b.counts.size ? [a, b] : [b, a]
  let sum = 0
  for (const [pair, count] of few.counts) sum += Math.min(count, many.counts.get(pair) ?? 0)
  return sum
}

/** Twice the shared pairs of characters over those of both: 1 for equal words, 0 for words with nothing in common. */
const likeness = (a: Pairs, b: Pairs): number => (a.size + b.size === 0 ? 1 : (2 * shared(a, b)) / (a.size + b.size))

type Side = { pieces: readonly Matchable[]; words: string[]; pairs: Pairs[] }

const sideOf = (pieces: readonly Matchable[]): Side => {
  const words = pieces.map(({ text }) => wordsOf(text))
  return { pieces, words, pairs: words.map(pairsOf) }
}

/** The partner of every old piece, and of every new one; null where there is none. */
type Partners = { ofOld: (number | null)[]; ofNew: (number | null)[] }

const join = (partners: Partners, old: number, new_: number) => {
  partners.ofOld[old] = new_
  partners.ofNew[new_] = old
}

/** Pieces with the same words: where the same words stand twice, those with the same number first, then in order. */
const matchEqual = (before: Side, after: Side, partners: Partners): void => {
  const byWords = new Map<string, { old: number[]; new: number[] }>()
  const note = (words: string, side: 'old' | 'new', index: number) => {
    const found = byWords.get(words) ?? { old: [], new: [] }
    found[side].push(index)
    byWords.set(words, found)
  }
  for (const [index, words] of before.words.entries()) note(words, 'old', index)
  for (const [index, words] of after.words.entries()) note(words, 'new', index)
  for (const both of byWords.values()) {
    for (const old of both.old) {
      const { path } = before.pieces[old] as Matchable
      const place = both.new.find((one) => partners.ofNew[one] === null && after.pieces[one]?.path === path)
      if (place !== undefined) join(partners, old, place)
    }
    const free = both.new.filter((one) => partners.ofNew[one] === null)
    for (const old of both.old) {
      const next = partners.ofOld[old] === null ? free.shift() : undefined
      if (next !== undefined) join(partners, old, next)
    }
  }
}

/** How many of the clauses under one stand under the other; 0 without any. */
const childrenShared = (before: Side, after: Side, partners: Partners): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const [old, piece] of before.pieces.entries()) {
    const partner = partners.ofOld[old]
    const above = partner === null || partner === undefined ? null : after.pieces[partner]?.parent
    if (piece.parent === null || above === null || above === undefined) continue
    const key = `${piece.parent} ${above}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

type Pair = { old: number; new: number; score: number; distance: number }

/** Pairs of pieces that are alike enough, the likeliest first. */
const alikePairs = (before: Side, after: Side, partners: Partners): Pair[] => {
  const postings = new Map<string, number[]>()
  for (const [index, { counts }] of after.pairs.entries()) {
    if (partners.ofNew[index] !== null) continue
    for (const pair of counts.keys()) postings.set(pair, [...(postings.get(pair) ?? []), index])
  }
  const children = childrenShared(before, after, partners)
  const pairs: Pair[] = []
  for (const [old, piece] of before.pieces.entries()) {
    if (partners.ofOld[old] !== null) continue
    const own = before.pairs[old] as Pairs
    const candidates = new Set<number>()
    for (const pair of own.counts.keys()) for (const one of postings.get(pair) ?? []) candidates.add(one)
    for (const [index, other] of after.pieces.entries())
      if (partners.ofNew[index] === null && children.has(`${old} ${index}`)) candidates.add(index)
      else if (partners.ofNew[index] === null && piece.path !== null && other.path === piece.path) candidates.add(index)
    for (const one of candidates) {
      const other = after.pieces[one] as Matchable
      // a clause and a line outside the clauses are never one
      if ((piece.path === null) !== (other.path === null)) continue
      const like = likeness(own, after.pairs[one] as Pairs)
      const family = children.get(`${old} ${one}`) ?? 0
      const isInPlace = piece.path !== null && piece.path === other.path
      if (like < (isInPlace || family > 0 ? ALIKE_IN_PLACE : ALIKE) && family < 2) continue
      pairs.push({
        ...{ old, new: one, distance: Math.abs(old - one) },
        score: like + (isInPlace ? 0.1 : 0) + Math.min(family, 4) * 0.1,
      })
    }
  }
  return pairs.sort((a, b) => b.score - a.score || a.distance - b.distance || a.old - b.old || a.new - b.new)
}

/** Clauses without a partner that stand inside another one: what was split off, or taken in. */
const takenIn = (
  lonely: { side: Side; free: number[] },
  other: { side: Side; partnerOf: (number | null)[] },
  isTaken: (host: number) => boolean,
): Map<number, number> => {
  const hosts = new Map<number, number>()
  for (const one of lonely.free) {
    const own = lonely.side.pairs[one] as Pairs
    if (own.size < LEAST_PAIRS || lonely.side.pieces[one]?.path === null) continue
    let best: { host: number; share: number } | null = null
    for (const [host, partner] of other.partnerOf.entries()) {
      if (partner === null || isTaken(host)) continue
      const hostPairs = other.side.pairs[host] as Pairs
      if (hostPairs.size < own.size) continue
      const share = shared(own, hostPairs) / own.size
      if (share < TAKEN_IN || (best && share <= best.share)) continue
      const alone = likeness(lonely.side.pairs[partner] as Pairs, hostPairs)
      const [first, second] = partner < one ? [partner, one] : [one, partner]
      const together = pairsOf(`${lonely.side.words[first]}${lonely.side.words[second]}`)
      if (likeness(together, hostPairs) > alone + NEARER) best = { host, share }
    }
    if (best) hosts.set(one, best.host)
  }
  return hosts
}

/** The heaviest run of groups that kept their order, by the length of their words; the others moved. */
const keptOrder = (places: { at: number; weight: number }[]): Set<number> => {
  const best = places.map(({ weight }) => weight)
  const before = places.map(() => -1)
  for (const [index, { at, weight }] of places.entries())
    for (let earlier = 0; earlier < index; earlier++) {
      const sum = (best[earlier] as number) + weight
      if ((places[earlier] as { at: number }).at < at && sum > (best[index] as number)) {
        best[index] = sum
        before[index] = earlier
      }
    }
  const kept = new Set<number>()
  let at = best.indexOf(Math.max(...best))
  while (at >= 0 && places.length > 0) {
    kept.add(at)
    at = before[at] as number
  }
  return kept
}

/**
 * Matches two versions piece by piece. Every old and every new piece stands in exactly one group; groups come in the order of
 * the new version, what was removed behind the group of the piece before it.
 */
export const matchVersions = (oldPieces: readonly Matchable[], newPieces: readonly Matchable[]): Match[] => {
  const before = sideOf(oldPieces)
  const after = sideOf(newPieces)
  const partners: Partners = { ofOld: oldPieces.map(() => null), ofNew: newPieces.map(() => null) }
  matchEqual(before, after, partners)
  // twice: clauses first, then what stands above them by what they became
  for (let round = 0; round < 2; round++)
    for (const { old, new: one } of alikePairs(before, after, partners))
      if (partners.ofOld[old] === null && partners.ofNew[one] === null) join(partners, old, one)

  const isEqual = (old: number, one: number) => before.words[old] === after.words[one]
  const freeOf = (list: (number | null)[]) => list.flatMap((partner, index) => (partner === null ? [index] : []))
  const split = takenIn(
    { side: after, free: freeOf(partners.ofNew) },
    { side: before, partnerOf: partners.ofOld },
    (host) => isEqual(host, partners.ofOld[host] as number),
  )
  const splitHosts = new Set(split.values())
  const merged = takenIn(
    { side: before, free: freeOf(partners.ofOld) },
    { side: after, partnerOf: partners.ofNew },
    (host) => splitHosts.has(partners.ofNew[host] as number) || isEqual(partners.ofNew[host] as number, host),
  )
  const groups: { old: number[]; new: number[] }[] = []
  const groupOfOld = new Map<number, number>()
  const groupOfNew = new Map<number, number>()
  const add = (old: number[], new_: number[]) => {
    for (const one of old) groupOfOld.set(one, groups.length)
    for (const one of new_) groupOfNew.set(one, groups.length)
    groups.push({ old, new: new_ })
  }
  const inOrder = (list: number[]) => list.sort((a, b) => a - b)
  for (const [old, partner] of partners.ofOld.entries()) {
    if (partner === null) {
      if (!merged.has(old)) add([old], [])
      continue
    }
    const more = [...split].flatMap(([one, host]) => (host === old ? [one] : []))
    const others = [...merged].flatMap(([one, host]) => (host === partner ? [one] : []))
    add(inOrder([old, ...others]), inOrder([partner, ...more]))
  }
  for (const [one, partner] of partners.ofNew.entries()) if (partner === null && !split.has(one)) add([], [one])

  // what moved: out of the order of the others, or under another clause while its own still stands
  const both = groups
    .flatMap((group, index) => (group.old.length > 0 && group.new.length > 0 ? [{ ...group, index }] : []))
    .sort((a, b) => (a.old[0] as number) - (b.old[0] as number))
  const kept = keptOrder(
    both.map(({ old, new: new_ }) => ({
      at: new_[0] as number,
      weight: 1 + (before.words[old[0] as number] as string).length,
    })),
  )
  const outOfOrder = new Set(both.flatMap(({ index }, place) => (kept.has(place) ? [] : [index])))
  const isElsewhere = ({ old, new: new_ }: { old: number[]; new: number[] }): boolean => {
    const from = oldPieces[old[0] as number]?.parent ?? null
    const to = newPieces[new_[0] as number]?.parent ?? null
    if (from === null || to === null) return false
    const group = groupOfOld.get(from)
    return group !== groupOfNew.get(to) && (groups[group as number]?.new.length ?? 0) > 0
  }
  const matches = groups.map((group, index): Match => {
    const { old, new: new_ } = group
    const [first, second] = [old[0], new_[0]]
    if (first === undefined) return { ...group, kind: 'added', form: null, isMoved: false, isRenumbered: false }
    if (second === undefined) return { ...group, kind: 'removed', form: null, isMoved: false, isRenumbered: false }
    const isMoved = outOfOrder.has(index) || isElsewhere(group)
    const form = new_.length > 1 ? 'split' : old.length > 1 ? 'merged' : null
    const isSame = form === null && isEqual(first, second)
    return {
      ...group,
      form,
      kind: isSame ? (isMoved ? 'moved' : 'same') : 'changed',
      isMoved,
      isRenumbered: oldPieces[first]?.path !== newPieces[second]?.path,
    }
  })

  const removedBehind = new Map<number, Match[]>()
  for (const match of matches) {
    if (match.kind !== 'removed') continue
    let above = (match.old[0] as number) - 1
    while (above >= 0 && (groups[groupOfOld.get(above) as number]?.new.length ?? 0) === 0) above--
    const behind = above < 0 ? -1 : (groupOfOld.get(above) as number)
    removedBehind.set(behind, [...(removedBehind.get(behind) ?? []), match])
  }
  const removedIn = (behind: number) =>
    (removedBehind.get(behind) ?? []).sort((a, b) => (a.old[0] as number) - (b.old[0] as number))
  const standing = matches
    .map((match, index) => ({ match, index }))
    .filter(({ match }) => match.kind !== 'removed')
    .sort((a, b) => (a.match.new[0] as number) - (b.match.new[0] as number))
  return [...removedIn(-1), ...standing.flatMap(({ match, index }) => [match, ...removedIn(index)])]
}

import type { MatterState } from './sides.ts'

/** What says who is a party of a matter. */
export type PartyFacts = {
  state: MatterState
  askerUnitId: number
  askerPostId: number | null
  officeUnitId: number
  leadUnitId: number | null
  leadPostId: number | null
  leaderPostId: number | null
  helperUnitIds: readonly number[]
  /** Whether a proposal not to do it waits for the leader of the region. */
  declineAsked: boolean
  /** Units and posts that lead or are in charge above a part. */
  aboveUnits?: readonly number[]
  abovePosts?: readonly number[]
  /** Posts above the asker that were asked to answer in its place. */
  superiorPosts?: readonly number[]
}

/**
 * The units and posts that see a matter as its parties: asker, lead, helpers, the leader in charge. A draft belongs to its
 * writer alone. The leaders of the region join where they must answer (the office itself leads, 不予办理 is proposed),
 * and stay once they were asked. A part is also seen by whoever leads a matter above it, and a report that waits too long
 * by the posts above its asker. Source: DESIGN.md, "Scope".
 */
export const partiesOf = (
  matter: PartyFacts,
  regionLeaderPostIds: readonly number[],
  formerPostIds: readonly number[] = [],
): { units: number[]; posts: number[] } => {
  const { askerUnitId, askerPostId, leadUnitId, leadPostId, leaderPostId, helperUnitIds } = matter
  if (matter.state === 'draft') return { units: [], posts: askerPostId === null ? [] : [askerPostId] }
  const leadersAnswer = leadUnitId === matter.officeUnitId || matter.declineAsked
  const leaders = regionLeaderPostIds.filter((postId) => leadersAnswer || formerPostIds.includes(postId))
  const { aboveUnits = [], abovePosts = [], superiorPosts = [] } = matter
  return {
    units: distinct([askerUnitId, leadUnitId, ...helperUnitIds, ...aboveUnits]),
    posts: distinct([askerPostId, leadPostId, leaderPostId, ...leaders, ...abovePosts, ...superiorPosts]),
  }
}

const distinct = (ids: (number | null)[]): number[] => [...new Set(ids.filter((id): id is number => id !== null))]

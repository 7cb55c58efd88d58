/** Roles inside a leading group, in the order in which lists name them. */
export const GROUP_ROLES = [
  'head',
  'first-head',
  'standing-deputy',
  'deputy',
  'office-head',
  'office-deputy',
  'member',
] as const
export type GroupRole = (typeof GROUP_ROLES)[number]

export const GROUP_ROLE_LABELS: Record<GroupRole, string> = {
  head: '组长',
  'first-head': '第一组长',
  'standing-deputy': '常务副组长',
  deputy: '副组长',
  'office-head': '办公室主任',
  'office-deputy': '办公室副主任',
  member: '成员',
}

/** One line of a list of members as far as it decides anything. */
export type MemberLine = {
  role: GroupRole
  title: string
  personId: number | null
  personName: string | null
  postId: number | null
}

export type ListFault = 'no-head' | 'two-heads' | 'listed-twice'

/** What is wrong with a list of members, or null: one 组长, nobody and no post twice in the same role. */
export const listFault = (lines: readonly MemberLine[]): { fault: ListFault; at: number } | null => {
  const heads = lines.flatMap(({ role }, index) => (role === 'head' ? [index] : []))
  if (heads.length === 0) return { fault: 'no-head', at: 0 }
  if (heads.length > 1) return { fault: 'two-heads', at: heads[1] as number }
  const seen = new Set<string>()
  for (const [at, { role, title, personName, postId }] of lines.entries()) {
    const key = [role, postId ?? '', title, personName ?? ''].join('\n')
    if (seen.has(key)) return { fault: 'listed-twice', at }
    seen.add(key)
  }
  return null
}

/**
 * Whether the person of a line has left the post it stands on (人员已变动，名单未调整). A line without a post or without a
 * person says nothing about it.
 */
export const hasChangedHands = (
  line: Pick<MemberLine, 'personId' | 'personName' | 'postId'>,
  holders: readonly { id: number; name: string }[],
): boolean => {
  if (line.postId === null) return false
  if (line.personId !== null) return !holders.some(({ id }) => id === line.personId)
  return line.personName !== null && !holders.some(({ name }) => name === line.personName)
}

/** Lines that mean the same member: role, post or title, and person. */
const sameMember = (a: MemberLine, b: MemberLine): boolean =>
  a.role === b.role &&
  a.postId === b.postId &&
  (a.postId !== null || a.title === b.title) &&
  (a.personId !== null && b.personId !== null ? a.personId === b.personId : a.personName === b.personName)

/**
 * Since when a member stands in the list without a break: the first day of the earliest of the papers, counted back from
 * the last, that all carry the line. `papers` from the oldest to the one that is shown.
 */
export const standsSince = (
  line: MemberLine,
  papers: readonly { fromOn: string; lines: readonly MemberLine[] }[],
): string | null => {
  let since: string | null = null
  for (const { fromOn, lines } of [...papers].reverse()) {
    if (!lines.some((other) => sameMember(other, line))) break
    since = fromOn
  }
  return since
}

/** Who came and who left between two lists, as the line of the history tells it. */
export const listChanges = (
  before: readonly MemberLine[],
  after: readonly MemberLine[],
): { came: number; left: number } => ({
  came: after.filter((line) => !before.some((other) => sameMember(other, line))).length,
  left: before.filter((line) => !after.some((other) => sameMember(other, line))).length,
})

/** The life of an instruction 批示, computed from what was done with it; nothing of it is typed. */

/** 待阅 已阅 已回复 已转事项 已落实 已撤回, in this order. */
export const INSTRUCTION_STATES = ['new', 'read', 'answered', 'made', 'done', 'withdrawn'] as const
export type InstructionState = (typeof INSTRUCTION_STATES)[number]

export type InstructionFacts = {
  leaderPostId: number
  /** Region of the leader. */
  regionId: number
  isWithdrawn: boolean
  posts: readonly { id: number; isRead: boolean; isAnswered: boolean }[]
  /** The matter it became. */
  made: { isClosed: boolean } | null
}

type Actor = { postId: number; role: string; regionId: number }

/** 已落实 once the matter it became is closed; 已回复 once every post addressed has answered; 已阅 once each has seen it. */
export const stateOf = ({ isWithdrawn, made, posts }: InstructionFacts): InstructionState => {
  if (isWithdrawn) return 'withdrawn'
  if (made) return made.isClosed ? 'done' : 'made'
  if (posts.every(({ isAnswered }) => isAnswered)) return 'answered'
  return posts.every(({ isRead, isAnswered }) => isRead || isAnswered) ? 'read' : 'new'
}

/** What the acting post may do with it: see and answer whom it is addressed to, turn the office of its place, withdraw who wrote it. */
export const mayDo = (
  facts: InstructionFacts,
  { postId, role, regionId }: Actor,
): { read: boolean; answer: boolean; turn: boolean; withdraw: boolean } => {
  const own = facts.posts.find(({ id }) => id === postId)
  const stands = !facts.isWithdrawn
  return {
    read: stands && own !== undefined && !own.isRead && !own.isAnswered,
    answer: stands && own !== undefined && !own.isAnswered,
    turn: stands && facts.made === null && role === 'office' && regionId === facts.regionId,
    withdraw: stands && facts.made === null && facts.leaderPostId === postId,
  }
}

const TITLE = 60

/** The title of the matter it becomes: its first sentence without the posts it calls by @, at most 60 characters. */
export const titleOf = (text: string, names: readonly string[] = []): string => {
  const plain = names.reduce((words, name) => words.replaceAll(`@${name}`, ''), text).trim()
  const [first = ''] = plain.split(/[。；;！!？?\n]/)
  const words = first.replace(/^[\s，、：:]+/, '').trim() || plain || text.trim()
  return words.length > TITLE ? `${words.slice(0, TITLE - 1)}…` : words
}

import { expect, test } from 'vitest'
import { type InstructionFacts, mayDo, stateOf, titleOf } from './rules.ts'

const facts = (part: Partial<InstructionFacts> = {}): InstructionFacts => ({
  leaderPostId: 1,
  regionId: 7,
  isWithdrawn: false,
  posts: [
    { id: 2, isRead: false, isAnswered: false },
    { id: 3, isRead: false, isAnswered: false },
  ],
  made: null,
  ...part,
})
const posts = (...of: [boolean, boolean][]) =>
  of.map(([isRead, isAnswered], index) => ({ id: index + 2, isRead, isAnswered }))

test('it is read once each has seen it, answered once each has answered, done once its matter is closed', () => {
  expect(stateOf(facts())).toBe('new')
  expect(stateOf(facts({ posts: posts([true, false], [false, false]) }))).toBe('new')
  expect(stateOf(facts({ posts: posts([true, false], [false, true]) }))).toBe('read')
  expect(stateOf(facts({ posts: posts([true, true], [true, true]) }))).toBe('answered')
  expect(stateOf(facts({ made: { isClosed: false } }))).toBe('made')
  expect(stateOf(facts({ made: { isClosed: true } }))).toBe('done')
  expect(stateOf(facts({ made: { isClosed: true }, isWithdrawn: true }))).toBe('withdrawn')
})

test('each may do only what is his', () => {
  const none = { read: false, answer: false, turn: false, withdraw: false }
  const leader = { postId: 1, role: 'leader', regionId: 7 }
  const addressed = { postId: 2, role: 'liaison', regionId: 7 }
  const office = { postId: 9, role: 'office', regionId: 7 }
  expect(mayDo(facts(), leader)).toEqual({ ...none, withdraw: true })
  expect(mayDo(facts(), { ...leader, postId: 5 })).toEqual(none)
  expect(mayDo(facts(), addressed)).toEqual({ ...none, read: true, answer: true })
  expect(mayDo(facts({ posts: posts([true, false]) }), addressed)).toEqual({ ...none, answer: true })
  expect(mayDo(facts({ posts: posts([true, true]) }), addressed)).toEqual(none)
  expect(mayDo(facts(), office)).toEqual({ ...none, turn: true })
  expect(mayDo(facts(), { ...office, regionId: 8 })).toEqual(none)
  expect(mayDo(facts({ made: { isClosed: false } }), office)).toEqual(none)
  expect(mayDo(facts({ made: { isClosed: false } }), leader)).toEqual(none)
  for (const who of [leader, addressed, office]) expect(mayDo(facts({ isWithdrawn: true }), who)).toEqual(none)
})

test('the title of the matter is the first sentence, cut where it is long', () => {
  expect(titleOf('抓紧设齐窗口。月底前报。')).toBe('抓紧设齐窗口')
  expect(titleOf('@市教育局联络员 ，抓紧设齐窗口。', ['市教育局联络员'])).toBe('抓紧设齐窗口')
  expect(titleOf('。。')).toBe('。。')
  expect(titleOf('长'.repeat(90))).toHaveLength(60)
})

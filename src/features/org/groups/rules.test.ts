import { describe, expect, test } from 'vitest'
import { hasChangedHands, listChanges, listFault, type MemberLine, standsSince } from './rules.ts'

const line = (more: Partial<MemberLine> = {}): MemberLine => ({
  role: 'member',
  title: '市教育局局长',
  personId: null,
  personName: null,
  postId: null,
  ...more,
})
const head = line({ role: 'head', title: '市长' })

describe('a list of members', () => {
  test('has one head', () => {
    expect(listFault([head, line()])).toBeNull()
    expect(listFault([line()])).toEqual({ fault: 'no-head', at: 0 })
    expect(listFault([head, line(), line({ role: 'head', title: '书记' })])).toEqual({ fault: 'two-heads', at: 2 })
    expect(listFault([head, line({ role: 'first-head', title: '书记' })])).toBeNull()
  })

  test('names nobody twice in the same role, but a deputy may lead the office as well', () => {
    expect(listFault([head, line(), line()])).toEqual({ fault: 'listed-twice', at: 2 })
    expect(listFault([head, line({ postId: 4 }), line({ postId: 5 })])).toBeNull()
    expect(listFault([head, line({ role: 'deputy', postId: 4 }), line({ role: 'office-head', postId: 4 })])).toBeNull()
  })
})

describe('whether the person of a line has left the post', () => {
  const cases: [string, Partial<MemberLine>, { id: number; name: string }[], boolean][] = [
    ['the same person holds it', { postId: 4, personId: 1 }, [{ id: 1, name: '甲' }], false],
    ['somebody else holds it', { postId: 4, personId: 1 }, [{ id: 2, name: '乙' }], true],
    [
      'both hold it',
      { postId: 4, personId: 1 },
      [
        { id: 2, name: '乙' },
        { id: 1, name: '甲' },
      ],
      false,
    ],
    ['nobody holds it', { postId: 4, personId: 1 }, [], true],
    ['the written name holds it', { postId: 4, personName: '甲' }, [{ id: 1, name: '甲' }], false],
    ['another name holds it', { postId: 4, personName: '甲' }, [{ id: 2, name: '乙' }], true],
    ['the line names a post and nobody', { postId: 4 }, [{ id: 2, name: '乙' }], false],
    ['the line has no post', { personName: '甲' }, [], false],
  ]
  test.each(cases)('%s', (_words, more, holders, changed) => {
    expect(hasChangedHands(line(more), holders)).toBe(changed)
  })
})

describe('since when a member stands in the list', () => {
  const paper = (fromOn: string, ...lines: MemberLine[]) => ({ fromOn, lines })
  const one = line({ postId: 4, personId: 1 })

  test('goes back over every document that carries the line', () => {
    const papers = [paper('2021-03-01', head), paper('2022-03-01', head, one), paper('2024-03-01', head, one)]
    expect(standsSince(one, papers)).toBe('2022-03-01')
    expect(standsSince(head, papers)).toBe('2021-03-01')
  })

  test('begins anew after a break, with another person and in another role', () => {
    const other = line({ postId: 4, personId: 2 })
    expect(standsSince(one, [paper('2021-03-01', one), paper('2022-03-01', other), paper('2024-03-01', one)])).toBe(
      '2024-03-01',
    )
    const deputy = line({ role: 'deputy', postId: 4, personId: 1 })
    expect(standsSince(deputy, [paper('2021-03-01', one), paper('2024-03-01', deputy)])).toBe('2024-03-01')
  })

  test('is unknown for who is not in the last one', () => {
    expect(standsSince(one, [paper('2021-03-01', one), paper('2024-03-01', head)])).toBeNull()
  })

  test('and a changed title of the same post is no change of the member', () => {
    const renamed = line({ postId: 4, personId: 1, title: '市教育体育局局长' })
    expect(listChanges([head, one], [head, renamed])).toEqual({ came: 0, left: 0 })
    expect(listChanges([head, one], [head])).toEqual({ came: 0, left: 1 })
    expect(listChanges([], [head, one])).toEqual({ came: 2, left: 0 })
  })
})

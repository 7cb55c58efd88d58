import { describe, expect, it } from 'vitest'
import { type PartyFacts, partiesOf } from './parties.ts'

const LEADERS = [901, 902]
const running: PartyFacts = {
  state: 'running',
  askerUnitId: 10,
  askerPostId: 101,
  officeUnitId: 1,
  leadUnitId: 20,
  leadPostId: null,
  leaderPostId: 900,
  helperUnitIds: [21, 20],
  declineAsked: false,
}

describe('the parties of a matter', () => {
  it('are asker, lead and helpers, each once, with the responsible leader', () => {
    expect(partiesOf(running, LEADERS)).toEqual({ units: [10, 20, 21], posts: [101, 900] })
  })

  it('of a draft are its writer alone', () => {
    expect(partiesOf({ ...running, state: 'draft' }, LEADERS)).toEqual({ units: [], posts: [101] })
  })

  it('have the leaders of the region where they must answer', () => {
    expect(partiesOf({ ...running, leadUnitId: 1 }, LEADERS).posts).toEqual([101, 900, 901, 902])
    expect(partiesOf({ ...running, declineAsked: true }, LEADERS).posts).toEqual([101, 900, 901, 902])
  })

  it('keep the leaders that were asked before, and nobody else', () => {
    expect(partiesOf(running, LEADERS, [101, 901, 555]).posts).toEqual([101, 900, 901])
  })
})

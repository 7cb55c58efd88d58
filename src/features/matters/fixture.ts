import type { Answer, PostKey, TestHouse } from '../../main/testing.ts'
import type { Step } from './sides.ts'

/** Gives the posts of a unit their holders, or leaves the unit with nobody who may sign in. */
export const setAccess = async ({ pool }: TestHouse, unitId: number, has: boolean): Promise<void> => {
  const day = has ? '2020-01-01' : '2099-01-01'
  await pool.query('update post_holders set from_on = $1 where post_id in (select id from posts where unit_id = $2)', [
    day,
    unitId,
  ])
}

/** Makes matters for tests through the endpoints a person would use. */
export const matterFixture = (open: () => TestHouse) => {
  const unit = (key: keyof TestHouse['world']['units']) => open().world.units[key]
  const post = (key: PostKey) => open().world.posts[key]

  const raise = async (by: PostKey, more: object = {}): Promise<Answer> => {
    const direction = by.startsWith('troop') ? 'military-asks' : 'locality-asks'
    const need = { direction, category: 'facilities', title: '营区门前公交站加设候车亭', body: '现有站牌没有雨棚。' }
    return (await open().as(by)).post('/matters', { ...need, ...more })
  }
  const raiseTask = async (by: PostKey, more: object = {}): Promise<Answer> => {
    const task = { category: 'family', title: '军人子女入学窗口设齐', body: '', leadUnitId: unit('education') }
    return (await open().as(by)).post('/matters/tasks', { ...task, ...more })
  }
  const get = async (by: PostKey, id: number): Promise<Answer> => (await open().as(by)).get(`/matters/${id}`)

  /** Takes a step on the matter as this post sees it now. */
  const step = async (by: PostKey, id: number, name: Step, more: object = {}): Promise<Answer> => {
    const { body } = await get(by, id)
    return (await open().as(by)).post(`/matters/${id}/steps`, { step: name, version: body.version ?? 1, ...more })
  }

  const must = (answer: Answer): Answer => {
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }

  /** A need of 驻澜某部, led by the transport bureau, in the state asked for; its id. */
  const needIn = async (state: 'raised' | 'accepted' | 'assigned' | 'running' | 'reported' | 'closed', more = {}) => {
    const { id } = must(await raise('troop-lan', more)).body as { id: number }
    const walk = [
      ['accepted', () => step('office', id, 'accept')],
      ['assigned', () => step('office', id, 'assign', { lead: { unitId: unit('transport') }, dueOn: '2026-07-31' })],
      ['running', () => step('transport', id, 'sign')],
      ['reported', () => step('transport', id, 'report', { text: '候车亭已建成。' })],
      ['closed', () => step('troop-lan', id, 'confirm')],
    ] as const
    if (state === 'raised') return id
    for (const [reached, go] of walk) {
      must(await go())
      if (reached === state) break
    }
    return id
  }

  // A first sign-in on the way leaves an audit row of its own.
  const changes = async (): Promise<number> => {
    const sql = "select count(*)::int as count from audit_rows where action not similar to '(session|refused).%'"
    return (await open().pool.query<{ count: number }>(sql)).rows[0]?.count as number
  }

  /** That a call is refused with this slug, and that nothing changed. */
  const refused = async (
    call: () => Promise<Answer>,
  ): Promise<{ status: number; slug: string; body: Answer['body'] }> => {
    const before = await changes()
    const { status, body } = await call()
    const after = await changes()
    if (after !== before) throw new Error(`a refused call left ${after - before} audit rows`)
    return { status, slug: String(body.type).replace('/problems/', ''), body }
  }

  return { unit, post, raise, raiseTask, get, step, needIn, refused }
}

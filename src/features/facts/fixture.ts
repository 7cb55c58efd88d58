import { expect } from 'vitest'
import type { Answer, PostKey, TestHouse } from '../../main/testing.ts'

/** A fact that a test names only by what it is about: a visit of the county to its troops, two weeks before the day. */
export const factFixture = (house: () => TestHouse) => {
  const { regions, units } = new Proxy({} as TestHouse['world'], {
    get: (_, key) => new Proxy({}, { get: (_own, name) => (house().world[key as 'regions'] as never)[name as never] }),
  })
  const visit = (more: object = {}) => ({
    kind: 'visit',
    direction: 'to-families',
    regionId: regions['lancheng-village'],
    startsOn: '2026-07-01',
    title: '走访优抚家庭',
    quantities: [{ key: 'money', value: 500 }],
    ...more,
  })
  const record = async (by: PostKey, more: object = {}): Promise<Answer> =>
    (await house().as(by)).post('/facts', visit(more))
  const recorded = async (by: PostKey, more: object = {}) => {
    const { status, body } = await record(by, more)
    expect([status, body.detail]).toEqual([200, undefined])
    return body as { id: number; code: string; version: number; state: string; [key: string]: unknown }
  }
  const get = async (by: PostKey, id: number) => (await house().as(by)).get(`/facts/${id}`)
  const step = async (by: PostKey, id: number, name: string, reason = '', version?: number): Promise<Answer> => {
    const seen = version ?? (await house().pool.query('select version from facts where id = $1', [id])).rows[0].version
    return (await house().as(by)).post(`/facts/${id}/steps`, { step: name, version: seen, reason })
  }
  /** A refusal, which left nothing behind. */
  const refused = async (ask: () => Promise<Answer>) => {
    const before = await house().auditCount()
    const { status, body } = await ask()
    expect(await house().auditCount(), JSON.stringify(body)).toBe(before)
    return { status, slug: String(body.type).replace('/problems/', ''), body }
  }
  return { visit, record, recorded, get, step, refused, regions, units }
}

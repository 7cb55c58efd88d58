import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StatedFigure } from '../src/features/sources/stated/contract.ts'
import { openTestHouse, type TestHouse } from '../src/main/testing.ts'
import { report } from './figures.ts'

/** Real reports beside the checkout; the proof is left out where there are none. */
const SEEDS = join(import.meta.dirname, '..', '..', 'shared', 'seeds')
const texts = existsSync(SEEDS)
  ? readdirSync(SEEDS)
      .filter((name) => name.endsWith('.txt'))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(SEEDS, name), 'utf8') }))
  : []

let house: TestHouse
beforeAll(async () => {
  if (texts.length > 0) house = await openTestHouse()
})
afterAll(() => house?.close())

test.skipIf(texts.length === 0)(
  'what real reports state stands in 对标, each figure at its place in the text',
  async () => {
    const office = await house.as('office')
    const wanted: { documentId: number; words: string; text: string }[] = []
    for (const { name, text } of texts) {
      const read = await office.post('/documents', { text })
      expect(read.status, `${name} ${read.body.detail ?? ''}`).toBe(200)
      const { id, text: clean } = read.body
      const { figures } = (await office.get(`/documents/${id}/reading`)).body
      const asked = figures.flatMap(
        ({ startAt, endAt, suggested }: { startAt: number; endAt: number; suggested: Record<string, string> }) =>
          suggested.metric === '' ? [] : [{ startAt, endAt, ...suggested, periodFrom: undefined }],
      )
      if (asked.length > 0) {
        const kept = await office.post(`/documents/${id}/stated-figures`, { figures: asked })
        expect(kept.status, `${name} ${JSON.stringify(kept.body).slice(0, 300)}`).toBe(200)
        expect(kept.body.figures).toHaveLength(asked.length)
      }
      for (const { startAt, endAt } of asked)
        wanted.push({ documentId: id, words: clean.slice(startAt, endAt), text: clean })
      report(`${name}: ${figures.length} figures, ${asked.length} kept, of ${asked[0]?.place ?? 'nowhere'}`)
    }
    const { body } = await office.get('/benchmark')
    report(`${body.places.length} places, ${body.metrics.length} metrics, ${body.figures.length} figures`)
    expect(body.figures).toHaveLength(wanted.length)
    expect(wanted.length).toBeGreaterThan(50)
    const { text } = wanted[0] as (typeof wanted)[number]
    expect(text.length).toBeGreaterThan(0)
    for (const { documentId, words, startAt, endAt, sentence } of body.figures as StatedFigure[]) {
      const whole = wanted.find((one) => one.documentId === documentId)?.text ?? ''
      expect(whole.slice(startAt, endAt)).toBe(words)
      expect(whole).toContain(sentence)
    }
  },
)

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { addTallies, EVAL_KINDS, emptyTallies, evaluate, type Gold, scoresOf } from './evaluate.ts'
import { readText } from './output.ts'

const folder = fileURLToPath(new URL('./fixtures/annotated/', import.meta.url))
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))

/** Annotated before the engine had read them: a scheme, a report full of figures, an opinion in articles, a double list, wraps, news. */
test('texts of six kinds are read as a person annotated them', () => {
  const total = emptyTallies()
  const faults = names.flatMap((name) => {
    const gold = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Gold
    const { tallies, faults: found } = evaluate(readText(readFileSync(`${folder}${name}.txt`, 'utf8')), gold)
    addTallies(total, tallies)
    return found.map((fault) => `${name}: ${fault}`)
  })
  expect(names).toHaveLength(6)
  for (const kind of EVAL_KINDS) expect([kind, scoresOf(total[kind]).f1 >= 0.97, faults]).toEqual([kind, true, faults])
})

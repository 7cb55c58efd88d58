import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  addTallies,
  EVAL_KINDS,
  type EvalKind,
  emptyTallies,
  evaluate,
  type Gold,
  scoresOf,
} from '../reading/evaluate.ts'
import { readText } from '../reading/output.ts'
import { shippedDuties } from './duties.ts'

/** The text that a gold file annotates: beside it, in `docs`, or `seed-N` as the N-th file of a folder of seeds. */
const textPath = (folder: string, name: string, seeds: string): string | null => {
  const seed = /^seed-(\d+)$/.exec(name)
  if (seed && existsSync(seeds)) {
    const file = readdirSync(seeds).sort()[Number(seed[1])]
    return file ? join(seeds, file) : null
  }
  return [join(folder, 'docs', `${name}.txt`), join(folder, `${name}.txt`)].find((path) => existsSync(path)) ?? null
}

const share = (value: number): string => value.toFixed(3)

const row = (name: string, tallies: ReturnType<typeof emptyTallies>): string =>
  [name.padEnd(10), ...EVAL_KINDS.map((kind) => share(scoresOf(tallies[kind]).f1).padStart(10))].join('')

const optionOf = (words: string[], name: string): string | null => {
  const at = words.indexOf(`--${name}`)
  return at === -1 ? null : (words[at + 1] ?? null)
}

/**
 * `tongxin eval-reading DIR`: F1 per text and kind, then precision, recall and F1 over all of them. Gold stands in
 * `DIR/gold` or `DIR`. Thresholds such as `--figures 0.97` make it answer 1 when the F1 over all texts lies below.
 */
export const evaluateFolder = (words: string[]): number => {
  const valued = new Set(['--seeds', ...EVAL_KINDS.map((kind) => `--${kind}`)])
  const folder = words.find((word, index) => !word.startsWith('--') && !valued.has(words[index - 1] ?? ''))
  if (!folder || !existsSync(folder)) {
    process.stderr.write('请给出放有文本和标注的文件夹。\n')
    return 2
  }
  const goldFolder = existsSync(join(folder, 'gold')) ? join(folder, 'gold') : folder
  const seeds = optionOf(words, 'seeds') ?? join(folder, '..', 'seeds')
  const total = emptyTallies()
  const lines = [['text'.padEnd(10), ...EVAL_KINDS.map((kind) => kind.padStart(10))].join('')]
  const duties = shippedDuties()
  let texts = 0
  for (const file of readdirSync(goldFolder).sort()) {
    if (!file.endsWith('.json')) continue
    const name = basename(file, '.json')
    const path = textPath(folder, name, seeds)
    if (path === null) {
      process.stderr.write(`${name}：没有找到这份标注的原文。\n`)
      continue
    }
    const gold = JSON.parse(readFileSync(join(goldFolder, file), 'utf8')) as Gold
    const { tallies, faults } = evaluate(readText(readFileSync(path, 'utf8'), { duties }), gold)
    addTallies(total, tallies)
    texts++
    lines.push(row(name, tallies))
    if (words.includes('--faults')) lines.push(...faults.map((fault) => `    ${fault}`))
  }
  if (texts === 0) {
    process.stderr.write(`${goldFolder} 里没有可以对照的标注。\n`)
    return 2
  }
  lines.push(
    '',
    row('all', total),
    '',
    ['kind'.padEnd(10), 'precision', '   recall', '       F1', '    limit'].join(' '),
  )
  let below = false
  for (const kind of EVAL_KINDS) {
    const { precision, recall, f1 } = scoresOf(total[kind])
    const limit = limitOf(words, kind)
    const isBelow = limit !== null && f1 < limit
    below ||= isBelow
    const shown = [precision, recall, f1].map((value) => share(value).padStart(9))
    lines.push([kind.padEnd(10), ...shown, limit === null ? '' : `${limit}${isBelow ? '  BELOW' : ''}`].join(' '))
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  return below ? 1 : 0
}

const limitOf = (words: string[], kind: EvalKind): number | null => {
  const stated = optionOf(words, kind)
  return stated === null ? null : Number(stated)
}

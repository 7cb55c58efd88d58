import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// Every closed value that a test makes or seals is noted here; what the tests left is searched for them: each database with the
// folder of its program before it goes, the journal, logs and what else lies beside it after the whole suite (C01, A06).

/** File with one value a line, for the search after the suite; by process, as several write. */
const FILE = 'TEST_PLANTED'
const planted = new Set<string>()
let fresh = 0

/** Shorter figures stand everywhere by chance. */
const isTelling = (value: string): boolean =>
  /\d{9}/.test(value) || (/\p{Script=Han}/u.test(value) && [...value].length > 4)

/** Notes a value that may lie nowhere in clear; answers it. */
export const plant = (value: string): string => {
  if (!isTelling(value) || planted.has(value)) return value
  planted.add(value)
  fresh += 1
  const path = process.env[FILE]
  if (path) appendFileSync(`${path}.${process.pid}`, `${JSON.stringify(value)}\n`)
  return value
}

/** How many values were noted since it was asked last. */
export const freshlyPlanted = (): number => {
  const count = fresh
  fresh = 0
  return count
}
export const plantedHere = (): readonly string[] => [...planted]

/** What all processes of the suite noted. */
export const plantedBy = (path: string): string[] => {
  const at = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, at), path.slice(at + 1)]
  return readdirSync(folder)
    .filter((one) => one.startsWith(`${name}.`))
    .flatMap((one) => readFileSync(join(folder, one), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as string)
}

const FIGURES = /\d{9,}/
const hex = (text: string): string => Buffer.from(text).toString('hex')

/**
 * Looks for values in bytes, in one go however many they are: figures by the runs of figures (as text and as hexadecimal
 * text), words by their first three bytes. Answers those found, at most one each.
 */
export const makeSearch = (values: readonly string[]) => {
  const [figures, words] = [new Map<string, string>(), new Map<number, Buffer[]>()]
  for (const value of values) {
    const run = FIGURES.exec(value)?.[0]
    if (run) {
      figures.set(run, value)
      figures.set(hex(run), value)
      continue
    }
    const bytes = Buffer.from(value)
    const first = ((bytes[0] as number) << 16) | ((bytes[1] as number) << 8) | (bytes[2] as number)
    words.set(first, [...(words.get(first) ?? []), bytes])
  }
  const lengths = [...new Set([...figures.keys()].map(({ length }) => length))]
  const least = Math.min(...lengths, 99)
  return (bytes: Buffer): string[] => {
    const found = new Set<string>()
    const lookInRun = (from: number, until: number) => {
      const run = bytes.toString('latin1', from, until)
      for (const length of lengths)
        for (let at = 0; at + length <= run.length; at++) {
          const value = figures.get(run.slice(at, at + length))
          if (value !== undefined && bytes.includes(value.length > length ? value : run.slice(at, at + length)))
            found.add(value)
        }
    }
    let run = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (byte >= 48 && byte <= 57) {
        run += 1
        continue
      }
      if (run >= least) lookInRun(at - run, at)
      run = 0
      if (byte < 0xe4 || byte > 0xe9 || words.size === 0 || at + 2 >= bytes.length) continue
      const first = (byte << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
      for (const word of words.get(first) ?? [])
        if (bytes.subarray(at, at + word.length).equals(word)) found.add(word.toString())
    }
    if (run >= least) lookInRun(bytes.length - run, bytes.length)
    return [...found]
  }
}

const filesUnder = (at: string): string[] =>
  readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name)
    return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : []
  })

/** Which of the values lies in clear under a folder, as `value in path`. */
export const clearUnder = (folder: string, values: readonly string[]): string[] => {
  if (values.length === 0) return []
  const search = makeSearch(values)
  return filesUnder(folder).flatMap((path) => {
    let bytes: Buffer
    try {
      bytes = readFileSync(path)
    } catch {
      // Gone meanwhile: a server at work removes files of its own.
      return []
    }
    return search(bytes).map((value) => `${value} in ${path.slice(folder.length + 1)}`)
  })
}

// Reads the rows of a large sheet in a process of its own: the file comes in at stdin, lines of JSON go out at stdout. It holds
// neither the sheet nor its rows, only the shared strings; it writes no file and keeps nothing. Loaded as text by rows.ts.
const zlib = require('node:zlib')

const { headers, mostLines, mostBytes, headWithin } = JSON.parse(process.env.ROWS_ASKED)
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)
class Refused extends Error {}
const refuse = (reason) => {
  throw new Refused(reason)
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const decoded = (text) =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (_whole, hex, decimal, name) =>
        name ? ENTITIES[name] : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
      )
    : text

const entriesOf = (file) => {
  let end = file.length - 22
  while (end >= 0 && end > file.length - 65_557 && file.readUInt32LE(end) !== 0x06054b50) end--
  if (end < 0 || file.readUInt32LE(end) !== 0x06054b50) refuse('broken')
  const entries = new Map()
  let at = file.readUInt32LE(end + 16)
  while (at + 46 <= file.length && file.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => file.readUInt16LE(at + place))
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    entries.set(name, {
      isEncrypted: (file.readUInt16LE(at + 8) & 1) === 1,
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      at: file.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + extra + comment
  }
  return entries
}

let unpacked = 0
/** The bytes of an entry as they unpack; what unpacks to more than allowed is refused on the way. */
async function* open(file, entry) {
  if (!entry || entry.isEncrypted || file.readUInt32LE(entry.at) !== 0x04034b50) refuse('broken')
  const start = entry.at + 30 + file.readUInt16LE(entry.at + 26) + file.readUInt16LE(entry.at + 28)
  const bytes = file.subarray(start, start + entry.packed)
  if (entry.method === 0) {
    yield bytes
    return
  }
  const inflate = zlib.createInflateRaw()
  inflate.end(bytes)
  for await (const chunk of inflate) {
    unpacked += chunk.length
    if (unpacked > mostBytes) refuse('unpacks-too-large')
    yield chunk
  }
}

/** Whole elements of a name, one after the other, from a stream of XML. */
async function* elements(chunks, name) {
  const decoder = new TextDecoder()
  const one = new RegExp(`<(?:\\w+:)?${name}\\b([^>]*?)(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g')
  let text = ''
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true })
    // Most parts of a sheet hold none of some elements: what is left may be the beginning of one.
    if (!text.includes(name)) {
      text = text.slice(-100)
      continue
    }
    let last = 0
    one.lastIndex = 0
    for (let found = one.exec(text); found; found = one.exec(text)) {
      last = one.lastIndex
      yield [found[1], found[2] ?? '']
    }
    if (last > 0) text = text.slice(last)
    // Nothing of the name closes within so much: no sheet is made so.
    if (text.length > 32_000_000) refuse('broken')
  }
}

const textIn = (xml) => {
  let text = ''
  for (const [, inner] of xml
    .replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '')
    .matchAll(/<(?:\w+:)?t\b[^>]*>([^<]*)</g))
    text += inner
  return decoded(text)
}

const wholeText = async (file, entry) => {
  const parts = []
  for await (const chunk of open(file, entry)) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

const columnOf = (address) => {
  let column = 0
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
  }
  return column
}

const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g
const VALUE = /<(?:\w+:)?v\b[^>]*>([^<]*)</

/** Cells as [column, value]: `t` before a text, `n` before a number as it is written, `e` before an error. */
const cellsOf = (xml, strings) => {
  const cells = []
  let column = 0
  for (const [, attributes, inner = ''] of xml.matchAll(CELL)) {
    const address = /\br="([A-Z]+)/.exec(attributes)?.[1]
    column = address ? columnOf(address) : column + 1
    if (inner === '' || column > 100) continue
    const type = /\bt="(\w+)"/.exec(attributes)?.[1]
    if (type === 'inlineStr') {
      const text = textIn(inner).trim()
      if (text) cells.push([column, `t${text}`])
      continue
    }
    const raw = VALUE.exec(inner)?.[1]
    if (raw === undefined || raw === '') continue
    const value =
      type === 's'
        ? `t${strings[Number(raw)] ?? ''}`
        : type === 'str'
          ? `t${decoded(raw)}`
          : type === 'e'
            ? `e${raw}`
            : type === 'b'
              ? `t${raw === '1' ? '是' : '否'}`
              : `n${raw}`
    if (value.length > 1) cells.push([column, value])
  }
  return cells
}

const plain = (text) =>
  text
    .normalize('NFKC')
    .replace(/[\s*:]/g, '')
    .replace(/[([【].*?[)\]】]/g, '')
const known = new Set(headers.map(plain))

/** The header among the first lines: the line that names the most columns; what it leaves blank may stand in a line above. */
const headerOf = (rows) => {
  let best = null
  rows.forEach(([line, cells], place) => {
    const named = cells.filter(([, value]) => value[0] === 't' && known.has(plain(value.slice(1))))
    if (named.length > (best?.count ?? 2)) best = { place, line, count: named.length }
  })
  if (!best) return null
  const found = new Map()
  for (const [, cells] of rows.slice(Math.max(0, best.place - 2), best.place + 1).reverse())
    for (const [column, value] of cells) if (!found.has(column) && value[0] === 't') found.set(column, value.slice(1))
  return { line: best.line, columns: [...found] }
}

let lines = 0
let batch = []
const flush = () => {
  if (batch.length > 0) say({ rows: batch })
  batch = []
}
const give = (line, cells) => {
  if (++lines > mostLines) refuse('too-many-rows')
  batch.push([line, cells])
  if (batch.length >= 500) flush()
}

/** Sends the rows of one sheet below its header; a sheet without one is named only. */
const giveSheet = async (name, rows) => {
  let head = []
  let isHeaded = false
  const settle = () => {
    const header = headerOf(head)
    if (!header) return false
    isHeaded = true
    say({ sheet: name, header })
    for (const [line, cells] of head) if (line > header.line) give(line, cells)
    head = []
    return true
  }
  for await (const [line, cells] of rows) {
    if (cells.length === 0) continue
    if (isHeaded) give(line, cells)
    else {
      head.push([line, cells])
      if (head.length >= headWithin && !settle()) break
    }
  }
  if (!isHeaded && head.length > 0 && !settle()) say({ passedOver: name })
  flush()
}

/** Cells merged downwards: column → lines it is shown in, each with the first line of its range. */
const mergesOf = async (file, entry) => {
  const merged = new Map()
  for await (const [attributes] of elements(open(file, entry), 'mergeCell')) {
    const range = /ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/.exec(attributes)
    if (!range) continue
    const [column, from, until] = [columnOf(range[1]), Number(range[2]), Number(range[3])]
    for (let line = from + 1; line <= until && line - from < 1_000; line++) {
      if (!merged.has(line)) merged.set(line, [])
      merged.get(line).push([column, from])
    }
  }
  return merged
}

async function* sheetRows(file, entry, strings, merged) {
  const masters = new Map()
  let line = 0
  for await (const [attributes, inner] of elements(open(file, entry), 'row')) {
    const number = /\br="(\d+)"/.exec(attributes)?.[1]
    line = number ? Number(number) : line + 1
    const cells = cellsOf(inner, strings)
    for (const [column, from] of merged.get(line) ?? []) {
      const value = masters.get(from)?.find(([own]) => own === column)?.[1]
      if (value !== undefined && !cells.some(([own]) => own === column)) cells.push([column, value])
    }
    if (merged.size > 0) masters.set(line, cells)
    if (masters.size > 2_000) masters.delete(masters.keys().next().value)
    yield [line, cells]
  }
}

const readBook = async (file) => {
  const entries = entriesOf(file)
  if (!entries.has('xl/workbook.xml')) refuse('broken')
  const book = await wholeText(file, entries.get('xl/workbook.xml'))
  const links = entries.has('xl/_rels/workbook.xml.rels')
    ? await wholeText(file, entries.get('xl/_rels/workbook.xml.rels'))
    : ''
  const targets = new Map(
    [...links.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)].map(([tag]) => [
      /\bId="([^"]*)"/.exec(tag)?.[1],
      /\bTarget="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]),
  )
  const strings = []
  if (entries.has('xl/sharedStrings.xml'))
    for await (const [, inner] of elements(open(file, entries.get('xl/sharedStrings.xml')), 'si'))
      strings.push(textIn(inner).trim())
  for (const [tag] of book.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)) {
    if (/\bstate="(?:hidden|veryHidden)"/.test(tag)) continue
    const name = decoded(/\bname="([^"]*)"/.exec(tag)?.[1] ?? '')
    const target = targets.get(/\br:id="([^"]*)"/.exec(tag)?.[1]) ?? ''
    const entry = entries.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`)
    if (!entry) continue
    const merged = await mergesOf(file, entry)
    await giveSheet(name, sheetRows(file, entry, strings, merged))
  }
}

const textOf = (file) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return new TextDecoder(file[0] === 0xff && file[1] === 0xfe ? 'utf-16le' : 'gb18030').decode(file)
  }
}

async function* csvRows(text) {
  const start = text.slice(0, 2_000)
  const separator = [',', '\t', ';'].sort((a, b) => start.split(b).length - start.split(a).length)[0]
  let [at, line] = [0, 1]
  while (at < text.length) {
    const cells = []
    let [column, first] = [1, line]
    for (;;) {
      let value = ''
      if (text[at] === '"') {
        at++
        for (;;) {
          const quote = text.indexOf('"', at)
          const stop = quote < 0 ? text.length : quote
          value += text.slice(at, stop)
          at = stop + 1
          if (text[at] !== '"') break
          value += '"'
          at++
        }
        line += value.split('\n').length - 1
      }
      let stop = at
      while (stop < text.length && text[stop] !== separator && text[stop] !== '\n') stop++
      value = (value + text.slice(at, stop)).trim()
      at = stop
      // A CSV that was opened and stored in a spreadsheet guards long numbers so.
      if (/^="[^"]*"$/.test(value)) value = value.slice(2, -1)
      if (value !== '') cells.push([column, `t${value.replace(/^'/, '')}`])
      if (text[at] !== separator) break
      at++
      column++
    }
    at++
    line++
    yield [first, cells]
  }
}

const main = async () => {
  const parts = []
  for await (const chunk of process.stdin) parts.push(chunk)
  const file = Buffer.concat(parts)
  if (file[0] === 0xd0 && file[1] === 0xcf) refuse('old')
  if (file[0] === 0x50 && file[1] === 0x4b) await readBook(file)
  else
    await giveSheet(
      'CSV',
      csvRows(
        textOf(file)
          .replace(/^\ufeff/, '')
          .replace(/\r\n?/g, '\n'),
      ),
    )
  say({ end: lines })
}

main().catch((error) => {
  say({ refused: error instanceof Refused ? error.message : 'broken' })
})

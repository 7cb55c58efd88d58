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
  const inflate = zlib.createInflateRaw({ chunkSize: 262_144 })
  inflate.end(bytes)
  for await (const chunk of inflate) {
    unpacked += chunk.length
    if (unpacked > mostBytes) refuse('unpacks-too-large')
    yield chunk
  }
}

// What is sent may be made to hold up its reader: a text is gone through once, from its beginning to its end.
/** Signs of a tag, and of an element with all that is in it: no sheet is made with more. */
const LONGEST_TAG = 65_536
const LONGEST_ELEMENT = 4_000_000
/** A name with its prefix. */
const LONGEST_NAME = 64

const isWord = (code) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
/** Whether the name that begins at a place of a text is the one meant, whatever its prefix. */
const isNamed = (text, at, name) => {
  let from = at
  while (from - at < LONGEST_NAME && isWord(text.charCodeAt(from))) from++
  from = text[from] === ':' ? from + 1 : at
  if (!text.startsWith(name, from)) return false
  const next = text.charCodeAt(from + name.length)
  return next === 62 || next === 47 || next === 32 || next === 10 || next === 13 || next === 9
}
/** Where the end of an element of a name begins, or -1. */
const closeOf = (text, from, name) => {
  for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2))
    if (isNamed(text, at + 2, name)) return at
  return -1
}

/** Whole elements of a name in a text, as [attributes, what is inside, where it begins and ends]. */
function* within(text, name) {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = text.indexOf('>', at)
    if (end < 0) return
    if (!isNamed(text, at + 1, name)) {
      at = end + 1
      continue
    }
    if (end - at > LONGEST_TAG) refuse('broken')
    const close = text[end - 1] === '/' ? end : closeOf(text, end + 1, name)
    if (close < 0) return
    const after = close === end ? end + 1 : text.indexOf('>', close) + 1
    if (after === 0) return
    yield [text.slice(at + 1, end), close === end ? '' : text.slice(end + 1, close), at, after]
    at = after
  }
}

/** The same from a stream of XML. */
async function* elements(chunks, name) {
  const decoder = new TextDecoder()
  let text = ''
  // What lies before was looked at; where an element was begun and not ended, its attributes and where its inside begins.
  let at = 0
  let begun = null
  let inside = 0
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true })
    // Most parts of a sheet hold none of some elements: what is left may be the beginning of one.
    if (begun === null && at === 0 && !text.includes(name)) {
      if (text.length > LONGEST_TAG) text = text.slice(text.lastIndexOf('<'))
      if (text.length > LONGEST_TAG * 8) refuse('broken')
      continue
    }
    for (;;) {
      if (begun === null) {
        const start = text.indexOf('<', at)
        const end = start < 0 ? -1 : text.indexOf('>', start)
        at = start < 0 ? text.length : end < 0 ? start : end + 1
        if (end < 0) break
        if (!isNamed(text, start + 1, name)) continue
        if (end - start > LONGEST_TAG) refuse('broken')
        const attributes = text.slice(start + 1, end)
        if (text[end - 1] === '/') yield [attributes, '']
        else [begun, inside] = [attributes, at]
      } else {
        const close = closeOf(text, at, name)
        at = close < 0 ? Math.max(inside, text.length - LONGEST_NAME * 2) : close + 2
        if (close < 0) break
        yield [begun, text.slice(inside, close)]
        begun = null
      }
    }
    const kept = begun === null ? at : inside
    text = text.slice(kept)
    at -= kept
    inside = 0
    // Nothing of the name closes within so much.
    if (text.length > LONGEST_ELEMENT) refuse('broken')
  }
}

/** Text of a string: the readings that stand over some of its signs are left out. */
const textIn = (xml) => {
  let [plain, from] = ['', 0]
  if (xml.includes('rPh'))
    for (const [, , start, end] of within(xml, 'rPh')) {
      plain += xml.slice(from, start)
      from = end
    }
  let text = ''
  for (const [, inner] of within(from === 0 ? xml : plain + xml.slice(from), 't')) text += inner
  return decoded(text).slice(0, LONGEST_CELL)
}

/** Bytes of a part that is read as a whole: the list of the sheets. */
const LONGEST_PART = 8_000_000

const wholeText = async (file, entry) => {
  const parts = []
  let size = 0
  for await (const chunk of open(file, entry)) {
    parts.push(chunk)
    size += chunk.length
    if (size > LONGEST_PART) refuse('broken')
  }
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

/** Columns that are looked at. */
const MOST_COLUMNS = 100
/** Signs of a cell; a spreadsheet takes no more. */
const LONGEST_CELL = 32_767

const rawOf = (xml) => {
  for (const [, inner] of within(xml, 'v')) return inner
  return ''
}

/** Cells as [column, value]: `t` before a text, `n` before a number as it is written, `e` before an error. */
const cellsOf = (xml, strings) => {
  const cells = []
  let column = 0
  for (const [attributes, inner] of within(xml, 'c')) {
    const address = /\br="([A-Z]+)/.exec(attributes)?.[1]
    column = address ? columnOf(address) : column + 1
    if (inner === '' || column > MOST_COLUMNS) continue
    const type = /\bt="(\w+)"/.exec(attributes)?.[1]
    if (type === 'inlineStr') {
      const text = textIn(inner).trim()
      if (text) cells.push([column, `t${text}`])
      continue
    }
    const raw = rawOf(inner).slice(0, LONGEST_CELL)
    if (raw === '') continue
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
/** Signs of a header; what is longer is none of ours. */
const LONGEST_HEADER = 200
const known = new Set(headers.map(plain))

/** The header among the first lines: the line that names the most columns; what it leaves blank may stand in a line above. */
const headerOf = (rows) => {
  let best = null
  rows.forEach(([line, cells], place) => {
    const named = cells.filter(
      ([, value]) => value[0] === 't' && value.length <= LONGEST_HEADER && known.has(plain(value.slice(1))),
    )
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

/** Lines under merged cells that are noted. */
const MOST_MERGED = 500_000

/** Cells merged downwards: column → lines it is shown in, each with the first line of its range. */
const mergesOf = async (file, entry) => {
  const merged = new Map()
  let noted = 0
  for await (const [attributes] of elements(open(file, entry), 'mergeCell')) {
    const range = /ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/.exec(attributes)
    if (!range) continue
    const [column, from, until] = [columnOf(range[1]), Number(range[2]), Number(range[3])]
    for (let line = from + 1; line <= until && line - from < 1_000; line++) {
      if (++noted > MOST_MERGED) refuse('broken')
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

/** The attributes of every tag of a name that begins something. */
function* tagsOf(text, name) {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = text.indexOf('>', at)
    if (end < 0) return
    if (isNamed(text, at + 1, name)) yield text.slice(at + 1, Math.min(end, at + LONGEST_TAG))
    at = end + 1
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
    [...tagsOf(links, 'Relationship')].map((tag) => [
      /\bId="([^"]*)"/.exec(tag)?.[1],
      /\bTarget="([^"]*)"/.exec(tag)?.[1] ?? '',
    ]),
  )
  const strings = []
  if (entries.has('xl/sharedStrings.xml'))
    for await (const [, inner] of elements(open(file, entries.get('xl/sharedStrings.xml')), 'si'))
      strings.push(textIn(inner).trim())
  for (const tag of tagsOf(book, 'sheet')) {
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
      if (value !== '' && column <= MOST_COLUMNS)
        cells.push([column, `t${value.replace(/^'/, '').slice(0, LONGEST_CELL)}`])
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
  // Its one sheet has no name.
  else
    await giveSheet(
      '',
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

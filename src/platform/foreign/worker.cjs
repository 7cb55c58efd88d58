// Reads the words of old office documents in a thread of its own: their readers parse bytes from outside, so a strange
// file neither holds up the server nor fills its memory. Loaded as text by index.ts.
const { parentPort, workerData } = require('node:worker_threads')
const load = require('node:module').createRequire(workerData.root)

const MOST_ROWS = 20_000
const MOST_CHARACTERS = 3_000_000

/** Cells of a table row end with a tab in Word's own text; a line of the text joins them as a reader sees them. */
const wordLine = (line) =>
  line.includes('\t') && line.endsWith('\t')
    ? line
        .slice(0, -1)
        .split('\t')
        .map((cell) => cell.trim())
        .join(' | ')
    : line

const readWord = async (bytes) => {
  const WordExtractor = load('word-extractor')
  const found = await new WordExtractor().extract(Buffer.from(bytes))
  const plain = { filterUnicode: false }
  const aside = [
    found.getHeaders(plain),
    found.getFootnotes(plain),
    found.getEndnotes(plain),
    found.getAnnotations(plain),
    found.getTextboxes({ ...plain, includeHeadersAndFooters: true }),
  ]
  return {
    text: found.getBody(plain).split('\n').map(wordLine).join('\n').slice(0, MOST_CHARACTERS),
    aside: aside.filter(Boolean).join('\n').slice(0, MOST_CHARACTERS),
  }
}

const readTable = (bytes) => {
  const sheets = load('@e965/xlsx')
  const book = sheets.read(Buffer.from(bytes), { dense: true, sheetRows: MOST_ROWS, dateNF: 'yyyy"年"m"月"d"日"' })
  const read = (name) =>
    sheets.utils
      .sheet_to_json(book.Sheets[name], { header: 1, raw: false, defval: '' })
      .map((row) => row.map((cell) => String(cell).replace(/\s+/g, ' ').trim()))
      .map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1))
      .filter((row) => row.length > 0)
      // A line of one filled cell is a heading over the table.
      .map((row) => (row.filter(Boolean).length === 1 ? row.find(Boolean) : row.join(' | ')))
  const hidden = (index) => book.Workbook?.Sheets?.[index]?.Hidden
  const parts = book.SheetNames.map((name, index) => ({ name, isHidden: Boolean(hidden(index)), lines: read(name) }))
  const shown = parts.filter(({ isHidden, lines }) => !isHidden && lines.length > 0)
  return {
    text: shown
      .map(({ name, lines }) => (shown.length > 1 ? [name, ...lines] : lines).join('\n'))
      .join('\n')
      .slice(0, MOST_CHARACTERS),
    // Not shown to the reader, but read by the secrecy rules.
    aside: parts
      .map(({ name, isHidden, lines }) => [name, ...(isHidden ? lines : [])].join('\n'))
      .join('\n')
      .slice(0, MOST_CHARACTERS),
  }
}

const work = workerData.kind === 'word' ? readWord(workerData.bytes) : Promise.resolve(workerData.bytes).then(readTable)
work.then(
  (answer) => parentPort.postMessage(answer),
  (error) => parentPort.postMessage({ failed: String(error?.message).includes('password') ? 'locked' : 'broken' }),
)

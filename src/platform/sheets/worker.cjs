// Reads and writes Excel files in a process of its own, so that a large or strange file neither holds up the server nor
// fills its memory. Handed to Node as a text by apart.ts; it knows cells and styles, nothing of templates.
const ExcelJS = require('node:module').createRequire(process.env.SHEETS_ROOT)('exceljs')

const GREY = 'FFF1EEEB'
const WRONG = 'FFFDF0EB'
const THIN = { style: 'thin', color: { argb: 'FFB8B2AB' } }
const BORDER = { top: THIN, left: THIN, bottom: THIN, right: THIN }

/** A cell as a plain value: text, number, { day }, { error } or null. Formulas give their last result. */
const plain = (value) => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (value instanceof Date) {
    // A second more: a day computed from fractions may end just before midnight.
    return Number.isNaN(value.getTime()) ? null : { day: new Date(value.getTime() + 1000).toISOString().slice(0, 10) }
  }
  if (Array.isArray(value.richText)) return value.richText.map(({ text }) => text ?? '').join('')
  if ('error' in value) return { error: String(value.error) }
  if ('formula' in value || 'sharedFormula' in value) return plain(value.result)
  if ('text' in value) return plain(value.text)
  return null
}

/** The part of a merged range that a cell shows: its own value, or the master's for cells below the master. */
const shown = (cell) => {
  if (!cell.isMerged || cell.master === cell) return plain(cell.value)
  return cell.master.col === cell.col ? plain(cell.master.value) : null
}

/** A merged line across the table that holds one text: a section, not a row. */
const isSection = (row, cells) => {
  if (cells.length !== 1) return false
  const [[column]] = cells
  const cell = row.getCell(column)
  const next = row.getCell(column + 2)
  return cell.isMerged && next.isMerged && next.master === cell.master
}

const read = async ({ bytes, mostLines, mostColumns }) => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes)
  let lines = 0
  const sheets = []
  for (const sheet of book.worksheets) {
    const rows = []
    sheet.eachRow({ includeEmpty: false }, (row, line) => {
      const cells = []
      const last = Math.min(row.cellCount, mostColumns)
      for (let column = 1; column <= last; column++) {
        const cell = row.findCell(column)
        const value = cell ? shown(cell) : null
        if (value !== null && value !== '') cells.push([column, value])
      }
      if (cells.length === 0) return
      if (++lines > mostLines) throw Object.assign(new Error('too many lines'), { refused: 'too-many-rows' })
      rows.push({ line, cells, isSection: isSection(row, cells) })
    })
    sheets.push({ name: sheet.name, isHidden: sheet.state !== 'visible', rows })
  }
  return { sheets, is1904: book.properties.date1904 === true }
}

const ALIGN = { text: 'left', number: 'right', day: 'center', choice: 'center' }

const addChoices = (book, sheet, columns, first, last) => {
  let lists
  columns.forEach(({ choices, header }, index) => {
    if (!choices?.length) return
    // In a sheet of its own: a list written into the rule itself may hold 255 characters only.
    lists ??= book.addWorksheet('选项', { state: 'hidden' })
    choices.forEach((choice, place) => {
      lists.getCell(place + 1, index + 1).value = choice
    })
    const letter = lists.getColumn(index + 1).letter
    const column = sheet.getColumn(index + 1).letter
    sheet.dataValidations.add(`${column}${first}:${column}${last}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`选项!$${letter}$1:$${letter}$${choices.length}`],
      showErrorMessage: true,
      errorTitle: header,
      error: '从列出的选项中选一个。',
    })
  })
}

const addTitle = (sheet, text, line, most) => {
  sheet.mergeCells(line, 1, line, most)
  const cell = sheet.getCell(line, 1)
  cell.value = text
  cell.font = { name: '方正小标宋简体', size: 20 }
  cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
  sheet.getRow(line).height = 36
}

const addNote = (sheet, text, line, most) => {
  sheet.mergeCells(line, 1, line, most)
  const cell = sheet.getCell(line, 1)
  cell.value = text
  cell.font = { name: '仿宋', size: 11, color: { argb: 'FF6B6763' } }
  cell.alignment = { horizontal: 'left', vertical: 'middle', wrapText: true }
  sheet.getRow(line).height = 18 * Math.max(1, String(text).split('\n').length)
}

const addHeader = (sheet, columns, line, hasHelp) => {
  const row = sheet.getRow(line)
  columns.forEach(({ header, required, help }, index) => {
    const cell = row.getCell(index + 1)
    cell.value = header
    cell.font = { name: '黑体', size: 11, bold: true }
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: GREY } }
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
    cell.border = BORDER
    if (!hasHelp) return
    const above = sheet.getRow(line - 1).getCell(index + 1)
    above.value = `${required ? '必填。' : '可不填。'}${help ?? ''}`
    above.font = { name: '仿宋', size: 9, color: { argb: 'FF6B6763' } }
    above.alignment = { horizontal: 'left', vertical: 'top', wrapText: true }
  })
  row.height = 28
}

// Excel takes _x0041_ inside a text for the character A.
const literal = (value) => (typeof value === 'string' ? value.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_') : value)

const addRows = (sheet, columns, rows, from) => {
  rows.forEach((values, place) => {
    const row = sheet.getRow(from + place)
    columns.forEach(({ kind }, index) => {
      const cell = row.getCell(index + 1)
      const value = literal(values[index])
      const isDay = value instanceof Date
      if (value !== null && value !== undefined && value !== '') cell.value = value
      // The text format keeps what begins with = + - @ a text, also after someone edits the cell.
      cell.numFmt = isDay ? 'yyyy-mm-dd' : typeof value === 'number' ? 'General' : '@'
      cell.font = { name: '仿宋', size: 11 }
      cell.alignment = { horizontal: isDay ? 'center' : ALIGN[kind], vertical: 'middle', wrapText: true }
      cell.border = BORDER
    })
  })
}

const write = async ({ title, sheet: name, notes, columns, rows, isBlank, author, mark }) => {
  const book = new ExcelJS.Workbook()
  book.creator = author
  if (mark) book.keywords = mark
  const sheet = book.addWorksheet(name, {
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { left: 0.5, right: 0.5, top: 0.7, bottom: 0.7, header: 0.3, footer: 0.3 },
    },
    // Two ampersands print one; one begins a code.
    headerFooter: { oddFooter: `${mark ? `&L&7${mark.replaceAll('&', '&&')}` : ''}&C&10第 &P 页，共 &N 页` },
  })
  sheet.columns = columns.map(({ width }) => ({ width }))
  let line = 1
  if (title) addTitle(sheet, title, line++, columns.length)
  for (const note of notes) addNote(sheet, note, line++, columns.length)
  if (isBlank) sheet.getRow(line++).height = 60
  addHeader(sheet, columns, line, isBlank)
  addRows(sheet, columns, rows, line + 1)
  const last = line + Math.max(rows.length, 1) + (isBlank ? 500 : 0)
  if (isBlank)
    columns.forEach(({ kind }, index) => {
      sheet.getColumn(index + 1).numFmt = kind === 'number' ? 'General' : kind === 'day' ? 'yyyy-mm-dd' : '@'
    })
  addChoices(book, sheet, columns, line + 1, last)
  sheet.views = [{ state: 'frozen', ySplit: line }]
  sheet.pageSetup.printTitlesRow = `${line}:${line}`
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** The very file with a comment and a ground colour on each wrong cell. */
const annotate = async ({ bytes, sheet: name, notes }) => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes)
  const sheet = book.getWorksheet(name) ?? book.worksheets[0]
  for (const { cell: address, words } of notes) {
    const cell = sheet.getCell(address)
    cell.note = { texts: [{ text: words }], margins: { insetmode: 'auto' } }
    // Cells share style objects: a new one, so that no other cell changes with it.
    cell.style = { ...cell.style, fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: WRONG } } }
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}

const JOBS = { read, write, annotate }

process.once('disconnect', () => process.exit(1))
process.on('message', async ({ id, job, input }) => {
  try {
    process.send({ id, answer: await JOBS[job](input) })
  } catch (error) {
    process.send({ id, refused: error?.refused ?? 'broken', message: String(error?.message ?? error) })
  }
})

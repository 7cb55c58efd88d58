/** 工作类, 封存类: the two classes of data about persons (docs/adr/0038). */
export type PersonalClass = 'working' | 'closed'

/** One column of a sheet that offices fill in and get back. Excel in and out use the same template. */
export type SheetColumn<Key extends string = string> = {
  key: Key
  header: string
  /** Other headers that mean the same: '任务' for '事项'. */
  aliases?: readonly string[]
  /** Width in characters. */
  width: number
  kind: 'text' | 'number' | 'day' | 'choice'
  /** Kind choice: what may stand there. */
  choices?: readonly string[]
  /** Kind day: words that name no day (长期) pass as they stand. */
  mayBeWords?: boolean
  required?: boolean
  /** Longest text in characters. */
  most?: number
  /** 数据类别: the class of what stands in it, where that is about a person; it goes out with the sheet. */
  holds?: PersonalClass
  /** Said above the column in the blank sheet. */
  help?: string
}

export type SheetTemplate<Key extends string = string> = {
  /** Heading of the printed sheet. */
  title: string
  /** Name of the sheet inside the file, at most 31 characters. */
  sheet: string
  columns: readonly SheetColumn<Key>[]
}

const CLASS_WORDS: Record<PersonalClass, string> = { working: '工作类', closed: '封存类' }

/** Which classes of data about persons a sheet or paper carries, and in which columns or parts; empty where it carries none. */
export const classesOf = ({ columns }: { columns: readonly { header: string; holds?: PersonalClass }[] }): string => {
  const held = (['closed', 'working'] as const).flatMap((one) => {
    const headers = new Set(columns.filter(({ holds }) => holds === one).map(({ header }) => header))
    return headers.size > 0 ? [`${CLASS_WORDS[one]}（${[...headers].join('、')}）`] : []
  })
  return held.length > 0 ? `含个人信息：${held.join('，')}，限工作使用` : ''
}

/** Days as 'YYYY-MM-DD'; an empty cell is null. */
export type SheetValues<Key extends string = string> = Record<Key, string | number | null>

/** One thing wrong in one cell, in words that name line and column. */
export type SheetError = { line: number; column: string; cell: string; words: string }

/** 1 → A, 27 → AA. */
export const columnLetter = (column: number): string =>
  column <= 26
    ? String.fromCharCode(64 + column)
    : columnLetter(Math.floor((column - 1) / 26)) + columnLetter(((column - 1) % 26) + 1)

// XML knows no other control characters, and half a surrogate pair is no character.
const UNWRITABLE =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Longest text that Excel keeps in a cell. */
export const LONGEST_CELL = 32_767

/** A text as a cell can hold it: line ends as \n, no control characters, no spaces around it. */
export const cellText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '').trim().slice(0, LONGEST_CELL).trim()

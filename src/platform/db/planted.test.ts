import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clearUnder, makeSearch } from './planted.fixture.ts'

// Values of no test: what the suite plants must lie nowhere, and these lie here.
const NUMBER = `99${'0031415'.repeat(2)}926X`.slice(0, 18)
const PHONE = ['100', '27182', '818'].join('')
const PLACE = ['沙洲北巷', '第九十一号'].join('')

test.each([
  ['alone', (value: string) => Buffer.from(value)],
  ['among other figures', (value: string) => Buffer.from(`000${value}11`)],
  [
    'behind what is no text',
    (value: string) => Buffer.concat([Buffer.alloc(90, 0xff), Buffer.from(`\u0019${value}\u0000`)]),
  ],
  ['as hexadecimal text', (value: string) => Buffer.from(Buffer.from(value).toString('hex'))],
])('C01 the search of what the tests left finds a number %s', (_name, bytesOf) => {
  const search = makeSearch([PHONE, PLACE])
  expect(search(bytesOf(PHONE))).toEqual([PHONE])
  expect(search(bytesOf(PHONE.replace('7', '8')))).toEqual([])
})

test('C01 it finds words and a number with a letter, tells the file, and keeps quiet where there is nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongxin-search-'))
  try {
    writeFileSync(join(folder, 'words'), `住在${PLACE}三楼`)
    writeFileSync(join(folder, 'number'), `|${NUMBER}|`)
    writeFileSync(join(folder, 'nothing'), `${NUMBER.slice(0, -1)}0 ${PLACE.slice(1)}`)
    expect(clearUnder(folder, [NUMBER, PHONE, PLACE]).sort()).toEqual([`${NUMBER} in number`, `${PLACE} in words`])
    expect(clearUnder(folder, [])).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

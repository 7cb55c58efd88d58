import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemTransaction } from '../platform/db/transaction.ts'
import { holdBytesOf, releaseBytes, sweepRemoved } from '../platform/files/held.ts'
import { xlsxOf, zipOf } from '../platform/files/pipeline/samples.ts'
import { holdBytes } from '../platform/files/sealed/index.ts'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const photo = (shade: number) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: shade, g: 120, b: 90 } } })
    .withExif({
      IFD0: { Make: '某相机' },
      IFD2: { DateTimeOriginal: '2026:07:03 09:12:33' },
      IFD3: { GPSLatitude: '28/1 0/1 0/1', GPSLatitudeRef: 'N' },
    })
    .jpeg()
    .toBuffer()

/** Everything that lies in the folder of files on their way in, thumbnails aside. */
const leftovers = () => {
  try {
    return readdirSync(join(house.folder, 'tmp')).filter((name) => name !== 'pictures')
  } catch {
    return []
  }
}

/** Nothing of a record stays in a browser: whoever signs in there next gets it from the server or not at all. */
const KEPT_NOWHERE = /\bno-store\b/

test('V03 V05 a photo is kept without position and device, and comes back as an attachment', async () => {
  const caller = await house.as('education')
  const bytes = await photo(10)
  expect((await sharp(bytes).metadata()).exif).toBeDefined()
  const kept = await caller.upload('入学窗口.jpg', bytes)
  expect(kept).toMatchObject({ status: 200, body: { name: '入学窗口.jpg', kind: 'picture', earlier: null } })
  const back = await caller.download(`/files/${kept.body.id}`)
  expect(back.headers['content-disposition']).toContain('attachment')
  const { exif, xmp, iptc } = await sharp(back.bytes).metadata()
  expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined])
  for (const hidden of ['Exif', '2026:07:03']) {
    expect(bytes.includes(hidden)).toBe(true)
    expect(back.bytes.includes(hidden)).toBe(false)
  }
  const small = await caller.download(`/files/${kept.body.id}/thumbnail`)
  expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'webp', width: 320 })
  const larger = await caller.download(`/files/${kept.body.id}/preview`)
  expect(larger.headers['content-type']).toBe('image/jpeg')
  // Drawn a moment ago and kept by the server: that answer is kept by no browser either.
  const again = await caller.download(`/files/${kept.body.id}/thumbnail`)
  for (const { headers } of [back, small, larger, again]) expect(headers['cache-control']).toMatch(KEPT_NOWHERE)
})

test('a second upload of the same bytes offers the earlier one to who may see it, and to nobody else', async () => {
  const bytes = await photo(20)
  const education = await house.as('education')
  const first = await education.upload('第一次.jpg', bytes)
  expect((await education.upload('第二次.jpg', bytes)).body.earlier).toMatchObject({
    id: first.body.id,
    name: '第一次.jpg',
  })
  expect((await (await house.as('finance')).upload('别人的.jpg', bytes)).body.earlier).toBeNull()
})

/** A made-up scene that is no other's. */
const scene = (seed: number) => {
  const at = (step: number, most: number) => (seed * 7919 + step * 104_729) % most
  const shapes = Array.from(
    { length: 12 },
    (_, step) =>
      `<rect x="${at(step, 560)}" y="${at(step + 31, 400)}" width="${60 + at(step + 7, 240)}" height="${50 + at(step + 3, 180)}" fill="rgb(${at(step, 255)},${at(step + 5, 255)},${at(step + 9, 255)})"/>`,
  )
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">${shapes.join('')}</svg>`))
    .flatten({ background: '#d9d0c2' })
    .jpeg({ quality: 92 })
    .toBuffer()
}

test('a picture that looks like an earlier one is told of: whole to who may see it, to others the year and the kind of unit', async () => {
  const education = await house.as('education')
  const picture = await scene(3)
  const first = await education.upload('走访.jpg', picture)
  expect(first.body.alike).toEqual([])
  const cut = await sharp(picture)
    .extract({ left: 0, top: 0, width: 640, height: 432 })
    .jpeg({ quality: 40 })
    .toBuffer()
  const again = await education.upload('截过的.jpg', cut)
  expect(again.body.alike).toEqual([
    { file: { id: first.body.id, name: '走访.jpg', createdAt: expect.anything() }, year: 2026, unitKind: 'member' },
  ])
  const elsewhere = await (await house.as('finance')).upload(
    '别的单位.jpg',
    await sharp(picture).resize(300).jpeg().toBuffer(),
  )
  expect(elsewhere.status).toBe(200)
  expect(elsewhere.body.alike).toEqual([{ file: null, year: 2026, unitKind: 'member' }])
  expect(JSON.stringify(elsewhere.body)).not.toContain('走访.jpg')
  expect((await education.upload('另一处.jpg', await scene(8))).body.alike).toEqual([])
})

test('a file of another unit is not found, in any of its forms', async () => {
  const kept = await (await house.as('education')).upload('本单位.jpg', await photo(30))
  const finance = await house.as('finance')
  for (const form of ['', '/thumbnail', '/preview']) {
    expect((await finance.download(`/files/${kept.body.id}${form}`)).status).toBe(404)
  }
  expect((await house.nobody.download(`/files/${kept.body.id}`)).status).toBe(401)
})

test.each([
  ['../../etc/passwd', Buffer.from('text'), '文件名是一个路径'],
  ['空.txt', Buffer.alloc(0), '文件是空的'],
  ['大.txt', Buffer.alloc(3 * 1024 * 1024, 'a'), '文件超过大小限制'],
  ['照片.jpg', Buffer.from('MZ this is a program'), '不接收程序和脚本文件'],
  ['坏.docx', Buffer.from('PK\x03\x04 broken'), ''],
])('%s is refused in a sentence and nothing stays', async (name, bytes, words) => {
  const caller = await house.as('education')
  const before = await house.auditCount()
  const answer = await caller.upload(name, bytes)
  expect([413, 422]).toContain(answer.status)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body.detail).toContain(words)
  expect(answer.body.detail).toMatch(/[。]$/)
  expect(await house.auditCount()).toBe(before)
  expect(leftovers()).toEqual([])
})

test('a file with a classification mark, in its text or its name, is refused and its bytes are gone', async () => {
  const caller = await house.as('education')
  const before = await house.auditCount()
  const inText = await caller.upload('方案.txt', Buffer.from('机密★5年\n训练保障方案'))
  expect(inText).toMatchObject({ status: 422, body: { type: '/problems/secrecy' } })
  expect(inText.body.errors[0].detail).toContain('机密')
  expect((await caller.upload('绝密★方案.txt', Buffer.from('普通内容'))).status).toBe(422)
  expect(await house.auditCount()).toBe(before)
  expect(leftovers()).toEqual([])
})

test('an administrator brings no files', async () => {
  expect((await (await house.as('sysadmin')).upload('照片.jpg', await photo(40))).status).toBe(403)
})

test('V05 a claim of ten gigabytes is refused before a byte is taken in, and one that sends more than it claims at the limit', async () => {
  const { cookie } = await house.as('education')
  const form = (size: number) =>
    Buffer.concat([
      Buffer.from(
        '--cut\r\ncontent-disposition: form-data; name="file"; filename="台账.xlsx"\r\ncontent-type: application/octet-stream\r\n\r\n',
      ),
      Buffer.alloc(size, 1),
    ])
  const send = (payload: Buffer, length: number) =>
    house.app.inject({
      method: 'POST',
      url: '/api/files',
      headers: { cookie, 'content-type': 'multipart/form-data; boundary=cut', 'content-length': String(length) },
      payload,
    })
  const claimed = await send(form(10), 10 * 1024 ** 3)
  expect(claimed.statusCode).toBe(413)
  expect(claimed.json()).toMatchObject({ type: '/problems/file-too-large' })
  const larger = await send(form(3 * 1024 ** 2), 100)
  expect([413, 422]).toContain(larger.statusCode)
  // One that ends before it is whole is told so, and is no fault of ours.
  const cut = await send(form(1000), form(1000).length)
  expect(cut.json()).toMatchObject({ status: 422, type: '/problems/file-cut' })
  expect(leftovers()).toEqual([])
})

const partOf = (name: string, text: string) =>
  zipOf([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name, content: text },
  ])

/** One page that writes a letter over and over: small as it comes, long to read. */
const longPdf = (letters: number): Buffer => {
  const packed = deflateSync(Buffer.from(`BT /F1 12 Tf ${'(a)Tj '.repeat(letters)}ET`), { level: 9 }).toString('latin1')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${packed.length}/Filter/FlateDecode>>stream\n${packed}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text += `xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(text, 'latin1')
}

test('V05 documents made to be read for ever are refused in words, and nothing of them is kept', async () => {
  const caller = await house.as('education')
  const before = await house.auditCount()
  const many = '<'.repeat(400_000)
  const cases: [name: string, bytes: Buffer][] = [
    ['情况说明.docx', partOf('word/document.xml', `<w:document><w:p><w:t>情况说明</w:t></w:p></w:document>${many}`)],
    ['台账.xlsx', partOf('xl/workbook.xml', many)],
    ['台账.xlsx', partOf('xl/workbook.xml', `<workbook>${'<sheet '.repeat(60_000)}`)],
    ['简报.pptx', partOf('ppt/presentation.xml', '<a/>')],
    ['文件.ofd', partOf('OFD.xml', `<ofd:OFD>${many}`)],
  ]
  for (const [name, bytes] of cases) {
    for (const use of [undefined, 'reading'] as const) {
      const answer = await caller.upload(name, bytes, use)
      expect([name, answer.status, answer.body.title]).toEqual([name, 422, expect.stringMatching(/[一-鿿]/)])
    }
  }
  expect(await house.auditCount()).toBe(before)
  expect(leftovers()).toEqual([])
})

test('V05 sheets whose strings and rows begin and never end are read once through', async () => {
  const caller = await house.as('education')
  for (const sheet of ['<rPh>'.repeat(200_000), '<row x="1">'.repeat(200_000), '<c t="s"><v>'.repeat(100_000)]) {
    const bytes = zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'xl/workbook.xml', content: '<workbook><sheets><sheet name="一"/></sheets></workbook>' },
      { name: 'xl/sharedStrings.xml', content: `<sst><si>${sheet}` },
      { name: 'xl/worksheets/sheet1.xml', content: `<worksheet><sheetData>${sheet}` },
    ])
    expect((await caller.upload('台账.xlsx', bytes)).status).toBe(200)
  }
  const plain = await caller.upload('台账.xlsx', xlsxOf([['名称', 36]]))
  expect(plain).toMatchObject({ status: 200, body: { isUnread: false } })
})

test('V05 others are answered while a document is read', async () => {
  const caller = await house.as('education')
  // The reader is started before, so that what follows is reading alone.
  expect((await caller.upload('短.pdf', longPdf(10))).status).toBe(200)
  const began = performance.now()
  let isAnswered = false
  const upload = caller.upload('长.pdf', longPdf(1_000_000)).finally(() => {
    isAnswered = true
  })
  let longestPause = 0
  for (let last = performance.now(); !isAnswered; last = performance.now()) {
    expect((await house.app.inject('/health')).statusCode).toBe(200)
    await setTimeout(10)
    longestPause = Math.max(longestPause, performance.now() - last)
  }
  expect([200, 422]).toContain((await upload).status)
  expect(longestPause).toBeLessThan((performance.now() - began) / 2)
  expect(leftovers()).toEqual([])
})

const kindOfBytes = (text: string) => ({
  bytes: Buffer.from(text),
  sha256: createHash('sha256').update(text).digest('hex'),
})

test('D14 bytes that one lets go while another brings them are there for the other', async () => {
  const office = await house.as('office')
  const { files } = house.house
  for (let round = 0; round < 6; round++) {
    const { bytes, sha256 } = kindOfBytes(`姓名,所在村\n甲某${round},东村\n`)
    const sheet = await office.upload('底册.csv', bytes, 'register')
    expect(sheet.status).toBe(200)
    await house.pool.query('update files set removed_at = now() where id = $1', [sheet.body.id])
    // Now one after the other, now the other way round, now at once.
    const [kept] = await Promise.all([
      setTimeout(round * 3).then(() => office.upload('名单.csv', bytes)),
      releaseBytes(house.pool, files, sha256),
      setTimeout(6).then(() => releaseBytes(house.pool, files, sha256)),
    ])
    expect(kept.status).toBe(200)
    const back = await office.download(`/files/${kept.body.id}`)
    expect([back.status, back.bytes.toString()]).toEqual([200, bytes.toString()])
    // And go with the last who needs them.
    await house.pool.query('update files set removed_at = now() where id = $1', [kept.body.id])
    expect(await sweepRemoved(house.house)).toBe(1)
    expect(await files.has(sha256)).toBe(false)
    expect(await sweepRemoved(house.house)).toBe(0)
  }
})

test('D14 whoever brings bytes holds them until his row stands, and whoever lets them go waits', async () => {
  const { files } = house.house
  const { bytes, sha256 } = kindOfBytes('整理双拥宣传橱窗的照片说明。')
  await files.put(await holdBytes(bytes, files.waiting()), sha256)
  const order: string[] = []
  const signs = new EventEmitter()
  const isHeld = once(signs, 'held')
  const keeping = systemTransaction(house.pool, async (tx) => {
    await holdBytesOf(tx, sha256)
    signs.emit('held')
    await setTimeout(100)
    await tx
      .insertInto('files')
      .values({
        ...{ sha256, original_sha256: sha256, name: '说明.txt', kind: 'text', mime: 'text/plain', size: bytes.length },
        city_id: house.world.regions.city,
        post_id: house.world.posts.office,
        person_id: house.world.people.office,
        unit_id: house.world.units.office,
      })
      .execute()
    order.push('kept')
  })
  await isHeld
  const letting = releaseBytes(house.pool, files, sha256).then(() => order.push('looked'))
  await Promise.all([keeping, letting])
  expect(order).toEqual(['kept', 'looked'])
  expect(await files.has(sha256)).toBe(true)
})

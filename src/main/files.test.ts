import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestHouse, type TestHouse } from './testing.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const photo = (shade: number) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: shade, g: 120, b: 90 } } })
    .withExif({ IFD0: { Make: '某相机' }, IFD3: { GPSLatitude: '28/1 0/1 0/1', GPSLatitudeRef: 'N' } })
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

test('V05 a photo is kept without position and device, and comes back as an attachment', async () => {
  const caller = await house.as('education')
  const bytes = await photo(10)
  expect((await sharp(bytes).metadata()).exif).toBeDefined()
  const kept = await caller.upload('入学窗口.jpg', bytes)
  expect(kept).toMatchObject({ status: 200, body: { name: '入学窗口.jpg', kind: 'picture', earlier: null } })
  const back = await caller.download(`/files/${kept.body.id}`)
  expect(back.headers['content-disposition']).toContain('attachment')
  expect((await sharp(back.bytes).metadata()).exif).toBeUndefined()
  const small = await caller.download(`/files/${kept.body.id}/thumbnail`)
  expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'webp', width: 320 })
  expect((await caller.download(`/files/${kept.body.id}/preview`)).headers['content-type']).toBe('image/jpeg')
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

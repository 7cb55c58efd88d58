import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discard, type HeldBytes, holdBytes } from '../sealed/index.ts'
import {
  baseNameOf,
  cleanPicture,
  fileRefusals,
  identify,
  isRefused,
  MOST_MEMBERS,
  membersOf,
  pdfText,
  previewPicture,
  READING_KINDS,
  readUpload,
  receive,
  safeName,
  textOf,
  thumbnail,
} from './index.ts'
import { docxOf, pdfOf, sha256Of, xlsxOf, zipOf } from './samples.ts'
import { entryName } from './zip.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pipeline-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const taking = (limitBytes: number) => ({ limitBytes, tmpDir: dir, provider: 'aes-256-gcm' })
const saved = (content: string | Buffer): Promise<HeldBytes> => holdBytes(Buffer.from(content), taking(0))
const identified = async (content: string | Buffer, name: string, ...rest: [Parameters<typeof identify>[2]?]) =>
  identify(await saved(content), name, ...rest)

const photo = (width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: '#c0392b' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'TestPhone', Model: 'Model-00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '25/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '115/1 0/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer()

describe('receiving', () => {
  it('writes the stream to a file of its own and hashes it', async () => {
    const bytes = Buffer.alloc(300_000, 'x')
    const received = await receive(Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]), taking(300_000))
    if (isRefused(received)) throw new Error(received.refused)
    expect(received).toMatchObject({ sha256: sha256Of(bytes), bytes: { size: 300_000 } })
    expect((await received.bytes.all()).equals(bytes)).toBe(true)
    // On the disk it lies sealed.
    expect((await readFile(received.bytes.tmpPath)).includes('xxxxxxxx')).toBe(false)
  })

  it('stops a stream at the limit, closes it and leaves nothing behind', async () => {
    let sent = 0
    const endless = new Readable({
      read() {
        sent += 64 * 1024
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    expect(await receive(endless, taking(1024 * 1024))).toEqual({ refused: 'too-large' })
    expect(endless.destroyed).toBe(true)
    expect(sent).toBeLessThan(8 * 1024 * 1024)
    expect(await readdir(dir)).toEqual([])
  })

  it('refuses an empty file and one that the parser cut, and leaves nothing behind', async () => {
    expect(await receive(Readable.from([]), taking(10))).toEqual({ refused: 'empty-file' })
    const cut = Object.assign(Readable.from([Buffer.from('abc')]), { truncated: true })
    expect(await receive(cut, taking(10))).toEqual({ refused: 'too-large' })
    expect(await readdir(dir)).toEqual([])
  })

  it('leaves nothing behind when the sender breaks off', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('abc')
        throw new Error('connection lost')
      })(),
    )
    await expect(receive(broken, taking(10))).rejects.toThrow('connection lost')
    expect(await readdir(dir)).toEqual([])
  })
})

describe('names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\资料\\慰问照片.jpg', '慰问照片.jpg'],
    ['C:慰问照片.jpg', '慰问照片.jpg'],
    ['/root/x.docx', 'x.docx'],
    ['a/b.pdf', 'b.pdf'],
    ['..', ''],
    ['..\u200b/x.docx', 'x.docx'],
  ])('a path is refused: %s', (name, baseName) => {
    expect(safeName(name)).toEqual({ refused: 'name-is-path', baseName })
    expect(baseNameOf(name.replace('\u200b', ''))).toBe(baseName)
  })

  it('are shown without tricks', () => {
    expect(safeName('photo\u202egpj.exe')).toEqual({ name: 'photogpj.exe' })
    expect(safeName('照片\u0000\r\n1.jpg')).toEqual({ name: '照片1.jpg' })
    expect(safeName('  ..隐藏.txt. ')).toEqual({ name: '隐藏.txt' })
    expect(safeName('a<b>:"|?*.docx')).toEqual({ name: 'a_b______.docx' })
    expect(safeName('CON.txt')).toEqual({ name: '_CON.txt' })
    expect(safeName('2026年“八一”走访慰问（第1批）.jpg')).toEqual({ name: '2026年“八一”走访慰问（第1批）.jpg' })
    expect(safeName('\u200b \u202e')).toEqual({ refused: 'name-missing', baseName: '' })
  })

  it('are cut before the extension when too long', () => {
    const answer = safeName(`${'长'.repeat(300)}.docx`)
    expect('name' in answer && answer.name.length).toBe(120)
    expect('name' in answer && answer.name.endsWith('….docx')).toBe(true)
  })
})

describe('identifying by content', () => {
  it('knows the kinds an office uses', async () => {
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    expect(await identified(png, '截图.png')).toEqual({ kind: 'picture', mime: 'image/png', ext: 'png' })
    expect(await identified(png, '截图.jpg')).toMatchObject({ kind: 'picture', ext: 'png' })
    expect(await identified(pdfOf(['one']), '通知.pdf')).toMatchObject({ kind: 'pdf' })
    expect(await identified(docxOf(['正文']), '方案.docx')).toMatchObject({ kind: 'docx', ext: 'docx' })
    expect(await identified(docxOf(['正文']), '方案.doc')).toMatchObject({ kind: 'docx', ext: 'docx' })
    expect(await identified(docxOf(['正文']), '没有后缀')).toMatchObject({ kind: 'docx' })
    expect(await identified(xlsxOf([['单位', 1]]), '台账.xlsx')).toMatchObject({ kind: 'xlsx' })
    expect(await identified('双拥工作简报', '简报.txt')).toMatchObject({ kind: 'text', ext: 'txt' })
    expect(await identified(Buffer.from([0xcb, 0xab, 0xd3, 0xb5]), '简报.txt')).toMatchObject({ kind: 'text' })
    expect(await identified(Buffer.from('\ufeff双拥', 'utf16le'), '简报.txt')).toMatchObject({ kind: 'text' })
    const ofd = zipOf([{ name: 'OFD.xml', content: '<ofd:OFD/>' }])
    expect(await identified(ofd, '公文.ofd')).toMatchObject({ kind: 'ofd' })
  })

  it('knows old Office and WPS documents by their streams', async () => {
    const ole = (stream: string) =>
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(stream, 'utf16le')])
    expect(await identified(ole('WordDocument'), '旧文.doc')).toMatchObject({ kind: 'ole', ext: 'doc' })
    expect(await identified(ole('WordDocument'), '旧文.wps')).toMatchObject({ kind: 'ole', ext: 'wps' })
    expect(await identified(ole('WordDocument_VBA_PROJECT'), '旧文.doc')).toEqual({ refused: 'macros' })
    expect(await identified(ole('EncryptedPackage'), '新文.docx')).toEqual({ refused: 'encrypted' })
    expect(await identified(ole('Property'), '安装.msi')).toEqual({ refused: 'executable' })
  })

  it.each([
    ['a program named as a photo', Buffer.from(`MZ${'\0'.repeat(100)}`, 'latin1'), '照片.jpg', 'executable'],
    ['a Linux program', Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), '照片', 'executable'],
    ['a script', '#!/bin/sh\nrm -rf x', '说明.txt', 'executable'],
    ['a batch file', '@echo off\r\ndel x', '说明.txt', 'executable'],
    ['a text named as a script', 'alert(1)', 'x.js', 'executable'],
    ['a web page named as a photo', '<!DOCTYPE html><html></html>', '照片.jpg', 'active-content'],
    ['a web page behind a comment', '<!-- x -->\n<script>alert(1)</script>', '说明.txt', 'active-content'],
    ['a text with a script in it', `慰问信\n<script src="x"></script>`, '说明.txt', 'active-content'],
    ['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', '图.svg', 'active-content'],
    ['a zip', zipOf([{ name: 'a.txt', content: 'x' }]), '资料.zip', 'archive'],
    ['a zip named as a photo', zipOf([{ name: 'a.txt', content: 'x' }]), '照片.jpg', 'archive'],
    ['a phone program', zipOf([{ name: 'AndroidManifest.xml', content: 'x' }]), '应用.docx', 'executable'],
    ['a document with macros', docxOf(['x'], '', [{ name: 'word/vbaProject.bin', content: 'x' }]), '表.docx', 'macros'],
    ['a document named as a photo', docxOf(['x']), '照片.jpg', 'disguised'],
    ['a text named as a document', '这不是文档', '方案.docx', 'disguised'],
    ['half a document', docxOf(['正文']).subarray(0, 200), '方案.docx', 'broken'],
    ['nothing', '', '空.docx', 'empty-file'],
    ['noise', Buffer.from([1, 2, 3, 0, 0, 255, 254, 0, 7]), '数据.bin', 'unknown-kind'],
  ])('V05 refuses %s', async (_what, content, name, refused) => {
    expect(await identified(content, name)).toEqual({ refused })
  })

  it('takes a web page where the reading desk asks for it, but never as something else', async () => {
    const page = '<html><body>要点</body></html>'
    expect(await identified(page, '要点.html', READING_KINDS)).toMatchObject({ kind: 'html' })
    expect(await identified(page, '要点.docx', READING_KINDS)).toEqual({ refused: 'disguised' })
  })

  it('V05 refuses a document that unpacks to too much, also when its list lies', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024)
    const parts = [
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'word/document.xml', content: zeros },
    ]
    expect(await identified(zipOf(parts), '方案.docx')).toEqual({ refused: 'unpacks-too-large' })
    const lying = parts.map((part) => ({ ...part, claimedSize: 100 }))
    expect(await identified(zipOf(lying), '方案.docx')).toEqual({ refused: 'unpacks-too-large' })
  })

  it('has a sentence for every refusal', () => {
    for (const { title, detail } of Object.values(fileRefusals)) {
      expect(title).toMatch(/\p{Script=Han}/u)
      expect(detail).toMatch(/上传/u)
      expect(title + detail).not.toMatch(/请|抱歉|失败|[！!]/u)
    }
  })
})

describe('pictures', () => {
  it('lose position and device on arrival, and stand upright', async () => {
    const original = await photo()
    expect(original.includes('TestPhone')).toBe(true)
    expect((await sharp(original).metadata()).exif).toBeDefined()
    const received = await saved(original)
    const clean = await cleanPicture(received)
    if (isRefused(clean)) throw new Error(clean.refused)
    const bytes = await clean.bytes.all()
    expect(bytes.includes('TestPhone')).toBe(false)
    expect(bytes.includes('Exif')).toBe(false)
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 60, format: 'jpeg', space: 'srgb' })
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    expect(clean).toMatchObject({ width: 40, height: 60, sha256: sha256Of(bytes), size: bytes.length, ext: 'jpg' })
    expect(existsSync(received.tmpPath)).toBe(false)
  })

  it('V05 lose what hangs behind their end or stands in their notes, so that no second kind of file is left in them', async () => {
    const picture = await photo()
    const archive = zipOf([{ name: 'hidden.txt', content: 'hidden' }])
    const page = Buffer.from('<html><script>hidden()</script></html>')
    // A note (COM) right behind the start of a JPEG.
    const note = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), page])
    const twofold = [
      Buffer.concat([picture, archive]),
      Buffer.concat([picture, pdfOf(['hidden'])]),
      Buffer.concat([picture.subarray(0, 2), note, picture.subarray(2), page]),
    ]
    for (const bytes of twofold) {
      const clean = await cleanPicture(await saved(bytes))
      if (isRefused(clean)) throw new Error(clean.refused)
      const kept = await clean.bytes.all()
      for (const trace of ['hidden', '<html>', 'PK\x03\x04', '%PDF'])
        expect(kept.includes(Buffer.from(trace, 'latin1')), trace).toBe(false)
    }
  })

  it('keep PNG and WebP as what they are, without their notes', async () => {
    for (const format of ['png', 'webp'] as const) {
      const bytes = await sharp(await photo())
        .toFormat(format)
        .withExif({ IFD0: { Model: 'Model-00' } })
        .toBuffer()
      const clean = await cleanPicture(await saved(bytes))
      if (isRefused(clean)) throw new Error(clean.refused)
      expect(clean.ext).toBe(format)
      expect((await clean.bytes.all()).includes('Model-00')).toBe(false)
    }
  })

  it('V05 are refused when broken or far too large, and nothing is left', async () => {
    expect(await cleanPicture(await saved((await photo()).subarray(0, 300)))).toEqual({ refused: 'broken' })
    const bomb = await sharp({ create: { width: 12_000, height: 9_000, channels: 3, background: 'white' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    expect(bomb.length).toBeLessThan(2_000_000)
    expect(await cleanPicture(await saved(bomb))).toEqual({ refused: 'picture-too-large' })
    expect(await readdir(dir)).toEqual([])
  })

  it('have a small and a large view', async () => {
    const path = await saved(await photo(3000, 1500))
    const small = await thumbnail(path)
    const large = await previewPicture(path)
    if (isRefused(small) || isRefused(large)) throw new Error('refused')
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 160, height: 320 })
    expect(await sharp(large).metadata()).toMatchObject({ format: 'jpeg', width: 800, height: 1600 })
    expect(large.includes('TestPhone')).toBe(false)
    expect(await thumbnail(await saved('no picture'))).toHaveProperty('refused')
  })
})

describe('PDF', () => {
  it('gives pages and text', async () => {
    const path = await saved(pdfOf(['Hello first', 'Second page']))
    expect(await pdfText(path)).toEqual({ pages: 2, text: ['Hello first', 'Second page'], isPicturesOnly: false })
  })

  it('says when there are only pictures, and refuses a broken one', async () => {
    expect(await pdfText(await saved(pdfOf([''])))).toMatchObject({ isPicturesOnly: true })
    expect(await pdfText(await saved('%PDF-1.4\nnothing more'))).toEqual({ refused: 'broken' })
  })
})

describe('text for the secrecy scan', () => {
  it('comes from body, header and table alike', async () => {
    expect(await textOf(await saved(docxOf(['第一段', '第二段 &amp; 尾'], '页眉标志')), 'docx')).toEqual({
      text: '第一段\n第二段 & 尾\n\n页眉标志',
      isComplete: true,
    })
    expect(
      await textOf(
        await saved(
          xlsxOf([
            ['名称', '数量'],
            ['慰问品', 36],
          ]),
        ),
        'xlsx',
      ),
    ).toMatchObject({
      text: expect.stringContaining('慰问品\t36'),
    })
    expect(await textOf(await saved(pdfOf(['Hello'])), 'pdf')).toEqual({ text: 'Hello', isComplete: true, pages: 1 })
    expect(await textOf(await saved(pdfOf([''])), 'pdf')).toEqual({ text: '', isComplete: false, pages: 1 })
    expect(await textOf(await saved(Buffer.from([0xcb, 0xab, 0xd3, 0xb5])), 'text')).toMatchObject({ text: '双拥' })
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('慰问方案\0', 'utf16le')])
    expect(await textOf(await saved(old), 'ole')).toMatchObject({
      text: expect.stringContaining('慰问方案'),
      isComplete: false,
    })
    expect(await textOf(await saved(await photo()), 'picture')).toEqual({ text: '', isComplete: false })
  })
})

it('reads the words of old Word and Excel files, so that the rules can check all of them', async () => {
  const fixture = new URL('../../../features/sources/extract/fixtures/', import.meta.url)
  for (const [name, words] of [
    ['tips.doc', '每月刊播双拥专栏不少于四期'],
    ['tasks.xls', '核对入学名册'],
  ] as const) {
    expect(await readUpload(await saved(await readFile(new URL(name, fixture))), 'ole')).toMatchObject({
      text: expect.stringContaining(words),
      isComplete: true,
    })
  }
})

it('reads names inside an archive as UTF-8, or as GBK where they are written so without saying it', () => {
  const gbk = Buffer.from([0xcb, 0xab, 0xd3, 0xb5, 0x2e, 0x78, 0x6d, 0x6c])
  expect(entryName(gbk, 0)).toBe('双拥.xml')
  expect(entryName(Buffer.from('双拥.xml'), 0)).toBe('双拥.xml')
  expect(entryName(Buffer.from('双拥.xml'), 0x800)).toBe('双拥.xml')
  expect(entryName(Buffer.from('word/document.xml'), 0)).toBe('word/document.xml')
})

describe('the files of a zip', () => {
  const limits = () => taking(1024)
  const namesIn = async (parts: Parameters<typeof zipOf>[0]) => {
    const members = await membersOf(await saved(zipOf(parts)), limits())
    if (isRefused(members)) return members
    const seen: string[] = []
    for await (const member of members) {
      if ('refused' in member) seen.push(`${member.name} ${member.refused}`)
      else {
        seen.push(`${member.name} ${await member.received.bytes.all()}`)
        await discard(member.received.bytes)
      }
    }
    return seen
  }

  it('come one by one without their folders, with names in GBK, and without what systems leave in', async () => {
    const gbk = Buffer.from([...Buffer.from('2026/'), 0xd2, 0xaa, 0xb5, 0xe3, ...Buffer.from('.txt')])
    expect(
      await namesIn([
        { name: '2026/', content: '' },
        { name: gbk, content: '要点正文' },
        { name: '附件/方案.txt', content: '方案正文' },
        { name: '__MACOSX/._方案.txt', content: 'x' },
        { name: '附件/~$方案.docx', content: 'x' },
        { name: 'Thumbs.db', content: 'x' },
      ]),
    ).toEqual(['要点.txt 要点正文', '方案.txt 方案正文'])
  })

  it('are refused one by one when they have a password, are too large, empty or lie about their size', async () => {
    expect(
      await namesIn([
        { name: '加密.docx', content: 'x', isEncrypted: true },
        { name: '大.txt', content: 'x'.repeat(1025) },
        { name: '空.txt', content: '' },
        { name: '谎.txt', content: 'x'.repeat(900), claimedSize: 3 },
        { name: '好.txt', content: '好' },
      ]),
    ).toEqual(['加密.docx encrypted', '大.txt too-large', '空.txt empty-file', '谎.txt unpacks-too-large', '好.txt 好'])
    expect(await readdir(dir)).toHaveLength(1)
  })

  it('are refused as a whole when there are none, too many, or no list', async () => {
    expect(await namesIn([{ name: '空文件夹/', content: '' }])).toEqual({ refused: 'nothing-inside' })
    const many = Array.from({ length: MOST_MEMBERS + 1 }, (_, index) => ({ name: `${index}.txt`, content: 'x' }))
    expect(await namesIn(many)).toEqual({ refused: 'too-many-inside' })
    expect(await namesIn(many.slice(1))).toHaveLength(MOST_MEMBERS)
    expect(fileRefusals['too-many-inside'].title).toContain(String(MOST_MEMBERS))
    expect(await membersOf(await saved(zipOf(many.slice(1)).subarray(0, 90)), limits())).toEqual({ refused: 'broken' })
  })
})

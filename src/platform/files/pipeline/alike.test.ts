import sharp from 'sharp'
import { expect, test } from 'vitest'
import { bandsOf, difference, isAlike, likeness, marksOf, type PictureMarks } from './alike.ts'

/** Figures that come the same each time. */
const drawsFrom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

const WIDTH = 960
const HEIGHT = 720

/** A made-up scene: sky, ground, a house or two, people, with grain. */
const scene = async (seed: number): Promise<Buffer> => {
  const draw = drawsFrom(seed)
  const at = (most: number) => Math.round(draw() * most)
  const colour = () => `rgb(${at(255)},${at(255)},${at(255)})`
  const shapes = Array.from({ length: 16 }, () => {
    const [x, y, w, h] = [at(WIDTH), at(HEIGHT), 40 + at(380), 40 + at(300)]
    return draw() > 0.5
      ? `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" fill="${colour()}"/>`
      : `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" fill="${colour()}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="55%" fill="${colour()}"/><rect y="55%" width="100%" height="45%" fill="${colour()}"/>${shapes.join('')}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer()
}

const marks = async (data: Buffer): Promise<PictureMarks> => {
  const made = await marksOf(data)
  if (!made) throw new Error('nothing on it')
  return made
}

const part = (left: number, top: number, width: number, height: number) => ({
  left: Math.round(left * WIDTH),
  top: Math.round(top * HEIGHT),
  width: Math.round(width * WIDTH),
  height: Math.round(height * HEIGHT),
})

const CHANGES: [string, (picture: Buffer) => Promise<Buffer>][] = [
  ['compressed to quality 40', (picture) => sharp(picture).jpeg({ quality: 40 }).toBuffer()],
  ['a third of the size', (picture) => sharp(picture).resize(320).jpeg({ quality: 80 }).toBuffer()],
  ['brighter', (picture) => sharp(picture).modulate({ brightness: 1.25 }).jpeg().toBuffer()],
  ['darker and as PNG', (picture) => sharp(picture).modulate({ brightness: 0.8 }).png().toBuffer()],
  ['grey', (picture) => sharp(picture).greyscale().jpeg().toBuffer()],
  [
    'a tenth cut off below',
    (picture) =>
      sharp(picture)
        .extract(part(0, 0, 1, 0.9))
        .jpeg()
        .toBuffer(),
  ],
  [
    'a tenth cut off the left',
    (picture) =>
      sharp(picture)
        .extract(part(0.1, 0, 0.9, 1))
        .jpeg()
        .toBuffer(),
  ],
  [
    'a corner cut off',
    (picture) =>
      sharp(picture)
        .extract(part(0, 0, 0.9, 0.9))
        .jpeg()
        .toBuffer(),
  ],
  [
    'cut all around by a twentieth',
    (picture) =>
      sharp(picture)
        .extract(part(0.05, 0.05, 0.9, 0.9))
        .jpeg()
        .toBuffer(),
  ],
  [
    'cut all around by a tenth, small, quality 40',
    (picture) =>
      sharp(picture)
        .extract(part(0.1, 0.1, 0.8, 0.8))
        .resize(400)
        .jpeg({ quality: 40 })
        .toBuffer(),
  ],
  [
    'a sixteenth cut off the right',
    (picture) =>
      sharp(picture)
        .extract(part(0, 0, 0.94, 1))
        .jpeg()
        .toBuffer(),
  ],
  ...(
    [
      ['three tenths cut off the right', part(0, 0, 0.7, 1)],
      ['three tenths cut off above', part(0, 0.3, 1, 0.7)],
      ['a quarter cut off the left', part(0.25, 0, 0.75, 1)],
      ['a fifth cut off a corner', part(0.2, 0.2, 0.8, 0.8)],
    ] as const
  ).map(([name, left]): (typeof CHANGES)[number] => [
    name,
    (picture) => sharp(picture).extract(left).jpeg().toBuffer(),
  ]),
  // What phones and chat programs make of a picture of 4:3: its middle, or a part beside it.
  ...(
    [
      ['cut square', part(0.125, 0, 0.75, 1)],
      ['cut square a little to the left', part(0.075, 0, 0.75, 1)],
      ['cut to 16:9', part(0, 0.125, 1, 0.75)],
      ['cut to 16:9 a little above', part(0, 0.0875, 1, 0.75)],
      ['cut to 4:5', part(0.2, 0, 0.6, 1)],
      ['cut to 3:4 upright', part(0.21875, 0, 0.5625, 1)],
      ['cut to 9:16 upright', part(0.289, 0, 0.422, 1)],
    ] as const
  ).map(([name, left]): (typeof CHANGES)[number] => [
    name,
    (picture) => sharp(picture).extract(left).resize(360).jpeg({ quality: 70 }).toBuffer(),
  ]),
  ['mirrored, quality 40', (picture) => sharp(picture).flop().jpeg({ quality: 40 }).toBuffer()],
  ['upside down', (picture) => sharp(picture).rotate(180).jpeg().toBuffer()],
  ['turned by 90°', (picture) => sharp(picture).rotate(90).jpeg().toBuffer()],
  ['turned by 270°, small', (picture) => sharp(picture).rotate(270).resize(320).jpeg({ quality: 70 }).toBuffer()],
  ['mirrored and turned', (picture) => sharp(picture).flop().rotate(90).jpeg().toBuffer()],
]

/** As the database does: a common band first, then the difference. */
const isFound = (kept: PictureMarks, asked: PictureMarks): boolean => {
  const wholes = new Set(bandsOf(kept.whole))
  const parts = new Set([kept.whole, ...kept.parts].flatMap(bandsOf))
  const hasBand =
    asked.wholeProbes.some((probe) => parts.has(probe)) ||
    [...asked.partProbes, ...asked.turnedProbes].some((probe) => wholes.has(probe)) ||
    asked.turned.flatMap(bandsOf).some((probe) => parts.has(probe))
  return hasBand && isAlike(likeness(kept, asked))
}

test('a picture is known again after another compression, size, brightness and croppings, from either side', async () => {
  const tally = new Map<string, number>()
  const seeds = Array.from({ length: 12 }, (_, index) => 17 + index * 101)
  for (const seed of seeds) {
    const picture = await scene(seed)
    const first = await marks(picture)
    for (const [name, change] of CHANGES) {
      const changed = await marks(await change(picture))
      if (isFound(first, changed) && isFound(changed, first)) tally.set(name, (tally.get(name) ?? 0) + 1)
    }
  }
  const found = CHANGES.map(([name]) => `${name} ${tally.get(name) ?? 0}/${seeds.length}`)
  process.stdout.write(`look-alikes known again: ${found.join(' · ')}\n`)
  for (const [name] of CHANGES) expect(tally.get(name) ?? 0, name).toBeGreaterThanOrEqual(seeds.length - 1)
})

test('two pictures of different things are not alike', async () => {
  const all: PictureMarks[] = []
  for (let seed = 1; seed <= 24; seed++) all.push(await marks(await scene(seed * 7919)))
  let alike = 0
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1)) if (isAlike(likeness(one, other))) alike++
  expect(alike).toBe(0)
})

test('a blank wall and what is no picture have no marks', async () => {
  const wall = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#e9e4da' } })
    .jpeg()
    .toBuffer()
  expect(await marksOf(wall)).toBeNull()
  expect(await marksOf(Buffer.from('no picture at all'))).toBeNull()
})

test('a hash is kept as a signed number of 64 bits and compared bit by bit', () => {
  expect(difference(-1n, 0n)).toBe(64)
  expect(difference(5n, 4n)).toBe(1)
  expect(new Set(bandsOf(-1n).map((band) => band & 0xffff))).toEqual(new Set([0xffff]))
  expect(bandsOf(0n)).toEqual([0, 65_536, 131_072, 196_608])
})

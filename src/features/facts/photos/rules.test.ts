import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { captureIn, captureOf } from './capture.ts'
import {
  addPhotos,
  type Group,
  groupByTime,
  mergeGroups,
  movePhotos,
  PAUSES,
  regroup,
  sameOccasion,
  type Taken,
} from './rules.ts'

const taken = (id: string, at: string): Taken => ({ id, at, isFromCamera: true })
const PHOTOS = [
  taken('a', '2026-07-03T09:12:00'),
  taken('b', '2026-07-03T09:40:00'),
  taken('c', '2026-07-03T11:00:00'),
  taken('d', '2026-07-03T23:50:00'),
  taken('e', '2026-07-04T00:05:00'),
]
let made = 0
const blank = () => {
  made += 1
  return {
    id: `g${made}`,
    kind: 'activity',
    direction: '',
    region: { id: '1', name: '澜川市' },
    place: '',
    title: '',
    day: null,
  }
}
const idsOf = (groups: readonly { photoIds: readonly string[] }[]) => groups.map(({ photoIds }) => photoIds.join(''))
const proposed = (photos: readonly Taken[] = PHOTOS): Group[] => regroup([], photos, 60, blank)

describe('photos are grouped by when they were taken', () => {
  it.each([
    [30, ['ab', 'c', 'd', 'e']],
    [120, ['abc', 'd', 'e']],
    [1440, ['abcd', 'e']],
  ] as const)('a pause of more than %i minutes, and every new day, begins another group', (pause, groups) => {
    expect(groupByTime([...PHOTOS].reverse(), pause).map((one) => one.map(({ id }) => id).join(''))).toEqual(groups)
  })

  it('every photo stands in exactly one group of one day, whatever is merged, moved or added', () => {
    const photo = fc.record({
      id: fc.uuid(),
      minute: fc.integer({ min: 0, max: 4 * 1440 }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(photo, { selector: ({ id }) => id, minLength: 2, maxLength: 20 }),
        fc.constantFrom(...PAUSES),
        fc.nat(),
        fc.nat(),
        (list, pause, one, other) => {
          const photos = list.map(({ id, minute }) =>
            taken(id, new Date(Date.UTC(2026, 6, 1) + minute * 60_000).toISOString().slice(0, 19)),
          )
          const early = photos.slice(0, one % photos.length)
          const late = photos.slice(one % photos.length)
          const grouped = addPhotos(regroup([], early, pause, blank), early, late, pause, blank)
          const first = grouped[one % grouped.length] as Group
          const second = grouped[other % grouped.length] as Group
          const merged = mergeGroups(grouped, photos, first.id, second.id)
          const moved = movePhotos(merged, photos, [photos[other % photos.length]?.id as string], null, 'own')
          for (const groups of [grouped, merged, moved, regroup(moved, photos, pause, blank)]) {
            expect(groups.flatMap(({ photoIds }) => photoIds).sort()).toEqual(photos.map(({ id }) => id).sort())
            expect(groups.every(({ photoIds }) => photoIds.length > 0)).toBe(true)
            expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('what was said of a group stays with its first photo when the pause changes, and goes along with what is split off', () => {
    const [morning, ...others] = proposed()
    const named = [{ ...(morning as Group), place: '东门社区' }, ...others]
    expect(regroup(named, PHOTOS, 120, blank)[0]).toMatchObject({ place: '东门社区', photoIds: ['a', 'b', 'c'] })
    const split = movePhotos(named, PHOTOS, ['b'], null, 'own')
    expect(idsOf(split)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(split[1]).toMatchObject({ id: 'own', place: '东门社区' })
    expect(idsOf(movePhotos(split, PHOTOS, ['b'], (split[0] as Group).id, 'other'))).toEqual(['ab', 'c', 'd', 'e'])
    expect(idsOf(mergeGroups(named, PHOTOS, (others[0] as Group).id, (morning as Group).id))).toEqual(['abc', 'd', 'e'])
  })

  it('a photo that comes later joins the group that it is near to, and no group of another day', () => {
    const later = [taken('x', '2026-07-03T10:10:00'), taken('y', '2026-07-04T06:00:00')]
    expect(idsOf(addPhotos(proposed(), PHOTOS, later, 60, blank))).toEqual(['abx', 'c', 'd', 'e', 'y'])
  })

  it('the same day, kind and named place are proposed as one; a place nobody named is not', () => {
    const groups = proposed().map((group) => ({ ...group, place: group.photoIds.includes('d') ? '' : '东门社区' }))
    expect(groups.map((group) => sameOccasion(group, groups, PHOTOS)?.photoIds.join(''))).toEqual([
      undefined,
      'ab',
      undefined,
      undefined,
    ])
  })
})

describe('the moment of capture', () => {
  const photo = (taken: Record<string, string>) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background: '#c0392b' } })
      .withExif({
        IFD0: { Make: '某相机', DateTime: '2020:01:01 00:00:00' },
        IFD2: taken,
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '25/1 0/1 0/1' },
      })
      .jpeg()
      .toBuffer()
  const bytesOf = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer

  it('is what the camera wrote, on the wall clock of the place', async () => {
    expect(captureIn(bytesOf(await photo({ DateTimeOriginal: '2026:07:03 09:12:33' })))).toBe('2026-07-03T09:12:33')
    expect(captureIn(bytesOf(await photo({ DateTimeDigitized: '2026:07:03 09:12:33' })))).toBe('2026-07-03T09:12:33')
  })

  it('falls back on the time of the file where the camera wrote none, zeros, or a block that is cut', async () => {
    const file = (bytes: ArrayBuffer) =>
      new File([bytes], '照片.jpg', { lastModified: Date.parse('2026-07-03T18:30:00Z') })
    const whole = bytesOf(await photo({ DateTimeOriginal: '2026:07:03 09:12:33' }))
    const without = [
      bytesOf(await photo({})),
      bytesOf(await photo({ DateTimeOriginal: '0000:00:00 00:00:00' })),
      whole.slice(0, 80),
      new TextEncoder().encode('no picture').buffer as ArrayBuffer,
      new ArrayBuffer(0),
    ]
    for (const bytes of without)
      expect(await captureOf(file(bytes))).toEqual({ at: '2026-07-04T02:30:00', isFromCamera: false })
  })

  it('never fails on bytes that somebody made up', async () => {
    const whole = new Uint8Array(await photo({ DateTimeOriginal: '2026:07:03 09:12:33' }))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 30 }), (changes) => {
        const bytes = whole.slice()
        for (const [at, value] of changes) bytes[at] = value
        const found = captureIn(bytes.buffer as ArrayBuffer)
        expect(found === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(found)).toBe(true)
      }),
    )
  })
})

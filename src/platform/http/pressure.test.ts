import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextNumber, openPlaces } from './pressure.ts'

test('B08 a loop that is late takes in less, step by step, and never less than keeps it busy', () => {
  let number = 120
  const seen = [number]
  while (seen.length < 30) {
    number = nextNumber(number, 900, number, 120)
    seen.push(number)
  }
  expect(seen.slice(0, 4)).toEqual([120, 96, 76, 60])
  expect(number).toBe(16)
})

test('B08 it falls from what is at work, not from a number that nothing reaches', () => {
  expect(nextNumber(120, 900, 30, 120)).toBe(24)
})

test('B08 a free loop takes in more again, up to the setting; one that is a little late stays', () => {
  let number = 16
  for (let looks = 0; looks < 30; looks += 1) number = nextNumber(number, 0, number, 120)
  expect(number).toBe(120)
  expect(nextNumber(40, 100, 40, 120)).toBe(40)
})

test('B08 whatever the loop does, the number stays between its bounds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 10_000 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.nat(20_000)), { maxLength: 60 }),
      (most, looks) => {
        let number = most
        for (const [late, atWork] of looks) {
          number = nextNumber(number, late, Math.min(atWork, most), most)
          expect(number).toBeGreaterThanOrEqual(Math.min(16, most))
          expect(number).toBeLessThanOrEqual(most)
          expect(Number.isInteger(number)).toBe(true)
        }
      },
    ),
  )
})

test('B08 places are taken up to the number and come free', () => {
  const places = openPlaces(2)
  expect([places.take(), places.take(), places.take()]).toEqual([true, true, false])
  places.giveBack()
  expect(places.take()).toBe(true)
  places.stop()
})

test('B08 a loop late again and again has fewer places, late once it has them all', async () => {
  const places = openPlaces(40)
  const taken = () => {
    let count = 0
    while (places.take()) count += 1
    for (let free = 0; free < count; free += 1) places.giveBack()
    return count
  }
  const holdUp = async () => {
    const until = performance.now() + 400
    while (performance.now() < until);
    await new Promise((done) => setTimeout(done, 1))
  }
  await holdUp()
  expect(taken()).toBe(40)
  await holdUp()
  await holdUp()
  expect(taken()).toBe(16)
  places.stop()
})

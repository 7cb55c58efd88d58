import { expect, test } from 'vitest'
import { makeTurns } from './turns.ts'

test('who asks at the moment a turn is handed over waits behind who waited', async () => {
  const turns = makeTurns(1)
  const order: string[] = []
  const ask = (name: string) => turns.take().then(() => order.push(name))
  await ask('first')
  const second = ask('second')
  turns.give()
  const third = ask('third')
  await second
  expect(order).toEqual(['first', 'second'])
  turns.give()
  await third
  expect(order).toEqual(['first', 'second', 'third'])
  turns.give()
  await ask('fourth')
  expect(order).toHaveLength(4)
})

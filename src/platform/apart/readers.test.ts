import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { makeReaders } from './readers.ts'
import { watchingCode } from './watch.ts'

const MIB = 1024 * 1024
const made = (longestMs: number) =>
  makeReaders({
    program: join(import.meta.dirname, 'readers.fixture.ts'),
    longestMs,
    mostBytes: 400 * MIB,
    mostAtOnce: 1,
    idleMs: 60_000,
  })
const [patient, hasty] = [made(60_000), made(2_000)]
afterAll(() => {
  patient.close()
  hasty.close()
})

const fileOf = (bytes: Buffer) => ({
  size: bytes.length,
  read: async (at: number, length: number) => bytes.subarray(at, at + length),
})
const nothing = fileOf(Buffer.alloc(0))
const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
/** Waits for the end of a process; a test that waits for ever fails by its own limit. */
const gone = async (pid: number) => {
  while (isThere(pid)) await setTimeout(20)
}

test('a reader is given every byte, and does one file after the other', async () => {
  const large = fileOf(Buffer.alloc(3 * MIB + 7))
  const all = await Promise.all([large, nothing, large].map((file) => patient.read('count', file, { from: 5 })))
  expect(all).toEqual([3 * MIB + 12, 5, 3 * MIB + 12])
  const first = await patient.read('who', nothing, {})
  expect(await patient.read('who', nothing, {})).toBe(first)
})

test('V05 O02 what breaks its reader, or wants more memory than allowed, ends the reader alone; the next file is read', async () => {
  const pid = (await patient.read<number>('who', nothing, {})) as number
  expect(await patient.read('hungry', nothing, {})).toEqual({ unread: 'too-large' })
  await gone(pid)
  expect(await patient.read('faulty', nothing, {})).toEqual({ unread: 'broken' })
  expect(await patient.read('dies', nothing, {})).toEqual({ unread: 'broken' })
  expect(await patient.read('count', nothing, { from: 1 })).toBe(1)
})

test('V05 what is never read to its end is left after the time allowed', async () => {
  expect(await hasty.read('never', nothing, {})).toEqual({ unread: 'too-slow' })
})

test('a file that cannot be read itself is told as that', async () => {
  const damaged = {
    size: 10,
    read: async () => {
      throw new Error('damaged')
    },
  }
  await expect(patient.read('count', damaged, { from: 0 })).rejects.toThrow('damaged')
  expect(await patient.read('count', nothing, { from: 2 })).toBe(2)
})

test.skipIf(process.platform === 'win32')(
  'D05 a busy process ends when the one that started it is killed',
  async () => {
    const inner = `${watchingCode({ parent: 0, mostBytes: 500 * MIB }).replace('"parent":0', '"parent":PARENT')}for(;;);`
    const outer = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}.replace('PARENT', process.pid)])
    process.stdout.write(String(child.pid))
    setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['-e', outer], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [said] = await once(parent.stdout, 'data')
    const pid = Number(said)
    expect(isThere(pid)).toBe(true)
    parent.kill('SIGKILL')
    await gone(pid)
  },
)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openCaller, setFactor } from './program.ts'

/** The secret that the machine's own file holds for one of the three first administrators. */
export const secretOf = (folder: string, login: string): string =>
  new RegExp(`账号 ${login}，密码 (\\S+)`).exec(readFileSync(join(folder, '首次登录.txt'), 'utf8'))?.[1] ?? ''

/**
 * Lets the office of a city just set up come in, as people do: the security administrator takes his own account up and gives
 * the office's its 启用码; with the password alone nobody is in. Answers the office's caller, signed in.
 */
export const letOfficeIn = async (
  { address, folder }: { address: string; folder: string },
  { login, password, next }: { login: string; password: string; next: string },
) => {
  const secadmin = openCaller(address)
  const first = secretOf(folder, 'secadmin')
  expect((await secadmin('POST', '/session', { login: 'secadmin', password: first })).status).toBe(200)
  expect((await secadmin('POST', '/session/password', { current: first, next })).status).toBe(200)
  await setFactor(secadmin)
  const waiting = (await secadmin('GET', '/people?waits=true')).body.rows as { id: number; login: string }[]
  expect(waiting.map((person) => person.login)).toEqual([login])
  const given = await secadmin('POST', `/people/${waiting[0]?.id}/activation`, {})
  expect(given.status, JSON.stringify(given.body)).toBe(200)
  const office = openCaller(address)
  const half = await office('POST', '/session', { login, password })
  expect(half).toMatchObject({ status: 200, body: { person: null, awaits: 'activation' } })
  expect(await office('GET', '/units')).toMatchObject({ status: 401 })
  const opened = await office('POST', '/session/activation', { code: given.body.code })
  expect(opened, JSON.stringify(opened.body)).toMatchObject({ status: 200, body: { awaits: null } })
  return { office, opened }
}

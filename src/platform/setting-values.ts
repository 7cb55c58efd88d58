import { accessSync, constants, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'

/** How the texts of settings are read: each answers the value, or WRONG. */

export const WRONG = Symbol('wrong value')

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : WRONG
}

export const yesOrNo = (text: string) => (text === '1' ? true : text === '0' ? false : WRONG)

export const readableFile = (text: string, base: string) => {
  if (text === '') return undefined
  const path = resolve(base, text)
  try {
    accessSync(path, constants.R_OK)
    return path
  } catch {
    return WRONG
  }
}

export const runnableFile = (text: string, base: string) => {
  const path = readableFile(text, base)
  if (typeof path !== 'string') return path
  try {
    accessSync(path, constants.X_OK)
    return path
  } catch {
    return WRONG
  }
}

/** Whether nobody outside this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

export function databaseUrl(text: string): string | undefined | typeof WRONG {
  return text === '' ? undefined : isDatabaseUrl(text) ? text : WRONG
}

export function maskDatabaseUrl(text: string): string {
  return text.replace(/:\/\/[^/]*@/, '://***@').replace(/(password=)[^&\s]*/gi, '$1***')
}

export function pathOrNone(text: string, base: string): string | undefined | typeof WRONG {
  return text === '' ? undefined : text.includes('\0') ? WRONG : resolve(base, text)
}

export function bucketUrl(text: string): string | typeof WRONG {
  if (!URL.canParse(text)) return WRONG
  const { protocol, pathname, search, hash, username } = new URL(text)
  const isBucket = /^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/?$/.test(pathname) && `${search}${hash}${username}` === ''
  return isBucket && ['http:', 'https:'].includes(protocol) ? text.replace(/\/$/, '') : WRONG
}

export function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return ['postgres:', 'postgresql:'].includes(url.protocol) && url.hostname !== '' && url.pathname.length > 1
}

export function origin(text: string): string | typeof WRONG {
  if (!URL.canParse(text)) return WRONG
  const url = new URL(text)
  const isOrigin = ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
  return isOrigin ? url.origin : WRONG
}

/** Plain http only where nobody outside this machine can listen. */
export function issuerUrl(text: string): string | typeof WRONG {
  if (!URL.canParse(text)) return WRONG
  const { protocol, hostname, search, hash, username } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return isSafe && `${search}${hash}${username}` === '' ? text : WRONG
}

export function secretOrFile(text: string, base: string): string | undefined | typeof WRONG {
  if (!/^\.{0,2}\//.test(text)) return text === '' ? undefined : text
  try {
    return readFileSync(resolve(base, text), 'utf8').trim() || WRONG
  } catch {
    return WRONG
  }
}

/** One proxy is a number of hops: of the addresses that a sender claims, only the one that this proxy added is believed. */
export function proxies(text: string): false | 1 | string[] | typeof WRONG {
  if (text === '0') return false
  if (text === '1') return 1
  const addresses = text.split(',').map((part) => part.trim())
  return addresses.every(isAddressOrRange) ? addresses : WRONG
}

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

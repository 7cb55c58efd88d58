import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../platform/config.ts'
import { newSecret } from '../platform/http/app.ts'

/** As many characters as the session cookies' signature asks for. */
const SHORTEST = 32

/**
 * The secret that signs session cookies: drawn once, kept owner-readable in the file named by SESSION_SECRET or beside the data.
 * @throws ConfigError for a file that others read too, that is too short, or that cannot be made
 */
export const readSessionSecret = (
  { sessionSecret: named, dataDir }: Pick<Config, 'sessionSecret' | 'dataDir'>,
  say: (text: string) => void,
): string => {
  const path = named ?? join(dataDir, 'session-secret')
  try {
    const secret = readFileSync(path, 'utf8').trim()
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new ConfigError(
        'SESSION_SECRET',
        `会话密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再启动。`,
      )
    if (secret.length < SHORTEST)
      throw new ConfigError(
        'SESSION_SECRET',
        `会话密钥文件 ${path} 不足 ${SHORTEST} 个字符，删去后重新启动会新建一份。`,
      )
    return secret
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code !== 'ENOENT')
      throw new ConfigError('SESSION_SECRET', `会话密钥文件 ${path} 读不了（${code}），核对 SESSION_SECRET。`)
  }
  const secret = newSecret()
  try {
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(
      'SESSION_SECRET',
      `会话密钥文件 ${path} 建不了（${code}），目录要先建好并可写，核对 SESSION_SECRET。`,
    )
  }
  if (named !== undefined) say(`没有会话密钥文件 ${path}，已新建一份；几个进程要用同一份。`)
  return secret
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { keyIdOf } from './chain.mjs'

/** A key file of the seals that cannot be used: `message` is one Chinese sentence that names it and says what to do. */
export class AuditKeyError extends Error {
  override readonly name = 'AuditKeyError'
}

/** The pair that signs seals and anchors (Ed25519). The public half is what an auditor keeps. */
export type AuditKey = { id: string; privateKey: KeyObject; publicPem: string }

const keyOf = (privateKey: KeyObject): AuditKey => {
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return { id: keyIdOf(publicPem), privateKey, publicPem }
}

/** A new pair at random, for a first start or a test. */
export const newAuditKey = (): AuditKey => keyOf(generateKeyPairSync('ed25519').privateKey)

/** Where the public half lies: beside the private one, for the auditor to take away. */
export const publicKeyPath = (path: string): string => `${path.replace(/\.pem$/, '')}-public.pem`

/**
 * Reads the key that signs the seals from a file that only its owner may read, and lays the public half beside it. Where
 * there is none it is made, unless seals are there already: nobody could tell theirs from forged ones.
 * @throws AuditKeyError
 */
export const readAuditKey = (path: string, { hasSeals }: { hasSeals: boolean }): AuditKey => {
  if (!existsSync(path)) {
    if (hasSeals) {
      throw new AuditKeyError(
        `留痕封存的密钥文件 ${path} 不见了，新的封存会和旧的对不上。把备份的密钥文件放回原处，或用 AUDIT_KEY 指明它在哪里，再启动。`,
      )
    }
    const pem = newAuditKey().privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path, pem, { mode: 0o600, flag: 'wx' })
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new AuditKeyError(`密钥文件 ${path} 别人也读得到，改为只有本人可读（chmod 600）再启动。`)
  }
  try {
    const key = keyOf(createPrivateKey(readFileSync(path)))
    if (key.privateKey.asymmetricKeyType !== 'ed25519') throw new Error('another kind of key')
    if (!existsSync(publicKeyPath(path))) writeFileSync(publicKeyPath(path), key.publicPem, { mode: 0o644 })
    return key
  } catch {
    throw new AuditKeyError(`密钥文件 ${path} 的内容不完整，换成备份的密钥文件再启动。`)
  }
}

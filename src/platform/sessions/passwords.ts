import { hash, verify } from '@node-rs/argon2'

// argon2id (the library's default), parameters as OWASP's password storage cheat sheet gives them.
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hash of a password, PHC string with its own salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, options)

let decoy: Promise<string> | undefined

/** Whether the password fits; takes the same time for a person who does not exist (`stored` null). */
export const passwordFits = async (stored: string | null, password: string): Promise<boolean> => {
  decoy ??= hashPassword('decoy for people who do not exist')
  const fits = await verify(stored ?? (await decoy), password)
  return fits && stored !== null
}

import { hash, verify } from '@node-rs/argon2'

/** Cost of a hash: memory in KiB, passes, lanes. */
export type PasswordCost = { memoryCost: number; timeCost: number; parallelism: number }

/** The least that OWASP's password storage cheat sheet gives for argon2id (the library's default kind). */
export const LEAST_COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

let cost: PasswordCost = LEAST_COST

/** Sets the memory that a new hash takes, in MiB; below the floor the floor stands. Called once at start. */
export const setPasswordMemory = (mebibytes: number): void => {
  cost = { ...LEAST_COST, memoryCost: Math.max(LEAST_COST.memoryCost, mebibytes * 1024) }
  decoy = undefined
}

/** Hash of a password, PHC string with its own salt and parameters. The whole password counts, none of it is cut off. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let decoy: Promise<string> | undefined

/** Whether the password fits; takes the same time for a person who does not exist (`stored` null). */
export const passwordFits = async (stored: string | null, password: string): Promise<boolean> => {
  decoy ??= hashPassword('decoy for people who do not exist')
  const fits = await verify(stored ?? (await decoy), password)
  return fits && stored !== null
}

/** Whether a stored hash is weaker than the cost of today, so that it is made anew when its password is at hand. */
export const isWeakerHash = (stored: string): boolean => {
  const [, memory, passes] = /^\$argon2id\$v=\d+\$m=(\d+),t=(\d+),p=\d+\$/.exec(stored) ?? []
  return !(Number(memory) >= cost.memoryCost && Number(passes) >= cost.timeCost)
}

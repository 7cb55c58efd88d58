import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { passwordFits } from '../../../platform/sessions/passwords.ts'
import { contextOfPerson } from './context-words.ts'
import { accessProblems } from './contract.ts'
import { passwordFault } from './rules.ts'
import * as store from './store.ts'

let common: Promise<ReadonlySet<string>> | undefined

/** 49,233 passwords that leaked lists hold most often (@zxcvbn-ts/language-common, MIT), read when first needed. */
const commonPasswords = (): Promise<ReadonlySet<string>> => {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return common
}

/**
 * Refuses a new password that the rules in force do not take. `personId` null: the account is being made.
 * @throws Problem weak-password at `pointer`
 */
export const checkNewPassword = async (
  tx: Tx,
  password: string,
  { personId, login, name }: { personId: number | null; login: string; name: string },
  pointer: string,
): Promise<void> => {
  const rules = await store.readRules(tx)
  const list = await commonPasswords()
  const about = contextOfPerson({ login, name, places: await store.listCityNames(tx, personId) })
  const refuse = (detail: string) => {
    throw new Problem(accessProblems['weak-password'], { detail, errors: [{ pointer, detail }] })
  }
  const fault = passwordFault(password, rules, about, (text) => list.has(text))
  if (fault) refuse(fault)
  if (personId === null || rules.profile !== 'composition') return
  for (const hash of await store.listFormerPasswords(tx, personId, rules.history))
    if (await passwordFits(hash, password)) refuse(`新密码与前 ${rules.history} 次用过的相同，换一个没用过的。`)
}

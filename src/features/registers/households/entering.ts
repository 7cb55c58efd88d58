import type { AuditEntry } from '../../../platform/audit/audit.ts'
import { personal, type Subject } from '../../../platform/audit/personal.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { requireImpact, type SensitiveFunction } from '../../org/index.ts'
import {
  openCertificate,
  openOfPerson,
  type ReadClosed,
  readable,
  readClosed,
  readNumber,
  sealCertificate,
  sealPerson,
} from './closed.ts'
import { householdProblems, type PersonFields } from './contract.ts'
import { staleHousehold } from './reading.ts'
import { isMinor, judgeGuardian, judgePerson, withResident } from './rules.ts'
import * as store from './store.ts'
import {
  CARE_WORDS,
  CATEGORY_WORDS,
  CERTIFICATE_WORDS,
  type CertificateKind,
  DISCHARGE_WORDS,
  GENDER_WORDS,
  GRADE_WORDS,
  GUARDIAN_BASIS_WORDS,
  GUARDIAN_WORDS,
  KIN_WORDS,
  RELATION_WORDS,
} from './words.ts'
import * as writes from './writes.ts'

/** What was entered about a person, read and judged; closed values in the form in which they are kept. */
export type Entry = {
  fields: Omit<PersonFields, 'resident' | 'phone' | 'bank' | 'certificates'>
  closed: ReadClosed
  certificates: { kind: CertificateKind; number: string | null | undefined }[]
  /** Where the fields stand in what was sent: '' or '/head'. */
  at: string
}

/** @throws Problem secrecy, resident-wrong, phone-wrong, bank-wrong, certificate-wrong, person-wrong */
export const readEntry = (ctx: Context, sent: PersonFields, at: string): Entry => {
  const { resident, phone, bank, certificates, ...rest } = sent
  refuseSecrets({ [`${at}/name`]: rest.name })
  const closed = readClosed({ resident, phone, bank }, at)
  const born = withResident(rest, closed.resident ?? null)
  const faults = [...judgePerson(rest, closed.resident ?? null, ctx.today), ...judgeGuardian(rest, born, ctx.today)]
  if (faults.length > 0)
    throw new Problem(householdProblems['person-wrong'], {
      errors: faults.map(({ field, words }) => ({ pointer: `${at}/${field}`, detail: words })),
    })
  return {
    fields: born,
    closed,
    certificates: certificates.map(({ kind, number }, place) => ({
      kind,
      number: readNumber(number, `${at}/certificates/${place}/number`),
    })),
    at,
  }
}

const columnsOf = ({ fields }: Entry): Omit<writes.PersonColumns, keyof writes.ClosedColumns> => ({
  name: fields.name,
  relation: fields.relation,
  gender: fields.gender,
  birth_year: fields.birthYear,
  birth_month: fields.birthMonth,
  categories: [...new Set(fields.categories)],
  kin: fields.kin,
  joined_year: fields.joinedYear,
  left_year: fields.leftYear,
  discharge: fields.discharge,
  care: fields.care,
  benefit_code: fields.benefitCode,
  informed_on: fields.informedOn,
  guardian_basis: fields.guardianBasis,
  guardian: fields.guardian,
  guardian_on: fields.guardianOn,
})

type Told = Entry['fields'] & {
  resident?: string | null
  phone?: string | null
  bank?: string | null
  numbers?: readonly { kind: CertificateKind; number: string | null }[]
}

/** Values of a person as an audit row takes them: each in words, under the person's own key. */
const toldOf = (id: number, told: Told) => {
  const subject: Subject = `household_persons:${id}`
  const own = (value: string | number | null | undefined) => personal(subject, value == null ? null : String(value))
  const said = (key: 'resident' | 'phone' | 'bank') => (told[key] === undefined ? {} : { [key]: own(told[key]) })
  return {
    name: own(told.name),
    relation: own(RELATION_WORDS[told.relation]),
    gender: own(told.gender && GENDER_WORDS[told.gender]),
    birth: own(told.birthYear && [told.birthYear, told.birthMonth].filter(Boolean).join('-')),
    categories: own(told.categories.map((one) => CATEGORY_WORDS[one]).join('、')),
    kin: own(told.kin && KIN_WORDS[told.kin]),
    joinedYear: own(told.joinedYear),
    leftYear: own(told.leftYear),
    discharge: own(told.discharge && DISCHARGE_WORDS[told.discharge]),
    care: own(told.care && CARE_WORDS[told.care]),
    benefitCode: own(told.benefitCode),
    informedOn: own(told.informedOn),
    guardianBasis: own(told.guardianBasis && GUARDIAN_BASIS_WORDS[told.guardianBasis]),
    guardian: own(told.guardian && GUARDIAN_WORDS[told.guardian]),
    guardianOn: own(told.guardianOn),
    honours: own(
      told.honours.map(({ grade, year, conferredOn }) => `${GRADE_WORDS[grade]} ${conferredOn ?? year}`).join('、'),
    ),
    certificates: own(
      (told.numbers ?? []).map(({ kind, number }) => `${CERTIFICATE_WORDS[kind]} ${number ?? ''}`.trim()).join('、'),
    ),
    ...said('resident'),
    ...said('phone'),
    ...said('bank'),
  }
}

export type PersonAudit = Omit<AuditEntry, 'action' | 'before' | 'after'> & {
  before?: Record<string, unknown>
  after: Record<string, unknown>
}

/** Sets certificates as entered: one of each kind; a number that was left out stays. Returns them as they stand then. */
const putCertificates = async (
  ctx: Context,
  tx: Tx,
  personId: number,
  held: readonly store.StoredCertificate[],
  entered: Entry['certificates'],
): Promise<{ kind: CertificateKind; number: string | null }[]> => {
  const gone = held.filter(({ kind }) => !entered.some((one) => one.kind === kind))
  await writes.deleteCertificates(
    tx,
    gone.map(({ id }) => id),
  )
  const standing: { kind: CertificateKind; number: string | null }[] = []
  for (const { kind, number } of entered) {
    const before = held.find((one) => one.kind === kind)
    if (before) {
      if (number !== undefined)
        await writes.saveCertificate(tx, before.id, sealCertificate(ctx.closed, before.id, number))
      standing.push({
        kind,
        number: number === undefined ? readable(() => openCertificate(ctx.closed, before)) : number,
      })
    } else {
      const [id] = (await writes.drawIds(tx, 'person_certificates')) as [number]
      const row = { id, personId, cityId: ctx.acting.cityId, kind }
      await writes.insertCertificate(tx, row, sealCertificate(ctx.closed, id, number ?? null))
      standing.push({ kind, number: number ?? null })
    }
  }
  return standing
}

/** What of an entry waits for a recorded assessment (P07). */
const sensitiveOf = (ctx: Context, { closed, certificates, fields }: Entry): SensitiveFunction[] => {
  const isClosed = [closed.resident, closed.phone, closed.bank, ...certificates.map(({ number }) => number)].some(
    Boolean,
  )
  return [
    ...(isClosed ? (['closed-persons'] as const) : []),
    ...(isMinor(fields.birthYear, fields.birthMonth, ctx.today) ? (['minors'] as const) : []),
  ]
}

/**
 * Refuses a number that a present person of the place bears already, or one who is registered as dead. Whoever registers the same number at the same moment waits
 * until this change is done, and then finds it; while an import is taken in nobody can tell, and is told so.
 * @throws Problem already-registered, registered-dead, import-running
 */
export const refuseTwice = async (
  ctx: Context,
  tx: Tx,
  {
    number,
    pointer,
    besides,
    mayBeDead = false,
  }: { number: string; pointer: string; besides: number; mayBeDead?: boolean },
): Promise<void> => {
  const digests = ctx.closed.digests('resident', number)
  if (!(await store.holdNumber(tx, ctx.acting.cityId, digests))) throw new Problem(householdProblems['import-running'])
  const refuse = (type: (typeof householdProblems)['already-registered'], detail: string = type.detail) => {
    throw new Problem(type, { detail, errors: [{ pointer, detail }] })
  }
  if ((await store.findPresentByResident(tx, digests, besides)) !== undefined)
    refuse(householdProblems['already-registered'])
  const diedOn = mayBeDead ? undefined : await store.findDeathByResident(tx, digests, besides)
  if (diedOn !== undefined) {
    const type = householdProblems['registered-dead']
    refuse(type, type.detail.replace('去世', ` ${diedOn} 去世`))
  }
}

/**
 * Writes a person of a household, a new one or in place of what stood; answers the audit of it.
 * @throws Problem impact-missing, already-registered, import-running, out-of-date
 */
export const putPerson = async (
  ctx: Context,
  tx: Tx,
  home: { householdId: number; regionPath: string },
  entry: Entry,
  existing?: { before: store.StoredPerson; version: number },
): Promise<PersonAudit> => {
  const cityId = ctx.acting.cityId
  const id = existing?.before.id ?? ((await writes.drawIds(tx, 'household_persons'))[0] as number)
  await requireImpact(ctx, tx, ...sensitiveOf(ctx, entry))
  const { resident: given } = entry.closed
  if (given) await refuseTwice(ctx, tx, { number: given.number, pointer: `${entry.at}/resident`, besides: id })
  const closed = sealPerson(ctx.closed, id, entry.closed)
  if (existing) {
    const isSaved = await writes.savePerson(tx, id, existing.version, { ...columnsOf(entry), ...closed })
    if (!isSaved) throw await staleHousehold(ctx, tx, { record: 'household_persons', id }, home.householdId)
  } else {
    await writes.insertPerson(tx, { ...home, id, cityId, at: ctx.now }, { ...columnsOf(entry), ...closed })
  }
  const held = existing ? await store.listCertificates(tx, [id]) : []
  const was = existing && {
    honours: await store.listHonours(tx, [id]),
    numbers: held.map((one) => ({ kind: one.kind, number: readable(() => openCertificate(ctx.closed, one)) })),
  }
  await writes.replaceHonours(tx, { id, cityId }, entry.fields.honours)
  const numbers = await putCertificates(ctx, tx, id, held, entry.certificates)
  const { resident, phone, bank } = entry.closed
  const told: Told = { ...entry.fields, numbers }
  const former = existing?.before
  const toldBefore = (person: store.StoredPerson, beside: Pick<Told, 'honours' | 'numbers'>): Told => {
    const { resident: _resident, phone: _phone, bank: _bank, ...open } = person
    const heldOf = (what: 'resident' | 'phone' | 'bank') =>
      entry.closed[what] === undefined ? {} : { [what]: readable(() => openOfPerson(ctx.closed, person, what)) }
    return { ...open, ...beside, ...heldOf('resident'), ...heldOf('phone'), ...heldOf('bank') }
  }
  return {
    record: 'household_persons',
    recordId: id,
    ...(former && was ? { before: toldOf(id, toldBefore(former, was)) } : {}),
    after: {
      householdId: home.householdId,
      ...toldOf(id, {
        ...told,
        ...(resident === undefined ? {} : { resident: resident?.number ?? null }),
        ...(phone === undefined ? {} : { phone }),
        ...(bank === undefined ? {} : { bank }),
      }),
    },
  }
}

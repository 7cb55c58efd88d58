import { ClosedError, maskPhone } from '../../../platform/closed/index.ts'
import type { Context } from '../../../platform/context.ts'
import { maskNumber } from '../../../platform/masks.ts'
import { Problem, type ProblemType } from '../../../platform/problem.ts'
import { type ResidentId, readResidentId } from '../../../platform/secrecy/resident-id.ts'
import { householdProblems, type PersonFields } from './contract.ts'
import { MASKED_ADDRESS, readBank, readCertificateNumber, readPhone } from './rules.ts'
import type { SealedValue, StoredCertificate, StoredHousehold, StoredPerson } from './store.ts'
import type { AddressColumns, CertificateColumns, ClosedColumns } from './writes.ts'

type Closed = Context['closed']
type Place = { table: string; column: string; row: number }

const open = (closed: Closed, value: SealedValue, place: Place): string | null =>
  value === null ? null : closed.open({ keyId: value.keyId, bytes: value.sealed }, place)

const placeOf = (column: 'resident' | 'phone' | 'bank', row: number): Place => ({
  table: 'household_persons',
  column,
  row,
})

/** A closed value of a person in clear; null where none is kept. Callers leave an audit row. @throws ClosedError */
export const openOfPerson = (
  closed: Closed,
  person: Pick<StoredPerson, 'id' | 'resident' | 'phone' | 'bank'>,
  what: 'resident' | 'phone' | 'bank',
): string | null => open(closed, person[what], placeOf(what, person.id))

/** @throws ClosedError */
export const openAddress = (closed: Closed, household: Pick<StoredHousehold, 'id' | 'address'>): string | null =>
  open(closed, household.address, { table: 'households', column: 'address', row: household.id })

/** @throws ClosedError */
export const openCertificate = (closed: Closed, certificate: Pick<StoredCertificate, 'id' | 'number'>): string | null =>
  open(closed, certificate.number, { table: 'person_certificates', column: 'number', row: certificate.id })

export const maskBank = (value: string): string => `****${value.slice(-4)}`

/** As `read` says it, masked; a value that does not open is told so, never left blank. */
const masked = (read: () => string | null, mask: (value: string) => string): string | null => {
  try {
    const value = read()
    return value === null ? null : mask(value)
  } catch (error) {
    if (error instanceof ClosedError) return '打不开'
    throw error
  }
}

export const maskedOfPerson = (closed: Closed, person: StoredPerson) => ({
  resident: masked(() => openOfPerson(closed, person, 'resident'), maskNumber),
  phone: masked(() => openOfPerson(closed, person, 'phone'), maskPhone),
  bank: masked(() => openOfPerson(closed, person, 'bank'), maskBank),
})
export const maskedCertificate = (closed: Closed, certificate: StoredCertificate): string | null =>
  masked(() => openCertificate(closed, certificate), maskNumber)
export const maskedAddress = (household: StoredHousehold): string | null =>
  household.address === null ? null : MASKED_ADDRESS

/** A value for the audit: as it was, or null where it does not open any more. */
export const readable = (read: () => string | null): string | null => {
  try {
    return read()
  } catch (error) {
    if (error instanceof ClosedError) return null
    throw error
  }
}

const wrong = (type: ProblemType, pointer: string): Problem =>
  new Problem(type, { errors: [{ pointer, detail: type.detail }] })

/** A blank is nothing. */
const written = (value: string | null | undefined): string | null | undefined => (value === '' ? null : value)

/** The closed values of a person as they are kept: undefined stays, null is taken out. */
export type ReadClosed = {
  resident: ResidentId | null | undefined
  phone: string | null | undefined
  bank: string | null | undefined
}

/** @throws Problem resident-wrong, phone-wrong, bank-wrong at their fields below `at` */
export const readClosed = (fields: Pick<PersonFields, 'resident' | 'phone' | 'bank'>, at = ''): ReadClosed => {
  const read = <Value>(
    key: 'resident' | 'phone' | 'bank',
    reader: (text: string) => Value | null,
    type: ProblemType,
  ): Value | null | undefined => {
    const value = written(fields[key])
    if (value === undefined || value === null) return value
    const found = reader(value)
    if (found === null) throw wrong(type, `${at}/${key}`)
    return found
  }
  return {
    resident: read('resident', readResidentId, householdProblems['resident-wrong']),
    phone: read('phone', readPhone, householdProblems['phone-wrong']),
    bank: read('bank', readBank, householdProblems['bank-wrong']),
  }
}

/** @throws Problem certificate-wrong */
export const readNumber = (value: string | null | undefined, pointer: string): string | null | undefined => {
  const text = written(value)
  if (text === undefined || text === null) return text
  const number = readCertificateNumber(text)
  if (number === null) throw wrong(householdProblems['certificate-wrong'], pointer)
  return number
}

/** Closed values as columns of the row with this id; what stays is left out. */
export const sealPerson = (closed: Closed, row: number, { resident, phone, bank }: ReadClosed): ClosedColumns => {
  const sealed = (column: 'resident' | 'phone' | 'bank', value: string) => {
    const { keyId, bytes } = closed.seal(value, placeOf(column, row))
    return { keyId, bytes }
  }
  const columns: ClosedColumns = {}
  if (resident !== undefined) {
    const made = resident && sealed('resident', resident.number)
    columns.resident_sealed = made?.bytes ?? null
    columns.resident_key = made?.keyId ?? null
    columns.resident_digest = resident && closed.digest('resident', resident.number)
  }
  if (phone !== undefined) {
    const made = phone === null ? null : sealed('phone', phone)
    columns.phone_sealed = made?.bytes ?? null
    columns.phone_key = made?.keyId ?? null
    columns.phone_digest = phone === null ? null : closed.digest('phone', phone)
  }
  if (bank !== undefined) {
    const made = bank === null ? null : sealed('bank', bank)
    columns.bank_sealed = made?.bytes ?? null
    columns.bank_key = made?.keyId ?? null
  }
  return columns
}

export const sealAddress = (closed: Closed, row: number, address: string | null): AddressColumns => {
  if (address === null || address === '') return { address_sealed: null, address_key: null }
  const { keyId, bytes } = closed.seal(address, { table: 'households', column: 'address', row })
  return { address_sealed: bytes, address_key: keyId }
}

export const sealCertificate = (closed: Closed, row: number, number: string | null): CertificateColumns => {
  if (number === null) return { number_sealed: null, number_key: null, number_digest: null }
  const { keyId, bytes } = closed.seal(number, { table: 'person_certificates', column: 'number', row })
  return { number_sealed: bytes, number_key: keyId, number_digest: closed.digest('certificate', number) }
}

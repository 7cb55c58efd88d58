import { personal } from '../../../platform/audit/personal.ts'
import { ClosedError } from '../../../platform/closed/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem, type ProblemType, problems } from '../../../platform/problem.ts'
import { refuseSecrets, refuseSecretsInClosed } from '../../../platform/secrecy/guard.ts'
import { readResidentId } from '../../../platform/secrecy/resident-id.ts'
import { found, refuseFuture, requireImpact, type SensitiveFunction } from '../../org/index.ts'
import { oneAtATime } from '../places.ts'
import { settle } from '../settle.ts'
import { openAddress, openCertificate, openOfPerson, readable, sealAddress } from './closed.ts'
import {
  type AddHousehold,
  type AddPerson,
  type EndHousehold,
  type EndPerson,
  type FindByNumber,
  type Household,
  type HouseholdQuery,
  type HouseholdRow,
  householdProblems,
  type NameHead,
  type Resume,
  type RevealClosed,
  type SaveHousehold,
  type SavePerson,
} from './contract.ts'
import { type Entry, type PersonAudit, putPerson, readEntry, refuseTwice } from './entering.ts'
import { detailOf, isMasked, staleHousehold, toRow } from './reading.ts'
import { isBeforeBirth, isMinor, mayChange, mayResume, readCertificateNumber, readPhone } from './rules.ts'
import * as store from './store.ts'
import { RELATION_WORDS } from './words.ts'
import * as writes from './writes.ts'

const refuse = (slug: keyof typeof householdProblems): Problem => new Problem(householdProblems[slug])
const at = (type: ProblemType, pointer: string): Problem =>
  new Problem(type, { errors: [{ pointer, detail: type.detail }] })

/** A page of households of a place and below. @throws Problem not-found; not-yours to whom a name would be confirmed */
export const listHouseholds = (ctx: Context, query: HouseholdQuery) =>
  ctx.read(async (tx) => {
    if (query.q !== undefined && isMasked(ctx)) throw new Problem(problems['not-yours'])
    const path = query.regionId === undefined ? ctx.acting.regionPath : await pathWithin(ctx, tx, query.regionId)
    const page = await store.listHouseholds(tx, path, query)
    return { ...page, rows: page.rows.map((row) => toRow(ctx, row)) }
  })

/** The path of a place inside the acting post's own. @throws Problem not-found */
export const pathWithin = async (ctx: Context, tx: Tx, regionId: number): Promise<string> => {
  const { path } = found(await store.findPlace(tx, regionId))
  // A place that lies above the own one narrows nothing.
  if (ctx.acting.regionPath.startsWith(path)) return ctx.acting.regionPath
  return path
}

export const getHousehold = (ctx: Context, { id }: { id: number }): Promise<Household> =>
  ctx.read((tx) => detailOf(ctx, tx, id))

/** Where a household may be registered by the acting post. @throws Problem out-of-register, place-too-high at /regionId */
const keptPlace = async (ctx: Context, tx: Tx, regionId: number) => {
  const place = found(await store.findPlace(tx, regionId))
  if (place.toOn !== null || place.level < 4) throw at(householdProblems['place-too-high'], '/regionId')
  if (!place.path.startsWith(ctx.acting.regionPath)) throw at(householdProblems['out-of-register'], '/regionId')
  return place
}

/** A household to be changed, locked; outside the own place there is none. */
const keptHousehold = async (tx: Tx, id: number): Promise<store.StoredHousehold> =>
  found(await store.findHousehold(tx, id, { lock: true }))

const subjectOf = (id: number) => `households:${id}` as const

/** The audit of a household: its home stands under a key of its own, the head's name under his, so that it goes with him alone. */
const householdAudit = (id: number, { address, regionId }: { address?: string | null; regionId?: number }) => ({
  ...(regionId === undefined ? {} : { regionId }),
  ...(address === undefined ? {} : { address: personal(subjectOf(id), address) }),
})

/**
 * Somebody of the same name and birth in the village is told before a second registration, with the head of that family; whoever looked
 * into it says that it is another person. @throws Problem alike-registered
 */
const refuseAlike = async (tx: Tx, path: string, { fields, closed }: Entry): Promise<void> => {
  const hasNumber = closed.resident != null
  await oneAtATime(tx, 'households', `${path} ${fields.name}`)
  const alike = await store.findAlike(tx, path, { ...fields, hasNumber })
  if (alike.length === 0) return
  const type = householdProblems['alike-registered']
  throw new Problem(type, { errors: [{ pointer: '/isAnother', detail: type.detail }], extra: { alike } })
}

/** Registers a household with its head. @throws Problem of the fields, already-registered, alike-registered, secrecy */
export const addHousehold = (
  ctx: Context,
  { regionId, address, head, isAnother }: AddHousehold,
): Promise<Household> => {
  const entry = readEntry(ctx, { ...head, relation: 'head' }, '/head')
  refuseSecretsInClosed({ '/address': address ?? null })
  return ctx.change('household.add', async (tx) => {
    const place = await keptPlace(ctx, tx, regionId)
    if (address) await requireImpact(ctx, tx, 'closed-persons')
    if (!isAnother) await refuseAlike(tx, place.path, entry)
    const [id] = (await writes.drawIds(tx, 'households')) as [number]
    const row = { id, cityId: ctx.acting.cityId, regionId, regionPath: place.path, headName: head.name, at: ctx.now }
    await writes.insertHousehold(tx, row, sealAddress(ctx.closed, id, address ?? null))
    const person = await putPerson(ctx, tx, { householdId: id, regionPath: place.path }, entry)
    await settle(ctx, tx, [id])
    return {
      record: 'households',
      recordId: id,
      after: {
        ...householdAudit(id, { regionId, address: address ?? null }),
        headName: personal(`household_persons:${Number(person.recordId)}`, head.name),
      },
      more: [{ action: 'household.add-person', ...person }],
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** Moves a household inside the register or corrects its address. @throws Problem out-of-register, not-present, out-of-date, secrecy */
export const saveHousehold = (
  ctx: Context,
  { id, version, regionId, address, reason }: SaveHousehold,
): Promise<Household> => {
  refuseSecretsInClosed({ '/address': address ?? null })
  refuseSecrets({ '/reason': reason })
  return ctx.change('household.save', async (tx) => {
    const before = await keptHousehold(tx, id)
    if (!mayChange(before.state)) throw refuse('not-present')
    const place = regionId === before.regionId ? null : await keptPlace(ctx, tx, regionId)
    if (address) await requireImpact(ctx, tx, 'closed-persons')
    const was = address === undefined ? undefined : readable(() => openAddress(ctx.closed, before))
    const isSaved = await writes.saveHousehold(tx, id, version, {
      ...(place === null ? {} : { region_id: place.id, region_path: place.path }),
      ...(address === undefined ? {} : sealAddress(ctx.closed, id, address)),
    })
    if (!isSaved) throw await staleHousehold(ctx, tx, { record: 'households', id }, id)
    return {
      record: 'households',
      recordId: id,
      before: householdAudit(id, { regionId: before.regionId, ...(was === undefined ? {} : { address: was }) }),
      after: { ...householdAudit(id, { regionId, ...(address === undefined ? {} : { address }) }), reason },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** A household moves away or ends; it stays to be read, with its persons as they were. @throws Problem not-present, out-of-date */
export const endHousehold = (ctx: Context, { id, version, state, on, reason }: EndHousehold): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  refuseFuture(on, ctx.today, '/on')
  return ctx.change('household.end', async (tx) => {
    const before = await keptHousehold(tx, id)
    if (!mayChange(before.state)) throw refuse('not-present')
    if (!(await writes.saveHousehold(tx, id, version, { state, ended_on: on })))
      throw await staleHousehold(ctx, tx, { record: 'households', id }, id)
    await settle(ctx, tx, [id])
    return {
      record: 'households',
      recordId: id,
      before: { state: before.state },
      after: { state, endedOn: on, reason },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** A household has one head among those present. @throws Problem head-stands */
const refuseSecondHead = async (tx: Tx, householdId: number, besides: number): Promise<void> => {
  const heads = (await store.listPersons(tx, householdId)).filter((one) => one.state === 'present')
  if (heads.some(({ id, relation }) => id !== besides && relation === 'head'))
    throw at(householdProblems['head-stands'], '/relation')
}

/** 定新户主 after the head died or moved away. @throws Problem head-stands, not-present, not-found, out-of-date, secrecy */
export const nameHead = (ctx: Context, { id, version, personId, reason }: NameHead): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('household.name-head', async (tx) => {
    const household = await keptHousehold(tx, id)
    const person = await keptPerson(tx, personId)
    if (person.householdId !== id) throw new Problem(problems['not-found'])
    if (!mayChange(household.state) || !mayChange(person.state)) throw refuse('not-present')
    await refuseSecondHead(tx, id, 0)
    if (!(await writes.saveHousehold(tx, id, version, {})))
      throw await staleHousehold(ctx, tx, { record: 'households', id }, id)
    await writes.setHead(tx, personId, person.version)
    await settle(ctx, tx, [id])
    const subject = `household_persons:${personId}` as const
    return {
      record: 'household_persons',
      recordId: personId,
      before: { relation: personal(subject, RELATION_WORDS[person.relation]) },
      after: { relation: personal(subject, RELATION_WORDS.head), reason },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** @throws Problem is-present, is-merged, out-of-date */
export const resumeHousehold = (ctx: Context, { id, version, reason }: Resume): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('household.resume', async (tx) => {
    const before = await keptHousehold(tx, id)
    if (!mayResume(before.state)) throw refuse(before.state === 'merged' ? 'is-merged' : 'is-present')
    if (!(await writes.saveHousehold(tx, id, version, { state: 'present', ended_on: null })))
      throw await staleHousehold(ctx, tx, { record: 'households', id }, id)
    await settle(ctx, tx, [id])
    return {
      record: 'households',
      recordId: id,
      before: { state: before.state, endedOn: before.endedOn },
      after: { state: 'present', reason },
      answer: await detailOf(ctx, tx, id),
    }
  })
}

/** Registers one more person of a household. @throws Problem of the fields, already-registered, alike-registered, head-stands, not-present, secrecy */
export const addPerson = (ctx: Context, { householdId, isAnother, ...fields }: AddPerson): Promise<Household> => {
  const entry = readEntry(ctx, fields, '')
  return ctx.change('household.add-person', async (tx) => {
    const household = await keptHousehold(tx, householdId)
    if (!mayChange(household.state)) throw refuse('not-present')
    if (fields.relation === 'head') await refuseSecondHead(tx, householdId, 0)
    if (!isAnother) await refuseAlike(tx, household.regionPath, entry)
    const made: PersonAudit = await putPerson(ctx, tx, { householdId, regionPath: household.regionPath }, entry)
    await settle(ctx, tx, [householdId])
    return { ...made, answer: await detailOf(ctx, tx, householdId) }
  })
}

const keptPerson = async (tx: Tx, id: number): Promise<store.StoredPerson> =>
  found(await store.findPerson(tx, id, { lock: true }))

/** 更正 of a person, with its reason; what was there stays in the history. @throws Problem of the fields, out-of-date, secrecy */
export const savePerson = (ctx: Context, { id, version, reason, ...fields }: SavePerson): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  const entry = readEntry(ctx, fields, '')
  return ctx.change('household.save-person', async (tx) => {
    const before = await keptPerson(tx, id)
    if (!mayChange(before.state)) throw refuse('not-present')
    if (fields.relation === 'head' && before.relation !== 'head') await refuseSecondHead(tx, before.householdId, id)
    const { before: was, after, ...record } = await putPerson(ctx, tx, before, entry, { before, version })
    await settle(ctx, tx, [before.householdId])
    return { ...record, before: was, after: { ...after, reason }, answer: await detailOf(ctx, tx, before.householdId) }
  })
}

/** A person died or moved away. @throws Problem head-stays, before-birth, not-present, out-of-date */
export const endPerson = (ctx: Context, { id, version, state, on, reason }: EndPerson): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  refuseFuture(on, ctx.today, '/on')
  return ctx.change('household.end-person', async (tx) => {
    const before = await keptPerson(tx, id)
    if (!mayChange(before.state)) throw refuse('not-present')
    if (isBeforeBirth(on, before.birthYear, before.birthMonth)) throw at(householdProblems['before-birth'], '/on')
    const isSaved = await writes.savePerson(tx, id, version, { state, ended_on: on })
    if (!isSaved) throw await staleHousehold(ctx, tx, { record: 'household_persons', id }, before.householdId)
    await settle(ctx, tx, [before.householdId])
    const subject = `household_persons:${id}` as const
    return {
      record: 'household_persons',
      recordId: id,
      before: { state: personal(subject, before.state) },
      after: { state: personal(subject, state), endedOn: personal(subject, on), reason },
      answer: await detailOf(ctx, tx, before.householdId),
    }
  })
}

/** @throws Problem is-present, is-merged, head-stands, already-registered, import-running, out-of-date */
export const resumePerson = (ctx: Context, { id, version, reason }: Resume): Promise<Household> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('household.resume-person', async (tx) => {
    const before = await keptPerson(tx, id)
    if (!mayResume(before.state)) throw refuse(before.state === 'merged' ? 'is-merged' : 'is-present')
    if (before.relation === 'head') await refuseSecondHead(tx, before.householdId, id)
    // Registered anew meanwhile, he would stand there twice.
    const number = readable(() => openOfPerson(ctx.closed, before, 'resident'))
    if (number) await refuseTwice(ctx, tx, { number, pointer: '/reason', besides: id, mayBeDead: true })
    const isSaved = await writes.savePerson(tx, id, version, { state: 'present', ended_on: null })
    if (!isSaved) throw await staleHousehold(ctx, tx, { record: 'household_persons', id }, before.householdId)
    await settle(ctx, tx, [before.householdId])
    const subject = `household_persons:${id}` as const
    return {
      record: 'household_persons',
      recordId: id,
      before: { state: personal(subject, before.state), endedOn: personal(subject, before.endedOn) },
      after: { state: personal(subject, 'present'), reason },
      answer: await detailOf(ctx, tx, before.householdId),
    }
  })
}

/** @throws Problem closed-unreadable, nothing-closed */
const opened = (read: () => string | null): string => {
  try {
    const value = read()
    if (value === null) throw refuse('nothing-closed')
    return value
  } catch (error) {
    if (error instanceof ClosedError) throw refuse('closed-unreadable')
    throw error
  }
}

/** What a look at the closed values of a person waits for (P07). */
const lookOf = (ctx: Context, person: store.StoredPerson): SensitiveFunction[] =>
  isMinor(person.birthYear, person.birthMonth, ctx.today) ? ['closed-persons', 'minors'] : ['closed-persons']

/** One closed value of a person in clear, for a reason that is kept with who asked. @throws Problem impact-missing, nothing-closed, closed-unreadable, secrecy */
export const revealPerson = (
  ctx: Context,
  { id, what, certificateId, reason }: RevealClosed,
): Promise<{ value: string }> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change(`household.reveal-${what}`, async (tx) => {
    const person = found(await store.findPerson(tx, id))
    await requireImpact(ctx, tx, ...lookOf(ctx, person))
    const read = async (): Promise<string> => {
      if (what !== 'certificate') return opened(() => openOfPerson(ctx.closed, person, what))
      const held = await store.listCertificates(tx, [id])
      const one = certificateId === undefined ? held[0] : held.find((certificate) => certificate.id === certificateId)
      if (!one) throw refuse('nothing-closed')
      return opened(() => openCertificate(ctx.closed, one))
    }
    const value = await read()
    return { record: 'household_persons', recordId: id, after: { reason }, answer: { value } }
  })
}

/** The exact address in clear, likewise. @throws Problem impact-missing, nothing-closed, closed-unreadable, secrecy */
export const revealAddress = (ctx: Context, { id, reason }: { id: number; reason: string }) => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('household.reveal-address', async (tx) => {
    const household = found(await store.findHousehold(tx, id))
    await requireImpact(ctx, tx, 'closed-persons')
    const value = opened(() => openAddress(ctx.closed, household))
    return { record: 'households', recordId: id, after: { reason }, answer: { value } }
  })
}

const READERS = {
  resident: (text: string) => readResidentId(text)?.number ?? null,
  phone: readPhone,
  certificate: readCertificateNumber,
}

/** Whose number this is; it comes in the body and is compared by its keyed digest. @throws Problem impact-missing, resident-wrong, phone-wrong, certificate-wrong */
export const findByNumber = (ctx: Context, { what, number }: FindByNumber): Promise<HouseholdRow[]> => {
  const read = READERS[what](number)
  if (read === null) throw at(householdProblems[`${what}-wrong`], '/number')
  return ctx.read(async (tx) => {
    await requireImpact(ctx, tx, 'closed-persons')
    const ids = await store.findByDigests(tx, what, ctx.closed.digests(what, read))
    return (await store.rowsOf(tx, ids)).map((row) => toRow(ctx, row))
  })
}

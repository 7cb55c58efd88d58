import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { found, outOfDate } from '../../org/index.ts'
import { maskedAddress, maskedCertificate, maskedOfPerson } from './closed.ts'
import type { Household, HouseholdRow, RegisteredPerson } from './contract.ts'
import { isMinor } from './rules.ts'
import * as store from './store.ts'

/** Whether the acting post is answered masked: leaders see that there is a household, not whose. */
export const isMasked = ({ acting }: Pick<Context, 'acting'>): boolean => acting.role === 'leader'

/** A line of the list as the acting post is shown it. */
export const toRow = (ctx: Context, row: store.ListedHousehold): HouseholdRow => ({
  ...row,
  headName: isMasked(ctx) ? maskName(row.headName) : row.headName,
})

type Beside = { honours: readonly store.StoredHonour[]; certificates: readonly store.StoredCertificate[] }

const toPerson = (ctx: Context, person: store.StoredPerson, { honours, certificates }: Beside): RegisteredPerson => {
  const isHidden = isMasked(ctx)
  const { regionPath: _path, importId: _import, importLine: _line, ...row } = person
  const own = <Row extends { personId: number }>(rows: readonly Row[]) =>
    rows.filter(({ personId }) => personId === row.id)
  return {
    ...row,
    ...(isHidden
      ? {
          name: maskName(row.name),
          birthYear: null,
          birthMonth: null,
          benefitCode: null,
          informedOn: null,
          guardianBasis: null,
          guardian: null,
          guardianOn: null,
          ...{ resident: null, phone: null, bank: null },
        }
      : maskedOfPerson(ctx.closed, person)),
    honours: own(honours).map(({ personId: _person, ...honour }) => honour),
    certificates: own(certificates).map((one) => ({
      id: one.id,
      kind: one.kind,
      number: isHidden ? null : maskedCertificate(ctx.closed, one),
    })),
    isMinor: !isHidden && isMinor(row.birthYear, row.birthMonth, ctx.today),
  }
}

/** A household with its persons as the acting post is shown it. @throws Problem not-found */
export const detailOf = async (ctx: Context, tx: Tx, id: number): Promise<Household> => {
  const household = found(await store.findHousehold(tx, id))
  const persons = await store.listPersons(tx, id)
  const ids = persons.map((person) => person.id)
  const beside = { honours: await store.listHonours(tx, ids), certificates: await store.listCertificates(tx, ids) }
  const place = await store.placeNames(tx, household.regionPath)
  const keeps = ctx.acting.role === 'office' || ctx.acting.role === 'station'
  const { address: _address, regionPath: _path, ...row } = household
  return {
    ...row,
    headName: isMasked(ctx) ? maskName(row.headName) : row.headName,
    regionName: place.at(-1) ?? '',
    townName: place.at(-2) ?? '',
    place,
    address: isMasked(ctx) ? null : maskedAddress(household),
    persons: persons.map((person) => toPerson(ctx, person, beside)),
    mayEdit: keeps,
    mayReveal: keeps,
  }
}

/** A stale change: the household as it stands now goes with the refusal. */
export const staleHousehold = async (ctx: Context, tx: Tx, of: { record: string; id: number }, householdId: number) =>
  outOfDate(tx, of, await detailOf(ctx, tx, householdId))

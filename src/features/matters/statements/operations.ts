import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { notify } from '../../../platform/notices/notify.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import type { SignedSlip } from '../contract.ts'
import { lightOf } from '../lights.ts'
import { knownSlipFiles, refuseSlip } from '../operations/refuse.ts'
import { NEED_DIRECTIONS } from '../sides.ts'
import { postsOfUnit } from '../store/lookups.ts'
import { factsOf, readMoreFacts } from '../store/rows.ts'
import { takeNumbers } from '../store/writes.ts'
import {
  type FrozenLast,
  type Statement,
  type StatementLine,
  type StatementList,
  statementProblems,
} from './contract.ts'
import { cutOff, type Figures, figuresOf, isBalanced, settle } from './rules.ts'
import {
  findStatement,
  findTroop,
  insertSignature,
  insertStatement,
  lastStatements,
  lineOf,
  listLines,
  listPartners,
  listSignatures,
  listStatementFiles,
  pageOfStatements,
  readLives,
  readSettled,
  type StoredSignature,
  type StoredStatement,
} from './store.ts'

type Head = Omit<Statement, 'lines' | 'breaks' | 'files' | 'afterId' | 'mayFreeze' | 'maySign' | 'mayRecord'>

const sidesOf = (figures: Record<string, Figures>) =>
  NEED_DIRECTIONS.flatMap((direction) => {
    const own = figures[direction]
    return own ? [{ direction, figures: own, isBalanced: isBalanced(own) }] : []
  })

const headOf = (stored: StoredStatement, signatures: StoredSignature[]): Head => ({
  id: stored.id,
  number: stored.number,
  round: stored.round,
  office: { id: stored.officeUnitId, name: stored.officeName },
  unit: stored.unitId === null ? null : { id: stored.unitId, name: stored.unitName ?? '' },
  fromOn: stored.fromOn,
  untilOn: stored.untilOn,
  frozenOn: stored.frozenOn,
  frozenBy: stored.frozenBy,
  sides: sidesOf(stored.figures),
  signatures: signatures
    .filter(({ statementId }) => statementId === stored.id)
    .map(({ side, postName, signedOn, signer }) => ({ side, postName, signedOn, signer })),
})

/** Frozen statements the post sees, newest first; for an office also its accounts, each with its last statement. */
export const listStatements = (
  ctx: Context,
  { after, size }: { after?: number; size: number },
): Promise<StatementList> =>
  ctx.read(async (tx) => {
    const { rows, total, next } = await pageOfStatements(tx, { before: after ?? null, size })
    const isOffice = ctx.acting.role === 'office'
    const last = isOffice ? await lastStatements(tx, ctx.acting.unitId) : []
    const signatures = await listSignatures(
      tx,
      [...rows, ...last].map(({ id }) => id),
    )
    const partners = isOffice ? await listPartners(tx, ctx.acting.unitId) : []
    const lastOf = (unitId: number | null) => {
      const found = last.find((one) => one.unitId === unitId)
      if (!found) return null
      const { id, number, untilOn } = found
      return { id, number, untilOn, signed: signatures.filter(({ statementId }) => statementId === id).length }
    }
    const units = isOffice ? [...partners, null] : []
    return {
      rows: rows.map((row) => headOf(row, signatures)),
      total,
      next,
      accounts: units.map((unit) => ({ unit, last: lastOf(unit?.id ?? null) })),
    }
  })

/** @throws Problem until-in-future, until-too-early */
const checkPeriod = (fromOn: string, untilOn: string, today: string): void => {
  const refuse = (slug: 'until-in-future' | 'until-too-early'): never => {
    const { detail } = statementProblems[slug]
    throw new Problem(statementProblems[slug], { errors: [{ pointer: '/untilOn', detail }] })
  }
  if (untilOn > today) refuse('until-in-future')
  if (untilOn < fromOn) refuse('until-too-early')
}

const dayAfter = (day: string): string => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}

type Wanted = { unitId: number | null; untilOn: string; fromOn?: string }

/** The statement of the account as it stands now, with everything that does not balance. Only offices may ask (permission). */
const drawUp = async (ctx: Context, tx: Tx, { unitId, untilOn, fromOn }: Wanted): Promise<Statement> => {
  const { acting, today, now } = ctx
  const unit = unitId === null ? null : await findTroop(tx, unitId)
  if (unit === undefined) {
    const { detail } = statementProblems['unknown-unit']
    throw new Problem(statementProblems['unknown-unit'], { errors: [{ pointer: '/unitId', detail }] })
  }
  const { last, sinceOn, settled } = await readSettled(tx, { officeUnitId: acting.unitId, unitId })
  const from = last ? dayAfter(last.untilOn) : (fromOn ?? `${untilOn.slice(0, 4)}-01-01`)
  if (last && from > today && untilOn <= today) {
    const { id, number } = last
    throw new Problem(statementProblems['period-not-begun'], { extra: { last: { id, number } satisfies FrozenLast } })
  }
  checkPeriod(from, untilOn, today)
  const { lives, matters } = await readLives(tx, { officeUnitId: acting.unitId, unitId })
  const more = await readMoreFacts(tx, [...matters.keys()], today)
  const lightFor = (id: number) => {
    const matter = matters.get(id)
    return matter && { matter, light: lightOf(factsOf(matter, more), today, ctx.calendar) }
  }
  const span = { until: cutOff(untilOn, today, now), now }
  const drawn = NEED_DIRECTIONS.map((direction) => {
    const ofDirection = lives.filter((life) => life.direction === direction)
    const own = new Set(ofDirection.map(({ matterId }) => matterId))
    const others = new Set(lives.map(({ matterId }) => matterId).filter((id) => !own.has(id)))
    // The last closing holds both directions; what belongs to the other one is judged there, what is gone here.
    const isFirst = direction === NEED_DIRECTIONS[0]
    const closing = settled.closing
      ? new Set([...settled.closing].filter((id) => own.has(id) || (isFirst && !others.has(id))))
      : null
    const account = { unitId }
    return settle(direction, ofDirection, account, { ...settled, closing, sinceOn: sinceOn ?? from }, span)
  })
  const linesOf = ({ sheet }: (typeof drawn)[number]): StatementLine[] => {
    const { direction } = sheet
    const standing = (term: 'opening' | 'closing', ids: number[]) =>
      ids.flatMap((id) => {
        const found = lightFor(id)
        return found ? [lineOf(found.matter, found.light, { direction, term, on: null })] : []
      })
    const moved = sheet.movements.flatMap(({ matterId, term, on, ...flags }) => {
      const found = lightFor(matterId)
      return found ? [lineOf(found.matter, found.light, { direction, term, on }, flags)] : []
    })
    return [...standing('opening', sheet.opening), ...moved, ...standing('closing', sheet.closing)]
  }
  const breaks = drawn.flatMap((one) => one.breaks)
  const sides = sidesOf(Object.fromEntries(drawn.map(({ sheet }) => [sheet.direction, figuresOf(sheet)])))
  return {
    ...{ id: null, number: null, round: (last?.round ?? 0) + 1, unit },
    office: { id: acting.unitId, name: acting.unitName },
    ...{ fromOn: from, untilOn, frozenOn: null, frozenBy: null, sides, signatures: [], files: [] },
    lines: drawn.flatMap(linesOf),
    breaks: breaks.map(({ matterId, why }) => {
      const matter = matters.get(matterId)
      return { matterId, why, code: matter?.code ?? '', title: matter?.title ?? '' }
    }),
    afterId: last?.id ?? null,
    mayFreeze: breaks.length === 0 && sides.every((side) => side.isBalanced),
    maySign: null,
    mayRecord: false,
  }
}

/** The current period of an account, computed live. @throws Problem unknown-unit, period-not-begun with the last one, until-in-future, until-too-early, not-yours */
export const draftStatement = (
  ctx: Context,
  { unitId, untilOn, fromOn }: { unitId?: number; untilOn?: string; fromOn?: string },
): Promise<Statement> =>
  ctx.read((tx) => drawUp(ctx, tx, { unitId: unitId ?? null, untilOn: untilOn ?? ctx.today, fromOn }))

const readStatement = async (ctx: Context, tx: Tx, id: number): Promise<Statement> => {
  const stored = await findStatement(tx, id)
  if (!stored) throw new Problem(problems['not-found'])
  const signatures = await listSignatures(tx, [id])
  const { role, unitId, personId } = ctx.acting
  const has = (side: 'office' | 'unit') => signatures.some((one) => one.side === side)
  const side =
    role === 'office' && unitId === stored.officeUnitId
      ? ('office' as const)
      : role === 'troop' && unitId === stored.unitId
        ? ('unit' as const)
        : null
  const isOther = side !== null && signatures.some((one) => one.side !== side && isOwnHand(one, personId))
  return {
    ...headOf(stored, signatures),
    lines: await listLines(tx, id),
    breaks: [],
    files: await listStatementFiles(tx, id),
    afterId: null,
    mayFreeze: false,
    maySign: side !== null && !has(side) && !isOther ? side : null,
    mayRecord: side === 'office' && !has('unit'),
  }
}

/** Signed on screen by this person; a paper that he only put in is the unit's own hand. */
const isOwnHand = ({ personId, signer }: StoredSignature, person: number): boolean =>
  signer === null && personId === person

/** @throws Problem not-found */
export const getStatement = (ctx: Context, { id }: { id: number }): Promise<Statement> =>
  ctx.read((tx) => readStatement(ctx, tx, id))

const PREFIX = 'DZ'

/**
 * Freezes the current period of an account with a number and a date; the next one starts from its closing.
 * @throws Problem not-balanced with the list of what does not, frozen-already, period-not-begun, unknown-unit, until-in-future, until-too-early
 */
export const freezeStatement = (
  ctx: Context,
  input: { unitId: number | null; untilOn: string; fromOn?: string; afterId: number | null },
): Promise<Statement> =>
  ctx.change('statement.freeze', async (tx) => {
    const year = Number(input.untilOn.slice(0, 4))
    // The counter's row is locked first, so that of two who freeze at once the later sees what the first did.
    const last = await takeNumbers(tx, ctx.acting.cityId, PREFIX, year)
    const drawn = await drawUp(ctx, tx, input).catch(async (thrown: unknown) => {
      // The newer statement has moved the period: say that, and not that the day is wrong.
      if (thrown instanceof Problem && (await readSettled(tx, accountOf(ctx, input))).last?.id !== input.afterId)
        throw new Problem(statementProblems['frozen-already'])
      throw thrown
    })
    if (drawn.afterId !== input.afterId) throw new Problem(statementProblems['frozen-already'])
    if (!drawn.mayFreeze) throw new Problem(statementProblems['not-balanced'], { extra: { breaks: drawn.breaks } })
    const figures = Object.fromEntries(drawn.sides.map((side) => [side.direction, side.figures]))
    const number = `${PREFIX}-${year}-${String(last).padStart(2, '0')}`
    const { round, fromOn, untilOn, lines } = drawn
    const id = await insertStatement(tx, ctx, {
      ...{ number, round, fromOn, untilOn, figures, lines },
      unitId: input.unitId,
    })
    // Either side has to sign; one for all troop units together is seen by offices alone, and their paper is put in.
    for (const unitId of [ctx.acting.unitId, input.unitId])
      if (unitId !== null) await tellOf(ctx, tx, { id, number }, 'freeze', unitId)
    return {
      record: 'statements',
      recordId: id,
      after: { code: number, unit: input.unitId, fromOn, untilOn, figures, lines: lines.length },
      answer: await readStatement(ctx, tx, id),
    }
  })

const accountOf = ({ acting }: Context, { unitId }: { unitId: number | null }) => ({
  officeUnitId: acting.unitId,
  unitId,
})

/**
 * Signs a statement: on screen for one's own side, or, with the paper that the unit signed, by the office for the unit (代签).
 * @throws Problem not-found, not-yours, signed-already, same-person, signed-before-freezing, slip-needed, slip-not-picture, secrecy
 */
export const signStatement = (
  ctx: Context,
  { id, slip }: { id: number; slip?: SignedSlip | null },
): Promise<Statement> => {
  refuseSecrets({ '/slip/signer': slip?.signer })
  return ctx.change('statement.sign', async (tx) => {
    const before = await readStatement(ctx, tx, id)
    const side = slip ? 'unit' : sideOf(ctx, before)
    if (side === null || (slip && !isMaker(ctx, before))) throw new Problem(problems['not-yours'])
    if (before.signatures.some((one) => one.side === side)) throw new Problem(statementProblems['signed-already'])
    if (!slip && before.maySign !== side) throw new Problem(statementProblems['same-person'])
    if (slip) {
      refuseSlip(slip, ctx.today)
      const { detail } = statementProblems['signed-before-freezing']
      if (slip.signedOn < (before.frozenOn ?? ''))
        throw new Problem(statementProblems['signed-before-freezing'], {
          errors: [{ pointer: '/slip/signedOn', detail }],
        })
    }
    const files = slip ? await knownSlipFiles(tx, slip) : []
    const signedOn = slip?.signedOn ?? ctx.today
    const isSigned = await insertSignature(tx, ctx, {
      ...{ statementId: id, side, signedOn, files },
      signer: slip?.signer ?? null,
    })
    if (!isSigned) throw new Problem(statementProblems['signed-already'])
    await tellOther(ctx, tx, before, side)
    return {
      record: 'statements',
      recordId: id,
      after: { code: before.number, side, signedOn, signer: slip?.signer ?? null, files },
      answer: await readStatement(ctx, tx, id),
    }
  })
}

/** Tells the other side that this one has signed, and whether its own signature is the one that is missing. */
const tellOther = async (ctx: Context, tx: Tx, before: Statement, side: 'office' | 'unit'): Promise<void> => {
  const { id, number, office, unit, signatures } = before
  const other = side === 'unit' ? office : unit
  // What an office has signed reaches only a unit that has a hand of its own; those told at the freezing know the rest.
  if (id === null || other === null) return
  const isMissing = !signatures.some((one) => one.side !== side)
  await tellOf(ctx, tx, { id, number: number ?? '' }, isMissing ? 'to-sign' : 'signed', other.id)
  // The other posts of the own side wait for nothing any more.
  const own = side === 'unit' ? unit : office
  if (own !== null && !isMissing) await tellOf(ctx, tx, { id, number: number ?? '' }, 'signed-both', own.id)
}

/** Tells the posts of a unit that a statement waits for their signature, or that the other side has signed. */
const tellOf = async (
  ctx: Context,
  tx: Tx,
  { id, number }: { id: number; number: string },
  kind: 'freeze' | 'to-sign' | 'signed' | 'signed-both',
  unitId: number,
): Promise<void> =>
  notify(tx, ctx, [
    {
      postIds: await postsOfUnit(tx, unitId, ctx.today),
      topic: `statement:${id}`,
      kind,
      // The number alone: what the statement says stands in it.
      line: `对账单 ${number}`,
      href: `/statements/${id}`,
    },
  ])

const isMaker = ({ acting }: Context, { office }: Statement): boolean =>
  acting.role === 'office' && acting.unitId === office.id

const sideOf = (ctx: Context, statement: Statement): 'office' | 'unit' | null => {
  if (isMaker(ctx, statement)) return 'office'
  return ctx.acting.role === 'troop' && statement.unit?.id === ctx.acting.unitId ? 'unit' : null
}

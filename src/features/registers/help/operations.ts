import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { maskName } from '../../../platform/masks.ts'
import { Problem, problems } from '../../../platform/problem.ts'
import { refuseSecrets, refuseSecretsInClosed } from '../../../platform/secrecy/guard.ts'
import { found, outOfDate, refuseFuture, requireImpact } from '../../org/index.ts'
import { isMasked } from '../households/reading.ts'
import { findHousehold, placeNames } from '../households/store.ts'
import { askedPlace, handOf, placesBelow, registerCode, takeRegisterNumbers } from '../places.ts'
import { openWords, wordsOf } from './closed.ts'
import {
  type HelpAccount,
  type HelpCase,
  type HelpQuery,
  type HelpRow,
  helpProblems,
  type OpenHelp,
  type RevealedHelp,
  type RevealHelp,
  type TakeHelpStep,
} from './contract.ts'
import type { HelpFollower } from './follow.ts'
import {
  type Hand,
  type HelpRefusal,
  type HelpState,
  isOpinion,
  openHelpSteps,
  opinionBy,
  takeHelpStep,
} from './rules.ts'
import * as store from './store.ts'

const toRow = (ctx: Pick<Context, 'acting'>, help: store.StoredHelp): HelpRow => {
  const { id, code, householdId, regionName, townName, source, kind, state, cameOn, dueOn, sinceOn } = help
  return {
    ...{ id, code, householdId, regionName, townName, source, kind, state, cameOn, dueOn, sinceOn },
    headName: isMasked(ctx) ? maskName(help.headName) : help.headName,
  }
}

/** Who takes steps, with the level of its place; a leader only looks. */
const handIn = async (ctx: Context, tx: Tx): Promise<Hand | null> => {
  const role = handOf(ctx)
  return role === null ? null : { role, level: await store.levelOf(tx, ctx.acting.regionId) }
}

const detailOf = async (ctx: Context, tx: Tx, id: number): Promise<HelpCase> => {
  const help = found(await store.findHelp(tx, id))
  const hand = await handIn(ctx, tx)
  const desks = await store.desksOf(tx, help.regionPath, ctx.today)
  const open = openHelpSteps(help.state, hand, desks)
  return {
    ...toRow(ctx, help),
    needs: isMasked(ctx) ? null : help.needs,
    isSealed: help.sealed !== null,
    mayReveal: ctx.acting.role === 'office' || ctx.acting.role === 'station',
    unitName: help.unitName,
    placeNames: await placeNames(tx, help.regionPath),
    steps: (await store.listHelpSteps(tx, id)).map(({ sealed, ...step }) => ({
      ...step,
      words: isMasked(ctx) ? '' : step.words,
      isSealed: sealed !== null,
    })),
    open,
    onBehalf: open.filter((step) => hand && opinionBy(step, hand, desks) === 'on-behalf'),
    version: help.version,
  }
}

const allOf = (states: Record<HelpState, number>): number => Object.values(states).reduce((sum, one) => sum + one, 0)

/** How many cases of a place stand in each state, and those of the places below. @throws Problem not-found */
export const readHelpAccount = (ctx: Context, { regionId }: { regionId?: number }): Promise<HelpAccount> =>
  ctx.read(async (tx) => {
    const place = await askedPlace(ctx, tx, regionId)
    const counted = await store.countHelp(tx, place.path)
    const statesOf = (path: string) => {
      const states = store.noStates()
      for (const one of counted) if (one.path.startsWith(path)) states[one.state] += one.count
      return states
    }
    const above =
      place.id === ctx.acting.regionId || place.parentId === null ? null : await askedPlace(ctx, tx, place.parentId)
    const states = statesOf(place.path)
    return {
      place: { id: place.id, name: place.name },
      above: above && { id: above.id, name: above.name },
      all: allOf(states),
      states,
      onBehalf: counted.reduce((sum, { behalf }) => sum + behalf, 0),
      places: (await placesBelow(tx, place.id)).map(({ id, name, path }) => {
        const own = statesOf(path)
        return { id, name, all: allOf(own), states: own }
      }),
    }
  })

/** @throws Problem not-found for a place outside the range */
export const listHelp = (ctx: Context, { regionId, after, size, ...filter }: HelpQuery) =>
  ctx.read(async (tx) => {
    const { path } = await askedPlace(ctx, tx, regionId)
    const page = await store.listHelp(tx, { ...filter, path }, { after, size })
    return { ...page, rows: page.rows.map((row) => toRow(ctx, row)) }
  })

/** @throws Problem not-found */
export const getHelp = (ctx: Context, { id }: { id: number }): Promise<HelpCase> =>
  ctx.read((tx) => detailOf(ctx, tx, id))

const PREFIX = 'BF'

const refusedAt = (slug: keyof typeof helpProblems, pointer: string | undefined): Problem => {
  const type = helpProblems[slug]
  return new Problem(type, pointer ? { errors: [{ pointer, detail: type.detail }] } : {})
}

const tell = async (
  ctx: Context,
  tx: Tx,
  followers: readonly HelpFollower[],
  id: number,
  step: Parameters<HelpFollower['helped']>[2]['step'],
) => {
  const { code, kind, state, dueOn, unitId, regionPath } = found(await store.findHelp(tx, id))
  const more = []
  for (const follower of followers)
    more.push(...(await follower.helped(ctx, tx, { helpId: id, code, kind, step, state, dueOn, unitId, regionPath })))
  return more
}

/** Words of medical help are sealed, so that what ails somebody may stand there; in those of other help it may not. @throws Problem secrecy */
const refuseIn = (kind: OpenHelp['kind'], texts: Record<string, string>): void =>
  kind === 'medical' ? refuseSecretsInClosed(texts) : refuseSecrets(texts)

/** 登记帮扶, asked for or found. @throws Problem impact-missing, not-found, day-in-future, help-day-order, secrecy */
export const openHelp =
  (followers: readonly HelpFollower[]) =>
  (ctx: Context, input: OpenHelp): Promise<HelpCase> => {
    refuseIn(input.kind, { '/needs': input.needs })
    refuseFuture(input.cameOn, ctx.today, '/cameOn')
    if (input.dueOn !== null && input.dueOn < input.cameOn) throw refusedAt('help-day-order', '/dueOn')
    return ctx.change('help.open', async (tx) => {
      if (handOf(ctx) === null) throw new Problem(problems['not-yours'])
      if (input.kind === 'medical') await requireImpact(ctx, tx, 'medical-help')
      const household = await findHousehold(tx, input.householdId)
      if (household?.state !== 'present') throw new Problem(problems['not-found'])
      const year = Number(ctx.today.slice(0, 4))
      const code = registerCode(PREFIX, year, await takeRegisterNumbers(tx, ctx.acting.cityId, PREFIX, year))
      const id = await store.drawHelpId(tx, 'help_cases')
      const needs = wordsOf(ctx.closed, input.kind, 'help_cases', id, input.needs)
      await store.insertHelp(tx, ctx, { ...input, id, code, needs })
      const stepId = await store.drawHelpId(tx, 'help_steps')
      const step = {
        id: stepId,
        caseId: id,
        step: 'open',
        on: input.cameOn,
        agrees: null,
        words: '',
        yuan: null,
      } as const
      await store.insertHelpStep(tx, ctx, step)
      const { householdId, source, kind, cameOn, dueOn } = input
      return {
        record: 'help_cases',
        recordId: id,
        after: { code, householdId, source, kind, cameOn, dueOn, state: 'village' },
        more: await tell(ctx, tx, followers, id, 'open'),
        answer: await detailOf(ctx, tx, id),
      }
    })
  }

const POINTERS: Partial<Record<HelpRefusal, string>> = {
  'words-needed': '/words',
  'opinion-needed': '/agrees',
  'day-in-future': '/on',
  'before-last-step': '/on',
}

/** Takes a step of a case. @throws Problem not-found, out-of-date, not-yours, impact-missing, every refusal of the rules, secrecy */
export const stepHelp =
  (followers: readonly HelpFollower[]) =>
  (ctx: Context, input: TakeHelpStep): Promise<HelpCase> => {
    return ctx.change(`help.${input.step}`, async (tx) => {
      const { id, step, on, words, yuan } = input
      const before = found(await store.findHelp(tx, id, { lock: true }))
      const stale = async () => outOfDate(tx, { record: 'help_cases', id }, await detailOf(ctx, tx, id))
      refuseIn(before.kind, { '/words': words })
      if (before.version !== input.version) throw await stale()
      const hand = await handIn(ctx, tx)
      if (hand === null) throw new Problem(problems['not-yours'])
      const desks = await store.desksOf(tx, before.regionPath, ctx.today)
      const judged = takeHelpStep(input, {
        state: before.state,
        hand,
        desks,
        today: ctx.today,
        sinceOn: before.sinceOn,
      })
      if ('refused' in judged) throw refusedAt(`help-${judged.refused}`, POINTERS[judged.refused])
      if (before.kind === 'medical' && words !== '') await requireImpact(ctx, tx, 'medical-help')
      if (!(await store.moveHelp(tx, id, before.version, { state: judged.to, on }))) throw await stale()
      const agrees = isOpinion(step) ? input.agrees : null
      const { isOnBehalf } = judged
      const stepId = await store.drawHelpId(tx, 'help_steps')
      const said = wordsOf(ctx.closed, before.kind, 'help_steps', stepId, words)
      const given = step === 'give' ? yuan : null
      await store.insertHelpStep(tx, ctx, {
        id: stepId,
        caseId: id,
        step,
        on,
        agrees,
        words: said,
        yuan: given,
        isOnBehalf,
      })
      return {
        record: 'help_cases',
        recordId: id,
        before: { state: before.state },
        after: {
          ...{ state: judged.to, step, on, agrees },
          ...(step === 'give' ? { yuan } : {}),
          ...(isOnBehalf ? { onBehalf: true } : {}),
        },
        more: await tell(ctx, tx, followers, id, step),
        answer: await detailOf(ctx, tx, id),
      }
    })
  }

/** What was written of medical help in clear, for a reason that is kept with who asked. @throws Problem not-found, help-not-sealed, impact-missing, secrecy */
export const revealHelp = (ctx: Context, { id, reason }: RevealHelp): Promise<RevealedHelp> => {
  refuseSecrets({ '/reason': reason })
  return ctx.change('help.reveal-words', async (tx) => {
    const help = found(await store.findHelp(tx, id))
    if (help.sealed === null) throw refusedAt('help-not-sealed', undefined)
    await requireImpact(ctx, tx, 'medical-help')
    const unreadable = '打不开'
    const steps = (await store.listHelpSteps(tx, id)).flatMap(({ id: step, sealed }) =>
      sealed === null ? [] : [{ id: step, words: openWords(ctx.closed, 'help_steps', step, sealed) ?? unreadable }],
    )
    const needs = openWords(ctx.closed, 'help_cases', id, help.sealed) ?? unreadable
    return { record: 'help_cases', recordId: id, after: { reason }, answer: { needs, steps } }
  })
}

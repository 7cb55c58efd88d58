import type { MatterDetail } from '../../features/matters/contract.ts'
import type { Acting, Role } from '../../platform/acting.ts'
import { type Context, type House, makeContext } from '../../platform/context.ts'
import { systemTransaction } from '../../platform/db/transaction.ts'

/**
 * The stage on which the sample's year is played: every person acts through a post, on a day and at an hour of the past,
 * through the same operations as on the screens.
 */
export type Stage = {
  house: House
  /** The day of the first start. */
  today: string
  /** A working day before (n < 0) or after the first start; the day itself for 0. */
  day(n: number): string
  /** Who acts, by login. @throws Error for a login that the sample does not have */
  actor(login: string): Acting
  /** Login of the first account that holds a post, undefined where nobody does. */
  actorOf(postId: number): string | undefined
  /** Login of the first account of a unit, undefined where it has none. */
  loginOf(unitName: string): string | undefined
  /** @throws Error for a unit that the sample does not have */
  unit(name: string): number
  /** The context of a post at a minute of a day. */
  at(login: string, when: { day: string; minute: number }): Context
}

/** Begin and end of the office day in minutes; whatever happened in the sample happened between them. */
const MORNING = 8 * 60 + 35
const EVENING = 17 * 60 + 25

type StagePost = Acting & { login: string }

const readPosts = (house: House, cityId: number): Promise<StagePost[]> =>
  systemTransaction(house.pool, async (tx) => {
    const rows = await tx
      .selectFrom('post_holders as h')
      .innerJoin('people as p', 'p.id', 'h.person_id')
      .innerJoin('posts as o', 'o.id', 'h.post_id')
      .innerJoin('units as u', 'u.id', 'o.unit_id')
      .innerJoin('regions as r', 'r.id', 'o.region_id')
      .select([
        'p.login',
        'p.id as personId',
        'p.name as personName',
        'o.id as postId',
        'o.name as postName',
        'o.role',
        'u.id as unitId',
        'u.name as unitName',
        'r.id as regionId',
        'r.path as regionPath',
      ])
      .orderBy('h.from_on')
      .orderBy('o.sort')
      .execute()
    return rows.map((row) => ({ ...row, role: row.role as Role, cityId }))
  })

/** An instant of the sample: of the day itself only minutes that have passed already. */
const momentOf = (house: House, { day, minute }: { day: string; minute: number }): Date => {
  const start = Date.parse(`${day}T00:00:00+08:00`)
  if (day !== house.clock.today()) return new Date(start + minute * 60_000)
  const now = house.clock.now().getTime()
  const from = Math.max(start, now - 50 * 60_000)
  return new Date(from + ((now - from) * (minute - MORNING)) / (EVENING - MORNING))
}

export const openStage = async (
  house: House,
  { cityId, units }: { cityId: number; units: Map<string, number> },
): Promise<Stage> => {
  const posts = await readPosts(house, cityId)
  const today = house.clock.today()
  const calendar = house.calendar()
  // A person's own post stands before the one he holds beside it.
  const own = new Map([...posts].reverse().map((post) => [post.login, post]))
  const actor = (login: string): StagePost => {
    const found = own.get(login)
    if (!found) throw new Error(`the sample has no account ${login}`)
    return found
  }
  return {
    house,
    today,
    day: (n) => calendar.add(today, n),
    actor,
    actorOf: (postId) => posts.find((post) => post.postId === postId && own.get(post.login) === post)?.login,
    loginOf: (unitName) => posts.find((post) => post.unitName === unitName && own.get(post.login) === post)?.login,
    unit: (name) => {
      const id = units.get(name)
      if (id === undefined) throw new Error(`the sample has no unit ${name}`)
      return id
    },
    at: (login, when) => {
      const now = momentOf(house, when)
      const clock = { now: () => now, today: () => when.day }
      return makeContext({ ...house, clock }, actor(login), { address: null, requestId: null })
    },
  }
}

/** What is known of a matter while its story is played. */
export type Played = Pick<MatterDetail, 'id' | 'version' | 'nodes'>

/** One thing somebody did, `ago` working days before the first start. */
export type Scene = { ago: number; by: string; act: (ctx: Context, matter: Played) => Promise<Played> }

/** What happens in one matter; `matter` where it exists already. */
export type Story = { name: string; scenes: Scene[]; matter?: Played }

type Cue = { scene: Scene; story: number; minute: number }

/** Minutes of a story's scenes: another hour for every story, rising within a day. */
const cuesOf = (scenes: Scene[], story: number): Cue[] =>
  scenes.map((scene, index) => {
    const before = scenes.slice(0, index).filter(({ ago }) => ago === scene.ago).length
    return { scene, story, minute: Math.min(EVENING, MORNING + ((story * 53) % 360) + before * 24) }
  })

/** How many matters move at once within a day. */
const LANES = 4

/** Neighbours with the same key together. */
const groupsOf = <One>(list: readonly One[], keyOf: (one: One) => number): One[][] => {
  const groups: One[][] = []
  for (const one of list) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && keyOf(last[0]) === keyOf(one)) last.push(one)
    else groups.push([one])
  }
  return groups
}

/**
 * Plays all stories together, day by day, so that codes and timelines rise as they would have.
 * @throws whatever an operation refuses, with the story and the step named
 */
export const play = async (stage: Stage, stories: Story[]): Promise<void> => {
  const matters = new Map<number, Played>(
    stories.flatMap(({ matter }, story) => (matter ? [[story, matter] as const] : [])),
  )
  const cues = stories
    .flatMap(({ scenes }, story) => cuesOf(scenes, story))
    .sort((a, b) => b.scene.ago - a.scene.ago || a.minute - b.minute || a.story - b.story)
  const perform = async ({ scene, story, minute }: Cue): Promise<void> => {
    const ctx = stage.at(scene.by, { day: stage.day(-scene.ago), minute })
    try {
      matters.set(story, await scene.act(ctx, matters.get(story) ?? { id: 0, version: 0, nodes: [] }))
    } catch (error) {
      throw new Error(`sample: ${stories[story]?.name}, ${scene.ago} days ago by ${scene.by}`, { cause: error })
    }
  }
  for (const sameDay of groupsOf(cues, ({ scene }) => scene.ago)) {
    const queues = [
      ...groupsOf(
        sameDay.sort((a, b) => a.story - b.story),
        ({ story }) => story,
      ),
    ]
    const lane = async (): Promise<void> => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) for (const cue of queue) await perform(cue)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }
}

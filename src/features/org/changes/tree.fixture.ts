import { expect } from 'vitest'
import { openTestHouse, type TestHouse } from '../../../main/testing.ts'
import { regionFollowers } from '../../../main/wiring.ts'
import type { Acting } from '../../../platform/acting.ts'
import { type Context, makeContext } from '../../../platform/context.ts'
import { Problem } from '../../../platform/problem.ts'
import type { ChangeRegions } from './contract.ts'
import { changeRegions } from './operations.ts'

/**
 * The tree as it must be, kept apart from the program in a few maps: it knows no SQL, no paths and none of the program's
 * rules, only what the words 设立, 撤并, 析置, 更名, 划转, 撤销 mean. The walk takes random steps and compares.
 */
type Node = {
  id: number
  name: string
  level: number
  parent: number | null
  open: boolean
  bornOn: string
  changedOn: string
  namedOn: string
  formerly: string[]
}
type Model = {
  nodes: Map<number, Node>
  units: Map<number, number>
  posts: Map<number, number>
  filed: Map<number, number>
}

/** Small steps of a known series (mulberry32), so that a seed tells the whole walk. */
const seriesOf = (seed: number) => {
  let state = seed >>> 0
  return (most: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most)
  }
}

const FIRST = Date.parse('2001-01-01T00:00:00Z')
const dayAt = (step: number): string => new Date(FIRST + Math.floor(step / 4) * 86_400_000).toISOString().slice(0, 10)

const contextOf = (house: TestHouse): Context => {
  const { world } = house
  const regionPath = `${world.regions.province}.${world.regions.city}.`
  const acting: Acting = {
    personId: world.people.office,
    personName: '市双拥办综合岗甲',
    postId: world.posts.office,
    postName: '市双拥办综合岗',
    role: 'office',
    unitId: world.units.office,
    unitName: '市双拥办',
    regionId: world.regions.city,
    regionPath,
    cityId: world.regions.city,
  }
  return makeContext(house.house, acting, { address: null, requestId: null })
}

type Rows = {
  regions: { id: number; name: string; level: number; parent_id: number | null; path: string; to_on: string | null }[]
  units: { id: number; region_id: number }[]
  posts: { id: number; region_id: number }[]
  filed: { id: number; region_id: number; region_path: string }[]
  former: { region_id: number; names: string[] }[]
}

const readRows = async ({ pool }: TestHouse): Promise<Rows> => {
  const read = async <Row extends object>(sql: string) => (await pool.query<Row>(sql)).rows
  return {
    regions: await read('select id, name, level, parent_id, path, to_on from regions'),
    units: await read('select id, region_id from units'),
    posts: await read('select id, region_id from posts'),
    filed: await read('select id, region_id, region_path from matters'),
    former: await read(
      'select region_id, array_agg(name order by until_on) as names from region_former_names group by region_id',
    ),
  }
}

/** No cycle, no orphan, the path equals the chain of ancestors, nothing open under what is closed: in SQL, without the oracle. */
export const treeFaults = async ({ pool }: TestHouse): Promise<unknown[]> =>
  (
    await pool.query(`
      with recursive chain as (
        select id, id || '.' as path, level from regions where parent_id is null
        union all select r.id, c.path || r.id || '.', r.level from regions r join chain c on r.parent_id = c.id)
      select r.id, 'path' as fault from regions r left join chain c on c.id = r.id where c.path is distinct from r.path
      union all select r.id, 'level' from regions r join regions p on p.id = r.parent_id where r.level <> p.level + 1
      union all select r.id, 'open under closed' from regions r join regions p on p.id = r.parent_id
        where r.to_on is null and p.to_on is not null
      union all select u.id, 'open unit at closed place' from units u join regions r on r.id = u.region_id
        where u.closed_on is null and r.to_on is not null
      union all select o.id, 'open post at closed place' from posts o join regions r on r.id = o.region_id
        where o.closed_on is null and r.to_on is not null
      union all select m.id, 'matter off its path' from matters m join regions r on r.id = m.region_id
        where m.region_path <> r.path or r.to_on is not null`)
  ).rows

const startModel = async (house: TestHouse): Promise<Model> => {
  const rows = await readRows(house)
  return {
    nodes: new Map(
      rows.regions.map(({ id, name, level, parent_id }) => [
        id,
        {
          id,
          name,
          level,
          parent: parent_id,
          open: true,
          bornOn: '2000-01-01',
          changedOn: '2000-01-01',
          namedOn: '',
          formerly: [],
        },
      ]),
    ),
    units: new Map(rows.units.map(({ id, region_id }) => [id, region_id])),
    posts: new Map(rows.posts.map(({ id, region_id }) => [id, region_id])),
    filed: new Map(rows.filed.map(({ id, region_id }) => [id, region_id])),
  }
}

const ancestors = (model: Model, id: number): number[] => {
  const parent = model.nodes.get(id)?.parent ?? null
  return parent === null ? [] : [...ancestors(model, parent), parent]
}

const compare = (model: Model, rows: Rows, step: number): void => {
  const told = rows.regions
    .map(({ id, name, parent_id, path, to_on }) => `${id} ${name} ${parent_id} ${path} ${to_on === null}`)
    .sort()
  const wanted = [...model.nodes.values()]
    .map(({ id, name, parent, open }) => `${id} ${name} ${parent} ${[...ancestors(model, id), id].join('.')}. ${open}`)
    .sort()
  expect(told, `tree after step ${step}`).toEqual(wanted)
  for (const kind of ['units', 'posts', 'filed'] as const) {
    const at = (pairs: Iterable<readonly [number, number]>) =>
      [...pairs].map(([id, region]) => `${id} ${region}`).sort()
    expect(at(rows[kind].map(({ id, region_id }) => [id, region_id] as const)), `${kind} after step ${step}`).toEqual(
      at(model[kind]),
    )
  }
  expect(Object.fromEntries(rows.former.map(({ region_id, names }) => [region_id, names]))).toEqual(
    Object.fromEntries(
      [...model.nodes.values()].filter(({ formerly }) => formerly.length > 0).map((node) => [node.id, node.formerly]),
    ),
  )
}

type Tried = { input: ChangeRegions; done: (madeIds: number[]) => void; mayFail: boolean }

/** One random change and what it means for the model; `mayFail` where the model says that it must be refused. */
const invent = (
  model: Model,
  cityId: number,
  pick: (most: number) => number,
  step: number,
  versions: Map<number, number>,
): Tried => {
  const all = [...model.nodes.values()].filter(({ level }) => level >= 3)
  const one = <Item>(items: readonly Item[]): Item => items[pick(items.length)] as Item
  const childrenOf = (id: number) => [...model.nodes.values()].filter((node) => node.open && node.parent === id)
  const held = (where: Map<number, number>, id: number) => [...where].filter(([, at]) => at === id).map(([key]) => key)
  const picked = (id: number) => ({ id, version: versions.get(id) ?? 1 })
  const day = dayAt(step)
  const decree = { effectiveOn: day, docNumber: `澜政发〔2026〕${step}号`, reason: '调整布局' }
  const fresh = `新地${step}`
  // Now and then a closed place is asked for, which must be refused.
  const open = all.filter((node) => node.open)
  const any = () => (pick(20) === 0 ? one(all) : one(open))
  const changed = (...nodes: Node[]) => {
    for (const node of nodes) node.changedOn = day
  }
  const early = (node: Node, ends: boolean) => day < node.changedOn || (ends && day <= node.bornOn)
  const birth = (id: number, name: string, level: number, parent: number): void => {
    model.nodes.set(id, { id, name, level, parent, open: true, bornOn: day, changedOn: day, namedOn: '', formerly: [] })
  }
  const weights = ['open', 'open', 'merge', 'merge', 'split', 'rename', 'move', 'move', 'move', 'close'] as const
  const kind = open.length > 90 ? one(['merge', 'close', 'move'] as const) : one(weights)
  switch (kind) {
    case 'open': {
      const parent = pick(3) === 0 ? (model.nodes.get(cityId) as Node) : any()
      return {
        input: { kind, ...decree, parentId: parent.id, name: fresh, shortName: fresh, code: null },
        mayFail: !parent.open || parent.level > 4 || day < parent.bornOn,
        done: ([id]) => birth(id as number, fresh, parent.level + 1, parent.id),
      }
    }
    case 'merge': {
      const into = any()
      const peers = open.filter(({ level, id }) => level === into.level && id !== into.id)
      const sources = [...new Set([any(), ...(peers.length > 0 ? [one(peers), one(peers)] : [])])].slice(pick(2))
      const isNew = pick(3) === 0
      if (sources.length === 0) sources.push(any())
      const along = sources.flatMap(({ id }) => childrenOf(id))
      const fails =
        sources.some((node) => !node.open || early(node, true) || node.level !== (sources[0] as Node).level) ||
        along.some((node) => early(node, false)) ||
        (isNew
          ? sources.length < 2
          : !into.open || sources.includes(into) || into.level !== sources[0]?.level || day < into.bornOn)
      return {
        input: {
          kind,
          ...decree,
          sources: sources.map(({ id }) => picked(id)),
          into: isNew ? null : picked(into.id),
          named: isNew ? { name: fresh, shortName: fresh, code: null } : null,
        },
        mayFail: fails,
        done: (madeIds) => {
          const heir = isNew ? (madeIds[0] as number) : into.id
          if (isNew) birth(heir, fresh, (sources[0] as Node).level, (sources[0] as Node).parent as number)
          changed(...sources, ...along)
          for (const child of along) child.parent = heir
          for (const source of sources) {
            source.open = false
            for (const where of [model.units, model.posts, model.filed])
              for (const key of held(where, source.id)) where.set(key, heir)
          }
        },
      }
    }
    case 'split': {
      const source = any()
      const children = childrenOf(source.id).filter(() => pick(2) === 0)
      const units = held(model.units, source.id).filter((id) => pick(2) === 0 && !OFFICES.has(id))
      const fails = !source.open || early(source, false) || children.some((node) => early(node, false))
      const parts = [{ name: fresh, shortName: fresh, code: null, children: children.map(({ id }) => id), units }]
      return {
        input: { kind, ...decree, ...picked(source.id), parts },
        mayFail: fails,
        done: ([id]) => {
          birth(id as number, fresh, source.level, source.parent as number)
          changed(source, ...children)
          for (const child of children) child.parent = id as number
          for (const unit of units) model.units.set(unit, id as number)
          for (const [post, unit] of POSTS_OF)
            if (units.includes(unit) && model.posts.get(post) === source.id) model.posts.set(post, id as number)
        },
      }
    }
    case 'rename': {
      const node = any()
      return {
        input: { kind, ...decree, ...picked(node.id), name: fresh, shortName: fresh },
        mayFail: !node.open || early(node, true) || day <= node.namedOn,
        done: () => {
          node.namedOn = day
          node.formerly.push(node.name)
          node.name = fresh
          changed(node)
        },
      }
    }
    case 'move': {
      const node = any()
      const to = any()
      return {
        input: { kind, ...decree, regions: [picked(node.id)], toId: to.id },
        mayFail:
          !node.open ||
          !to.open ||
          node.level < 4 ||
          node.level !== to.level + 1 ||
          node.parent === to.id ||
          early(node, false) ||
          day < to.bornOn,
        done: () => {
          node.parent = to.id
          changed(node)
        },
      }
    }
    case 'close': {
      const node = any()
      return {
        input: { kind, ...decree, ...picked(node.id) },
        mayFail:
          !node.open || early(node, true) || childrenOf(node.id).length > 0 || held(model.units, node.id).length > 0,
        done: () => {
          node.open = false
          changed(node)
          for (const where of [model.posts, model.filed])
            for (const key of held(where, node.id)) where.set(key, node.parent as number)
        },
      }
    }
  }
}

const OFFICES = new Set<number>()
const POSTS_OF = new Map<number, number>()

/** A matter for every unit, filed at the unit's own place, so that what is filed is seen to follow. */
const fileMatters = async (house: TestHouse): Promise<void> => {
  const { pool, world } = house
  await pool.query(
    `insert into matters (city_id, code, year, kind, category, state, region_id, region_path, office_unit_id, asker_unit_id, post_id)
     select $1, case when u.id % 3 = 0 then null else 'RW-2026-' || u.id end, 2026, 'task', 'other',
       case when u.id % 3 = 0 then 'draft' else 'raised' end, r.id, r.path, $2, $2, $3
     from units u join regions r on r.id = u.region_id`,
    [world.regions.city, world.units.office, world.posts.office],
  )
}

export type Walk = { steps: number; taken: number; refused: number; seconds: number; open: number; ever: number }

/**
 * Takes `steps` random changes with the program and with the model; what the model says must be refused has to be refused
 * and to change nothing, the rest has to be done. Compared whole every `every` steps and at the end.
 */
export const walkTree = async (steps: number, seed: number, every: number): Promise<Walk> => {
  const since = performance.now()
  const house = await openTestHouse('2026-07-14')
  try {
    await fileMatters(house)
    const { pool, world } = house
    OFFICES.clear()
    POSTS_OF.clear()
    for (const { id } of (await pool.query<{ id: number }>(`select id from units where kind = 'office'`)).rows)
      OFFICES.add(id)
    for (const { id, unit_id } of (await pool.query('select id, unit_id from posts')).rows) POSTS_OF.set(id, unit_id)
    const model = await startModel(house)
    const ctx = contextOf(house)
    const pick = seriesOf(seed)
    const walk = { steps, taken: 0, refused: 0 }
    const counts = { units: model.units.size, posts: model.posts.size, filed: model.filed.size }
    let last = Number((await pool.query('select max(id) as id from regions')).rows[0].id)
    for (let step = 1; step <= steps; step++) {
      const versions = new Map<number, number>(
        (await pool.query('select id, version from regions')).rows.map(({ id, version }) => [id, version]),
      )
      const tried = invent(model, world.regions.city, pick, step, versions)
      try {
        await changeRegions(regionFollowers, ctx, tried.input)
        expect(tried.mayFail, `step ${step} was to be refused: ${JSON.stringify(tried.input)}`).toBe(false)
        const made = (await pool.query('select id from regions where id > $1 order by id', [last])).rows
        tried.done(made.map(({ id }) => id))
        last = made.at(-1)?.id ?? last
        walk.taken++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        expect(tried.mayFail, `step ${step} was refused (${error.message}): ${JSON.stringify(tried.input)}`).toBe(true)
        walk.refused++
      }
      if (step % every === 0 || step === steps) {
        compare(model, await readRows(house), step)
        expect(await treeFaults(house), `after step ${step}`).toEqual([])
        expect({ units: model.units.size, posts: model.posts.size, filed: model.filed.size }).toEqual(counts)
      }
    }
    const open = [...model.nodes.values()].filter((node) => node.open).length
    return { ...walk, seconds: (performance.now() - since) / 1000, open, ever: model.nodes.size }
  } finally {
    await house.close()
  }
}

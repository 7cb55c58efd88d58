import type { Answer, PostKey, TestHouse } from './testing.ts'

/** One change as a person makes it, and what it leaves. `ids` collects what later changes need. */
export type Change = {
  by: PostKey
  method: 'post' | 'put'
  path: () => string
  body: () => object
  actions: string[]
  keep?: (body: Answer['body']) => void
  /** The table whose row the change wrote, to see that both stand in one transaction. */
  table?: string
}

/** Changes of every room, in an order in which each finds what it needs. */
export const changesOf = (house: () => TestHouse) => {
  const ids: Record<string, number> = {}
  const keepAs = (name: string) => (body: Answer['body']) => {
    ids[name] = body.id
    ids[`${name} version`] = body.version
  }
  const version = (name: string) => ids[`${name} version`]
  const step = (by: PostKey, name: string, more: object = {}): Change => ({
    by,
    method: 'post',
    path: () => `/matters/${ids.task}/steps`,
    body: () => ({ step: name, version: version('task'), ...more }),
    actions: [`matter.${name}`],
    keep: keepAs('task'),
    table: 'matters',
  })

  const CHANGES: Change[] = [
    {
      by: 'office',
      method: 'post',
      path: () => '/matters/tasks',
      body: () => ({
        category: 'family',
        title: '入学窗口设齐',
        body: '政务大厅一层。',
        leadUnitId: house().world.units.education,
        dueOn: '2026-08-31',
      }),
      actions: ['matter.raise-task'],
      keep: keepAs('task'),
      table: 'matters',
    },
    {
      by: 'education',
      method: 'post',
      path: () => `/matters/${ids.task}/nodes`,
      body: () => ({ version: version('task'), title: '选址', dueOn: '2026-08-01' }),
      actions: ['matter.add-node'],
      keep: (body) => {
        keepAs('task')(body)
        ids.node = body.nodes[0].id
      },
      table: 'matters',
    },
    {
      by: 'education',
      method: 'put',
      path: () => `/matters/${ids.task}/nodes/${ids.node}`,
      body: () => ({ version: version('task'), title: '选址', dueOn: '2026-08-01', doneOn: '2026-07-14' }),
      actions: ['matter.save-node'],
      keep: keepAs('task'),
      table: 'matters',
    },
    {
      by: 'education',
      method: 'post',
      path: () => `/matters/${ids.task}/nodes/${ids.node}/drop`,
      body: () => ({ version: version('task') }),
      actions: ['matter.drop-node'],
      keep: keepAs('task'),
      table: 'matters',
    },
    step('education', 'sign'),
    step('education', 'progress', { text: '已选址。' }),
    step('education', 'ask-time', { reason: '施工延误。', dueOn: '2026-09-15' }),
    step('office', 'grant-time'),
    step('education', 'report', { text: '窗口已设齐。' }),
    step('office', 'confirm'),
    step('office', 'reopen', { reason: '还差一处。' }),
    {
      by: 'troop-lan',
      method: 'post',
      path: () => '/matters',
      body: () => ({ direction: 'military-asks', category: 'facilities', title: '候车亭', body: '没有雨棚。' }),
      actions: ['matter.raise'],
      keep: keepAs('need'),
      table: 'matters',
    },
    {
      by: 'office',
      method: 'post',
      path: () => '/documents',
      body: () => ({ text: '一、办好实事\n（一）做好入学。市教育局设入学窗口，9月30日前设齐。\n', title: '年度安排' }),
      actions: ['document.read'],
      keep: keepAs('document'),
      table: 'documents',
    },
    {
      by: 'office',
      method: 'put',
      path: () => `/documents/${ids.document}`,
      body: () => ({
        version: version('document'),
        title: '年度安排',
        issuer: '市双拥办',
        docNumber: null,
        issuedOn: null,
        year: 2026,
      }),
      actions: ['document.save'],
      table: 'documents',
      keep: keepAs('document'),
    },
    {
      by: 'office',
      method: 'post',
      path: () => `/documents/${ids.document}/proposals`,
      body: () => ({
        title: '设入学窗口',
        leadUnitId: house().world.units.education,
        helperUnitIds: [],
        dueOn: '2026-09-30',
        startAt: 8,
        endAt: 14,
      }),
      actions: ['proposal.add'],
      keep: ({ proposals }) => {
        const mine = proposals.find(({ title }: { title: string }) => title === '设入学窗口')
        ids.proposal = mine.id
        ids['proposal version'] = mine.version
      },
    },
    {
      by: 'office',
      method: 'post',
      path: () => `/documents/${ids.document}/proposals/${ids.proposal}/mark`,
      body: () => ({ version: version('proposal'), as: 'adopted' }),
      actions: ['proposal.mark-adopted'],
      keep: ({ proposals }) => {
        ids['proposal version'] = proposals.find(({ id }: { id: number }) => id === ids.proposal).version
      },
    },
    {
      by: 'office',
      method: 'post',
      path: () => `/documents/${ids.document}/hand-out`,
      body: () => ({ proposals: [{ id: ids.proposal, version: version('proposal') }] }),
      // The hand-out itself, and one row for each matter made.
      actions: ['document.hand-out', 'matter.hand-out'],
      keep: ({ matters }) => {
        ids.handed = matters[0].id
      },
    },
    {
      by: 'office',
      method: 'post',
      path: () => '/units',
      body: () => ({
        name: '市文化局',
        shortName: '文化局',
        kind: 'member',
        side: 'civil',
        regionId: house().world.regions.city,
      }),
      actions: ['unit.add'],
      keep: keepAs('unit'),
      table: 'units',
    },
    {
      by: 'office',
      method: 'post',
      path: () => `/units/${ids.unit}/duties`,
      body: () => ({ phrase: '文化进军营', words: ['演出'], source: '市级分工' }),
      actions: ['duty.add'],
      keep: keepAs('unit'),
    },
    {
      by: 'office',
      method: 'post',
      path: () => '/posts',
      body: () => ({ unitId: ids.unit, name: '市文化局联络员', role: 'liaison' }),
      actions: ['post.add'],
      keep: keepAs('post'),
      table: 'posts',
    },
    {
      by: 'sysadmin',
      method: 'post',
      path: () => '/people',
      body: () => ({ login: 'culture.a', name: '文化局联络员甲' }),
      actions: ['people.add'],
      keep: ({ person }) => keepAs('person')(person),
    },
    {
      by: 'secadmin',
      method: 'post',
      path: () => `/posts/${ids.post}/holders`,
      body: () => ({ personId: ids.person, fromOn: '2026-07-14', toOn: null }),
      actions: ['post.appoint'],
    },
    {
      by: 'office',
      method: 'put',
      path: () => `/regions/${house().world.regions['lancheng-town']}`,
      body: () => ({ version: 1, name: '东门新街道', shortName: '东门新街' }),
      actions: ['region.correct'],
      table: 'regions',
    },
    {
      by: 'lancheng-office',
      method: 'post',
      path: () => '/region-changes',
      body: () => ({
        kind: 'open',
        effectiveOn: '2026-07-01',
        docNumber: '澜区政发〔2026〕3号',
        reason: '新设街道',
        parentId: house().world.regions.lancheng,
        name: '迎春街道',
        shortName: '迎春',
      }),
      actions: ['region.open'],
      table: 'region_changes',
    },
    {
      by: 'sysadmin',
      method: 'put',
      path: () => `/people/${ids.person}`,
      body: () => ({ version: version('person'), name: '文化局联络员乙' }),
      actions: ['people.save'],
      table: 'people',
    },
    {
      by: 'lancheng-office',
      method: 'post',
      path: () => '/households',
      body: () => ({
        regionId: house().world.regions['lancheng-village'],
        head: { name: '王某某', categories: ['discharged-soldier'] },
      }),
      actions: ['household.add', 'household.add-person'],
      keep: keepAs('household'),
      table: 'households',
    },
    {
      by: 'lancheng-office',
      method: 'put',
      path: () => `/households/${ids.household}`,
      body: () => ({
        version: version('household'),
        regionId: house().world.regions['lancheng-town'],
        address: null,
        reason: '村名写错',
      }),
      actions: ['household.save'],
      table: 'households',
    },
    {
      by: 'office',
      method: 'post',
      path: () => '/fact-periods',
      body: () => ({ kind: 'month', day: '2026-06-01', closesOn: '2026-07-20' }),
      actions: ['period.plan'],
      keep: keepAs('period'),
      table: 'fact_periods',
    },
    {
      by: 'office',
      method: 'post',
      path: () => `/fact-periods/${ids.period}/drop`,
      body: () => ({ version: version('period') }),
      actions: ['period.drop'],
      table: 'fact_periods',
    },
  ]

  const make = async ({ by, method, path, body }: Change): Promise<Answer> =>
    (await house().as(by))[method](path(), body())
  return { changes: CHANGES, ids, step, make }
}

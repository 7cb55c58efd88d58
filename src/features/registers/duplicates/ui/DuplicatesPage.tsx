import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Chip,
  Empty,
  ErrorState,
  Field,
  FilterBar,
  FilterChip,
  formatDay,
  formatMoment,
  Go,
  names,
  PageHead,
  Panel,
  ReasonDialog,
  Tag,
} from '../../../../platform/ui/index.ts'
import { ImpactNote, usePages } from '../../../org/ui/index.ts'
import { CATEGORY_WORDS, RELATION_WORDS } from '../../households/words.ts'
import { ListFoot, RegisterTabs, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { AlikePair, AlikePerson, PersonMerge } from '../contract.ts'

const KINDS = [
  { value: 'number', label: '身份证号相同' },
  { value: 'name', label: '同村同名同年' },
]
const WORDS = { number: '身份证号相同', name: '同村、同名、同年出生' }

const detail = (person: AlikePerson): string =>
  [
    `${person.headName}户（${RELATION_WORDS[person.relation]}）`,
    person.birthYear ? `${person.birthYear} 年${person.birthMonth ? ` ${person.birthMonth} 月` : ''}生` : null,
    person.categories.map((one) => CATEGORY_WORDS[one]).join('、') || '家庭成员',
    person.hasResident ? '有身份证号' : '没有身份证号',
    person.hasPhone ? '有电话' : null,
  ]
    .filter(Boolean)
    .join(' · ')

const Two = ({ pair }: { pair: AlikePair }) => (
  <div className="register-pair">
    {[pair.one, pair.other].map((person) => (
      <div key={person.id}>
        <b>{person.name}</b> <span className="quiet small">{person.place.join(' · ')}</span>
        <div className="meta">{detail(person)}</div>
      </div>
    ))}
  </div>
)

type Doing = { what: 'merge' | 'distinct'; pair: AlikePair } | { what: 'back'; merge: PersonMerge }

/** 查重: who may stand in the register twice, within the place of who looks. */
export const DuplicatesPage = () => {
  const api = useRegisters()
  const { today, acting } = useSession()
  const [kind, setKind] = useState<readonly string[]>([])
  const [own, setOwn] = useState(false)
  const [doing, setDoing] = useState<Doing | null>(null)
  const [keepId, setKeepId] = useState<number | null>(null)
  const filters = { kind: kind[0] as AlikePair['kind'] | undefined, own: own ? 'true' : undefined }
  const pages = usePages(JSON.stringify(filters))
  const list = useQuery({
    queryKey: ['registers', 'duplicates', filters, pages.after],
    queryFn: () => api.duplicates.list({ ...filters, after: pages.after, size: 30 }),
  })
  const merges = useQuery({ queryKey: ['registers', 'merges'], queryFn: () => api.duplicates.merges() })
  const stop = () => {
    setDoing(null)
    setKeepId(null)
    sending.reset()
  }
  const sending = useRegisterSend(
    async (reason: string) => {
      if (doing?.what === 'back') return api.duplicates.takeBack({ id: doing.merge.id, reason })
      const pair = doing?.pair as AlikePair
      if (doing?.what === 'distinct')
        return api.duplicates.distinguish({ oneId: pair.one.id, otherId: pair.other.id, reason })
      const [keep, merge] = keepId === pair.other.id ? [pair.other, pair.one] : [pair.one, pair.other]
      return api.duplicates.merge({
        ...{ keepId: keep.id, keepVersion: keep.version, mergeId: merge.id, mergeVersion: merge.version },
        reason,
      })
    },
    () => {
      const words = { merge: '已合并，三十日内可以撤回。', distinct: '记下了，这两位不再提示。', back: '合并已撤回。' }
      const said = doing ? words[doing.what] : undefined
      stop()
      return said
    },
  )
  const clear = () => {
    setKind([])
    setOwn(false)
  }
  const rows = list.data?.rows ?? []
  const pair = doing && 'pair' in doing ? doing.pair : null
  return (
    <div className="stack">
      <PageHead title="底册" sub="查重：跨地方的只列给头一个两边都管的一级，再上面和下面都不列" />
      <RegisterTabs current="duplicates" />
      <ImpactNote functions={['closed-persons']} />
      <FilterBar onClear={kind.length > 0 || own ? clear : undefined}>
        <FilterChip label="依据" options={KINDS} value={kind} onChange={setKind} />
        <Chip on={own} aria-pressed={own} onClick={() => setOwn(!own)}>
          只看下级都看不全的
        </Chip>
      </FilterBar>
      <Panel label="疑似重复">
        {list.isPending ? <Bones rows={5} /> : null}
        {list.error ? <ErrorState problem={asClientProblem(list.error)} onAgain={() => void list.refetch()} /> : null}
        {list.data && rows.length === 0 ? (
          <Empty title="没有疑似重复登记的人" icon="check">
            身份证号相同，或同村、同名、同年出生的会列在这里。
          </Empty>
        ) : null}
        <ul className="register-pairs">
          {rows.map((one) => (
            <li key={`${one.one.id}.${one.other.id}`}>
              <div className="row wrap">
                <Tag line={one.kind === 'name'}>{WORDS[one.kind]}</Tag>
                <span className="quiet small">
                  两边都在{one.placeName}
                  {one.isOwn && acting?.role === 'office' ? '，下级看不全，由本级处理' : ''}
                </span>
              </div>
              <Two pair={one} />
              <div className="register-acts">
                <Button
                  small
                  onClick={() => {
                    setKeepId(one.one.id)
                    setDoing({ what: 'merge', pair: one })
                  }}
                >
                  合并
                </Button>
                <Button small onClick={() => setDoing({ what: 'distinct', pair: one })}>
                  不是同一人
                </Button>
              </div>
            </li>
          ))}
        </ul>
        <ListFoot pages={pages} read={list} size={30} word="对" />
      </Panel>
      {merges.data && merges.data.length > 0 ? (
        <Panel title="最近的合并" count={merges.data.length}>
          <ul className="register-pairs">
            {merges.data.map((merge) => (
              <li key={merge.id} className="row wrap">
                <span className="grow">
                  {merge.keptName} <span className="quiet small">{merge.place.join(' · ')}</span>
                  <div className="meta">
                    {formatMoment(merge.madeAt, today)} {merge.postName ?? ''}：{merge.reason}
                    {merge.takenBackAt
                      ? ' · 已撤回'
                      : merge.barrier === 'too-old'
                        ? ' · 过了三十日，不能撤回'
                        : merge.barrier === null
                          ? ` · ${formatDay(merge.until, today)}前可撤回`
                          : ''}
                  </div>
                  {merge.barrier === 'changed-since' ? (
                    <div className="meta">
                      合并以后又改过，不能整个撤回，逐项更正：
                      {merge.changed.map(({ words, href }, at) => (
                        <Fragment key={`${href} ${words}`}>
                          {at > 0 ? '；' : ''}
                          {href ? (
                            <Go className="more" href={href}>
                              {words}
                            </Go>
                          ) : (
                            words
                          )}
                        </Fragment>
                      ))}
                    </div>
                  ) : null}
                </span>
                {merge.barrier === null ? (
                  <Button small onClick={() => setDoing({ what: 'back', merge })}>
                    撤回合并
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      <ReasonDialog
        open={doing !== null}
        onClose={stop}
        title={
          doing?.what === 'back'
            ? `撤回${doing.merge.keptName}的合并`
            : doing?.what === 'merge'
              ? '合并重复登记'
              : '不是同一人'
        }
        verb={doing?.what === 'back' ? '撤回合并' : doing?.what === 'merge' ? '合并两条' : '记为两个人'}
        explain={
          doing?.what === 'merge'
            ? '留下的一条缺什么，就从另一条补上；另一条的内容和历次登记都留着。三十日内没有再改过的可以撤回。'
            : doing?.what === 'distinct'
              ? '记下以后，这两位不再作为疑似重复列出。'
              : '两条恢复到合并以前的样子。'
        }
        reason={{ label: '事由', max: 200, ready: doing?.what === 'distinct' ? ['同名不同人'] : ['同一人登记了两次'] }}
        busy={sending.busy}
        problem={sending.problem}
        onDo={({ reason }) => sending.send(reason)}
      >
        {doing?.what === 'merge' && pair ? (
          <Field name="keepId" label="留下哪一条" group>
            <div className="register-pair">
              {[pair.one, pair.other].map((person) => (
                <label key={person.id} className={names(keepId === person.id && 'picked')}>
                  <input
                    type="radio"
                    className="radio"
                    name="keepId"
                    checked={keepId === person.id}
                    onChange={() => setKeepId(person.id)}
                  />{' '}
                  <b>{person.name}</b> <span className="quiet small">{person.place.join(' · ')}</span>
                  <div className="quiet small">{detail(person)}</div>
                </label>
              ))}
            </div>
          </Field>
        ) : null}
      </ReasonDialog>
    </div>
  )
}

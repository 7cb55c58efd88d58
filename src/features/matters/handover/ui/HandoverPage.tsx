import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  Empty,
  ErrorState,
  Facts,
  Field,
  Figure,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  formatMoment,
  Light,
  ListRow,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  TextArea,
  toast,
} from '../../../../platform/ui/index.ts'
import { ledgerHref, matterHref, STATE_LABELS, STEP_LABELS } from '../../ui/index.ts'
import type { Handover, HandoverNote } from '../contract.ts'
import { useHandover } from './HandoversPage.tsx'
import './handover.css'

/** 交接单: one page for whoever takes over a post. */
export const HandoverPage = () => {
  const { id } = useParams({ strict: false }) as { id: string }
  const api = useHandover()
  const postId = Number(id)
  const read = useQuery({
    queryKey: ['matters', 'handover', postId],
    queryFn: () => api.get({ id: postId }),
  })
  if (read.isPending) return <Bones rows={10} />
  if (read.error || !read.data)
    return <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} />
  return <Page key={`${postId} ${read.data.writes}`} page={read.data} />
}

const Page = ({ page }: { page: Handover }) => {
  const api = useHandover()
  const queries = useQueryClient()
  const { post, today } = page
  const receive = useMutation({
    mutationFn: () => api.receive({ id: post.id, holderId: page.successor?.holderId ?? 0 }),
    onSuccess: (answer) => {
      queries.setQueryData(['matters', 'handover', post.id], answer)
      void queries.invalidateQueries({ queryKey: ['matters', 'handovers'] })
      toast.done('已接。要办的都在今日里。')
    },
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const paper = useMutation({
    mutationFn: async () => saveFile(await api.paper({ id: post.id })),
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const mine = (more: object) => (page.isOwn ? ledgerHref({ view: 'mine', ...more }) : undefined)
  return (
    <div className="stack handover">
      <PageHead title={`${post.name}交接单`} sub={`${post.unitName} · ${post.regionName}`} back="/handover">
        <Button className="no-print" busy={paper.isPending} onClick={() => paper.mutate()}>
          下载交接单
        </Button>
        <Button className="no-print" onClick={() => window.print()}>
          打印此页
        </Button>
        {page.mayReceive ? (
          <Button kind="primary" className="no-print" busy={receive.isPending} onClick={() => receive.mutate()}>
            确认已接
          </Button>
        ) : null}
      </PageHead>
      <Standing page={page} />
      <div className="handover-columns">
        <div className="stack">
          <Panel title="要办的" count={`${page.owe.total} 件`}>
            <Rows list={page.owe} empty="没有要办的事项" isOwn={page.isOwn} />
          </Panel>
          <Panel title="等答复的" count={`${page.answer.total} 件`}>
            <Rows list={page.answer} empty="没有等这个岗位答复的事项" isOwn={page.isOwn} />
          </Panel>
          <Panel title={`${page.year} 年已销号`} count={`${page.closed.total} 件`}>
            <Rows list={page.closed} empty="今年还没有销号的事项" isOwn={page.isOwn} />
          </Panel>
        </div>
        <div className="stack">
          <Notes page={page} />
          <Panel title="许下的日子" count={`${page.promises.length} 个`}>
            {page.promises.length === 0 ? <Empty title="没有许下的日子" icon="cal" /> : null}
            <ul className="list">
              {page.promises.map(({ on, kind, matterId, title, node, isPast }) => (
                <ListRow
                  key={`${on} ${kind} ${matterId} ${node ?? ''}`}
                  title={node ?? title}
                  href={matterHref(matterId)}
                  meta={
                    <>
                      <Light kind={isPast ? 'over' : 'ok'} words={`${formatDay(on, today)}${isPast ? '，已过' : ''}`} />
                      <span>{node ? `节点 · ${title}` : kind === 'review' ? '挂账复核' : '承诺日'}</span>
                    </>
                  }
                />
              ))}
            </ul>
          </Panel>
          <Panel title={`${page.year} 年经手`} pad>
            <p>
              经手办理 <Figure value={page.entered} unit="次" href={mine({ year: page.year })} label="今年经手的事项" />
              ，经手的事项已销号{' '}
              <Figure
                value={page.closed.total}
                unit="件"
                href={mine({ year: page.year, state: ['closed'] })}
                label={`今年已销号 ${page.closed.total} 件`}
              />
              。
            </p>
            <Facts
              facts={page.entries.map(({ step, count }) => ({ label: STEP_LABELS[step], value: `${count} 次` }))}
            />
          </Panel>
        </div>
      </div>
    </div>
  )
}

/** One sentence on who handed over to whom, and what is still to be done about it. */
const Standing = ({ page }: { page: Handover }) => {
  const { predecessor, successor, leaving, today, receivedAt, isVacant } = page
  if (isVacant) {
    return (
      <Note kind="over">
        {predecessor ? `${predecessor.personName} ${formatDay(predecessor.toOn, today)}离任后，` : ''}这个岗位空缺
        {successor ? `，${successor.personName} ${formatDay(successor.fromOn, today)}到任` : '，由安全管理员安排任职'}。
      </Note>
    )
  }
  if (leaving) {
    return (
      <Note kind="due">
        {leaving.personName} {formatDay(leaving.toOn, today)}
        离任，从那天起不再看得到这个岗位的任何内容。离任前把交接说明写好。
      </Note>
    )
  }
  if (!predecessor || !successor) return <Note>这个岗位没有换过人。交接说明可以先写，换人那天交给接任人。</Note>
  return receivedAt ? (
    <Note kind="ok">
      {successor.personName} {formatMoment(receivedAt, today)} 确认已接，前任 {predecessor.personName}。
    </Note>
  ) : (
    <Note kind="due">
      {predecessor.personName} {formatDay(predecessor.toOn, today)}离任，{successor.personName}{' '}
      {formatDay(successor.fromOn, today)}接任，还没有确认已接。
    </Note>
  )
}

const HIDDEN = '部队需求（内容仅提出方、双拥办和承办单位可见）'

const Rows = ({ list, empty, isOwn }: { list: Handover['owe']; empty: string; isOwn: boolean }): ReactNode => {
  const { today } = useSession()
  if (list.rows.length === 0) return <Empty title={empty} icon="done" />
  return (
    <>
      <ul className="list">
        {list.rows.map((row) => (
          <ListRow
            key={row.id}
            title={row.title ?? HIDDEN}
            href={matterHref(row.id, isOwn ? { view: 'mine' } : {})}
            meta={
              <>
                <Light
                  kind={row.light.kind}
                  days={row.light.days ?? undefined}
                  form="long"
                  words={row.light.kind === 'ok' && row.dueOn ? formatDay(row.dueOn, today) : undefined}
                />
                <span>
                  {row.code} · {STATE_LABELS[row.state]} · {row.asker.name}
                </span>
              </>
            }
          />
        ))}
      </ul>
      {list.total > list.rows.length ? (
        <p className="handover-more quiet">另有 {list.total - list.rows.length} 件，在事项里看。</p>
      ) : null}
    </>
  )
}

const Notes = ({ page }: { page: Handover }) => {
  const { received, writes, successor, predecessor } = page
  const own = page.own ?? (received && received.holderId === writes ? received : null)
  return (
    <Panel title="交接说明" pad>
      {received ? <Said note={received} today={page.today} /> : null}
      {!received && predecessor ? <p className="quiet">{predecessor.personName}没有留下说明。</p> : null}
      {writes === null ? null : (
        <NoteForm
          page={page}
          own={own}
          label={
            page.isVacant
              ? `补写${predecessor?.personName ?? ''}的交接说明`
              : page.isOwn
                ? '写给下一任'
                : `替${successor?.personName ?? ''}写给下一任`
          }
        />
      )}
    </Panel>
  )
}

const Said = ({ note, today }: { note: HandoverNote; today: string }) => (
  <blockquote className="handover-said">
    <p>{note.text}</p>
    <footer className="quiet small">
      {note.personName}移交，{note.byPostName} {formatMoment(note.writtenAt, today)} 写
    </footer>
  </blockquote>
)

const LABELS = { text: '交接说明' }

const NoteForm = ({ page, own, label }: { page: Handover; own: HandoverNote | null; label: string }) => {
  const api = useHandover()
  const queries = useQueryClient()
  const [text, setText] = useState(own?.text ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.write({ id: page.post.id, holderId: page.writes as number, version: own?.version ?? null, text }),
    onSuccess: (answer) => {
      queries.setQueryData(['matters', 'handover', page.post.id], answer)
      toast.done('交接说明已存下，换人那天交给接任人。')
    },
  })
  const { fields, rest } = fieldProblemsOf(save.error ? asClientProblem(save.error) : undefined, LABELS)
  return (
    <form
      className="form no-print"
      aria-label="交接说明"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <FormErrors problems={fields} times={save.failureCount} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field
        name="text"
        label={label}
        error={fields[0]?.detail}
        help="没办完的、答应过的、找谁、东西在哪。非涉密系统，勿录涉密内容和证件号码。"
      >
        <TextArea value={text} onText={setText} rows={6} maxLength={4000} />
      </Field>
      <div>
        <Button type="submit" busy={save.isPending}>
          存下说明
        </Button>
      </div>
    </form>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import { line } from '../../../platform/http/contract.ts'
import {
  Bones,
  Button,
  ButtonLink,
  Dialog,
  Drawer,
  ErrorState,
  Facts,
  Field,
  FormErrors,
  formatDay,
  Note,
  ProblemNote,
  ReasonDialog,
  Tag,
  TextInput,
} from '../../../platform/ui/index.ts'
import { askedWords } from '../approvals/ui/labels.ts'
import { useGivenByTwo, useNeedsTwo } from '../approvals/ui/needs.ts'
import type { Holder, PostDetail } from '../posts/contract.ts'
import { ADMINISTRATORS } from '../posts/rules.ts'
import { AppointDialog } from './AppointDialog.tsx'
import { asClientProblem, useForm, useOrg, useSend } from './data.ts'
import { ROLE_LABELS } from './labels.ts'
import { Conflict } from './pieces.tsx'

/** One post: who holds it today, who held it before, and the verbs of whoever keeps it. */
export const PostDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useOrg()
  const { today, acting } = useSession()
  const [dialog, setDialog] = useState<'appoint' | 'edit' | 'close' | null>(null)
  const [ending, setEnding] = useState<Holder | null>(null)
  const read = useQuery({ queryKey: ['org', 'post', id], queryFn: () => api.posts.get({ id }) })
  const post = read.data
  const givenByTwo = useGivenByTwo()
  const needsTwo = useNeedsTwo()
  // Nobody alone takes an administrator away; what an office ends, and a post that somebody holds, wait for another too.
  const isOfAdministrator = needsTwo && post !== undefined && ADMINISTRATORS.includes(post.role)
  const isEndingTwo = isOfAdministrator || (needsTwo && acting?.role === 'office')
  const isTwo = isOfAdministrator || (needsTwo && (post?.holders.length ?? 0) > 0)
  const isAsked = post !== undefined && post.closedOn === null && givenByTwo(post.role)
  const mayEnd = post?.mayGive === true
  const mayAppoint = mayEnd || isAsked
  // Work is handed over by whoever does business; the page itself decides who may read it.
  const isBusiness = useMay('matters:read') && post !== undefined && !ADMINISTRATORS.includes(post.role)
  const mayHandOver = isBusiness && (acting?.id === id || acting?.role === 'office')
  const close = useSend(
    async (closedOn: string) => {
      if (isTwo) await api.approvals.askClose({ id, closedOn })
      else await api.posts.close({ id, version: post?.version ?? 1, closedOn })
    },
    () => {
      setDialog(null)
      return isTwo ? askedWords(acting?.role) : `${post?.name ?? '岗位'}已撤销。`
    },
  )
  const end = useSend(
    async ({ holder, toOn }: { holder: Holder; toOn: string }) => {
      if (isEndingTwo) await api.approvals.askEnd({ id: holder.id, toOn })
      else await api.posts.end({ id: holder.id, toOn })
    },
    (_answer, { holder }) => {
      setEnding(null)
      if (isEndingTwo) return askedWords(acting?.role)
      return `${holder.personName}的任职已记到期。`
    },
  )
  const spanOf = ({ fromOn, toOn }: Holder) =>
    `${formatDay(fromOn, today)}起${toOn ? `，${formatDay(toOn, today)}卸任` : ''}`
  return (
    <Drawer
      open
      onClose={onClose}
      label="岗位详情"
      title={post?.name ?? '岗位'}
      above={post ? <Tag>{ROLE_LABELS[post.role]}</Tag> : null}
      of={String(id)}
      footer={
        mayAppoint || post?.mayEdit || mayHandOver ? (
          <>
            {mayHandOver ? <ButtonLink href={`/handover/${id}`}>看交接单</ButtonLink> : null}
            {mayAppoint ? (
              <Button kind="primary" onClick={() => setDialog('appoint')}>
                {isAsked ? '报批任职' : '安排任职'}
              </Button>
            ) : null}
            {post?.mayEdit ? (
              <>
                <Button kind={mayAppoint ? 'default' : 'primary'} onClick={() => setDialog('edit')}>
                  改名称
                </Button>
                <Button kind="danger" onClick={() => setDialog('close')}>
                  {isTwo ? '报批撤销' : '撤销岗位'}
                </Button>
              </>
            ) : null}
          </>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={6} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {post ? (
        <>
          {post.closedOn ? <Note kind="due">{post.closedOn} 起撤销，只供查阅。</Note> : null}
          <Facts
            facts={[
              { label: '单位', value: post.unitName },
              { label: '所在地', value: post.regionName },
              {
                label: '在任',
                value: post.holders.length > 0 ? post.holders.map(({ personName }) => personName).join('、') : '空缺',
              },
            ]}
          />
          <h3>
            任职记录 <small>{post.history.length} 条</small>
          </h3>
          {post.history.length === 0 ? <p className="quiet">还没有人任过这个岗位，由安全管理员安排。</p> : null}
          <ul className="org-duties">
            {post.history.map((holder) => (
              <li key={holder.id}>
                <div className="phrase">
                  {holder.personName}
                  {holder.toOn !== null && holder.toOn <= today ? <Tag line>已卸任</Tag> : null}
                  {holder.fromOn > today ? <Tag line>未到任</Tag> : null}
                </div>
                <div className="meta">{spanOf(holder)}</div>
                {mayEnd && (holder.toOn === null || holder.toOn > today) ? (
                  <div className="acts">
                    <Button small onClick={() => setEnding(holder)}>
                      {isEndingTwo ? '报批卸任' : '办卸任'}
                    </Button>
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {post && dialog === 'appoint' ? (
        <AppointDialog post={post} isAsked={isAsked} onClose={() => setDialog(null)} />
      ) : null}
      {post && dialog === 'edit' ? <RenamePost post={post} onClose={() => setDialog(null)} /> : null}
      <ReasonDialog
        open={dialog === 'close'}
        onClose={() => setDialog(null)}
        title={`撤销${post?.name ?? ''}`}
        verb={isTwo ? '报批撤销' : '撤销岗位'}
        explain="撤销日起谁也不能再用这个岗位办事；任职记录和办过的事都留着。"
        reason={false}
        day={{ label: '撤销日', today, start: today, max: today }}
        busy={close.busy}
        problem={close.problem}
        onDo={({ day }) => close.send(day ?? today)}
      />
      <ReasonDialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={`${ending?.personName ?? ''}卸任`}
        verb={isEndingTwo ? '报批卸任' : '办理卸任'}
        explain="卸任日当天起不能再用这个岗位办事。"
        reason={false}
        day={{ label: '卸任日', today, start: today, min: ending?.fromOn }}
        busy={end.busy}
        problem={end.problem}
        onDo={({ day }) => ending && end.send({ holder: ending, toOn: day ?? today })}
      />
    </Drawer>
  )
}

const Rename = z.object({ name: line('岗位名称', 60) })
const LABELS = { name: '岗位名称' }
const factsOf = ({ name }: { name: string }) => [{ label: LABELS.name, value: name }]

const RenamePost = ({ post, onClose }: { post: PostDetail; onClose: () => void }) => {
  const api = useOrg()
  const [name, setName] = useState(post.name)
  const form = useForm({
    schema: Rename,
    labels: LABELS,
    send: ({ version }: { name: string; version: number }) => api.posts.save({ id: post.id, version, name }),
    done: () => {
      onClose()
      return '岗位名称已改。'
    },
  })
  const send = (version = post.version) => form.submit({ name, version })
  const latest = form.latest as PostDetail | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`改${post.name}的名称`}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            存下名称
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf({ name })}
        factsOf={factsOf}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field name="name" label={LABELS.name} error={form.errorOf('name')}>
        <TextInput value={name} onText={setName} maxLength={60} />
      </Field>
    </Dialog>
  )
}

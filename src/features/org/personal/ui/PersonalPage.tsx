import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  Dialog,
  ErrorState,
  Facts,
  Field,
  FormErrors,
  PageHead,
  Panel,
  ProblemNote,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { LiaisonForm } from '../../directory/ui/LiaisonForm.tsx'
import { AddPerson, type Person } from '../../posts/contract.ts'
import { shownProblem, useForm, useOrg, useSend } from '../../ui/data.ts'
import { Conflict } from '../../ui/pieces.tsx'
import type { PersonalRecord } from '../contract.ts'
import { CopyDialog, EraseDialog, ErasureNote, HeldPanel, HistoryPanel, heldLines, StaysPanel } from './Record.tsx'

/** 个人信息: what is held about one liaison or account, who touched it, a copy, correction and erasure. */
export const PersonalPage = () => {
  const { subject = '' } = useParams({ strict: false }) as { subject?: string }
  const [of, id] = [subject.startsWith('people-') ? 'people' : 'liaisons', Number(subject.split('-')[1]) || 0]
  const api = useOrg()
  const read = useQuery({
    queryKey: ['org', 'personal', of, id],
    queryFn: () => (of === 'people' ? api.personal.ofPerson({ id }) : api.personal.ofLiaison({ id })),
  })
  if (read.isError) return <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} />
  if (!read.data) return <Bones rows={8} />
  return <Shown record={read.data} />
}

const Shown = ({ record }: { record: PersonalRecord }) => {
  const api = useOrg()
  const [dialog, setDialog] = useState<'copy' | 'correct' | 'erase' | null>(null)
  const { erasure, liaison, person } = record
  const id = (liaison ?? person)?.id ?? 0
  const isAccount = person !== null
  const copy = useMutation({
    mutationFn: async (reason: string) =>
      saveFile(await (isAccount ? api.personal.copyPerson({ id, reason }) : api.personal.copyLiaison({ id, reason }))),
    onSuccess: () => {
      setDialog(null)
      toast.done('副本已下载，已留痕。')
    },
  })
  const erase = useSend(
    (reason: string) => {
      const input = { id, version: record.version, reason }
      return isAccount ? api.personal.erasePerson(input) : api.personal.eraseLiaison(input)
    },
    () => {
      setDialog(null)
      return '个人信息已删除，个人密钥已销毁。'
    },
  )
  const mayCorrect = erasure.erasedAt === null && (isAccount || Boolean(liaison?.mayEdit))
  return (
    <>
      <PageHead
        title="个人信息"
        sub={`${record.name} · ${record.place}`}
        back={isAccount ? '/org?tab=posts' : '/org?tab=directory'}
      >
        <Button onClick={() => setDialog('copy')}>取副本</Button>
        {mayCorrect ? <Button onClick={() => setDialog('correct')}>更正</Button> : null}
        {erasure.erasedAt === null && erasure.refusal === null ? (
          <Button kind="danger" onClick={() => setDialog('erase')}>
            删除个人信息
          </Button>
        ) : null}
      </PageHead>
      <div className="stack">
        <ErasureNote erasure={erasure} />
        <HeldPanel lines={heldLines(record.held)} />
        {record.traces.length > 0 ? (
          <Panel title="别处提到他的记录" pad>
            <Facts
              facts={record.traces.map(({ label, count, isMore }) => ({
                label,
                value: `${count.toLocaleString('zh-CN')} 条${isMore ? '以上' : ''}`,
              }))}
            />
          </Panel>
        ) : null}
        <HistoryPanel history={record.history} none="还没有人看过、改过。" />
        <StaysPanel erasure={erasure} />
      </div>
      {dialog === 'correct' && liaison ? <LiaisonForm liaison={liaison} onClose={() => setDialog(null)} /> : null}
      {dialog === 'correct' && person ? <NameForm person={person} onClose={() => setDialog(null)} /> : null}
      <CopyDialog
        open={dialog === 'copy'}
        onClose={() => {
          setDialog(null)
          copy.reset()
        }}
        title={`取${record.name}的个人信息副本`}
        busy={copy.isPending}
        problem={shownProblem(copy.error)}
        onDo={(reason) => copy.mutate(reason)}
      />
      <EraseDialog
        open={dialog === 'erase'}
        onClose={() => {
          setDialog(null)
          erase.reset()
        }}
        title={`删除${record.name}的个人信息`}
        clears={erasure.clears}
        asks="本人申请删除"
        busy={erase.busy}
        problem={erase.problem}
        onDo={(reason) => erase.send(reason)}
      />
    </>
  )
}

const SaveName = AddPerson.pick({ name: true })
const nameFacts = ({ name }: { name: string }) => [{ label: '姓名', value: name }]

const NameForm = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const api = useOrg()
  const [name, setName] = useState(person.name)
  const form = useForm({
    schema: SaveName,
    labels: { name: '姓名' },
    send: (input: { name: string; version: number }) => api.people.save({ id: person.id, ...input }),
    done: () => {
      onClose()
      return '姓名已更正。'
    },
  })
  const send = (version = person.version) => form.submit({ name, version })
  const latest = form.latest as Person | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`更正${person.name}的姓名`}
      onSend={() => send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={form.busy}>
            更正姓名
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={nameFacts({ name })}
        factsOf={nameFacts}
        storedBy={form.storedBy}
        busy={form.busy}
        onMine={send}
        onTheirs={onClose}
        onBack={form.reset}
      />
      <Field name="name" label="姓名" error={form.errorOf('name')} help="账号名不能改；要换账号名，停用后另建。">
        <TextInput value={name} onText={setName} maxLength={30} />
      </Field>
    </Dialog>
  )
}

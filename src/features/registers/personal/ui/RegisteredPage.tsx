import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  DataTable,
  ErrorState,
  Facts,
  formatMoment,
  Note,
  PageHead,
  Panel,
  ReasonDialog,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import { PersonForm } from '../../households/ui/PersonForm.tsx'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { RegisteredRecord } from '../contract.ts'
import { NamingPicks } from './NamingPicks.tsx'

/** 本人信息: what is held about one registered person and for his household, who touched it; copy, correction and erasure. */
export const RegisteredPage = () => {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useRegisters()
  const read = useQuery({
    queryKey: ['registers', 'personal', Number(id)],
    queryFn: () => api.personal.of({ id: Number(id) }),
  })
  if (read.isError) return <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} />
  if (!read.data) return <Bones rows={8} />
  return <Shown record={read.data} />
}

/** As the server says that nothing is kept. */
const NONE = '没有'
const CLASS_WORDS = { closed: '封存', working: '工作', none: '' }

const Shown = ({ record }: { record: RegisteredRecord }) => {
  const api = useRegisters()
  const { today } = useSession()
  const [dialog, setDialog] = useState<'copy' | 'correct' | 'erase' | null>(null)
  const [unname, setUnname] = useState<ReadonlySet<string>>(new Set())
  const { id, erasure, namedIn } = record
  const close = () => setDialog(null)
  const copy = useMutation({
    mutationFn: async (reason: string) => saveFile(await api.personal.copy({ id, reason })),
    onSuccess: () => {
      close()
      toast.done('副本已下载，已留痕。')
    },
  })
  const erase = useRegisterSend(
    (reason: string) => api.personal.erase({ id, version: record.version, reason, unname: [...unname] }),
    () => {
      close()
      return '个人信息已删除，个人密钥已销毁。'
    },
  )
  const family = useQuery({
    queryKey: ['registers', 'household', record.householdId],
    queryFn: () => api.households.get({ id: record.householdId }),
    enabled: dialog === 'correct',
  })
  const lines = record.held.flatMap(({ items, ...kind }) => items.map((item) => ({ ...kind, ...item })))
  const blank = lines.filter((line) => line.class !== 'none' && line.value === NONE).map(({ label }) => label)
  const technical = lines.filter((line) => line.class === 'none').length
  const person = family.data?.persons.find((one) => one.id === id)
  return (
    <>
      <PageHead
        title="本人信息"
        sub={`${record.name} · ${record.place}`}
        back={`/registers?open=${record.householdId}`}
      >
        <Button onClick={() => setDialog('copy')}>取副本</Button>
        {record.isPresent ? <Button onClick={() => setDialog('correct')}>更正</Button> : null}
        {record.mayErase ? (
          <Button kind="danger" onClick={() => setDialog('erase')}>
            删除个人信息
          </Button>
        ) : null}
      </PageHead>
      <div className="stack">
        {erasure.erasedAt ? (
          <Note kind="ok">
            {formatMoment(erasure.erasedAt, today)} 已删除，个人密钥已销毁；留痕里他的个人内容打不开了。
          </Note>
        ) : erasure.refusal ? (
          <Note>现在不能删除：{erasure.refusal}</Note>
        ) : record.mayErase ? null : (
          <Note>已不在册，可以删除；由双拥办办理。</Note>
        )}
        <Panel title="保存的内容">
          <DataTable
            label="保存的内容"
            rows={lines.filter((line) => line.class !== 'none' && line.value !== NONE)}
            keyOf={({ kind, label }) => `${kind} ${label}`}
            columns={[
              { key: 'label', title: '项目', width: 170, phone: 'title', cell: ({ label }) => label },
              { key: 'value', title: '内容', phone: 'meta', cell: ({ value }) => value },
              {
                key: 'kind',
                title: '种类',
                width: 210,
                phone: 'meta',
                cell: ({ kind, class: guard }) => (
                  <span className="row">
                    {kind}
                    {CLASS_WORDS[guard] ? <Tag line>{CLASS_WORDS[guard]}</Tag> : null}
                  </span>
                ),
              },
              { key: 'retention', title: '保存期限', phone: 'meta', quiet: true, cell: ({ retention }) => retention },
            ]}
          />
          <p className="register-rest quiet small">
            {blank.length > 0 ? `没有登记的：${blank.join('、')}。` : ''}编号、版本等系统字段 {technical}{' '}
            项，副本里逐项列出。
          </p>
        </Panel>
        <Panel title="为本人和本户办过的事">
          {record.records.length === 0 ? (
            <p className="register-rest quiet small">没有办过的记录。</p>
          ) : (
            <DataTable
              label="为本人和本户办过的事"
              rows={record.records}
              keyOf={({ label }) => label}
              columns={[
                {
                  key: 'label',
                  title: '种类',
                  width: 170,
                  phone: 'title',
                  cell: ({ label, count }) => `${label} ${count} 条`,
                },
                {
                  key: 'lines',
                  title: '内容',
                  phone: 'meta',
                  cell: ({ lines, count }) => (
                    <>
                      {lines.slice(0, 5).map((line) => (
                        <div key={line}>{line}</div>
                      ))}
                      {count > 5 ? <div className="quiet small">共 {count} 条，副本里列得更全。</div> : null}
                    </>
                  ),
                },
                { key: 'why', title: '为什么有', width: 240, phone: 'meta', quiet: true, cell: ({ why }) => why },
              ]}
            />
          )}
        </Panel>
        <Panel title="谁看过、改过">
          {record.history.rows.length === 0 ? (
            <p className="register-rest quiet small">登记后没有人看过封存内容，也没有改过。</p>
          ) : (
            <DataTable
              label="谁看过、改过"
              rows={record.history.rows}
              keyOf={({ id: row }) => String(row)}
              columns={[
                { key: 'what', title: '办理', phone: 'title', cell: ({ what }) => what },
                {
                  key: 'at',
                  title: '时间',
                  width: 130,
                  phone: 'meta',
                  nowrap: true,
                  cell: ({ at }) => formatMoment(at, today),
                },
                {
                  key: 'by',
                  title: '岗位和人员',
                  phone: 'meta',
                  cell: ({ postName, personName }) => [postName, personName].filter(Boolean).join(' ') || '系统',
                },
                { key: 'reason', title: '事由', phone: 'meta', cell: ({ reason }) => reason ?? '' },
              ]}
            />
          )}
        </Panel>
        <Panel title={erasure.erasedAt ? '还留着什么' : '删除后还留着什么'} pad>
          <Facts facts={erasure.stays.map(({ what, why }) => ({ label: what, value: why }))} />
        </Panel>
      </div>
      {dialog === 'correct' && family.data && person ? (
        <PersonForm household={family.data} person={person} onClose={close} onDone={close} />
      ) : null}
      <ReasonDialog
        open={dialog === 'copy'}
        onClose={() => {
          close()
          copy.reset()
        }}
        title={`取${record.name}的本人信息副本`}
        verb="取副本"
        leave="先不取"
        explain="Word 副本里号码不遮盖，交给本人。谁、什么时候、为什么取的都会留痕，每页印有导出标记。"
        reason={{ label: '事由', max: 200, ready: ['本人申请查阅', '本人申请复制'] }}
        busy={copy.isPending}
        problem={copy.error ? asClientProblem(copy.error) : undefined}
        onDo={({ reason }) => copy.mutate(reason)}
      />
      <ReasonDialog
        open={dialog === 'erase'}
        onClose={() => {
          close()
          erase.reset()
        }}
        title={`删除${record.name}的个人信息`}
        verb="删除个人信息"
        leave="先不删"
        explain={`删除后不能恢复。清除：${erasure.clears.join('；')}。`}
        reason={{ label: '事由', max: 200, ready: ['家属申请删除', '目的已实现，不再需要'] }}
        busy={erase.busy}
        problem={erase.problem}
        onDo={({ reason }) => erase.send(reason)}
      >
        <NamingPicks name={record.name} records={namedIn} chosen={unname} onChange={setUnname} />
      </ReasonDialog>
    </>
  )
}

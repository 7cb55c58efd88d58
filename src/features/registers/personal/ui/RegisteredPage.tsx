import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { Bones, Button, DataTable, ErrorState, Note, PageHead, Panel, toast } from '../../../../platform/ui/index.ts'
import {
  CopyDialog,
  EraseDialog,
  ErasureNote,
  HeldPanel,
  HistoryPanel,
  heldLines,
  StaysPanel,
} from '../../../org/ui/index.ts'
import { PersonForm } from '../../households/ui/PersonForm.tsx'
import { problemOf, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
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

const Shown = ({ record }: { record: RegisteredRecord }) => {
  const api = useRegisters()
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
  const lines = heldLines(record.held)
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
        <ErasureNote erasure={erasure} />
        {erasure.erasedAt || erasure.refusal || record.mayErase ? null : (
          <Note>已不在册，可以删除；由双拥办办理。</Note>
        )}
        <HeldPanel lines={lines.filter((line) => line.class !== 'none' && line.value !== NONE)}>
          <p className="register-rest quiet small">
            {blank.length > 0 ? `没有登记的：${blank.join('、')}。` : ''}编号、版本等系统字段 {technical}{' '}
            项，副本里逐项列出。
          </p>
        </HeldPanel>
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
                {
                  key: 'why',
                  title: '为什么有',
                  width: 240,
                  phone: 'meta',
                  cell: ({ why }) => <span className="quiet small">{why}</span>,
                },
              ]}
            />
          )}
        </Panel>
        <HistoryPanel history={record.history} none="登记后没有人看过封存内容，也没有改过。" />
        <StaysPanel erasure={erasure} />
      </div>
      {dialog === 'correct' && family.data && person ? (
        <PersonForm household={family.data} person={person} onClose={close} onDone={close} />
      ) : null}
      <CopyDialog
        open={dialog === 'copy'}
        onClose={() => {
          close()
          copy.reset()
        }}
        title={`取${record.name}的本人信息副本`}
        busy={copy.isPending}
        problem={problemOf(copy.error)}
        onDo={(reason) => copy.mutate(reason)}
      />
      <EraseDialog
        open={dialog === 'erase'}
        onClose={() => {
          close()
          erase.reset()
        }}
        title={`删除${record.name}的个人信息`}
        clears={erasure.clears}
        asks="家属申请删除"
        busy={erase.busy}
        problem={erase.problem}
        onDo={(reason) => erase.send(reason)}
      >
        <NamingPicks name={record.name} records={namedIn} chosen={unname} onChange={setUnname} />
      </EraseDialog>
    </>
  )
}

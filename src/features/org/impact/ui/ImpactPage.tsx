import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useApi, useSession } from '../../../../platform/client/api.tsx'
import { fileUrl, uploadFile } from '../../../../platform/client/upload.ts'
import {
  Button,
  CheckBox,
  DataTable,
  DayPicker,
  Dialog,
  Drawer,
  Empty,
  Facts,
  Field,
  FileDrop,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  type SendFile,
  type ShownFile,
  SplitView,
  TextArea,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import type { org } from '../../contract.ts'
import type { ImpactAssessment, RecordImpact } from '../contract.ts'
import { SENSITIVE_FUNCTIONS, SENSITIVE_WORDS, type SensitiveFunction } from '../rules.ts'

const LABELS = {
  functions: '评估的功能',
  what: '处理什么、处理目的和方式',
  necessity: '为什么合法、正当、必要',
  risks: '对个人权益的影响和安全风险',
  measures: '保护措施',
  assessedBy: '评估人',
  assessedOn: '评估日',
  fileId: '评估报告',
}

const TEXTS = ['what', 'necessity', 'risks', 'measures'] as const

const sendFile: SendFile = async (file, onProgress, signal) => {
  const { id, name } = await uploadFile(file, onProgress, signal)
  return { id: String(id), name, href: fileUrl(id) }
}

const useImpact = () => useApi<{ org: typeof org }>().org.impact

/** 影响评估: what stands recorded before sensitive data may be handled, and what waits for it. */
export const ImpactPage = () => {
  const api = useImpact()
  const queries = useQueryClient()
  const { today } = useSession()
  const [openId, setOpenId] = useState<number | null>(null)
  const [isRecording, setRecording] = useState(false)
  const read = useQuery({ queryKey: ['impact'], queryFn: () => api.list({}) })
  const gates = useQuery({ queryKey: ['impact', 'gates'], queryFn: () => api.gates({}) })
  const removing = useMutation({
    mutationFn: (id: number) => api.remove({ id }),
    onSuccess: async () => {
      setOpenId(null)
      toast.done('到期的评估已移除，移除已留痕。')
      await queries.invalidateQueries({ queryKey: ['impact'] })
    },
    onError: (error) => toast.failed(asClientProblem(error).detail),
  })
  const rows = read.data?.rows ?? []
  const shown = rows.find(({ id }) => id === openId)
  const missing = (gates.data ?? []).filter(({ isOpen }) => !isOpen)
  const mayRecord = read.data?.mayRecord ?? false
  return (
    <SplitView
      drawer={
        shown ? (
          <Drawer
            open
            onClose={() => setOpenId(null)}
            label="影响评估"
            title={`${formatDay(shown.assessedOn, today)} 的评估`}
            of="影响评估"
          >
            <Facts
              facts={[
                { label: LABELS.functions, value: shown.functions.map((one) => SENSITIVE_WORDS[one]).join('、') },
                ...TEXTS.map((name) => ({ label: LABELS[name], value: shown[name] })),
                { label: LABELS.assessedBy, value: shown.assessedBy },
                {
                  label: LABELS.fileId,
                  value: shown.file ? <a href={fileUrl(shown.file.id)}>{shown.file.name}</a> : '没有附件',
                },
                { label: '记录岗位', value: shown.postName },
                { label: '保存到', value: formatDay(shown.keptUntil, today), note: '此前不能移除（条款待核对）' },
              ]}
            />
            {shown.mayRemove ? (
              <Button busy={removing.isPending} onClick={() => removing.mutate(shown.id)}>
                移除这份到期的评估
              </Button>
            ) : null}
          </Drawer>
        ) : null
      }
    >
      <PageHead title="影响评估" sub={<span className="hide-s">处理敏感个人信息以前先评估，评估至少保存三年</span>}>
        <a className="btn" href="/processing">
          数据处理登记
        </a>
        {mayRecord ? (
          <Button kind="primary" icon="plus" onClick={() => setRecording(true)}>
            记录评估
          </Button>
        ) : null}
      </PageHead>
      <div className="stack">
        {gates.data ? (
          missing.length === 0 ? (
            <Note kind="ok">要评估的功能都已评估，可以使用。</Note>
          ) : (
            <Note kind="due">
              还没有评估、暂不能用的功能：{missing.map((one) => SENSITIVE_WORDS[one.function]).join('、')}。
              {mayRecord ? '记录评估后即可使用。' : '请市双拥办记录。'}
            </Note>
          )
        ) : null}
        <Panel label="影响评估">
          <DataTable<ImpactAssessment>
            label="影响评估"
            rows={rows}
            keyOf={({ id }) => String(id)}
            loading={read.isPending}
            problem={read.isError ? asClientProblem(read.error) : undefined}
            onAgain={() => void read.refetch()}
            onOpen={({ id }) => setOpenId(id)}
            openKey={openId === null ? undefined : String(openId)}
            empty={
              <Empty title="还没有记录影响评估" icon="shield">
                {mayRecord ? (
                  <div>
                    <Button onClick={() => setRecording(true)}>记录第一份评估</Button>
                  </div>
                ) : (
                  <div>请市双拥办记录。</div>
                )}
              </Empty>
            }
            columns={[
              {
                key: 'functions',
                title: '评估的功能',
                phone: 'title',
                cell: ({ functions }) => functions.map((one) => SENSITIVE_WORDS[one]).join('、'),
              },
              { key: 'by', title: '评估人', phone: 'meta', width: 200, cell: ({ assessedBy }) => assessedBy },
              {
                key: 'on',
                title: '评估日',
                phone: 'meta',
                width: 130,
                nowrap: true,
                cell: ({ assessedOn }) => formatDay(assessedOn, today),
              },
              {
                key: 'until',
                title: '保存到',
                wideOnly: true,
                width: 130,
                nowrap: true,
                cell: ({ keptUntil }) => formatDay(keptUntil, today),
              },
            ]}
          />
        </Panel>
      </div>
      {isRecording ? (
        <RecordDialog
          onClose={() => setRecording(false)}
          onDone={async () => {
            setRecording(false)
            toast.done('评估已记录，功能可以使用。')
            await queries.invalidateQueries({ queryKey: ['impact'] })
          }}
        />
      ) : null}
    </SplitView>
  )
}

const RecordDialog = ({ onClose, onDone }: { onClose: () => void; onDone: () => Promise<void> }) => {
  const api = useImpact()
  const { today } = useSession()
  const [functions, setFunctions] = useState<readonly SensitiveFunction[]>(SENSITIVE_FUNCTIONS)
  const [texts, setTexts] = useState({ what: '', necessity: '', risks: '', measures: '' })
  const [assessedBy, setAssessedBy] = useState('')
  const [assessedOn, setAssessedOn] = useState<string | null>(today)
  const [files, setFiles] = useState<readonly ShownFile[]>([])
  const [sending, setSending] = useState(0)
  const [times, setTimes] = useState(0)
  const save = useMutation({ mutationFn: (input: RecordImpact) => api.record(input), onSuccess: onDone })
  const problem = save.error ? asClientProblem(save.error) : undefined
  const { fields, rest } = fieldProblemsOf(problem, LABELS)
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const waits = sending > 0 ? [{ name: 'fileId', label: LABELS.fileId, detail: '附件还在传，传完再存。' }] : []
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="记录影响评估"
      onSend={() => {
        setTimes(times + 1)
        if (sending > 0) return
        const file = files.at(0)
        save.mutate({
          ...texts,
          functions: [...functions],
          assessedBy,
          assessedOn: assessedOn ?? today,
          fileId: file ? Number(file.id) : null,
        })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={save.isPending}>
            存下评估
          </Button>
          <Button onClick={onClose}>不记录了</Button>
        </>
      }
    >
      <FormErrors problems={[...fields, ...waits]} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Note>写处理的事项和办法，不写任何人的姓名和号码。全市记录一份，各县区共用。</Note>
      <Field name="functions" label={LABELS.functions} group error={errorOf('functions')}>
        <div className="stack">
          {SENSITIVE_FUNCTIONS.map((one) => (
            <div key={one}>
              <CheckBox
                checked={functions.includes(one)}
                onChange={() =>
                  setFunctions(functions.includes(one) ? functions.filter((own) => own !== one) : [...functions, one])
                }
              >
                {SENSITIVE_WORDS[one]}
              </CheckBox>
            </div>
          ))}
        </div>
      </Field>
      {TEXTS.map((name) => (
        <Field key={name} name={name} label={LABELS[name]} error={errorOf(name)}>
          <TextArea
            rows={3}
            maxLength={1000}
            value={texts[name]}
            onText={(text) => setTexts((now) => ({ ...now, [name]: text }))}
          />
        </Field>
      ))}
      <div className="form-pair">
        <Field name="assessedBy" label={LABELS.assessedBy} error={errorOf('assessedBy')} help="单位或岗位。">
          <TextInput value={assessedBy} onText={setAssessedBy} maxLength={100} />
        </Field>
        <Field name="assessedOn" label={LABELS.assessedOn} error={errorOf('assessedOn')}>
          <DayPicker today={today} value={assessedOn} max={today} onChange={setAssessedOn} />
        </Field>
      </div>
      <Field name="fileId" label={LABELS.fileId} optional group error={errorOf('fileId')} help="一份，PDF 或 Word。">
        <FileDrop
          label={LABELS.fileId}
          files={files}
          upload={sendFile}
          words="选评估报告"
          onSending={setSending}
          onAdd={(file) => setFiles([file])}
          onRemove={() => setFiles([])}
        />
      </Field>
    </Dialog>
  )
}

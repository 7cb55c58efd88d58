import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ErrorState,
  Field,
  Form,
  FormErrors,
  fieldProblemsOf,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  TextInput,
  toast,
} from '../../../platform/ui/index.ts'
import { OrgTabs } from '../../org/ui/index.ts'
import type { AnswerWaitsShown } from '../contract.ts'
import { problemOf, useMatters } from './data.ts'

const KEY = ['matters', 'answer-waits']
const LABELS = {
  remindAfter: '催办',
  superiorAfter: '提出方答复',
  closeAfter: '上级岗位答复',
  contestDays: '异议期限',
}

/** 答复等待: how long a report waits for its answer before somebody is reminded, asked, or it may be closed. */
export const AnswerWaitsPage = () => {
  const api = useMatters()
  const waits = useQuery({ queryKey: KEY, queryFn: () => api.answerWaits() })
  const problem = problemOf(waits.error)
  return (
    <>
      <PageHead title="答复等待" sub={<span className="hide-s">报办结后没有答复时怎么办</span>} />
      <OrgTabs current="waits" />
      <Panel label="答复等待天数" pad>
        {waits.data ? <WaitsForm key={waits.data.version} waits={waits.data} /> : null}
        {problem ? <ErrorState problem={problem} onAgain={() => void waits.refetch()} /> : null}
        {waits.isPending ? <Bones rows={5} /> : null}
      </Panel>
    </>
  )
}

const WaitsForm = ({ waits }: { waits: AnswerWaitsShown }) => {
  const api = useMatters()
  const queries = useQueryClient()
  const [first, setFirst] = useState(String(waits.remindAfter[0]))
  const [second, setSecond] = useState(String(waits.remindAfter[1]))
  const [superior, setSuperior] = useState(String(waits.superiorAfter))
  const [close, setClose] = useState(String(waits.closeAfter))
  const [contest, setContest] = useState(String(waits.contestDays))
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const refused = fieldProblemsOf(problem, LABELS)
  const errorOf = (name: string) => refused.fields.find((one) => one.name === name)?.detail

  const send = async () => {
    setBusy(true)
    setTimes((now) => now + 1)
    try {
      const saved = await api.saveAnswerWaits({
        remindAfter: [Number(first), Number(second)],
        superiorAfter: Number(superior),
        closeAfter: Number(close),
        contestDays: Number(contest),
        version: waits.version,
      })
      setProblem(undefined)
      queries.setQueryData(KEY, saved)
      toast.done('等待天数已存下，从下一次检查起按新的天数。')
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const days = (name: string, label: string, value: string, onText: (text: string) => void, help?: string) => (
    <Field name={name} label={label} error={errorOf(name)} help={help}>
      <TextInput value={value} onText={onText} inputMode="numeric" maxLength={3} disabled={!waits.mayEdit} />
    </Field>
  )
  return (
    <Form label="答复等待天数" onSend={() => void send()}>
      {refused.fields.length > 0 ? <FormErrors problems={refused.fields} times={times} /> : null}
      {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      <Note>
        前四项按工作日算，从报办结的次日起；异议期限按自然日算，从代录、代确认当天起。
        {waits.isDefault ? '现在是程序自带的天数，不是法规规定，可以改。' : ''}
      </Note>
      <div className="form-pair">
        {days('remindAfter', '第一次催办（第几个工作日）', first, setFirst)}
        {days('remindAfterSecond', '第二次催办（第几个工作日）', second, setSecond)}
      </div>
      <div className="form-pair">
        {days(
          'superiorAfter',
          '提出方答复（工作日）',
          superior,
          setSuperior,
          '过了这些天、催办两次仍没有答复，请上级岗位答复。',
        )}
        {days(
          'closeAfter',
          '上级岗位答复（工作日）',
          close,
          setClose,
          '再过这些天，双拥办可按逾期未确认销号；提出方随时可以重新办理。',
        )}
      </div>
      {days(
        'contestDays',
        '异议期限（自然日）',
        contest,
        setContest,
        '代录、代确认之后，单位自己有了账号，在这些天内可以提出异议。',
      )}
      {waits.mayEdit ? (
        <Button type="submit" kind="primary" busy={isBusy}>
          存下等待天数
        </Button>
      ) : (
        <p className="quiet">等待天数由市级双拥办或系统管理员设定，本岗只看。</p>
      )}
    </Form>
  )
}

import { type ReactNode, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Drawer,
  ErrorState,
  Facts,
  formatDay,
  formatMoney,
  Tag,
  Timeline,
} from '../../../../platform/ui/index.ts'
import { StepFiles } from '../../ui/Papers.tsx'
import { problemOf, useRegisters } from '../../ui/pieces.tsx'
import type { MeritReport } from '../contract.ts'
import { DELIVERERS, MISFIT_WORDS, type Step } from '../rules.ts'
import {
  CAME_BY_WORDS,
  DONE_WORDS,
  GRADE_WORDS,
  HONOURED_WORDS,
  LEVEL_WORDS,
  STATE_WORDS,
  STEP_WORDS,
} from '../words.ts'
import { useMeritReport } from './data.ts'
import { MeritStepDialog } from './MeritStepDialog.tsx'

const FORWARD: readonly Step[] = ['register', 'verify', 'deliver', 'feed-back', 'send-on', 'take-again']

/** One report: who delivers it, where it goes, what was done, and the next step. */
type More = { more?: ((report: MeritReport) => ReactNode) | undefined }

export const MeritDrawer = ({ id, onClose, more }: { id: number; onClose: () => void } & More) => {
  const report = useMeritReport(id)
  return report.data ? (
    <Report key={id} report={report.data} onClose={onClose} more={more} />
  ) : (
    <Drawer open onClose={onClose} label="喜报详情" title="喜报">
      {report.isError ? (
        <ErrorState problem={problemOf(report.error)!} onAgain={() => void report.refetch()} />
      ) : (
        <Bones rows={6} />
      )}
    </Drawer>
  )
}

const Report = ({ report, onClose, more }: { report: MeritReport; onClose: () => void } & More) => {
  const { today } = useSession()
  const api = useRegisters().meritReports
  const mayReveal = useMay('registers:reveal')
  const [step, setStep] = useState<Step | null>(null)
  const by = DELIVERERS[report.grade]
  const primary = FORWARD.find((one) => report.open.includes(one))
  return (
    <Drawer
      open
      onClose={onClose}
      label="喜报详情"
      of={String(report.id)}
      title={`${report.soldierName}　${GRADE_WORDS[report.grade]}`}
      above={
        <>
          <span className="quiet small">{report.code}</span> <Tag>{STATE_WORDS[report.state]}</Tag>
        </>
      }
      footer={
        report.open.length > 0 ? (
          <div className="row wrap">
            {primary ? (
              <Button kind="primary" onClick={() => setStep(primary)}>
                {STEP_WORDS[primary]}
              </Button>
            ) : null}
            {report.open
              .filter((one) => one !== primary)
              .map((one) => (
                <Button key={one} onClick={() => setStep(one)}>
                  {STEP_WORDS[one]}
                </Button>
              ))}
          </div>
        ) : undefined
      }
    >
      <div className="stack">
        <div className="clause-note">
          <b>谁来送</b>：{by.civil}、{by.military}（{LEVEL_WORDS[by.level]}）
          <small>
            {by.source}
            {by.isVerified ? '' : ' · 以本地规定为准'}
          </small>
        </div>
        <Facts
          facts={[
            { label: '对象', value: HONOURED_WORDS[report.honoured] },
            { label: '授予年份', value: `${report.awardYear} 年` },
            { label: '来源', value: CAME_BY_WORDS[report.cameBy] },
            { label: '接收日', value: formatDay(report.receivedOn, today) },
            {
              label: '送到',
              value:
                report.state === 'handed-back'
                  ? `${report.regionName}退回，等上级转送`
                  : report.placeNames.join(' · ') || '还没有定',
            },
            {
              label: '家庭',
              value: report.household ? `户主${report.household.headName}` : '还没有核实',
              note: report.household?.place,
            },
            { label: '本步期限', value: report.dueOn ? formatDay(report.dueOn, today) : '未设期限' },
            {
              label: '送达',
              value: report.deliveredOn
                ? `${formatDay(report.deliveredOn, today)}，${report.deliveredLevel ? LEVEL_WORDS[report.deliveredLevel] : ''}`
                : '还没有送达',
            },
            {
              label: '奖励金',
              value:
                report.bonusYuan === null
                  ? report.deliveredOn
                    ? report.bonusSource
                      ? '现行标准没有列这个等级'
                      : '没有本地标准'
                    : '送达时定'
                  : formatMoney(report.bonusYuan),
              note: report.bonusSource ?? undefined,
            },
          ]}
        />
        {more?.(report)}
        <Timeline
          entries={[...report.steps].reverse().map((one) => ({
            key: String(one.id),
            at: formatDay(one.on, today),
            who: one.postName,
            what: `${DONE_WORDS[one.step]}${one.placeName ? `：${one.placeName}` : ''}${
              one.civilWords || one.militaryWords
                ? `，${[one.civilWords, one.militaryWords].filter(Boolean).join('、')}送到`
                : ''
            }`,
            said:
              [one.misfits.map((misfit) => MISFIT_WORDS[misfit]).join('；'), one.reason]
                .filter(Boolean)
                .join('。确认是这一户：') || undefined,
            children: (
              <StepFiles
                label="照片和材料"
                {...one}
                mayOpen={mayReveal}
                open={(fileId, reason) => api.paper({ id: report.id, fileId, reason })}
              />
            ),
          }))}
        />
      </div>
      {step ? <MeritStepDialog report={report} step={step} onClose={() => setStep(null)} /> : null}
    </Drawer>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Dialog,
  Drawer,
  ErrorState,
  Facts,
  Field,
  FormErrors,
  formatCount,
  formatDay,
  ProblemNote,
  Tag,
  TextInput,
  Timeline,
} from '../../../platform/ui/index.ts'
import { sentenceOf } from '../changes/rules.ts'
import { ChangeDialog } from '../changes/ui/ChangeDialog.tsx'
import { type RegionDetail, SaveRegion } from '../regions/contract.ts'
import { AttachDialog } from './AttachDialog.tsx'
import { asClientProblem, useForm, useOrg } from './data.ts'
import { LEVEL_LABELS, MARK_LABELS } from './labels.ts'
import { Conflict } from './pieces.tsx'

/** One place: what lies below it, its code and what was moved in or out. */
export const RegionDrawer = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useOrg()
  const { today } = useSession()
  const [dialog, setDialog] = useState<'edit' | 'attach' | 'change' | null>(null)
  const read = useQuery({ queryKey: ['org', 'region', id], queryFn: () => api.regions.get({ id }) })
  const region = read.data
  return (
    <Drawer
      open
      onClose={onClose}
      label="区划详情"
      title={region?.name ?? '区划'}
      above={
        region ? (
          <>
            <Tag>{LEVEL_LABELS[region.level]}</Tag>
            {region.mark ? <Tag line>{MARK_LABELS[region.mark]}</Tag> : null}
            {region.toOn ? <Tag line>已撤销</Tag> : null}
          </>
        ) : null
      }
      of={String(id)}
      footer={
        region?.mayEdit ? (
          <>
            {region.mark === 'functional' ? (
              <Button kind="primary" onClick={() => setDialog('attach')}>
                划入乡镇
              </Button>
            ) : null}
            {region.mayChange && region.level > 2 ? (
              <Button kind={region.mark === 'functional' ? 'default' : 'primary'} onClick={() => setDialog('change')}>
                区划变更
              </Button>
            ) : null}
            <Button onClick={() => setDialog('edit')}>更正名称</Button>
          </>
        ) : undefined
      }
    >
      {read.isPending ? <Bones rows={8} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {region ? <RegionFacts region={region} today={today} /> : null}
      {region && dialog === 'edit' ? <RegionForm region={region} onClose={() => setDialog(null)} /> : null}
      {region && dialog === 'change' ? (
        <ChangeDialog region={region} onClose={() => setDialog(null)} onDone={() => setDialog(null)} />
      ) : null}
      {region && dialog === 'attach' ? <AttachDialog zone={region} onClose={() => setDialog(null)} /> : null}
    </Drawer>
  )
}

const RegionFacts = ({ region, today }: { region: RegionDetail; today: string }) => {
  const { counts } = region
  return (
    <>
      <Facts
        facts={[
          ...(region.toOn
            ? [
                {
                  label: '已撤销',
                  value: `${formatDay(region.toOn, today)}起`,
                  note: region.heir ? `并入${region.heir.name}` : undefined,
                },
              ]
            : []),
          { label: '简称', value: region.shortName },
          ...(region.former.length > 0
            ? [
                {
                  label: '曾用名',
                  value: region.former
                    .map(({ name, untilOn }) => `${name}（至 ${formatDay(untilOn, today)}前）`)
                    .join('、'),
                },
              ]
            : []),
          { label: '上级', value: region.above.map(({ name }) => name).join(' › ') || region.parentName || '没有' },
          { label: '代码', value: region.code, note: region.code.includes('F') ? '本系统编号' : undefined },
          ...(region.level < 3 ? [{ label: '县（市、区）', value: formatCount(counts.counties, '个') }] : []),
          ...(region.level < 4 ? [{ label: '乡镇（街道）', value: formatCount(counts.townships, '个') }] : []),
          ...(region.level < 5 ? [{ label: '村（社区）', value: formatCount(counts.villages, '个') }] : []),
          ...(counts.marked > 0
            ? [{ label: '其中标记', value: formatCount(counts.marked, '个'), note: '园区、开发区、虚拟、功能区' }]
            : []),
          { label: '单位', value: formatCount(region.units, '家') },
        ]}
      />
      <RegionHistory id={region.id} today={today} />
      {region.moves.length > 0 ? (
        <>
          <h3>
            区划调整 <small>{region.moves.length} 次</small>
          </h3>
          <Timeline
            entries={region.moves.map((move) => ({
              key: String(move.id),
              at: `${formatDay(move.fromOn, today)}起`,
              what: `${move.regionName}由${move.fromName}划入${move.toName}`,
            }))}
          />
        </>
      ) : null}
    </>
  )
}

/** What happened to a place by documents, the latest first. */
const RegionHistory = ({ id, today }: { id: number; today: string }) => {
  const api = useOrg()
  const read = useQuery({
    queryKey: ['org', 'changes', { regionId: id }],
    queryFn: () => api.changes.list({ regionId: id, size: 200 }),
  })
  const rows = read.data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <>
      <h3>
        区划变更 <small>{rows.length} 次</small>
      </h3>
      <Timeline
        label="区划变更"
        entries={rows.map((change) => ({
          key: String(change.id),
          at: `${formatDay(change.effectiveOn, today)}起`,
          who: change.docNumber,
          what: sentenceOf(change),
          said: change.reason,
        }))}
      />
    </>
  )
}

const LABELS = { name: '名称', shortName: '简称' }
const factsOf = ({ name, shortName }: { name: string; shortName: string }) => [
  { label: LABELS.name, value: name },
  { label: LABELS.shortName, value: shortName },
]

const RegionForm = ({ region, onClose }: { region: RegionDetail; onClose: () => void }) => {
  const api = useOrg()
  const [name, setName] = useState(region.name)
  const [shortName, setShortName] = useState(region.shortName)
  const form = useForm({
    schema: SaveRegion,
    labels: LABELS,
    send: (input: { id: number; version: number; name: string; shortName: string }) => api.regions.save(input),
    done: () => {
      onClose()
      return '名称已更正。'
    },
  })
  const send = (version = region.version) => form.submit({ id: region.id, version, name, shortName })
  const latest = form.latest as RegionDetail | undefined
  return (
    <Dialog
      open
      onClose={onClose}
      title={`更正${region.name}的名称`}
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
      <p className="quiet">只改写错的字；从某一天起换名称的，用“区划变更”登记更名，曾用名会留着。</p>
      <FormErrors problems={form.form.problems} times={form.form.times} />
      {form.form.problem && !latest ? <ProblemNote problem={form.form.problem} /> : null}
      <Conflict
        latest={latest}
        mine={factsOf({ name, shortName })}
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
      <Field name="shortName" label={LABELS.shortName} error={form.errorOf('shortName')}>
        <TextInput value={shortName} onText={setShortName} maxLength={30} />
      </Field>
    </Dialog>
  )
}

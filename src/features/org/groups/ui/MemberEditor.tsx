import { useQuery } from '@tanstack/react-query'
import {
  Button,
  ChoiceSelect,
  Field,
  IconButton,
  Tag,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { useOrg } from '../../ui/data.ts'
import { optionsOf } from '../../ui/labels.ts'
import { OrderButtons } from '../../ui/pieces.tsx'
import { GROUP_ROLE_LABELS, type GroupRole } from '../rules.ts'

/** A line while it is written. */
export type MemberDraft = {
  key: number
  role: GroupRole
  title: string
  personName: string
  unit: UnitOption | null
  postId: string
  postName: string
  wasChanged: boolean
}

/** The lines of a list in their official order, each with role, title, name, and the unit and post it stands on. */
export const MemberEditor = ({
  members,
  onChange,
  errorOf,
  add,
}: {
  members: readonly MemberDraft[]
  onChange: (next: MemberDraft[]) => void
  errorOf: (name: string) => string | undefined
  add: () => MemberDraft
}) => {
  const set = (at: number, more: Partial<MemberDraft>) =>
    onChange(members.map((one, index) => (index === at ? { ...one, ...more } : one)))
  const move = (at: number, to: number) => {
    const others = members.filter((_one, index) => index !== at)
    onChange([...others.slice(0, to), members[at] as MemberDraft, ...others.slice(to)])
  }
  return (
    <fieldset className="org-members">
      <legend>名单（按建制顺序）</legend>
      {errorOf('members') ? <p className="field-error">{errorOf('members')}</p> : null}
      <ol>
        {members.map((member, at) => (
          <Line
            key={member.key}
            member={member}
            at={at}
            last={at === members.length - 1}
            errorOf={errorOf}
            onSet={(more) => set(at, more)}
            onMove={(to) => move(at, to)}
            onDrop={() => onChange(members.filter((_one, index) => index !== at))}
          />
        ))}
      </ol>
      <Button icon="plus" onClick={() => onChange([...members, add()])}>
        加一人
      </Button>
    </fieldset>
  )
}

const Line = ({
  member,
  at,
  last,
  errorOf,
  onSet,
  onMove,
  onDrop,
}: {
  member: MemberDraft
  at: number
  last: boolean
  errorOf: (name: string) => string | undefined
  onSet: (more: Partial<MemberDraft>) => void
  onMove: (to: number) => void
  onDrop: () => void
}) => {
  const api = useOrg()
  const unitId = member.unit ? Number(member.unit.id) : null
  const unit = useQuery({
    queryKey: ['org', 'unit', unitId],
    queryFn: () => api.units.get({ id: unitId as number }),
    enabled: unitId !== null,
  })
  const posts = unit.data?.postList ?? []
  const choices = posts.map(({ id, name, holders }) => ({
    value: String(id),
    label: `${name}（${holders.join('、') || '空缺'}）`,
  }))
  if (member.postId && !choices.some(({ value }) => value === member.postId))
    choices.unshift({ value: member.postId, label: member.postName })
  const named = (field: string) => `members.${at}.${field}`
  const called = `第 ${at + 1} 人`
  return (
    <li>
      <div className="org-member-head">
        <b>{called}</b>
        {member.wasChanged ? <Tag line>原人员已变动</Tag> : null}
        <span className="org-member-acts">
          <OrderButtons name={called} at={at + 1} last={last} onPlace={(to) => onMove(to - 1)} />
          <IconButton icon="close" label={`删去${called}`} onClick={onDrop} />
        </span>
      </div>
      <div className="org-member-fields">
        <Field name={named('role')} label="组内职务" error={errorOf(named('role'))}>
          <ChoiceSelect
            options={optionsOf(GROUP_ROLE_LABELS)}
            value={member.role}
            onText={(role) => onSet({ role: role as GroupRole })}
          />
        </Field>
        <Field name={named('title')} label="职务" error={errorOf(named('title'))}>
          <TextInput value={member.title} onText={(title) => onSet({ title })} maxLength={60} />
        </Field>
        <Field name={named('personName')} label="姓名" optional error={errorOf(named('personName'))}>
          <TextInput value={member.personName} onText={(personName) => onSet({ personName })} maxLength={20} />
        </Field>
        <Field name={named('unitId')} label="代表单位" optional error={errorOf(named('unitId'))}>
          <UnitPicker
            value={member.unit}
            onChange={(next) => onSet({ unit: next, postId: '', postName: '' })}
            find={async (typed) =>
              (await api.units.options({ q: typed || undefined, size: 80 })).map(({ id, name, group }) => ({
                id: String(id),
                name,
                group,
              }))
            }
          />
        </Field>
        <Field
          name={named('postId')}
          label="系统里的岗位"
          optional
          error={errorOf(named('postId'))}
          help={at === 0 ? '选了岗位，换人时会提醒调整名单。' : undefined}
        >
          <ChoiceSelect
            unset={unitId === null ? '先选代表单位' : '不对应岗位'}
            disabled={unitId === null}
            options={choices}
            value={member.postId}
            onText={(postId) => {
              const post = posts.find(({ id }) => String(id) === postId)
              onSet({
                postId,
                postName: post?.name ?? '',
                personName: member.personName || (post?.holders[0] ?? ''),
              })
            }}
          />
        </Field>
      </div>
    </li>
  )
}

import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  type Column,
  ConfirmDialog,
  FilterBar,
  FilterChip,
  formatDay,
  SplitView,
  Tag,
} from '../../../../platform/ui/index.ts'
import { useOrg, useSend, useSettled } from '../../ui/data.ts'
import { optionsOf } from '../../ui/labels.ts'
import { ListPanel, useOrgList } from '../../ui/list.tsx'
import { type OrgHead, SearchBox } from '../../ui/pieces.tsx'
import type { Invitation, InvitationSlip } from '../contract.ts'
import { type InvitationState, USUAL_DAYS } from '../rules.ts'
import { InviteDialog } from './InviteDialog.tsx'
import { STATE_LABELS } from './labels.ts'
import { Slips } from './Slips.tsx'

/** 邀请: who was invited to which post, and how it stands. */
export const InvitationsTab = ({ head }: { head: OrgHead }) => {
  const api = useOrg()
  const { today } = useSession()
  const mayInvite = useMay('invitations:write')
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<readonly string[]>([])
  const [isInviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<{ verb: 'renew' | 'revoke'; invitation: Invitation } | null>(null)
  const [slips, setSlips] = useState<readonly InvitationSlip[] | null>(null)
  const q = useSettled(typed)
  const shown = useOrgList(
    'invitations',
    { q: q || undefined, state: state[0] as InvitationState | undefined },
    (query) => api.invitations.list(query),
  )
  const renew = useSend(
    ({ id, version }: Invitation) => api.invitations.renew({ id, version, days: USUAL_DAYS }),
    (slip) => {
      setAsked(null)
      setSlips([slip])
      return undefined
    },
  )
  const revoke = useSend(
    ({ id, version }: Invitation) => api.invitations.revoke({ id, version }),
    (answer) => {
      setAsked(null)
      return `给${answer.personName}的邀请已收回。`
    },
  )
  const columns: Column<Invitation>[] = [
    { key: 'name', title: '姓名', width: 110, phone: 'title', cell: ({ personName }) => personName },
    {
      key: 'post',
      title: '岗位',
      phone: 'meta',
      cell: ({ postName, regionName }) => (
        <>
          {postName}
          <span className="quiet small">　{regionName}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: '状态',
      width: 90,
      phone: 'meta',
      cell: ({ state: word }) => <Tag line={word !== 'open'}>{STATE_LABELS[word]}</Tag>,
    },
    {
      key: 'until',
      title: '有效到',
      width: 110,
      phone: 'meta',
      cell: ({ expiresOn }) => formatDay(expiresOn, today),
    },
    {
      key: 'by',
      title: '发出岗位',
      width: 180,
      quiet: true,
      wideOnly: true,
      cell: ({ createdPostName }) => createdPostName,
    },
    {
      key: 'act',
      title: '办理',
      width: 150,
      phone: 'end',
      cell: (invitation) =>
        invitation.mayEdit ? (
          <span className="row">
            <Button
              small
              aria-label={`重发给${invitation.personName}的邀请`}
              onClick={() => setAsked({ verb: 'renew', invitation })}
            >
              重发
            </Button>
            <Button
              small
              aria-label={`收回给${invitation.personName}的邀请`}
              onClick={() => setAsked({ verb: 'revoke', invitation })}
            >
              收回
            </Button>
          </span>
        ) : null,
    },
  ]
  const isFiltered = typed !== '' || state.length > 0
  const clear = () => {
    setTyped('')
    setState([])
  }
  const verb = asked?.verb === 'renew' ? renew : revoke
  const name = asked?.invitation.personName ?? ''
  return (
    <SplitView>
      {head(
        mayInvite ? (
          <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>
            邀请任职
          </Button>
        ) : null,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        <SearchBox label="找邀请" placeholder="姓名、岗位或地方" value={typed} onText={setTyped} />
        <FilterChip label="状态" value={state} onChange={setState} options={optionsOf(STATE_LABELS)} />
      </FilterBar>
      <ListPanel
        of={shown}
        label="邀请列表"
        title="邀请"
        columns={columns}
        word="份"
        icon="user"
        none="还没有发过邀请"
        filtered="没有符合条件的邀请"
        onClear={isFiltered ? clear : undefined}
      >
        邀请带一次性邀请码，本人凭码自己建账号、任岗位。
      </ListPanel>
      {isInviting ? (
        <InviteDialog
          onClose={() => setInviting(false)}
          onDone={(made) => {
            setInviting(false)
            setSlips(made)
          }}
        />
      ) : null}
      <ConfirmDialog
        open={asked !== null}
        onClose={() => {
          verb.reset()
          setAsked(null)
        }}
        title={asked?.verb === 'renew' ? `重发给${name}的邀请` : `收回给${name}的邀请`}
        verb={asked?.verb === 'renew' ? '重发邀请' : '收回邀请'}
        busy={verb.busy}
        problem={verb.problem}
        onDo={() => asked && verb.send(asked.invitation)}
      >
        {asked?.verb === 'renew'
          ? `换一个新的邀请码，${USUAL_DAYS} 天内有效；原来的码立即失效。`
          : '邀请码立即失效。以后还要用的，再发一份。'}
      </ConfirmDialog>
      {slips ? <Slips slips={slips} onClose={() => setSlips(null)} /> : null}
    </SplitView>
  )
}

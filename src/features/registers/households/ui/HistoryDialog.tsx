import { useQuery } from '@tanstack/react-query'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { Bones, Button, Dialog, ErrorState, formatMoment, Note, Timeline } from '../../../../platform/ui/index.ts'
import { useRegisters } from '../../ui/pieces.tsx'

/** 历次登记 of a household and its persons: who changed what, when and why. */
export const HistoryDialog = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const api = useRegisters()
  const { today } = useSession()
  // Values of persons stand in it: not kept longer than it is shown.
  const read = useQuery({
    queryKey: ['registers', 'history', id],
    queryFn: () => api.households.history({ id }),
    gcTime: 0,
  })
  return (
    <Dialog open wide onClose={onClose} title="历次登记" footer={<Button onClick={onClose}>关闭</Button>}>
      {read.isPending ? <Bones rows={6} /> : null}
      {read.error ? <ErrorState problem={asClientProblem(read.error)} onAgain={() => void read.refetch()} /> : null}
      {read.data?.rows.length === 0 ? <Note>这一户由表格导入，之后没有改动过。</Note> : null}
      {read.data ? (
        <Timeline
          label="历次登记"
          entries={read.data.rows.map((row) => ({
            key: String(row.id),
            at: formatMoment(row.at, today),
            who: row.postName ?? '系统',
            what: `${row.what}${row.of === '本户' ? '' : `：${row.of}`}`,
            said: row.reason ?? undefined,
            children:
              row.changes.length === 0 ? null : (
                <p className="register-changes">
                  {row.changes
                    .map(({ label, before, after }) =>
                      before === null ? `${label} ${after}` : `${label} ${before} → ${after ?? '清空'}`,
                    )
                    .join('；')}
                </p>
              ),
          }))}
        />
      ) : null}
      {read.data?.isMore ? <Note>只列最近 100 次，更早的由审计管理员查。</Note> : null}
    </Dialog>
  )
}

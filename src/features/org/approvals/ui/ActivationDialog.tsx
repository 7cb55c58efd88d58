import { Button, Dialog, Note } from '../../../../platform/ui/index.ts'

/** A 启用码, shown once to the security administrator who gave it. */
export const ActivationDialog = ({
  given,
  onClose,
}: {
  given: { name: string; code: string } | null
  onClose: () => void
}) => (
  <Dialog
    open={given !== null}
    onClose={onClose}
    title={`${given?.name ?? ''}的启用码`}
    footer={
      <Button kind="primary" onClick={onClose}>
        已经抄下
      </Button>
    }
  >
    <p className="org-password">{given?.code}</p>
    <Note kind="due">
      只显示这一次，7 天内有效，用一次。由你打电话或当面告诉本人，不告诉给他密码的人。丢了再发一个。
    </Note>
  </Dialog>
)

/** What keeps a backup from being made or restored: `message` is one Chinese sentence that says what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

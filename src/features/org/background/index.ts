export { askBackup, BACKUP_JOB, type BackupPlan, cancelJob, listJobs, redoJob } from './operations.ts'

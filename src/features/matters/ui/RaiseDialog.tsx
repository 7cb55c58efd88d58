import { NeedForm } from './NeedForm.tsx'
import { TaskForm } from './TaskForm.tsx'

/** 提需求 or 立一件任务, over the page. Loaded when first opened. */
export const RaiseDialog = ({ what, onClose }: { what: 'task' | 'need'; onClose: () => void }) =>
  what === 'task' ? <TaskForm onClose={onClose} /> : <NeedForm onClose={onClose} />

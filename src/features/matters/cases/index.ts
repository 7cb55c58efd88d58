export { casesFollow } from './follow.ts'

-- 喜报: what spoke against the family when it was verified to it all the same; the reason stands beside it.
alter table merit_report_steps add column misfits text[] not null default '{}'
  check (misfits <@ array['not-serving', 'bereaved', 'other-name']);

-- More steps that two people take (docs/adr/0035): taking an administrator away, resetting his sign-in, and an export above the
-- number of a day. What was approved for one use notes when it was used, once.
alter table approvals
  add column subject text check (subject ~ '^[0-9a-f]{64}$'),   -- what may be done once, where approval does not do it itself
  add column used_at timestamptz,
  add constraint used_once_approved check (used_at is null or (state = 'approved' and subject is not null and used_at < expires_at));
create index approvals_to_use on approvals (asked_person_id, subject) where state = 'approved' and used_at is null;

create or replace function keep_approval() returns trigger language plpgsql as $$
begin
  if (old.kind, old.content, old.basis, old.shown, old.digest, old.concerns, old.asked_person_id, old.asked_post_id, old.asked_at,
      old.expires_at, old.subject) is distinct from (new.kind, new.content, new.basis, new.shown, new.digest, new.concerns,
      new.asked_person_id, new.asked_post_id, new.asked_at, new.expires_at, new.subject)
    or (old.state <> 'open' and (old.state, old.decided_person_id, old.decided_post_id, old.decided_at, old.reason)
      is distinct from (new.state, new.decided_person_id, new.decided_post_id, new.decided_at, new.reason))
    or (old.state <> 'open' and (old.used_at is not null or new.used_at is null)) then
    raise exception 'an approval stays' using errcode = 'check_violation', constraint = 'approval_stays';
  end if;
  return new;
end $$;

-- The export that was refused last because the number of the day was reached: what 报批导出 asks for.
alter table export_counts
  add column refused jsonb,
  add column refused_at timestamptz,
  add check ((refused is null) = (refused_at is null));

-- Who had a person's sign-in reset, told at the next sign-in until it was read.
alter table people add column reset_note jsonb;

-- 不用寄: the family moved away, ended or was merged before its letter went. It is told with what became of the family and the day,
-- is passed over when a place marks all its letters as sent, and 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄.
alter table letter_items drop constraint letter_items_state_check;
alter table letter_items add constraint letter_items_state_check check (state in ('waiting', 'sent', 'returned', 'unneeded'));
alter table letter_items drop constraint letter_items_check;
alter table letter_items add constraint letter_items_check check ((state in ('waiting', 'unneeded')) = (sent_on is null));
alter table letter_items add column gone_as text check (gone_as in ('moved', 'ended', 'merged'));
alter table letter_items add column gone_on date;
alter table letter_items add constraint letter_items_gone_says_why
  check ((state = 'unneeded') = (gone_as is not null) and (state = 'unneeded') = (gone_on is not null));

update letter_items i set state = 'unneeded', gone_as = h.state, gone_on = coalesce(h.ended_on, r.opened_on)
  from households h, letter_rounds r
  where h.id = i.household_id and r.id = i.round_id and r.closed_on is null and i.state = 'waiting' and h.state <> 'present';

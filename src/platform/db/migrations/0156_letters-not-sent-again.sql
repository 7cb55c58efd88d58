-- 不再寄: a letter came back and its family is gone, so that it is not sent again. It stands under 不用寄 with what became of the family,
-- keeps the day and reason for which it came back, and says why; once the family is back it stands under 退回 again.
alter table letter_items add column stop_reason text check (char_length(stop_reason) between 1 and 100);
alter table letter_items add constraint letter_items_stop_with_state check (stop_reason is null or state = 'unneeded');
alter table letter_items drop constraint letter_items_check;
alter table letter_items add constraint letter_items_check
  check ((state = 'waiting' or state = 'unneeded' and stop_reason is null) = (sent_on is null));
alter table letter_items drop constraint letter_items_check1;
alter table letter_items add constraint letter_items_check1
  check ((state = 'returned' or stop_reason is not null) = (returned_on is not null)
    and (state = 'returned' or stop_reason is not null) = (return_reason is not null));

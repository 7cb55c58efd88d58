-- An opinion of 帮扶 that a post above wrote because the level has none (代录). Of opinions of before nobody knows; they stay unmarked.
alter table help_steps add column on_behalf boolean not null default false;

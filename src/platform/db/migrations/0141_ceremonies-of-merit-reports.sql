-- 送喜报 is a ceremony: a delivered report becomes one fact. A delivery that is taken back withdraws it; delivered again it is another.
create table fact_merit_reports (
  fact_id integer primary key references facts,
  report_id integer not null references merit_reports
);
create index fact_merit_reports_report on fact_merit_reports (report_id);

alter table merit_report_steps drop constraint merit_report_steps_step_check;
alter table merit_report_steps add constraint merit_report_steps_step_check check (step in ('receive', 'register', 'verify', 'doubt',
  'readdress', 'deliver', 'undeliver', 'feed-back', 'return', 'take-again'));

-- 依申请 in a frozen account: who may get a plaque on application stands in it too, so that the figure opens its list. Accounts frozen before
-- hold only those of them that have one hanging, told by the clause.
alter table plaque_statement_lines add column is_on_application boolean not null default false;
update plaque_statement_lines set is_on_application = true where clause in ('papers-lost', 'without-certificate');

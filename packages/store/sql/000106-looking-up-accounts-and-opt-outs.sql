-- Accounts are looked for by the beginning of their reference.
create index accounts_by_reference on accounts (organization_id, reference collate "C", id);
comment on index accounts_by_reference is 'searching accounts by the beginning of the reference, page by page';

-- What was done after an opt-out is looked for by its devices; without this, and where old opt-outs are removed, each look reads them all.
create index opt_out_devices_by_opt_out on opt_out_devices (organization_id, opt_out_id);
comment on index opt_out_devices_by_opt_out is 'the report on how opt-outs were honoured; removing opt-outs that are beyond their retention';

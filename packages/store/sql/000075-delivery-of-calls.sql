-- What is done with a call by who, or what, answers it (seed A11, delivery).

alter table campaigns
  -- {personTo, answeringMachine, fax, silence}; null: as usual, a person hears the message and everything else is dropped.
  add column delivery jsonb,
  add constraint campaigns_delivery_check check (delivery is null or channel = 'call');

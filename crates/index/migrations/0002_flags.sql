-- What the court has ruled against a listing: the fault, as the runtime names it; null while nothing stands.
ALTER TABLE listings ADD COLUMN flag TEXT;

//! Invoices as data: the documents byte by byte, the rules one by one, and what must hold for all figures.

mod documents;
mod figures;
mod rules;
mod samples;
mod well_formed;

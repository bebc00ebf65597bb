//! One file per subject.

mod room;
mod stop;

//! A dossier from end to end, natively.

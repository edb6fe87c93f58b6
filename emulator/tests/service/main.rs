//! What the emulator does, asked through the tower service; only `server` opens sockets.

mod client;
mod purchase;
